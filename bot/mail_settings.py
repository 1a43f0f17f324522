"""Who of the staff is told by e-mail, and how: the settings `BOT_ALERT_…`, `BOT_SMTP_…` and `BOT_MAIL_FROM`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import unquote, urlsplit

from bot.setting_values import secret_in

AlertKinds = Literal["acute", "certain", "all"]
ALERT_KINDS = ("acute", "certain", "all")

_LIKE = "smtp://user:password@mail.example.se:587 (STARTTLS) or smtps://… (TLS from the start)"
_SERVER = ("BOT_MAIL_FROM", "BOT_SMTP_URL", "BOT_SMTP_PASSWORD_FILE")
_PORTS = {"smtp": 25, "smtps": 465}
_LOGIN_PORT = 587
"""RFC 6409: where one logs in to hand a mail in."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. `tls`: from the start, not by STARTTLS."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True)
class MailSettings:
    """Mail to staff.

    Attributes:
        alert_to: who gets a mail when a conversation is flagged for danger; empty: nobody.
        alert_kinds: about which dangers: those that are `acute`, those that are `certain`, or `all`, doubts too.
        sender: the address that mails come from.
        url: of the mail server, as it was set; may hold a password.
        password_file: holds the password, where the address does not.
        server: the mail server; None where none is set, and no mail is sent.
    """

    alert_to: tuple[str, ...] = ()
    alert_kinds: AlertKinds = "certain"
    sender: str = ""
    url: str = field(default="", repr=False)
    password_file: str = ""
    server: MailServer | None = None

    def environment(self) -> dict[str, str]:
        """The variables that make a child process read the same settings."""
        return {
            "BOT_ALERT_TO": ",".join(self.alert_to),
            "BOT_ALERT_KINDS": self.alert_kinds,
            "BOT_MAIL_FROM": self.sender,
            "BOT_SMTP_URL": self.url,
            "BOT_SMTP_PASSWORD_FILE": self.password_file,
        }


def read(env: Mapping[str, str]) -> MailSettings:
    """The settings of mail.

    Raises:
        ValueError: one cannot be used, or is missing beside another. The text names it, and shows no password.
    """
    kinds = env.get("BOT_ALERT_KINDS") or "certain"
    if kinds not in ALERT_KINDS:
        raise ValueError(f"BOT_ALERT_KINDS={kinds!r}: must be acute, certain or all.")
    to = tuple(_address("BOT_ALERT_TO", part) for part in env.get("BOT_ALERT_TO", "").split(",") if part.strip())
    sender, url, file = (env.get(name, "").strip() for name in _SERVER)
    if to and not url:
        raise ValueError(f"BOT_ALERT_TO is set, but no mail server: set BOT_SMTP_URL, such as {_LIKE}.")
    if not url:
        return MailSettings(to, cast("AlertKinds", kinds))
    if not sender:
        raise ValueError("BOT_SMTP_URL is set, but not BOT_MAIL_FROM: the address that the mails are to come from.")
    server = _server(url, file)
    return MailSettings(to, cast("AlertKinds", kinds), _address("BOT_MAIL_FROM", sender), url, file, server)


def _server(url: str, password_file: str) -> MailServer:
    try:
        parts = urlsplit(url)
        host, port, user, password = parts.hostname, parts.port, parts.username, parts.password
    except ValueError:
        host, port, user, password = None, None, None, None
    if not host or parts.scheme not in _PORTS or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(
            f"BOT_SMTP_URL: must be like {_LIKE}. Where the password has signs such as / # @, "
            "put it in a file, and the file's name in BOT_SMTP_PASSWORD_FILE."
        )
    if password_file:
        password = secret_in("BOT_SMTP_PASSWORD_FILE", password_file, "password")
    if bool(user) != bool(password):
        raise ValueError(
            "BOT_SMTP_URL: a user and a password belong together (the password there, or in BOT_SMTP_PASSWORD_FILE)."
        )
    tls = parts.scheme == "smtps"
    default = _LOGIN_PORT if user and not tls else _PORTS[parts.scheme]
    known = unquote(user) if user else None
    return MailServer(host, port or default, tls, known, password if password_file else unquote(password or "") or None)


def _address(name: str, given: str) -> str:
    # Imported here: only who sends mail needs it.
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(given.strip(), check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise ValueError(
            f"{name}: {given.strip()!r} is no e-mail address ({error}) Several are divided by commas."
        ) from error
