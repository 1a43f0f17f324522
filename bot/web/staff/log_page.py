"""Who of the staff did what, for admins."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record import audit
from bot.web.rendering import TIME_ZONE
from bot.web.staff import console
from bot.web.staff.console import services_of
from bot.web.staff.signing_in import PLACE, needs

PATH = f"{PLACE}/logg"
_ON_A_PAGE = 100


@needs("admin")
async def show(request: Request) -> HTTPResponse:
    """The newest hundred; `?fore=` an entry, those that are older."""
    before = request.args.get("fore") or ""
    # One more than is shown says whether there are older ones.
    known = int(before) if before.isdecimal() and len(before) < 16 else None
    found = await services_of(request).record.quick(audit.entries, known, _ON_A_PAGE + 1)
    return await console.page(
        request,
        "logg.html",
        entries=[(entry, entry.at.astimezone(TIME_ZONE)) for entry in found[:_ON_A_PAGE]],
        older=found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else None,
        newest=known is None,
    )


def blueprint() -> Blueprint:
    made = Blueprint("staff_log")
    made.add_route(show, PATH, methods=["GET"])
    return made
