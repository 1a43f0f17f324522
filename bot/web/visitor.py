"""The pages that visitors see."""

import asyncio
from typing import Any

import structlog
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response
from sqlalchemy.exc import DBAPIError

from bot.record import conversations, messages
from bot.web.intake import Incoming, RejectedError, receive, refuse_other_sites
from bot.web.rendering import new_form_id, now
from bot.web.services import Services
from bot.web.session import Session
from bot.web.streams import event

ANSWER_WAIT_SECONDS = 5.0
LEAVE_SECONDS = 2.0
ERASE_SECONDS = 8.0
ERASE_AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


async def home(request: Request) -> HTTPResponse:
    """The first article that may be shown, as a page of a website; the chat where there is none."""
    services: Services = request.app.ctx.services
    shown = services.material.shown
    if not shown:
        return redirect("/chatt", status=303)
    return _page(request, "article.html", article=shown[0], is_home=True)


async def article(request: Request, slug: str) -> HTTPResponse:
    services: Services = request.app.ctx.services
    found = services.material.article(slug)
    if found is None or found.withdrawn:
        raise NotFound("no such article")
    return _page(request, "article.html", article=found, is_home=False)


async def privacy(request: Request) -> HTTPResponse:
    return _page(request, "privacy.html")


async def chat(request: Request) -> HTTPResponse:
    services: Services = request.app.ctx.services
    session = await services.sessions.current(request)
    return services.sessions.keep(await _chat_page(request, session), session)


async def post_chat(request: Request) -> HTTPResponse:
    """A message from the form: waits a little for its answer, then leads back to the page."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    session = await services.sessions.current(request)
    form = request.form or {}
    incoming = Incoming(_field(form, "id"), _field(form, "text"), _field(form, "button") or None)
    try:
        written = await asyncio.shield(services.spawn(receive(services, request, session, incoming)))
    except RejectedError as error:
        page = await _chat_page(request, session, error.status, incoming.text, error.message)
        if error.retry_after:
            page.headers["Retry-After"] = str(error.retry_after)
        return services.sessions.keep(page, session)
    if not written.help:
        await services.delivery.wait(written.message.seq, session.conversation, ANSWER_WAIT_SECONDS)
    if session.without_cookie:  # a browser that takes no cookies would find an empty page behind a redirect
        return services.sessions.keep(await _chat_page(request, session), session)
    return services.sessions.keep(redirect("/chatt#senaste", status=303), session)


async def leave(request: Request) -> HTTPResponse:
    """Quick exit: erase the conversation, take the cookie away, and lead to a neutral page, whatever goes wrong."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    if (claimed := services.sessions.claimed(request)) is not None:
        await asyncio.wait({services.spawn(_erase(services, claimed))}, timeout=LEAVE_SECONDS)
    response = redirect(services.settings.exit_url, status=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return services.sessions.expire(response)


async def leave_by_link(request: Request) -> HTTPResponse:
    """Somebody came by a link or a bookmark: to the neutral page, but a link of another site must not erase."""
    services: Services = request.app.ctx.services
    return redirect(services.settings.exit_url, status=303)


async def erase(request: Request) -> HTTPResponse:
    """Erase the conversation, and show a receipt: it names the questions to a person, which stay."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    references: tuple[str, ...] = ()
    if (claimed := services.sessions.claimed(request)) is not None:
        erasing = services.spawn(_erase(services, claimed))
        done, _ = await asyncio.wait({erasing}, timeout=ERASE_SECONDS)
        if not done:
            texts = services.texts
            return _page(request, "error.html", 503, title=texts.not_erased_title, message=texts.not_erased)
        references = erasing.result()
    if not references:
        return services.sessions.expire(redirect("/chatt?raderad=1", status=303))
    # Shown at once, and not behind a redirect: the reference is to stand in no address that a browser keeps.
    return services.sessions.expire(await _chat_page(request, None, references=references))


async def erase_by_link(request: Request) -> HTTPResponse:
    """Somebody came back to the address of the receipt; a link must not erase."""
    return redirect("/chatt", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("visitor")
    made.add_route(home, "/", methods=["GET"])
    made.add_route(article, "/nyheter/<slug:str>", methods=["GET"])
    made.add_route(privacy, "/integritet", methods=["GET"])
    made.add_route(chat, "/chatt", methods=["GET"])
    made.add_route(post_chat, "/chatt", methods=["POST"])
    made.add_route(leave, "/lamna", methods=["POST"])
    made.add_route(leave_by_link, "/lamna", methods=["GET"])
    made.add_route(erase, "/radera", methods=["POST"])
    made.add_route(erase_by_link, "/radera", methods=["GET"])
    return made


async def _chat_page(
    request: Request,
    session: Session | None,
    status: int = 200,
    text: str = "",
    error: str = "",
    references: tuple[str, ...] = (),
) -> Any:
    """The chat of the session, or of nobody: then it is a receipt for what was erased."""
    services: Services = request.app.ctx.services
    found = await services.record.quick(messages.list_after, session.conversation) if session else []
    return _page(
        request,
        "chat.html",
        status,
        messages=services.renderer.views(found),
        status=await services.status(session.conversation if session else ""),
        form={"id": new_form_id(), "text": text, "error": error},
        suggestions=services.texts.suggestions,
        receipt=session is None or (request.args.get("raderad") == "1" and not found),
        references=references,
        embedded=request.args.get("inbaddad") == "1",
        last_updated=now(),
    )


def _page(request: Request, template: str, code: int = 200, **context: Any) -> HTTPResponse:
    services: Services = request.app.ctx.services
    return html_response(services.renderer.page(template, services.material, request.path, **context), status=code)


async def _erase(services: Services, conversation: str) -> tuple[str, ...]:
    """Erase the conversation from the record and the assistant's memory, however often it takes.

    The record first: from then on it keeps nothing that comes late, so what is on its way cannot bring it back.

    Returns:
        the references of the handovers that stay.
    """
    while True:
        try:
            references = await services.record.run(conversations.erase, services.key, conversation)
            break
        except DBAPIError as error:
            log.error("erase_failed", error=type(error).__name__)
            services.delivery.erase(conversation)
            await asyncio.sleep(ERASE_AGAIN_SECONDS)
    services.delivery.erase(conversation)
    services.streams.publish(conversation, event("erased", {}))
    services.streams.close(conversation)
    return references


def _field(form: Any, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
