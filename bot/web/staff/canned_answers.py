"""The answers that staff write to use again."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import canned
from bot.web.intake import clean, row_number
from bot.web.staff import console
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.conversation import LIMIT
from bot.web.staff.signing_in import needs

PATH = "/personal/sparade-svar"
TITLE = 80


@needs("agent")
async def show(request: Request) -> HTTPResponse:
    """All of them, each in a form, and one for a new one."""
    return await _page(request)


@needs("agent")
async def keep(request: Request) -> HTTPResponse:
    """Keep a new one, a changed one, or take one away."""
    services = services_of(request)
    number = row_number(field(request, "nummer")) or None
    if field(request, "gor") == "ta-bort" and number is not None:
        await services.record.run(canned.remove, staff_of(request), number)
        return redirect(PATH, status=303)
    title, text = clean(field(request, "rubrik"))[:TITLE], clean(field(request, "text"))[:LIMIT]
    if not title or not text:
        error = services.texts.console["title_empty"]
        return await _page(request, 400, error=error, number=number or 0, title=title, text=text)
    await services.record.run(canned.keep, staff_of(request), title, text, number)
    return redirect(PATH, status=303)


def blueprint() -> Blueprint:
    made = Blueprint("staff_canned")
    made.add_route(show, PATH, methods=["GET"])
    made.add_route(keep, PATH, methods=["POST"])
    return made


async def _page(
    request: Request, status: int = 200, *, error: str = "", number: int = 0, title: str = "", text: str = ""
) -> HTTPResponse:
    form = {"error": error, "number": number, "title": title, "text": text}
    return await console.page(request, "sparade.html", status, canned=await console.all_canned(request), form=form)
