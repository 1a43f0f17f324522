"""What is to be reached over the network: the mail server, web, and web by its public address."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
from aiosmtplib import SMTPException

from bot.doctor.findings import Finding, error, good, note, warning
from bot.record.crypto import CryptoError, has_key, load_key
from bot.run import CannotRun, host_in_url, ports, require_free
from bot.settings import Settings
from bot.web import inspection
from bot.web.mailing import connection
from bot.web.staff import oidc

SECONDS = 10.0
_FORGED = "192.0.2.77"
"""An address that nobody has (RFC 5737), which the doctor claims to come from."""
_PROXY = "Take the reverse proxy's lines from bot/deploy."


async def look(settings: Settings) -> list[Finding]:
    """Everything that is to be reached."""
    return [finding async for finding in _look(settings)]


async def _look(settings: Settings) -> AsyncIterator[Finding]:
    async for finding in _mail_server(settings):
        yield finding
    async for finding in _own_sign_in(settings):
        yield finding
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http:
        here = f"http://{host_in_url(settings.web_host)}:{settings.web_port}"
        health = await _health(http, here)
        if not isinstance(health, dict):
            yield warning("web", f"nothing of ours answers on {here} ({health})", "Start it: uv run bot run")
            for finding in _ports(settings):
                yield finding
            return
        async for finding in _processes(here, health):
            yield finding
        if settings.public_url != here:
            async for finding in _by_proxy(http, settings):
                yield finding


def _ports(settings: Settings) -> Iterator[Finding]:
    """Whether `bot run` could listen where it is to."""
    for listening in ports(settings):
        try:
            require_free(*listening)
        except CannotRun as problem:
            yield error("ports", str(problem).rstrip("."), "")


async def _mail_server(settings: Settings) -> AsyncIterator[Finding]:
    server = settings.mail.server
    if server is None:
        return
    where = f"{server.host}:{server.port}"
    smtp = connection(server, settings.mail.sender, SECONDS)
    try:
        async with smtp:
            await smtp.noop()
    except (OSError, SMTPException) as problem:
        why = " ".join(str(problem).split()) or type(problem).__name__
        mend = "Look at address, user, password and firewall. Mails wait in the record meanwhile."
        yield error("BOT_SMTP_URL", f"the mail server {where} does not take us ({why.rstrip('.')})", mend)
    else:
        yield good("mail server", f"{where} answers{', and takes the password' if server.password else ''}")


async def _own_sign_in(settings: Settings) -> AsyncIterator[Finding]:
    given, where = settings.sign_in, "BOT_OIDC_ISSUER"
    if not given.issuer:
        return
    from bot.web.staff import provider  # slow to import, and seldom wanted

    try:
        found = await provider.discovered(given)
        keys = await provider.signing_keys(given)
    except provider.ProviderError as problem:
        mend = f"Is the address right, and open from here? {settings.public_url}/personal says it to staff meanwhile."
        yield error(where, f"the organisation's sign-in cannot be used ({str(problem).rstrip('.')})", mend)
        return
    yield good(where, f"{given.issuer} answers, with {keys} key{'s' if keys != 1 else ''}")
    if "S256" not in found.get("code_challenge_methods_supported", ["S256"]):
        yield warning(where, "it says that it does not take PKCE (S256), which we send", "Switch it on there.")
    yield note(where, f"it has to know {settings.public_url}{oidc.BACK} as a redirect address", "Look there.")


async def _processes(here: str, health: dict[str, Any]) -> AsyncIterator[Finding]:
    if health.get("record") == "error":
        yield error("web", "it cannot use the record", "Look at its log: journalctl -u har-du-fragor")
    match health.get("assistant"):
        case "ready":
            yield good("web", f"{here} answers, and the assistant is ready")
        case "loading":
            yield note("assistant", "it is starting", "Ask again in half a minute.")
        case _:
            mend = "Look at its log (journalctl -u har-du-fragor), and start anew."
            yield error("assistant", "it does not answer; questions are kept, and wait", mend)


async def _by_proxy(http: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    url, where = settings.public_url, "BOT_PUBLIC_URL"
    health = await _health(http, url)
    if not isinstance(health, dict):
        mend = "Is the name in the DNS, the proxy running, the certificate valid? From outside it may look different."
        yield error(where, f"{url} does not lead here ({health})", mend)
        return
    yield good(where, f"{url} leads here")
    try:
        token = inspection.token(load_key(settings.home)) if has_key(settings.home) else ""
    except CryptoError:
        token = ""
    if not token:
        return  # the look at the files says so
    headers = {inspection.HEADER: token, "X-Forwarded-For": _FORGED}
    begun = time.monotonic()
    try:
        async with http.get(f"{url}{inspection.PATH}", headers=headers) as response:
            if response.status != 200:
                mend = "Is it this installation that answers there, and of this version?"
                yield error(where, f"the check there was answered with {response.status}", mend)
                return
            seen = json.loads((await response.content.readline()).decode().partition(":")[2])["address"]
            waited = time.monotonic() - begun
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as problem:
        yield error("live messages", f"{url}{inspection.PATH} broke off ({type(problem).__name__})", _PROXY)
        return
    if waited > inspection.STREAM_SECONDS / 2:
        what = "the proxy holds live messages back: answers would come late"
        yield error("live messages", what, f"Turn buffering off for /api/events. {_PROXY}")
    else:
        yield good("live messages", "they come through at once")
    if seen == _FORGED:
        what = "the proxy does not tell visitors apart, or lets them say themselves where they come from"
        yield error("X-Forwarded-For", what, f"Let it set or add to that header. {_PROXY}")
    else:
        yield good("X-Forwarded-For", f"web sees where a request comes from ({seen})")


async def _health(http: aiohttp.ClientSession, url: str) -> dict[str, Any] | str:
    """What web says of itself at an address, or why it does not."""
    try:
        async with http.get(f"{url}/health", allow_redirects=False) as response:
            found = await response.json(content_type=None)
    except (TimeoutError, aiohttp.ClientError, ValueError) as problem:
        return str(problem).rstrip(".") or "no answer in time"
    return found if isinstance(found, dict) and "assistant" in found else f"status {response.status}, not ours"
