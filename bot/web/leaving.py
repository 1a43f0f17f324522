"""Leaving and deleting: the conversation goes, from the record, the assistant's memory and every open view."""

import asyncio

import structlog
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.exc import DBAPIError

from bot.record import erasing
from bot.record.erased import Why
from bot.record.erasing import Erased
from bot.web.embedding import embedded
from bot.web.intake import CLOSE_AFTER, RejectedError, refuse_other_sites
from bot.web.receipts import of_conversation, of_questions
from bot.web.services import Services
from bot.web.streams import event
from bot.web.visitor import chat_page, page

LEAVE_SECONDS = 2.0
ERASE_SECONDS = 8.0
AGAIN_SECONDS = 1.0

NOTHING = Erased((), ())

log = structlog.get_logger(__name__)


async def leave(request: Request) -> HTTPResponse:
    """Quick exit: erase the conversation, take the cookie away, and lead to a neutral page, whatever goes wrong."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    return await _leave(request, services.sessions.claimed(request))


async def leave_by_address(request: Request) -> HTTPResponse:
    """To the neutral page. A link or a bookmark must not erase: only an address with the `exit` of a conversation does,
    which the page around a frame has from the frame. Without one that page makes a frame whose script leaves."""
    services: Services = request.app.ctx.services
    if (named := services.sessions.exited(request.args.get("nyckel"))) is not None:
        return await _leave(request, named)
    if request.args.get("inbaddad") == "1":
        return page(request, "leaving.html")
    return redirect(services.settings.exit_url, status=303)


async def _leave(request: Request, conversation: str | None) -> HTTPResponse:
    services: Services = request.app.ctx.services
    if conversation is not None:
        await asyncio.wait({services.spawn(_erase(services, conversation, "left"))}, timeout=LEAVE_SECONDS)
    response = redirect(services.settings.exit_url, status=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return services.sessions.expire(request, response)


async def erase(request: Request) -> HTTPResponse:
    """Erase the conversation, and show a receipt: it names the questions to a person, which stay."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    result = NOTHING
    if (claimed := services.sessions.claimed(request)) is not None:
        too = bool((request.form or {}).get("fragor"))
        erasing_ = services.spawn(_erase(services, claimed, "deleted", questions_too=too))
        done, _ = await asyncio.wait({erasing_}, timeout=ERASE_SECONDS)
        if not done:
            return _not_yet(request)
        result = erasing_.result()
    if result == NOTHING:
        address = "/chatt?inbaddad=1&raderad=1" if embedded(request) else "/chatt?raderad=1"
        return services.sessions.expire(request, redirect(address, status=303))
    # Shown at once, and not behind a redirect: a reference is to stand in no address that a browser keeps.
    receipt = of_conversation(services.privacy, result, services.tokens)
    return services.sessions.expire(request, await chat_page(request, None, receipt=receipt))


async def take_back(request: Request) -> HTTPResponse:
    """Take away the questions to a person that a receipt names."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    token = (request.form or {}).get("kvitto")
    references = services.tokens.read(token) if isinstance(token, str) else ()
    if not references:
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    taking = services.spawn(_take_back(services, references))
    done, _ = await asyncio.wait({taking}, timeout=ERASE_SECONDS)
    if not done:
        return _not_yet(request)
    receipt = of_questions(services.privacy, references)
    return page(request, "error.html", title=receipt.title, message=" ".join(receipt.lines))


async def erase_by_link(request: Request) -> HTTPResponse:
    """Somebody came back to the address of the receipt; a link must not erase."""
    return redirect("/chatt", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("leaving")
    made.add_route(leave, "/lamna", methods=["POST"])
    made.add_route(leave_by_address, "/lamna", methods=["GET"])
    made.add_route(erase, "/radera", methods=["POST"])
    made.add_route(erase_by_link, "/radera", methods=["GET"])
    made.add_route(take_back, "/radera/fraga", methods=["POST"])
    made.add_route(erase_by_link, "/radera/fraga", methods=["GET"], name="fraga")
    return made


def _not_yet(request: Request) -> HTTPResponse:
    texts = request.app.ctx.services.texts
    return page(request, "error.html", 503, title=texts.not_erased_title, message=texts.not_erased)


async def _erase(services: Services, conversation: str, why: Why, *, questions_too: bool = False) -> Erased:
    """Erase the conversation from the record and the assistant's memory, however often it takes.

    The record first: from then on it keeps nothing that comes late, so what is on its way cannot bring it back. It ends
    when no file of the record holds a byte of it.
    """
    hide = services.settings.deletion == "hide"
    while True:
        try:
            result = await services.record.run(
                erasing.erase, services.key, conversation, why=why, hide=hide, questions_too=questions_too
            )
            break
        except (DBAPIError, OSError) as error:
            log.error("erase_failed", error=type(error).__name__)
            services.delivery.erase(conversation)
            await asyncio.sleep(AGAIN_SECONDS)
    services.delivery.erase(conversation)
    if why == "left":
        _end_views(services, conversation)
    if not hide:
        await services.scrubber.scrub()
    if why == "deleted":
        services.spawn(_end_views_later(services, conversation))
    return result


def _end_views(services: Services, conversation: str) -> None:
    """Other tabs begin anew."""
    services.streams.publish(conversation, event("erased", {}))
    services.streams.close(conversation)


async def _end_views_later(services: Services, conversation: str) -> None:
    """The same once the browser has the answer that takes the cookie away; else it would take another tab's new one."""
    await asyncio.sleep(CLOSE_AFTER)
    _end_views(services, conversation)


async def _take_back(services: Services, references: tuple[str, ...]) -> None:
    """Take the questions away, however often it takes."""
    hide = services.settings.deletion == "hide"
    while True:
        try:
            await services.record.run(erasing.take_back, references, hide=hide)
            break
        except (DBAPIError, OSError) as error:
            log.error("erase_failed", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
    if not hide:
        await services.scrubber.scrub()
