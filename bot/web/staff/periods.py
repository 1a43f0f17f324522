"""A period of days as it is asked for in an address: `?fran=2026-11-01&till=2026-11-30`, both days included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sanic.request import Request

from bot.web.rendering import TIME_ZONE

DAYS = 30
MOST_DAYS = 3660
_FIRST_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`. `error` says what is wrong with what was asked for; the days are then those
    that were given, as far as they are days at all."""

    first: date
    last: date
    error: str = ""

    @property
    def query(self) -> str:
        """The same as a part of an address."""
        return f"fran={self.first}&till={self.last}"

    @property
    def shortcuts(self) -> tuple[tuple[str, str], ...]:
        """Periods that are often wanted, up to today: the name of a text, and what stands in the address."""
        today = datetime.now(TIME_ZONE).date()
        begins = (
            ("week", today - timedelta(days=6)),
            ("month", today - timedelta(days=DAYS - 1)),
            ("year", today.replace(month=1, day=1)),
        )
        return tuple((name, Period(first, today).query) for name, first in begins)


def asked_for(request: Request, texts: Mapping[str, str]) -> Period:
    """The period of the request; the last thirty days where it names none.

    Args:
        texts: what is said of one that cannot be.
    """
    today = datetime.now(TIME_ZONE).date()
    given = {name: (request.args.get(name) or "").strip() for name in ("fran", "till")}
    days = {name: _day(text) for name, text in given.items()}
    last = days["till"] or today
    first = days["fran"] or min(last, last - timedelta(days=DAYS - 1))
    wrong = next((text for name, text in given.items() if text and days[name] is None), "")
    if wrong and _read(wrong):
        return Period(first, last, texts["period_far"].format(first=_FIRST_YEAR, given=wrong))
    if wrong:
        return Period(first, last, texts["period_no_day"].format(given=wrong[:40]))
    if first > last:
        return Period(first, last, texts["period_backwards"])
    if (last - first).days >= MOST_DAYS:
        return Period(first, last, texts["period_long"].format(years=MOST_DAYS // 366))
    return Period(first, last)


def _day(text: str) -> date | None:
    """The day, if it is one that there can be figures of."""
    found = _read(text)
    return found if found and _FIRST_YEAR <= found.year < 3000 else None


def _read(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
