"""One-time codes from an app in the telephone (TOTP, RFC 6238), as a second step of signing in."""

import hmac
import re
import time

import pyotp
import segno
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.record.crypto import derive

ISSUER = "Har du frågor? Personal"
STEP_SECONDS = 30
_SET_UP_SECONDS = 30 * 60
_SECOND_STEP_SECONDS = 5 * 60


def new_secret() -> str:
    """A secret that the app and we are to share, in base32."""
    return pyotp.random_base32()


def picture(secret: str, email: str) -> str:
    """What the app reads with the camera: a QR code as the address of a picture (SVG)."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    found: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return found


def step_of(secret: str, code: str, now: float | None = None) -> int | None:
    """The time step that the code is of, if it is of now, or of the one before or after; else nothing."""
    code = re.sub(r"\s", "", code)
    step = int(time.time() if now is None else now) // STEP_SECONDS
    made = pyotp.TOTP(secret)
    for near in (step, step - 1, step + 1):
        if hmac.compare_digest(made.at(near * STEP_SECONDS).encode(), code.encode()):
            return near
    return None


def set_up_token(key: bytes, account: int, secret: str) -> str:
    """What the form holds in which the owner of an account takes codes into use."""
    return _serializer(key, "set up").dumps([account, secret])


def secret_of(key: bytes, account: int, token: str) -> str | None:
    """The secret in such a form, for half an hour."""
    try:
        owner, secret = _serializer(key, "set up").loads(token, max_age=_SET_UP_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(secret) if owner == account else None


def second_step(key: bytes, email: str, form: str) -> str:
    """That somebody has given the password of an account, in the browser where a form's `csrf` is this one."""
    return _serializer(key, "second step").dumps([email, form])


def email_of(key: bytes, token: str, form: str) -> str | None:
    """Whose password was given, for five minutes."""
    try:
        email, of = _serializer(key, "second step").loads(token, max_age=_SECOND_STEP_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(email) if of == form else None


def _serializer(key: bytes, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derive(key, "one-time codes"), salt=purpose)
