"""The Sanic app: what every answer carries, what goes wrong, and how it starts and ends."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings
from bot.web import answers, api, base_path, choices, contact, embedding, inspection, leaving, rating, services, visitor
from bot.web.compression import compress, static_response
from bot.web.intake import LIMIT_WORDS, RejectedError, help_for, row_number
from bot.web.staff import (
    adding,
    all_accounts,
    canned_answers,
    console,
    content,
    conversation,
    entrance,
    events,
    exporting_page,
    facts,
    figures_page,
    inbox,
    judging,
    log_page,
    missing_page,
    oidc,
    own_account,
    publishing_page,
    questions,
    retention_page,
    reviewing,
)
from bot.web.streams import TooManyViewsError

NAME = "har_du_fragor"

# `form-action` holds for where a form's answer redirects to as well: without JavaScript "Lämna sidan" is a form.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' '{styles}'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self' {exit_origin}; base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
VIEWS_RETRY_SECONDS = 15

STAFF = (
    *(entrance, own_account, all_accounts, log_page, inbox, conversation, questions, canned_answers, events),
    *(adding, content, facts, missing_page, oidc),
    *(reviewing, judging, publishing_page),
    *(figures_page, exporting_page, retention_page),
)

log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> Sanic:
    """The app, ready to run in one process.

    Raises:
        what `services.make` raises: the record, a key or a file of content cannot be used.
    """
    app = Sanic(NAME, configure_logging=False, request_class=base_path.request_class(settings.base_path))
    app.config.update(
        {
            "ACCESS_LOG": False,
            "MOTD": False,
            "GRACEFUL_SHUTDOWN_TIMEOUT": 2.0,
            "REQUEST_MAX_SIZE": 64 * 1024,
            "RESPONSE_TIMEOUT": 60,  # longer than a stream's heartbeat
            "KEEP_ALIVE_TIMEOUT": 30,
            "FALLBACK_ERROR_FORMAT": "text",
        }
    )
    app.ctx.services = services.make(settings)
    exit_origin = "{0.scheme}://{0.netloc}".format(urlsplit(settings.exit_url))
    styles = base64.b64encode(hashlib.sha256(app.ctx.services.renderer.styles.encode()).digest()).decode()
    app.ctx.policy = POLICY.format(exit_origin=exit_origin, styles=f"sha256-{styles}")
    app.router.register_pattern("int", number_in_address, r"\d{1,15}")
    for part in (visitor, choices, rating, leaving, contact, answers, embedding, api, inspection, *STAFF):
        app.blueprint(part.blueprint())
    app.add_route(static_file, "/static/<name:str>", methods=["GET"])
    app.add_route(widget, "/widget.js", methods=["GET"])
    app.register_middleware(add_headers, "response")
    app.register_middleware(compress, "response")
    app.error_handler.add(RejectedError, rejected)
    app.error_handler.add(console.RefusedError, console.refused)
    app.error_handler.add(SQLAlchemyError, not_kept)
    app.error_handler.add(TooManyViewsError, too_many_views)
    app.error_handler.add(Exception, broken)
    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
    return app


def number_in_address(text: str) -> int:
    """A number in an address, as the record can have one.

    Raises:
        ValueError: it is none; the router then finds no such page.
    """
    if number := row_number(text):
        return number
    raise ValueError(text)


async def start(app: Sanic, _: Any) -> None:
    await app.ctx.services.start()


async def stop(app: Sanic, _: Any) -> None:
    await app.ctx.services.stop()


async def static_file(request: Request, name: str) -> HTTPResponse:
    found = request.app.ctx.services.renderer.static.get(name)
    if found is None:
        return await _error(request, 404)
    return static_response(request, found)


async def widget(request: Request) -> HTTPResponse:
    return await static_file(request, "widget.js")


async def add_headers(request: Request, response: HTTPResponse) -> None:
    made = request.app.ctx
    ancestors = embedding.frame_ancestors(made.services.settings, request.path or "/")
    for name, value in {**HEADERS, "Content-Security-Policy": f"{made.policy}; {ancestors}"}.items():
        response.headers.setdefault(name, value)
    if (name := response.headers.get("Content-Disposition")) and made.services.settings.is_example:
        response.headers["Content-Disposition"] = name.replace('filename="', 'filename="exempel-')
    base_path.redirected(made.services.settings.base_path, response)


async def rejected(request: Request, error: RejectedError) -> HTTPResponse:
    """A message that was not let in, where no handler had a page of its own for it."""
    texts = request.app.ctx.services.texts
    response = _answer(request, error.status, error.code, texts.refused_title, error.message)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def too_many_views(request: Request, error: TooManyViewsError) -> HTTPResponse:
    """The page asks now and then instead, and tries again later."""
    texts = request.app.ctx.services.texts
    response = _answer(request, 503, "too_many_views", texts.broken_title, texts.broken)
    response.headers["Retry-After"] = str(VIEWS_RETRY_SECONDS)
    return response


async def not_kept(request: Request, error: SQLAlchemyError) -> HTTPResponse:
    """The record is locked or broken. Who wrote of danger gets help all the same, though it is kept nowhere."""
    log.error("record_failed", route=_route(request), error=type(error).__name__)
    request.app.ctx.services.metrics.failure("record")
    texts = request.app.ctx.services.texts
    if request.method == "POST":
        return _answer(request, 503, "not_kept", texts.refused_title, texts.not_kept)
    return await _error(request, 500)


async def broken(request: Request, error: Exception) -> HTTPResponse:
    """What no handler foresaw. Its text may hold a visitor's words, so the log gets its kind and place alone."""
    status = error.status_code if isinstance(error, SanicException) and error.status_code else 500
    if status >= 500:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
        request.app.ctx.services.metrics.failure("request")
        log.error("request_failed", route=_route(request), error=type(error).__name__, where=where)
    return await _error(request, status)


def _route(request: Request) -> str:
    """The pattern of the request's address, for the log: in the address itself may stand a key."""
    return request.uri_template if request.route else ""


async def _error(request: Request, status: int) -> HTTPResponse:
    texts = request.app.ctx.services.texts
    if status == 405:
        return _answer(request, status, "not_allowed", texts.not_allowed_title, texts.not_allowed)
    if status == 404:
        return _answer(request, status, "not_found", texts.not_found_title, texts.not_found)
    if status == 413:
        return _answer(request, status, "too_long", texts.refused_title, texts.too_long.format(limit=LIMIT_WORDS))
    if status < 500:
        return _answer(request, status, "bad_request", texts.refused_title, texts.bad_request)
    return _answer(request, status, "broken", texts.broken_title, texts.broken)


def _answer(request: Request, status: int, code: str, title: str, message: str) -> HTTPResponse:
    path, made = request.path or "/", request.app.ctx.services
    help_ = help_for(made, _written(request)) if request.method == "POST" else None
    if path.startswith("/api/"):
        body: dict[str, Any] = {"error": {"code": code, "message": message}}
        if help_:
            body["help"] = made.renderer.help(help_)
        return json_response(body, status=status, ensure_ascii=False)
    response: HTTPResponse = visitor.page(request, "error.html", status, title=title, message=message, help=help_)
    return response


def _written(request: Request) -> str:
    """What a visitor wrote in a request, wherever it stands in it."""
    try:
        given: Any = request.json if request.path.startswith("/api/") else request.form
        found = given.get("text") or given.get("question") if given else ""
    except (SanicException, AttributeError):
        return ""
    return found if isinstance(found, str) else ""
