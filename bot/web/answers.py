"""Reading the answer to a written question, with its reference and code. Neither ever stands in an address."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response

from bot.record import handovers
from bot.web.intake import address, clean, refuse_other_sites
from bot.web.rendering import TIME_ZONE
from bot.web.services import Services


async def read(request: Request) -> HTTPResponse:
    """The answers; what is wrong is told at the form, and too many tries wait."""
    services: Services = request.app.ctx.services
    refuse_other_sites(services, request)
    given = request.form or {}
    reference, code = (clean(given.get(name) or "")[:40] for name in ("nummer", "kod"))
    wait = max(services.by_code.wait(address(request)), services.by_code.wait(f"fråga {reference.upper()}"))
    if wait:
        seconds = int(wait) + 1
        response = _page(request, reference, services.texts.too_many.format(seconds=seconds), 429)
        response.headers["Retry-After"] = str(seconds)
        return response
    found = await services.record.quick(handovers.by_code, services.key, reference, code)
    if found is None:
        return _page(request, reference, services.texts.reading["wrong"], 400)
    answers = await services.record.quick(handovers.answers_of, services.key, found.reference)
    if unread := [answer.id for answer in answers if answer.read is None]:
        await services.record.run(handovers.mark_read, unread)
    page = services.renderer.page(
        "answer.html",
        services.material,
        request.path,
        question=found,
        answers=[(answer, answer.at.astimezone(TIME_ZONE)) for answer in answers],
        promise=services.material.hours.answer_time,
        token=services.tokens.make((found.reference,)),
    )
    return html_response(page)


async def read_by_link(request: Request) -> HTTPResponse:
    """Somebody came back to the address of an answer."""
    return redirect("/kontakt#svar", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("answers")
    made.add_route(read, "/kontakt/svar", methods=["POST"])
    made.add_route(read_by_link, "/kontakt/svar", methods=["GET"])
    return made


def _page(request: Request, reference: str, error: str, status: int) -> HTTPResponse:
    services: Services = request.app.ctx.services
    page = services.renderer.page(
        "answer.html", services.material, request.path, question=None, reference=reference, error=error
    )
    return html_response(page, status=status)
