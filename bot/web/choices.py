"""What a visitor chooses for the conversation: easy Swedish or not, to go on, and to keep it as a file."""

from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response
from sanic.response import json as json_response

from bot.record import conversations, messages
from bot.web.embedding import chat_address
from bot.web.intake import RejectedError, refuse_other_sites
from bot.web.rendering import now
from bot.web.services import Services
from bot.web.visitor import chat_page


async def easy_by_script(request: Request) -> HTTPResponse:
    """Keep the choice; `kept` is false where no message has begun the conversation: the first one has to bring it."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    try:
        given = request.json
    except InvalidUsage:
        given = None
    if not isinstance(given, dict) or type(given.get("easy")) is not bool:
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    return json_response({"easy": given["easy"], "kept": await _choose(services, request, given["easy"])})


async def easy_by_form(request: Request) -> HTTPResponse:
    """The page again, with what is in the box."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    form = request.form or {}
    easy = form.get("valj") == "pa"
    await _choose(services, request, easy)
    session = await services.sessions.current(request)
    shown = await chat_page(request, session, text=form.get("text") or "", tab=form.get("flik") or None, easy=easy)
    return services.sessions.keep(shown, session)


async def go_on(request: Request) -> HTTPResponse:
    """The conversation is in use; gives its status, with the time that is left of it."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    conversation = await services.open_conversation(request)
    if conversation is not None:
        await services.record.run(conversations.touch, [conversation])
        services.publish_status(conversation)
    return json_response(await services.status(conversation or ""))


async def go_on_by_form(request: Request) -> HTTPResponse:
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    conversation = await services.open_conversation(request)
    if conversation is not None:
        await services.record.run(conversations.touch, [conversation])
    session = await services.sessions.current(request)
    if await services.record.quick(messages.speaks_of_danger, session.conversation) or not session.cookie:
        tab = (request.form or {}).get("flik") or None
        return services.sessions.keep(await chat_page(request, session, tab=tab), session)
    return redirect(chat_address(request, "senaste"), status=303)


async def save(request: Request) -> HTTPResponse:
    """The conversation as a page of its own, for the visitor to keep: as much of it as the tab may show."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    conversation = await services.open_conversation(request)
    if conversation is None:
        return redirect("/chatt", status=303)
    after, _ = await services.shown(conversation, (request.form or {}).get("flik") or None)
    found = await services.record.quick(messages.list_after, conversation, after)
    saved = services.renderer.saved(found, services.material, now())
    name = f"samtal-{now().date().isoformat()}.html"
    response: HTTPResponse = html_response(saved)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


async def by_link(request: Request) -> HTTPResponse:
    return redirect("/chatt", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("choices")
    made.add_route(easy_by_script, "/api/easy", methods=["POST"])
    made.add_route(go_on, "/api/go-on", methods=["POST"])
    for name, handler in (("lattlast", easy_by_form), ("fortsatt", go_on_by_form), ("spara", save)):
        made.add_route(handler, f"/chatt/{name}", methods=["POST"])
        made.add_route(by_link, f"/chatt/{name}", methods=["GET"], name=f"{name}_by_link")
    return made


async def _choose(services: Services, request: Request, easy: bool) -> bool:
    """Whether there was a conversation to keep it in."""
    conversation = await services.open_conversation(request)
    if conversation is None or await services.record.quick(conversations.find, conversation) is None:
        return False
    await services.record.run(conversations.choose_easy, conversation, easy)
    services.publish_status(conversation)
    return True
