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


def load_key(home: Path) -> bytes:
    """The key of the record: `BOT_KEY`, or `<home>/keys/record.key`, which is made on first use.

    Raises:
        CryptoError: it is not 32 bytes in URL-safe base64.
    """
    file = home / "keys" / "record.key"
    from_environment = os.environ.get("BOT_KEY")
    key = (from_environment or _kept(file, lambda: Fernet.generate_key().decode())).encode()
    try:
        usable = len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        usable = False
    if not usable:
        where = "BOT_KEY" if from_environment else str(file)
        raise CryptoError(
            f"{where}: not a key (32 bytes in URL-safe base64). Put the right key back from your backup; "
            "a new key cannot read what the old one sealed."
        )
    return key


def load_secret(home: Path) -> str:
    """What web and the assistant know each other by: `BOT_SECRET`, or `<home>/keys/assistant.secret` (made on need)."""
    return os.environ.get("BOT_SECRET") or _kept(home / "keys" / "assistant.secret", lambda: secrets.token_urlsafe(32))


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


def derive(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose (signing cookies, say), 32 bytes."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()


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
