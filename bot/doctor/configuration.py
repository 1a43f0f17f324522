"""The settings: what is misspelt, unset or unsafe."""

import difflib
import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from bot.doctor.findings import Finding, error, good, note, warning
from bot.settings import Settings

_ELSEWHERE = ("BOT_KEY", "BOT_SECRET")
"""Variables that `bot.record.crypto` reads itself, so that no settings object holds a secret."""


def look(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Everything about the settings themselves."""
    yield from _unknown(settings, environ)
    yield from _public_url(settings)
    yield from _listening(settings)
    yield from _mail(settings)


def is_local(url: str) -> bool:
    """Whether an address leads to this machine alone."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unknown(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    known = [*settings.environment(), *_ELSEWHERE]
    for name in sorted(name for name in environ if name.startswith("BOT_") and name not in known):
        like = difflib.get_close_matches(name, known, n=1)
        meant = f"Is {like[0]} meant? " if like else ""
        yield warning(name, "no setting has this name", f"{meant}They stand in the README, under Settings.")


def _public_url(settings: Settings) -> Iterator[Finding]:
    name, url = "BOT_PUBLIC_URL", settings.public_url
    if is_local(url):
        mend = "Set it to the address that visitors use, before anybody else is to reach the chat."
        yield note(name, f"{url} reaches this machine alone", mend)
    elif urlsplit(url).scheme == "http":
        mend = "Let a reverse proxy end TLS (bot/deploy) and write https:// here."
        yield error(name, f"{url} is not encrypted: what visitors write can be read on the way", mend)
    else:
        yield good(name, url)
    if urlsplit(settings.exit_url).scheme != "https":
        yield error("BOT_EXIT_URL", f"{settings.exit_url!r} is no https address", "Choose a neutral page with https.")


def _listening(settings: Settings) -> Iterator[Finding]:
    try:
        local = ipaddress.ip_address(settings.web_host).is_loopback
    except ValueError:
        local = settings.web_host == "localhost"
    if not local:
        mend = "Listen on 127.0.0.1 behind a reverse proxy on the same machine; web believes no other's headers."
        yield warning("BOT_HOST", f"web listens on {settings.web_host}, past the reverse proxy", mend)


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail.server is None:
        mend = "Set it and BOT_MAIL_FROM, such as smtp://user:password@mail.example.se:587"
        yield warning("BOT_SMTP_URL", "no mail server is set: nobody gets an answer or a notice by e-mail", mend)
    if not settings.mail.alert_to:
        mend = "Set the addresses of those who are to know. Until then: uv run bot record dangers"
        yield warning("BOT_ALERT_TO", "nobody is told when a visitor may be in danger", mend)
