"""Who of the staff did what, for admins."""

from urllib.parse import urlencode

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record import accounts, audit
from bot.web.intake import row_number
from bot.web.rendering import TIME_ZONE
from bot.web.staff import console
from bot.web.staff.console import services_of
from bot.web.staff.signing_in import PLACE, needs

PATH = f"{PLACE}/logg"
_ON_A_PAGE = 100


@needs("admin")
async def show(request: Request) -> HTTPResponse:
    """The newest hundred; `?fore=` an entry, those that are older; `?vem=` somebody's address, theirs."""
    services, who = services_of(request), (request.args.get("vem") or "").strip()
    before = request.args.get("fore")
    # One more than is shown says whether there are older ones.
    known = row_number(before) or None
    found = await services.record.quick(audit.entries, known, _ON_A_PAGE + 1, who)
    people = await services.record.quick(accounts.list_accounts)
    return await console.page(
        request,
        "logg.html",
        entries=[(entry, entry.at.astimezone(TIME_ZONE)) for entry in found[:_ON_A_PAGE]],
        older=found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else None,
        newest=known is None,
        who=who,
        people=[one.email for one in people],
        of=urlencode({"vem": who}) if who else "",
    )


def blueprint() -> Blueprint:
    made = Blueprint("staff_log")
    made.add_route(show, PATH, methods=["GET"])
    return made
