"""Keys and sealing: contact details and the assistant's working memory are unreadable without the key.

The key and the secret lie in `<home>/keys/`, readable by their owner alone, or come from the environment
(`BOT_KEY`, `BOT_SECRET`) where an installation keeps its secrets elsewhere.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken


class CryptoError(Exception):
    """A key that cannot be used, or data that another key sealed. The text says how to mend it."""


def key_file(home: Path) -> Path:
    """Where the key lies, unless it comes from the environment."""
    return home / "keys" / "record.key"


def has_key(home: Path) -> bool:
    """Whether there is a key: `load_key` would make one."""
    return bool(os.environ.get("BOT_KEY")) or key_file(home).exists()


def load_key(home: Path) -> bytes:
    """The key of the record: `BOT_KEY`, or `<home>/keys/record.key`, which is made on first use.

    Raises:
        CryptoError: it is not 32 bytes in URL-safe base64.
    """
    file = key_file(home)
    from_environment = os.environ.get("BOT_KEY")
    key = (from_environment or _kept(file, lambda: Fernet.generate_key().decode())).encode()
    if not _is_key(key):
        where = "BOT_KEY" if from_environment else str(file)
        raise CryptoError(
            f"{where}: not a key (32 bytes in URL-safe base64). Put the right key back from your backup; "
            "a new key cannot read what the old one sealed."
        )
    return key


def load_secret(home: Path) -> str:
    """What web and the assistant know each other by: `BOT_SECRET`, or `<home>/keys/assistant.secret` (made on need)."""
    return os.environ.get("BOT_SECRET") or _kept(home / "keys" / "assistant.secret", lambda: secrets.token_urlsafe(32))


def copy_key(home: Path, file: Path) -> None:
    """Write the key into a file, mode 600. One that has it already stays.

    Raises:
        CryptoError: the file has something else in it.
        OSError: it cannot be written.
    """
    _write_key(load_key(home), file, "Choose another name.")


def put_back_key(home: Path, file: Path) -> None:
    """Make the key in a file, a copy that `copy_key` made, the one of this installation.

    Raises:
        CryptoError: it is no key, or this installation has another one.
        OSError: it cannot be read or written.
    """
    key = file.read_bytes().strip()
    if not _is_key(key):
        raise CryptoError(f"{file}: not a key (32 bytes in URL-safe base64).")
    if os.environ.get("BOT_KEY"):
        raise CryptoError("BOT_KEY is set, and would hold: change it, or unset it.")
    place = key_file(home)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_key(key, place, "Move it away first, if it is not needed any more.")


def seal(key: bytes, data: bytes) -> bytes:
    """`data`, encrypted and signed (Fernet)."""
    return _fernet(key).encrypt(data)


def open_(key: bytes, sealed: bytes) -> bytes:
    """What `seal` was given.

    Raises:
        CryptoError: another key sealed it, or it was changed since.
    """
    try:
        return _fernet(key).decrypt(sealed)
    except InvalidToken as error:
        raise CryptoError(
            "Sealed with another key, or changed since. Is <BOT_HOME>/keys/record.key the right one?"
        ) from error


def opens(key: bytes, sealed: bytes) -> bool:
    """Whether this key sealed it."""
    try:
        open_(key, sealed)
    except CryptoError:
        return False
    return True


def derive(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose (signing cookies, say), 32 bytes."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        return False


def _write_key(key: bytes, file: Path, way_out: str) -> None:
    kept = _kept(file, key.decode) if file.exists() or file.parent.is_dir() else None
    if kept is None:
        raise FileNotFoundError(f"{file.parent}: there is no such folder.")
    if kept.encode() != key:
        raise CryptoError(f"{file}: there is another key, or something else, in it. {way_out}")


@lru_cache(maxsize=8)
def _fernet(key: bytes) -> Fernet:
    return Fernet(key)


def _kept(file: Path, make: Callable[[], str]) -> str:
    """The file's text; where there is no file, it is made whole or not at all, by one of several processes."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent)  # mkstemp makes it mode 600
        try:
            with os.fdopen(handle, "w") as out:
                out.write(make())
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileExistsError):  # another process made it meanwhile: unlike rename, link leaves it alone
                os.link(name, file)
        finally:
            Path(name).unlink()
    return file.read_text().strip()
