"""Whether an answer helped: yes or no, and why, if the visitor wants to say it."""

from typing import Any

import structlog
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import json as json_response

from bot.language import danger
from bot.material.replies import Reply
from bot.record import messages, ratings
from bot.record.ratings import Rating
from bot.web.embedding import chat_address
from bot.web.intake import (
    LIMIT,
    LIMIT_WORDS,
    RejectedError,
    alert_about,
    clean,
    flag_of,
    help_for,
    refuse_other_sites,
)
from bot.web.rendering import can_be_rated
from bot.web.services import Services
from bot.web.visitor import chat_page

log = structlog.get_logger(__name__)


async def by_script(request: Request) -> HTTPResponse:
    """Keep it, and give what stands under the answer from now on; with help, where the reason speaks of danger."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    try:
        given = request.json
    except InvalidUsage:
        given = None
    if not isinstance(given, dict):
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    seq, helpful, why = given.get("seq"), given.get("helpful"), given.get("why", "")
    if type(seq) is not int or type(helpful) is not bool or not isinstance(why, str):
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    message, rating, help_ = await _rate(services, request, seq, helpful, why)
    view = services.renderer.view(message, rating=rating)
    body: dict[str, Any] = {"html": services.renderer.tools(view)}
    if help_:
        body["help"] = services.renderer.help(help_)
    return json_response(body, ensure_ascii=False)


async def by_form(request: Request) -> HTTPResponse:
    """The same for a page without a script, which leads back to the answer."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    form = request.form or {}
    number, answer, why, tab = (form.get(name) or "" for name in ("seq", "svar", "varfor", "flik"))
    if not (number.isascii() and number.isdigit() and len(number) < 16) or answer not in ("ja", "nej"):
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    *_, help_ = await _rate(services, request, int(number), answer == "ja", why)
    session = await services.sessions.current(request)
    guarded = await services.record.quick(messages.speaks_of_danger, session.conversation)
    if help_ or guarded or not session.cookie:
        return services.sessions.keep(await chat_page(request, session, tab=tab or None, help_=help_), session)
    return redirect(chat_address(request, f"svar-{int(number)}"), status=303)


async def by_link(request: Request) -> HTTPResponse:
    return redirect("/chatt", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("rating")
    made.add_route(by_script, "/api/ratings", methods=["POST"])
    made.add_route(by_form, "/chatt/omdome", methods=["POST"])
    made.add_route(by_link, "/chatt/omdome", methods=["GET"])
    return made


async def _rate(
    services: Services, request: Request, seq: int, helpful: bool, why: str
) -> tuple[messages.Message, Rating, Reply | None]:
    why = clean(why)
    help_ = help_for(services, why)
    session = await services.sessions.current(request)
    if len(why) > LIMIT:
        raise RejectedError(413, "too_long", services.texts.too_long.format(limit=LIMIT_WORDS))
    wait = services.by_session.wait(f"omdöme {session.conversation}")
    if wait and not help_:
        seconds = int(wait) + 1
        raise RejectedError(429, "too_many", services.texts.too_many.format(seconds=seconds), seconds)
    found = await services.record.quick(messages.list_after, session.conversation, seq - 1)
    message = found[0] if found and found[0].seq == seq else None
    if message is None or not can_be_rated(message, services.material):
        raise RejectedError(404, "not_found", services.texts.bad_request)
    flag = flag_of(*danger.look(why, services.patterns))
    alert = alert_about(services, flag) if flag else None
    rating = await services.record.run(ratings.rate, session.conversation, seq, helpful, why, flag=flag, alert=alert)
    if rating is None:
        raise RejectedError(404, "not_found", services.texts.bad_request)
    if flag and services.mailer:
        services.mailer.wake()
    log.info("rated", seq=seq, helpful=helpful)
    return message, rating, help_
