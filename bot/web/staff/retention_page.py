"""How long things are kept, and how much of them leaves soon."""

from datetime import UTC, datetime, timedelta

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record import retention
from bot.web.staff import console
from bot.web.staff.console import services_of
from bot.web.staff.formats import number
from bot.web.staff.signing_in import PLACE, needs

PATH = f"{PLACE}/gallring"
SOON = timedelta(days=7)


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    services = services_of(request)
    kept, say = retention.limits(services.settings), services.texts.retention
    held = await services.record.quick(retention.held)
    leaves = await services.record.quick(retention.due, kept, datetime.now(UTC) + SOON)
    rows = [
        (say[name], say[f"{name}_kept"].format(days=getattr(kept, name)), *map(number, counted))
        for name, counted in (
            ("conversations", (held.conversations, leaves.conversations)),
            ("handovers", (held.handovers, leaves.handovers)),
            ("readings", (held.readings, leaves.readings)),
        )
    ]
    still_open = say["open"].format(n=number(held.open_handovers)) if held.open_handovers else ""
    backups = (say["backups"], say["backups_kept"].format(days=kept.backups))
    return await console.page(request, "gallring.html", rows=rows, still_open=still_open, backups=backups)


def blueprint() -> Blueprint:
    made = Blueprint("staff_retention")
    made.add_route(show, PATH, methods=["GET"])
    return made
