"""A visitor's message, from the request to the record and on its way: the same for the API and the form."""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any

import structlog
from sanic.request import Request

from bot.language import danger
from bot.material.support import help_reply
from bot.record import messages
from bot.record.messages import Message, Written
from bot.web.delivery import Outgoing
from bot.web.services import Services
from bot.web.session import Session

LIMIT = 1000
CLOSE_AFTER = 1.0

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_BUTTON = re.compile(r"[a-z_]{1,40}")
_PAGE = re.compile(r"/[^\s?#]{0,299}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

log = structlog.get_logger(__name__)


class RejectedError(Exception):
    """A message that is not let in: the status, what it is called and what to tell the visitor."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


@dataclass(frozen=True)
class Incoming:
    """What a browser sent, unchecked but for its types."""

    id: str
    text: str
    button: str | None = None
    page: str | None = None


async def receive(services: Services, request: Request, session: Session, incoming: Incoming) -> Written:
    """Check the message, keep it, give help in danger, push it to the open views and send it on its way.

    The same id again changes nothing and gives what is there.

    Raises:
        RejectedError
    """
    received = time.perf_counter()
    incoming = _checked(services, incoming)
    found = danger.check(incoming.text, services.patterns)
    wait = _wait(services, request, session, found is not None)
    if wait:
        # One that was let in before is no new message, however many there were since.
        if there := await services.record.run(messages.find_visitor, session.conversation, incoming.id):
            return there
        raise RejectedError(429, "too_many", services.texts.too_many.format(seconds=wait), wait)
    started = time.perf_counter()
    written = await services.record.run(
        messages.append_visitor,
        session.conversation,
        incoming.id,
        incoming.text,
        button=incoming.button,
        page=incoming.page,
        danger=found.kind if found else None,
        help_reply=help_reply(found, services.material) if found else None,
    )
    record_ms = (time.perf_counter() - started) * 1000
    if written.duplicate:
        return written
    log.info("message", seq=written.message.seq, danger=written.message.danger)
    services.show(session.conversation, _all(written))
    if written.message.pending:
        services.delivery.submit(Outgoing(written.message, incoming.text, received, record_ms))
        services.publish_status(session.conversation)
    if session.ended:
        services.spawn(_end_views(services, session.ended))
    return written


def refuse_other_sites(services: Services, request: Request) -> None:
    """Let a page of ours post, and a program that is no browser; no other website.

    Raises:
        RejectedError
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        good = site in ("same-origin", "none")
    elif origin is None:
        good = True
    elif (
        origin == "null"
    ):  # an older browser, for we send no referrer; the cookie is SameSite, so it came from our page
        good = services.sessions.claimed(request) is not None
    else:
        good = origin in (services.settings.public_url, f"{request.scheme}://{request.host}")
    if not good:
        raise RejectedError(403, "cross_site", services.texts.cross_site)


def clean(text: Any) -> str:
    """Text that can be kept: one kind of line break, no control characters, no half characters (lone surrogates)."""
    whole = str(text).replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", whole).strip()


def address(request: Request) -> str | None:
    """Where a request comes from. A proxy on this machine says it for its visitors; this machine itself is nobody."""
    if request.ip not in ("127.0.0.1", "::1", ""):
        return str(request.ip)
    forwarded = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    return forwarded or None


def _checked(services: Services, incoming: Incoming) -> Incoming:
    texts = services.texts
    text = clean(incoming.text)
    page = clean(incoming.page) if incoming.page else None
    if not _ID.fullmatch(incoming.id) or (incoming.button and not _BUTTON.fullmatch(incoming.button)):
        raise RejectedError(400, "bad_request", texts.bad_request)
    if not text:
        raise RejectedError(400, "empty", texts.empty)
    if len(text) > LIMIT:
        in_danger = danger.check(text[: 20 * LIMIT], services.patterns)
        raise RejectedError(
            413, "too_long", (texts.too_long_danger if in_danger else texts.too_long).format(limit=LIMIT)
        )
    return Incoming(incoming.id, text, incoming.button or None, page if page and _PAGE.fullmatch(page) else None)


def _wait(services: Services, request: Request, session: Session, in_danger: bool) -> int:
    """0 and the message is let in, or the seconds to wait. One that speaks of danger is let in, if not without end."""
    waits = [services.by_session.wait(session.conversation)]
    if where := address(request):
        waits.append(services.by_address.wait(where))
    if not max(waits) or (in_danger and not services.by_danger.wait(session.conversation)):
        return 0
    return int(max(waits)) + 1


async def _end_views(services: Services, conversation: str) -> None:
    """End the views of a conversation that is over, once the browser has the cookie of the new one."""
    await asyncio.sleep(CLOSE_AFTER)
    services.streams.close(conversation)


def _all(written: Written) -> list[Message]:
    return [message for message in (written.message, written.help) if message]
