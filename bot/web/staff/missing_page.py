"""What is missing on the website, as a list of things to do for its editor; and as a file."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw, redirect

from bot.record import audit, missing
from bot.record.missing import Group, Missing, State
from bot.record.review_list import Filters
from bot.web.rendering import TIME_ZONE
from bot.web.staff import console, review_filters, spreadsheet
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.signing_in import PLACE, needs, told

PATH = f"{PLACE}/saknas"
DAYS = (7, 30, 90)
_USUAL = 30
STATES: dict[str, State] = {"oppna": "open", "klart": "done", "inte-vart": "not_ours"}
"""What a button asks for, by what its address ends with."""
_NUMBERS = re.compile(r"\d{1,15}(?: \d{1,15}){0,2999}", re.ASCII)


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    """The groups, those that are to do first; `?dagar=` one of DAYS."""
    days = _days(request)
    found = await _found(request, days)
    saved = request.args.get("sparat")
    return await console.page(
        request,
        "saknas.html",
        found=found,
        parts=[(state, [one for one in found.groups if one.state == state]) for state in STATES.values()],
        days=days,
        all_days=DAYS,
        day_of=_day,
        title_of=title,
        reading=_reading,
        saved=saved if saved in STATES else "",
        most=missing.MOST,
        unread=_unread(),
    )


@needs("reader")
async def as_csv(request: Request) -> HTTPResponse:
    """A row a group. Who takes it is written down."""
    await services_of(request).record.run(audit.note, staff_of(request).email, "exported", "saknas (csv)")
    found = await _found(request, _days(request))
    made = to_csv(found.groups, services_of(request).texts.missing)
    name = f'attachment; filename="saknas-{datetime.now(TIME_ZONE).date()}.csv"'
    return raw(made, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@needs("editor")
async def tick_off(request: Request, did: str) -> HTTPResponse:
    """The questions that the page showed as one group are done with, or to do again. Those that came since are not."""
    numbers = field(request, "fragor")
    if did not in STATES or not _NUMBERS.fullmatch(numbers):
        return told(request, 400, "missing_gone")
    seqs = [int(number) for number in numbers.split()]
    if not await services_of(request).record.run(missing.mark, seqs, staff_of(request), STATES[did]):
        return told(request, 410, "missing_gone")
    return redirect(f"{PATH}?{urlencode({'dagar': _days(request), 'sparat': did})}", status=303)


def to_csv(groups: Sequence[Group], texts: Mapping[str, str]) -> bytes:
    """A row a group, for a spreadsheet."""
    head = [texts[name] for name in ("about", "people", "questions", "newest", "state", "reworded")]
    told = (
        (title(one), one.people, len(one.messages), _day(one), texts[f"state_{one.state}"], " | ".join(one.reworded))
        for one in groups
    )
    return spreadsheet.as_csv([head, *told])


def title(group: Group) -> str:
    """What a group is about: the words that its visitors share, else a reviewer's."""
    return ", ".join(group.words).capitalize() if group.words else group.reworded[0]


def blueprint() -> Blueprint:
    made = Blueprint("staff_missing")
    made.add_route(show, PATH, methods=["GET"])
    made.add_route(as_csv, f"{PATH}.csv", methods=["GET"])
    made.add_route(tick_off, f"{PATH}/<did:str>", methods=["POST"])
    return made


async def _found(request: Request, days: int) -> Missing:
    since = datetime.now(UTC) - timedelta(days=days)
    return await services_of(request).record.quick(missing.lately, since)


def _days(request: Request) -> int:
    given = request.args.get("dagar") or ""
    return next((days for days in DAYS if str(days) == given), _USUAL)


def _day(group: Group) -> str:
    return group.newest.astimezone(TIME_ZONE).date().isoformat()


def _reading(group: Group) -> str:
    """The address where the conversations of a group can be read; of very many the newest."""
    numbers = group.conversations[: review_filters.MOST_NUMBERS]
    return f"{PLACE}/granska?{review_filters.query(Filters(reviewed=None, newest=True, numbers=numbers))}"


def _unread() -> str:
    """The address of all that nothing answered."""
    return f"{PLACE}/granska?{urlencode({'obesvarat': '1', 'granskat': 'alla'})}"
