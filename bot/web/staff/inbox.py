"""The inbox: its page, all conversations, whether one is there, and how the console is to be."""

from datetime import UTC, datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import accounts, inbox, written
from bot.web.staff import console, lists
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.events import be_present
from bot.web.staff.signing_in import needs

PAGE = 50
CHOICES = ("notices", "sound", "muted")
"""What each may choose: notices of the browser, a sound, and that arrivals are not told to screen readers."""


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    """The inbox, with nothing opened."""
    await be_present(request)
    return await console.page(request, "inkorg.html")


@needs("reader")
async def show_all(request: Request) -> HTTPResponse:
    """All conversations, the newest first, and the written questions that are closed."""
    services, account = services_of(request), staff_of(request)
    before = _time(request.args.get("fore"))
    await console.note_reading(request, "lista: alla samtal")
    found = await services.record.quick(inbox.items, "all", account.id, before=before, limit=PAGE + 1)
    closed = [] if before else await services.record.quick(written.questions, closed=True, limit=PAGE)
    shown = found[:PAGE]
    return await console.page(
        request,
        "alla.html",
        lines=[lists.line_of(services.texts, item) for item in shown],
        closed=[lists.line_of_question(services.texts, question) for question in closed],
        older=shown[-1].touched.isoformat() if len(found) > PAGE else "",
    )


@needs("reader")
async def be_available(request: Request) -> HTTPResponse:
    """Say that one is there to talk with visitors, or away."""
    services, account = services_of(request), staff_of(request)
    there = field(request, "tillganglig") == "1"
    await services.record.run(accounts.set_available, account.id, there)
    if there:
        await be_present(request)
    services.desk.wake()
    return _back(request)


@needs("reader")
async def choose(request: Request) -> HTTPResponse:
    """How the console is to be for this one."""
    services, account = services_of(request), staff_of(request)
    chosen: dict[str, Any] = {**account.choices, **{name: field(request, name) == "1" for name in CHOICES}}
    await services.record.run(accounts.set_choices, account.id, chosen)
    return _back(request)


def blueprint() -> Blueprint:
    made = Blueprint("staff_inbox")
    made.add_route(show, "/personal", methods=["GET"])
    made.add_route(show_all, "/personal/alla", methods=["GET"])
    made.add_route(be_available, "/personal/narvaro", methods=["POST"])
    made.add_route(choose, "/personal/val", methods=["POST"])
    return made


def _back(request: Request) -> HTTPResponse:
    """To the page where the form stood, if it was one of the console's."""
    where = field(request, "tillbaka")
    return redirect(where if where.startswith("/personal") and "\\" not in where else "/personal", status=303)


def _time(given: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(given or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # also one that is past the last year there is
        return None
