"""Passwords of the staff: kept as Argon2id hashes (RFC 9106), with the library's own parameters."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 12
MOST = 200

_hasher = PasswordHasher()
# What a password is compared with where there is no account, so that it takes as long.
_NOBODY = _hasher.hash("nobody has this one")


def hash_password(password: str) -> str:
    """The password's hash. Takes some 50 ms and 64 MB, on purpose."""
    return _hasher.hash(password)


def verify(kept: str | None, password: str) -> bool:
    """Whether it is the password of this hash. Takes as long where there is none."""
    try:
        return _hasher.verify(kept or _NOBODY, password[:MOST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_weak(password: str, *known: str) -> bool:
    """Whether it is too short, of too few different signs, or made of what everybody knows (a name, an address)."""
    plain = password.casefold()
    for word in known:
        for part in (word, word.partition("@")[0]):
            if len(part) >= 3:
                plain = plain.replace(part.casefold(), "")
    return len(password) > MOST or len(plain) < LEAST or len(set(plain)) < LEAST // 2
