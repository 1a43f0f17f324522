"""What the registrar gets, a conversation or a period, as a file."""

from collections.abc import Iterator
from typing import cast

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record import conversations, inbox, retention
from bot.record.export_files import FORMS, Form, file_name, pieces
from bot.record.exporting import Chosen
from bot.web.rendering import TIME_ZONE
from bot.web.services import Services
from bot.web.staff import console, periods
from bot.web.staff.console import RefusedError, services_of, staff_of
from bot.web.staff.signing_in import PLACE, needs

PATH = f"{PLACE}/export"
_KINDS = {"json": "application/json", "html": "text/html; charset=utf-8"}
# The page has its styles in it. It is kept as a file; where a browser shows it all the same, nothing in it runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_AT_ONCE = 64 * 1024


@needs("admin")
async def show(request: Request) -> HTTPResponse:
    """Which period, and as what."""
    return await _page(request)


@needs("admin")
async def export_period(request: Request) -> HTTPResponse | None:
    """All that began in the period."""
    period = periods.asked_for(request, services_of(request).texts.figures)
    if period.error:
        return await _page(request, 400)
    await _send(request, Chosen(TIME_ZONE, first=period.first, last=period.last))
    return None


@needs("agent")
async def export_conversation(request: Request, number: int) -> HTTPResponse | None:
    """A conversation, with its written questions."""
    services = services_of(request)
    conversation = await services.record.quick(conversations.by_number, number)
    found = await services.record.quick(inbox.item, conversation, staff_of(request).id) if conversation else None
    if found is None:
        raise RefusedError(404, services.texts.console["gone"])
    await _send(request, Chosen(TIME_ZONE, conversation, found.number))
    return None


def blueprint() -> Blueprint:
    made = Blueprint("staff_exporting")
    made.add_route(show, PATH, methods=["GET"])
    for form in FORMS:
        made.add_route(export_period, f"{PATH}.{form}", methods=["GET"], name=f"export_period_{form}")
        path = f"{PLACE}/samtal/<number:int>/export.{form}"
        made.add_route(export_conversation, path, methods=["GET"], name=f"export_conversation_{form}")
    return made


async def _send(request: Request, chosen: Chosen) -> None:
    """The file, while it is made: a big one takes no memory."""
    services = services_of(request)
    form = cast("Form", request.path.rpartition(".")[2])
    made = await services.record.run(
        pieces,
        services.key,
        retention.limits(services.settings),
        chosen,
        form,
        who=staff_of(request).email,
        organisation=_organisation(services),
        folders=services.settings.material_folders,
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(chosen, form)}"',
        "Content-Security-Policy": _POLICY,
    }
    response = await request.respond(headers=headers, content_type=_KINDS[form])
    # So much is read in a thread of the record, and sent before the next is read.
    while part := await services.record.quick(lambda _: _next_part(made)):
        await response.send(part)
    await response.eof()


def _next_part(made: Iterator[str]) -> str:
    """As much of the file as is sent at once; nothing at its end."""
    part: list[str] = []
    size = 0
    for piece in made:
        part.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            break
    return "".join(part)


def _organisation(services: Services) -> str:
    """Whose it is; of an example it says so, whatever it is read with."""
    name = services.material.organisation.name
    return f"{name} ({services.texts.example})" if services.settings.is_example else name


async def _page(request: Request, status: int = 200) -> HTTPResponse:
    period = periods.asked_for(request, services_of(request).texts.figures)
    return await console.page(request, "export.html", status, period=period)
