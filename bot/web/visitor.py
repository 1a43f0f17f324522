"""The pages that visitors see."""

import asyncio
from datetime import timedelta
from typing import Any

from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response

from bot.language.personal import without_identities
from bot.material.replies import Reply
from bot.record import messages, ratings
from bot.record.erasing import Erased
from bot.web.embedding import chat_address, embedded
from bot.web.intake import LIMIT, Incoming, RejectedError, receive, refuse_other_sites, tab_after
from bot.web.receipts import Receipt, of_conversation
from bot.web.rendering import new_form_id, now
from bot.web.services import Services
from bot.web.session import Session

ANSWER_WAIT_SECONDS = 5.0
SUGGESTIONS = 4
"""Questions offered before the first message; the last one is never of the news."""


async def home(request: Request) -> HTTPResponse:
    """The first article that may be shown, as a page of a website; the chat where there is none."""
    services: Services = request.app.ctx.services
    shown = services.material.shown
    if not shown:
        return redirect("/chatt", status=303)
    return page(request, "article.html", article=shown[0], is_home=True, talks=await _talks(request))


async def article(request: Request, slug: str) -> HTTPResponse:
    services: Services = request.app.ctx.services
    found = services.material.article(slug)
    if found is None or found.withdrawn:
        raise NotFound("no such article")
    return page(request, "article.html", article=found, is_home=False, talks=await _talks(request))


async def privacy(request: Request) -> HTTPResponse:
    return page(request, "privacy.html")


async def chat(request: Request) -> HTTPResponse:
    services: Services = request.app.ctx.services
    session = await services.sessions.current(request)
    return services.sessions.keep(await chat_page(request, session), session)


async def post_chat(request: Request) -> HTTPResponse:
    """A message from the form: waits a little for its answer, then leads back to the page."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    session = await services.sessions.current(request)
    form = request.form or {}
    incoming = Incoming(
        _field(form, "id"),
        _field(form, "text"),
        _field(form, "button") or None,
        tab=_field(form, "flik") or None,
        easy=_easy(form),
    )
    try:
        written = await asyncio.shield(services.spawn(receive(services, request, session, incoming)))
    except RejectedError as error:
        refused = await chat_page(
            request, session, error.status, incoming.text, error.message, tab=incoming.tab, easy=incoming.easy
        )
        if error.retry_after:
            refused.headers["Retry-After"] = str(error.retry_after)
        return services.sessions.keep(refused, session)
    if not written.help:
        await services.delivery.wait(written.message.seq, session.conversation, ANSWER_WAIT_SECONDS)
    # After a danger answer no address shows the conversation, for the history would keep it: the page comes at once.
    if await services.record.quick(messages.speaks_of_danger, session.conversation):
        tab = await tab_after(services, written.message, incoming.tab)
        return services.sessions.keep(await chat_page(request, session, tab=tab), session)
    if not session.cookie:  # a browser that takes no cookies would find an empty page behind a redirect
        return services.sessions.keep(await chat_page(request, session), session)
    return services.sessions.keep(redirect(chat_address(request, "senaste"), status=303), session)


async def show_new(request: Request) -> HTTPResponse:
    """The chat as it is now, for a tab that no address may show it to."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    session = await services.sessions.current(request)
    tab = _field(request.form or {}, "flik") or None
    return services.sessions.keep(await chat_page(request, session, tab=tab), session)


async def show_new_by_link(request: Request) -> HTTPResponse:
    return redirect("/chatt", status=303)


async def statement(request: Request) -> HTTPResponse:
    services: Services = request.app.ctx.services
    told = services.statement_source.current(services.material.organisation.name)
    return page(request, "statement.html", statement=told)


def blueprint() -> Blueprint:
    made = Blueprint("visitor")
    made.add_route(home, "/", methods=["GET"])
    made.add_route(article, "/nyheter/<slug:str>", methods=["GET"])
    made.add_route(privacy, "/integritet", methods=["GET"])
    made.add_route(statement, "/tillganglighet", methods=["GET"])
    made.add_route(chat, "/chatt", methods=["GET"])
    made.add_route(post_chat, "/chatt", methods=["POST"])
    made.add_route(show_new, "/chatt/visa", methods=["POST"])
    made.add_route(show_new_by_link, "/chatt/visa", methods=["GET"])
    return made


async def chat_page(
    request: Request,
    session: Session | None,
    status: int = 200,
    text: str = "",
    error: str = "",
    receipt: Receipt | None = None,
    tab: str | None = None,
    easy: bool | None = None,
    help_: Reply | None = None,
) -> Any:
    """The chat of the session, or of nobody: then it is a receipt for what was erased.

    Args:
        tab: the token of the tab. After a danger answer nothing of the conversation is shown without one.
        easy: whether easy Swedish was chosen, where no conversation keeps that yet.
        help_: help for somebody who wrote of danger where it is not kept as a message.
    """
    services: Services = request.app.ctx.services
    found = await services.record.quick(messages.list_after, session.conversation) if session else []
    rated = await services.record.quick(ratings.of_conversation, session.conversation) if found and session else {}
    last = found[-1].seq if found else 0
    guarded = any(message.danger for message in found)
    after, token = services.tabs.shown(session.conversation, tab, guarded, last) if session else (0, "")
    found = [message for message in found if message.seq > after]
    empty = session is None or (guarded and not found)
    named = session or services.sessions.fresh(request)
    if receipt is None and request.args.get("raderad") == "1" and not found:
        receipt = of_conversation(services.privacy, Erased((), ()), services.tokens)
    state = await services.status("" if empty or session is None else session.conversation)
    return page(
        request,
        "chat.html",
        status,
        messages=services.renderer.views(found, rated),
        status=state,
        easy=state["easy"] if state["left"] is not None else bool(easy),
        ends=None if state["left"] is None else now() + timedelta(seconds=state["left"]),
        help=help_,
        last_seq=last,
        guarded=guarded,
        flik=token,
        limit=LIMIT,
        form={"id": new_form_id(), "text": without_identities(text), "error": error},
        suggestions=[*services.material.suggestions[: SUGGESTIONS - 1], *services.texts.suggestions][:SUGGESTIONS],
        receipt=receipt,
        samtal=services.sessions.held(named),
        known=not (session and session.unnamed),
        exit=services.sessions.exit(named.conversation),
        last_updated=now(),
    )


def page(request: Request, template: str, code: int = 200, **context: Any) -> HTTPResponse:
    services: Services = request.app.ctx.services
    context |= {"embedded": embedded(request)}
    return html_response(services.renderer.page(template, services.material, request.path, **context), status=code)


async def _talks(request: Request) -> bool:
    """Whether the visitor has a conversation: whoever follows a link of an answer out of a frame on another website
    goes on with it, though the tab has kept nothing here."""
    services: Services = request.app.ctx.services
    return not (await services.sessions.current(request)).new


def _field(form: Any, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _easy(form: Any) -> bool | None:
    """What a form says of easy Swedish: only one of a page that has no conversation yet says anything."""
    return {"1": True, "0": False}.get(_field(form, "latt"))
