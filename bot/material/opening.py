"""Is a person to be had in the chat at a moment, and if not, when? By `contact/hours.yml`, on Swedish clocks.

A moment is an aware datetime of any time zone. The clock of the wall decides, also on the two nights when it is moved:
an hour that is left out opens nothing, an hour that comes twice is open twice.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.language.dates import MONTHS
from bot.material.hours import DAY_MINUTES, WEEKDAYS
from bot.material.model import Hours, Otherwise, Span

SWEDEN = ZoneInfo("Europe/Stockholm")
LOOK_AHEAD_DAYS = 180
"""Nobody is told of an opening that is further away."""

_CLOCKS_MOVE = time(1)
"""In UTC, in all of the EU, on two nights a year (directive 2000/84/EC)."""
_ALL_DAY: tuple[Span, ...] = ((0, DAY_MINUTES),)
_EVES = {
    "Twelfth Night": "trettondagsafton",
    "Maundy Thursday": "skärtorsdagen",
    "Holy Saturday": "påskafton",
    "Walpurgis Night": "valborgsmässoafton",
    "Squeeze day": "klämdag",
    "Whitsun Eve": "pingstafton",
    "Midsummer Eve": "midsommarafton",
    "All Saints' Eve": "allhelgonaafton",
    "Christmas Eve": "julafton",
    "New Year's Eve": "nyårsafton",
}
"""The library's names of the eves, without what it says of their hours."""
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_set(hours: Hours) -> bool:
    """Whether the usual hours are known; where not, every moment is open but for the exceptions."""
    return bool(hours.week)


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether the hours allow a live chat at the moment. Whether anybody is there is another question."""
    local = moment.astimezone(SWEDEN)
    minute = local.hour * 60 + local.minute
    return any(begin <= minute < end for begin, end in spans_on(hours, local.date()))


def next_opening(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment from this one on that is open, in UTC; None where there is none within LOOK_AHEAD_DAYS."""
    moment = moment.astimezone(UTC)
    if is_open(hours, moment):
        return moment
    today = moment.astimezone(SWEDEN).date()
    for days in range(LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=days)
        coming = (at for at in _openings(day, spans_on(hours, day)) if at >= moment and is_open(hours, at))
        if found := min(coming, default=None):
            return found
    return None


def spans_on(hours: Hours, day: date) -> tuple[Span, ...]:
    """The hours of a day: an exception's, else a holiday's (none), else an eve's, else its weekday's."""
    if exception := exception_on(hours, day):
        return exception.spans
    if not is_set(hours):
        return _ALL_DAY
    if hours.closed_on_holidays and day in _holidays(day.year):
        return ()
    if hours.eves:
        for eve in _eves(day):
            if eve in hours.eves:
                return hours.eves[eve]
    return hours.week[day.weekday()]


def exception_on(hours: Hours, day: date) -> Otherwise | None:
    """The exception that holds on a day; the first of several."""
    return next((exception for exception in hours.exceptions if exception.first <= day <= exception.last), None)


def away_text(hours: Hours, moment: datetime, english: bool = False) -> str:
    """What visitors are told of the exception that holds at the moment, if anything."""
    exception = exception_on(hours, moment.astimezone(SWEDEN).date())
    if exception is None or is_open(hours, moment):
        return ""
    return exception.text_en if english else exception.text


def in_words(moment: datetime, now: datetime, english: bool = False) -> str:
    """A moment to come as one says it: "i dag klockan 13", "i morgon klockan 9.30", "måndag den 11 maj klockan 9"."""
    local = moment.astimezone(SWEDEN)
    days = (local.date() - now.astimezone(SWEDEN).date()).days
    near = ("today", "tomorrow") if english else ("i dag", "i morgon")
    day = near[days] if days in (0, 1) else day_in_words(local.date(), english)
    return f"{day} at {local:%-H:%M}" if english else f"{day} klockan {_clock(local.hour * 60 + local.minute)}"


def day_in_words(day: date, english: bool = False) -> str:
    """ "måndag den 11 maj"."""
    if english:
        return f"{_ENGLISH_DAYS[day.weekday()]} {day.day} {_ENGLISH_MONTHS[day.month - 1]}"
    return f"{WEEKDAYS[day.weekday()]} den {day.day} {MONTHS[day.month - 1]}"


def week_in_words(hours: Hours) -> list[tuple[str, str]]:
    """The usual hours, days with the same ones together: [("måndag–torsdag", "9–16"), ("fredag", "9–12 och 13–15")].

    Days that are closed are not among them.
    """
    rows: list[tuple[int, int, tuple[Span, ...]]] = []
    for day, spans in enumerate(hours.week):
        if rows and rows[-1][2] == spans:
            rows[-1] = (rows[-1][0], day, spans)
        else:
            rows.append((day, day, spans))
    return [
        (WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}", spans_in_words(spans))
        for first, last, spans in rows
        if spans
    ]


def spans_in_words(spans: Iterable[Span]) -> str:
    """ "9–12 och 13–15.30"; empty where there are none."""
    return " och ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60}.{minute % 60:02}" if minute % 60 else f"{minute // 60}"


def _openings(day: date, spans: Iterable[Span]) -> Iterator[datetime]:
    """The moments of a day at which it can become open: where a span begins, and when clocks are moved."""
    for begin, _ in spans:
        for fold in (0, 1):
            yield datetime.combine(day, time(begin // 60, begin % 60, fold=fold), SWEDEN).astimezone(UTC)
    yield datetime.combine(day, _CLOCKS_MOVE, UTC)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[date]:
    # Imported here: web is up sooner, and an installation without hours never needs it.
    from holidays.countries.sweden import Sweden

    return frozenset(Sweden(years=year, include_sundays=False).keys())


def _eves(day: date) -> tuple[str, ...]:
    return _eves_of(day.year).get(day, ())


@lru_cache(maxsize=8)
def _eves_of(year: int) -> dict[date, tuple[str, ...]]:
    from holidays.countries.sweden import Sweden

    found = Sweden(years=year, include_sundays=False, categories=("optional",), language="en_US")
    named = {day: [name.split(" (")[0] for name in found.get_list(day)] for day in found}
    return {day: tuple(_EVES[name] for name in names if name in _EVES) for day, names in named.items()}
