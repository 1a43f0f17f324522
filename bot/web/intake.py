"""A visitor's message, from the request to the record and on its way: the same for the API and the form."""

import asyncio
import ipaddress
import re
import time
from dataclasses import dataclass
from typing import Any

import structlog
from sanic.request import Request
from sqlalchemy.exc import DBAPIError

from bot.language import danger
from bot.language.english import is_english
from bot.language.foreign import foreign_language
from bot.material import replies
from bot.material.replies import Reply
from bot.material.support import foreign_help, help_again, help_line, help_reply
from bot.record import conversations, dangers, messages
from bot.record.dangers import Alert, Flag
from bot.record.erased import ConversationErased
from bot.record.messages import Message, Written
from bot.web.outgoing import Outgoing
from bot.web.persons import asked_by
from bot.web.services import Services
from bot.web.session import Session

LIMIT = 1000
LOOKED_AT = 2 * LIMIT
"""So much of a text is searched for danger, also of one that is too long or one too many."""
LIMIT_WORDS = "1 000"  # as it is written, with a space that does not break
CLOSE_AFTER = 1.0
FOREIGN = "language"
"""Kept in the place of a kind of danger: nobody knows what the message says."""

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_BUTTON = re.compile(r"[a-z_]{1,40}(?::[a-z0-9-]{1,120})?")
_PAGE = re.compile(r"/[^\s?#]{0,299}")
_ONE_HOME = 64  # bits that a home or an office has in common
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

log = structlog.get_logger(__name__)


class RejectedError(Exception):
    """A message that is not let in: the status, what it is called and what to tell the visitor."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


@dataclass(frozen=True)
class Incoming:
    """What a browser sent, unchecked but for its types. `tab`: what its tab may show (bot.web.tabs).

    `easy`: whether easy Swedish is wanted, where that was chosen before there was a conversation.
    """

    id: str
    text: str
    button: str | None = None
    page: str | None = None
    tab: str | None = None
    easy: bool | None = None


async def receive(services: Services, request: Request, session: Session, incoming: Incoming) -> Written:
    """Check the message, keep it, give help in danger, push it to the open views and send it on its way.

    The same id again changes nothing and gives what is there.

    Raises:
        RejectedError
    """
    received = time.perf_counter()
    incoming = _checked(services, incoming)
    wait = _wait(services, request, session)
    looked_at = incoming.text[:LOOKED_AT]
    # Where the assistant gives no answer under which a line of help could stand, a doubt gets the help itself.
    found, doubt = danger.look(looked_at, services.patterns)
    flag = flag_of(found, doubt)
    if services.watch.state != "ready":
        found, doubt = found or doubt, None
    foreign = None if found else foreign_language(looked_at)
    if wait and (found is None or services.by_danger.wait(session.conversation)):
        # One that was let in before is no new message, however many there were since.
        if there := await services.record.quick(messages.find_visitor, session.conversation, incoming.id):
            return there
        _flag_unkept(services, session, flag)
        words = services.texts.too_many.format(seconds=wait)
        raise RejectedError(429, "too_many", _urgent(services, words, found or doubt), wait)
    if len(incoming.text) > LIMIT:
        _flag_unkept(services, session, flag)
        raise _rejected(services, 413, "too_long", services.texts.too_long, found or doubt)
    if session.erased:
        raise _rejected(services, 409, "erased", services.texts.erased, found or doubt)
    reply = foreign_help(services.material) if foreign else _own_reply(services, incoming.text, found)
    asks = await asked_by(services, incoming.button)
    started = time.perf_counter()
    # Who is in danger does not wait for a record that is locked: help comes without it then (app.not_kept).
    keep = services.record.quick if found else services.record.run
    english = is_english(incoming.text)
    try:
        written = await keep(
            messages.append_visitor,
            session.conversation,
            incoming.id,
            incoming.text,
            button=incoming.button,
            page=incoming.page,
            danger=found.kind if found else FOREIGN if foreign else None,
            reply=reply,
            answered=found is None and foreign is None and reply is not None,
            help_again=help_again(found, services.material, english) if found else None,
            doubt=_doubt(services, doubt, english) if doubt else None,
            taken_reply=help_reply(found, services.material, english, taken=True) if found else None,
            asks=asks,
            flag=flag,
            alert=alert_about(services, flag) if flag else None,
            key=services.key,
        )
    except ConversationErased as error:
        raise _rejected(services, 409, "erased", services.texts.erased, found) from error
    except DBAPIError:
        _flag_unkept(services, session, flag)
        raise
    record_ms = (time.perf_counter() - started) * 1000
    if written.duplicate:
        return written
    if incoming.easy is not None:
        await services.record.run(conversations.choose_easy, session.conversation, incoming.easy)
    services.metrics.message()
    if flag and services.mailer:
        services.mailer.wake()
    if found:
        services.metrics.answer("help")
        log.info("help_given")  # not of what kind, nor to which message
    else:
        log.info("message", seq=written.message.seq)
    services.show(session.conversation, _all(written))
    if written.message.pending:
        services.delivery.submit(Outgoing(written.message, incoming.text, received, record_ms))
        services.publish_status(session.conversation)
    if session.ended:
        services.spawn(_end_views(services, session.ended))
    return written


async def tab_after(services: Services, written: Message, tab: str | None) -> str:
    """The token of the tab that has sent a message: its own, or one that shows the message and what comes after it."""
    conversation = written.conversation
    if services.tabs.after(conversation, tab) is not None:
        return tab or ""
    guarded = await services.record.quick(messages.speaks_of_danger, conversation, written.seq)
    return services.tabs.make(conversation, written.seq - 1 if guarded else 0)


def help_for(services: Services, text: str) -> Reply | None:
    """Web's own help, if the text speaks of danger; one line of it, if it may."""
    looked_at = clean(text[:LOOKED_AT])
    english = is_english(looked_at)
    found, doubt = danger.look(looked_at, services.patterns)
    if found:
        return help_reply(found, services.material, english)
    if doubt:
        return replies.reply("help", [help_line(services.material, doubt.young, english, doubt.kind)])
    return None


def speaks_of_danger(services: Services, text: str) -> bool:
    """Whether it surely does; a doubt is no reason to tell the staff of danger."""
    return danger.check(clean(text[:LOOKED_AT]), services.patterns) is not None


def flag_of(found: danger.Danger | None, doubt: danger.Danger | None) -> Flag | None:
    """Why a conversation is to be flagged for staff, if it is."""
    of = found or doubt
    return Flag(of.kind, of.acute, of.who, of.young, of.rule, found is not None) if of else None


def alert_about(services: Services, flag: Flag) -> Alert | None:
    """The mail about a danger, where the settings want one."""
    mail, texts = services.settings.mail, services.texts
    wanted = {"acute": flag.acute, "certain": flag.certain, "all": True}[mail.alert_kinds]
    if not mail.alert_to or not wanted:
        return None
    return Alert(mail.alert_to, texts.alert_subject, texts.alert, texts.alert_acute)


def refuse_other_sites(services: Services, request: Request) -> None:
    """Let a page of ours post, and a program that is no browser; no other website.

    Raises:
        RejectedError
    """
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") is None and origin in (None, "null"):
        # A program, or an older browser: we send no referrer, and then it hides where it is. The cookie of our own site
        # comes from our own pages alone (SameSite), and what a tab holds can do nothing to another's conversation; but
        # a frame's cookie comes from whatever page holds the frame.
        claim = services.sessions.claim(request)
        framed = claim is not None and claim.cookie and claim.place == "frame"
        good = not framed and (origin is None or claim is not None)
    else:
        good = is_from_our_page(services, request) or request.headers.get("sec-fetch-site") == "none"
    if not good:
        raise RejectedError(403, "cross_site", services.texts.cross_site)


def is_from_our_page(services: Services, request: Request) -> bool:
    """Whether the browser says that a page of ours made the request."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return bool(site == "same-origin")
    return request.headers.get("origin") in (services.settings.public_origin, f"{request.scheme}://{request.host}")


def row_number(text: str | None) -> int:
    """A number from an address or a form, as a row of the record can have one; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def clean(text: Any) -> str:
    """Text that can be kept: one kind of line break, no control characters, no half characters (lone surrogates)."""
    whole = str(text).replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", whole).strip()


def address(request: Request) -> str:
    """Where a request comes from. A proxy on this machine says it for its visitors, and only such a one is believed.

    Of an IPv6 address the network: whoever has one has as many addresses in it as they like.
    """
    said = str(request.ip)
    if said in ("127.0.0.1", "::1", ""):
        said = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip() or said
    try:
        return str(ipaddress.IPv6Network((said.strip("[]"), _ONE_HOME), strict=False))
    except ValueError:  # of the older kind, or none at all
        return said


def _checked(services: Services, incoming: Incoming) -> Incoming:
    texts = services.texts
    text = clean(incoming.text)
    page = clean(incoming.page) if incoming.page else None
    if not _ID.fullmatch(incoming.id) or (incoming.button and not _BUTTON.fullmatch(incoming.button)):
        raise RejectedError(400, "bad_request", texts.bad_request)
    if not text:
        raise RejectedError(400, "empty", texts.empty)
    page = page if page and _PAGE.fullmatch(page) else None
    return Incoming(incoming.id, text, incoming.button or None, page, incoming.tab, incoming.easy)


def _rejected(services: Services, status: int, code: str, words: str, in_danger: danger.Danger | None) -> RejectedError:
    """The rejection of a message; one that speaks of danger is told of 112 first."""
    return RejectedError(status, code, _urgent(services, words.format(limit=LIMIT_WORDS), in_danger))


def _urgent(services: Services, words: str, in_danger: danger.Danger | None) -> str:
    """The words, after those of 112 where danger is spoken of, or may be."""
    return f"{services.texts.urgent} {words}" if in_danger else words


def _wait(services: Services, request: Request, session: Session) -> int:
    """0 and there is room for the message, or the seconds to wait."""
    wait = max(services.by_session.wait(session.conversation), services.by_address.wait(address(request)))
    return int(wait) + 1 if wait else 0


def _own_reply(services: Services, text: str, in_danger: danger.Danger | None) -> Reply | None:
    """What web itself answers, whatever state the conversation and the assistant are in."""
    if in_danger:
        return help_reply(in_danger, services.material, is_english(text))
    return services.privacy.deletion_reply(is_english(text)) if services.privacy.asks_to_delete(text) else None


def _flag_unkept(services: Services, session: Session, flag: Flag | None) -> None:
    """Tell staff of the danger in a message that is not kept, where it is one of a conversation: in the background, as
    the help must not wait for the record."""

    async def tell(flag: Flag) -> None:
        try:
            alert = alert_about(services, flag)
            told = await services.record.run(dangers.flag_unkept, session.conversation, flag, alert)
        except DBAPIError as error:
            log.error("not_flagged", error=type(error).__name__)
            return
        if told:
            services.desk.wake()
            if services.mailer:
                services.mailer.wake()

    if flag:
        services.spawn(tell(flag))


def _doubt(services: Services, doubt: danger.Danger, english: bool) -> tuple[str, Reply, Reply]:
    """What a doubt gets where no assistant answers: while the visitor waits for a person, and where one has it."""
    waiting, taken = (help_reply(doubt, services.material, english, taken=taken) for taken in (False, True))
    return doubt.kind, waiting, taken


async def _end_views(services: Services, conversation: str) -> None:
    """End the views of a conversation that is over, once the browser has the cookie of the new one."""
    await asyncio.sleep(CLOSE_AFTER)
    services.streams.close(conversation)


def _all(written: Written) -> list[Message]:
    return [message for message in (written.message, written.help, written.turned) if message]
