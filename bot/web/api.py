"""The JSON API and the live stream, as `openapi.json` describes them."""

import asyncio
import json
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.exceptions import InvalidUsage, NotFound
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import empty as empty_response
from sanic.response import json as json_response
from sanic.response import text as text_response

from bot.record import messages
from bot.web import metrics
from bot.web.intake import Incoming, RejectedError, address, receive, refuse_other_sites, row_number, tab_after
from bot.web.services import Services, record_state
from bot.web.streams import HEADERS, Event, View, event

HEARTBEAT_SECONDS = 15.0
RETRY_MS = 1000
OPENAPI: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))


async def post_message(request: Request) -> HTTPResponse:
    """A message: 202 when it is new, 200 when it was here before."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    incoming = _incoming(services, request)
    session = await services.sessions.current(request)
    written = await asyncio.shield(services.spawn(receive(services, request, session, incoming)))
    html = services.renderer.message(services.renderer.view(written.message))
    tab = await tab_after(services, written.message, incoming.tab)
    body = {
        "seq": written.message.seq,
        "html": html,
        "duplicate": written.duplicate,
        "tab": tab,
        "samtal": services.sessions.held(session),
        "exit": services.sessions.exit(session.conversation),
    }
    response = json_response(body, status=200 if written.duplicate else 202, dumps=_dumps)
    return services.sessions.keep(response, session)


async def get_conversation(request: Request) -> HTTPResponse:
    """The messages after `after`, and the status: for a page that cannot keep a stream."""
    services: Services = request.app.ctx.services
    after = row_number(request.args.get("after"))
    conversation = await services.open_conversation(request)
    if conversation is None:
        return json_response({"messages": [], "status": await services.status(""), "tab": ""}, dumps=_dumps)
    shown_after, tab = await services.shown(conversation, request.args.get("tab"))
    found = await services.record.quick(messages.list_after, conversation, max(after, shown_after))
    status = await services.status(conversation)
    body = {"messages": services.renderer.events(found), "status": status, "tab": tab}
    return json_response(body, dumps=_dumps)


async def get_events(request: Request) -> HTTPResponse | None:
    """The conversation's events from `Last-Event-ID` or `after` on. Without a conversation: 204, do not come back."""
    services: Services = request.app.ctx.services
    claimed = services.sessions.claimed(request)
    if claimed is None:
        return empty_response()
    after = row_number(request.headers.get("last-event-id") or request.args.get("after"))
    with services.streams.view(claimed) as view:  # before the record is read: nothing falls between the two
        shown = await services.open_conversation(request)
        if shown:
            after = max(after, (await services.shown(claimed, request.args.get("tab")))[0])
        found = await services.record.quick(messages.list_after, claimed, after) if shown else []
        response = await request.respond(headers=HEADERS, content_type="text/event-stream; charset=utf-8")
        await response.send(f"retry: {RETRY_MS}\n\n")
        for data in services.renderer.events(found):
            after = data["seq"]
            await response.send(event("message", data, after).encode())
        await response.send(event("status", await services.status(claimed)).encode())
        await _pass_on(view, response, after)
        await response.eof()
    return None


async def get_openapi(request: Request) -> HTTPResponse:
    services: Services = request.app.ctx.services
    return json_response({**OPENAPI, "servers": [{"url": services.settings.public_url}]}, dumps=_dumps)


async def get_health(request: Request) -> HTTPResponse:
    """Web answers as soon as it listens; what it knows of the others is in the answer."""
    services: Services = request.app.ctx.services
    record = await services.record.quick(record_state)
    body = {"status": "ok" if record == "ok" else "error", "assistant": services.watch.state, "record": record}
    return json_response(body, status=200 if record == "ok" else 503)


async def get_metrics(request: Request) -> HTTPResponse:
    """Counts for this machine's Prometheus; whoever comes from elsewhere, also by a proxy, finds no such page."""
    services: Services = request.app.ctx.services
    if address(request) not in ("127.0.0.1", "::1", ""):
        raise NotFound("metrics are for this machine")
    views = len(services.streams.open_conversations())
    counted = services.metrics.text(assistant_ready=services.watch.state == "ready", views=views)
    return text_response(counted, content_type=metrics.CONTENT_TYPE)


def blueprint() -> Blueprint:
    made = Blueprint("api")
    made.add_route(post_message, "/api/messages", methods=["POST"])
    made.add_route(get_conversation, "/api/conversation", methods=["GET"])
    made.add_route(get_events, "/api/events", methods=["GET"])
    made.add_route(get_openapi, "/api/openapi.json", methods=["GET"])
    made.add_route(get_health, "/health", methods=["GET"])
    made.add_route(get_metrics, "/metrics", methods=["GET"])
    return made


async def _pass_on(view: View, response: Any, after: int) -> None:
    """Send the view's events until it is ended, with a comment now and then that keeps the connection open."""
    while True:
        try:
            found: Event | None = await asyncio.wait_for(view.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await response.send(": \n\n")
            continue
        if found is None:
            return
        if found.seq is None or found.seq > after:
            await response.send(found.encode())


def _incoming(services: Services, request: Request) -> Incoming:
    wrong = RejectedError(400, "bad_request", services.texts.bad_request)
    try:
        body = request.json
    except InvalidUsage as error:
        raise wrong from error
    if not isinstance(body, dict):
        raise wrong
    given = {name: body.get(name) for name in ("id", "text", "button", "page", "tab")}
    easy = body.get("easy")
    if easy is not None and not isinstance(easy, bool):
        raise wrong
    if not isinstance(given["id"], str) or not isinstance(given["text"], str):
        raise wrong
    if any(value is not None and not isinstance(value, str) for value in given.values()):
        raise wrong
    return Incoming(given["id"], given["text"], given["button"], given["page"], given["tab"], easy)


def _dumps(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
