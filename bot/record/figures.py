"""How much was asked, and what came of it: numbers, and nothing of what anybody said.

Of conversations that are gone only their number, and that of their questions, is left (`counts`).
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.record.days import bounds
from bot.record.inbox import NOT_QUESTIONS
from bot.record.schema import answers, conversations, counts, dangers, handovers, messages, ratings, tallies, turns

MOST = 10
"""So many of the articles are told. Of the topics all are: they are few."""


@dataclass(frozen=True)
class Numbers:
    """Of a day, or several.

    Attributes:
        conversations: that began.
        questions: messages of visitors.
        answered, unknown: how many of them the bot answered, and to how many it said that it does not know; there are
            others (greetings, what was said to a person).
        handed_over: how often a conversation with the bot went to a person, or began to wait for one.
        written: questions that were left to be answered in writing.
        danger: conversations that may be about danger.
        helpful, unhelpful: what visitors said of answers.
        deleted: how many of the conversations their visitors took away.
    """

    conversations: int = 0
    questions: int = 0
    answered: int = 0
    unknown: int = 0
    handed_over: int = 0
    written: int = 0
    danger: int = 0
    helpful: int = 0
    unhelpful: int = 0
    deleted: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


class Day(NamedTuple):
    day: date
    numbers: Numbers


class Waited(NamedTuple):
    """How long visitors waited for a person's first answer: the median, in seconds; nothing where none came.

    `answered`: how many got one, of all those (`asked`).
    """

    seconds: float | None
    answered: int
    asked: int


@dataclass(frozen=True)
class Figures:
    """From `first` to `last`, both included.

    `live`: from the wish for a person to the person's first message; `written`: from a written question to its first
    answer. `intents`: what was asked about, as the assistant calls it; `articles`: what answered, by their addresses;
    both with how often, the most often first. `gone`: what of all this is of conversations that are gone.
    """

    first: date
    last: date
    days: tuple[Day, ...]
    total: Numbers
    live: Waited
    written: Waited
    intents: tuple[tuple[str, int], ...]
    articles: tuple[tuple[str, int], ...]
    gone: Numbers


_INSTANT = tallies.c.at.type
_FIRST, _LAST = sa.bindparam("first", type_=_INSTANT), sa.bindparam("last", type_=_INSTANT)
_AT_ONCE = 100  # days


def _within(at: Any, first: Any = _FIRST, last: Any = _LAST) -> Any:
    return sa.and_(at >= first, at < last)


_GOES = sa.and_(turns.c.before.in_(("bot", "closed")), turns.c.after.in_(("waiting", "staff")))
# What is counted for each of the `Numbers`: when it was, and which.
_COUNTED = {
    "conversations": (conversations.c.created, sa.true()),
    "questions": (tallies.c.at, sa.true()),
    "answered": (tallies.c.at, tallies.c.kind.in_(("answer", "contact"))),
    "unknown": (tallies.c.at, tallies.c.kind == "unknown"),
    "handed_over": (turns.c.at, _GOES),
    "written": (handovers.c.created, handovers.c.hidden.is_(None)),
    "danger": (dangers.c.at, sa.true()),
    "helpful": (ratings.c.at, ratings.c.helpful),
    "unhelpful": (ratings.c.at, sa.not_(ratings.c.helpful)),
    "deleted": (conversations.c.created, conversations.c.hidden.is_not(None)),
}
_SAID = sa.select(sa.func.min(messages.c.created)).where(
    messages.c.conversation == turns.c.conversation, messages.c.sender == "staff", messages.c.created >= turns.c.at
)
_WAITS = sa.and_(turns.c.before.in_(("bot", "closed")), turns.c.after == "waiting")
_LIVE = sa.select(turns.c.at, _SAID.scalar_subquery()).where(_within(turns.c.at), _WAITS)
_WROTE = sa.select(sa.func.min(answers.c.at)).where(answers.c.reference == handovers.c.reference)
_WRITTEN = sa.select(handovers.c.created, _WROTE.scalar_subquery()).where(
    _within(handovers.c.created), handovers.c.hidden.is_(None)
)


def _most(column: Any, *chosen: Any) -> Any:
    """The values of a column of the tallies with how often they are there, the most often first."""
    values = sa.select(column.label("value")).where(column.is_not(None), *chosen).distinct().subquery()
    times = sa.select(sa.func.count()).where(column == values.c.value, _within(tallies.c.at)).scalar_subquery()
    return sa.select(values.c.value, times.label("times")).order_by(sa.desc("times"), values.c.value)


_INTENTS = _most(tallies.c.intent, tallies.c.intent.not_in(sorted(NOT_QUESTIONS)))
_ARTICLES = _most(tallies.c.article).limit(MOST)


def figures(engine: sa.engine.Engine, first: date, last: date, zone: ZoneInfo) -> Figures:
    """The figures of the days from `first` to `last`, both included, as days are counted in `zone`.

    What is left of conversations that are gone stands at their day in UTC.
    """
    span = _span(first, last, zone)
    with engine.connect() as connection:
        gone = _gone(connection, first, last)
        days = tuple(
            Day(day, numbers + gone.get(day, Numbers())) for day, numbers in _numbers(connection, first, last, zone)
        )
        return Figures(
            first=first,
            last=last,
            days=days,
            total=sum((numbers for _, numbers in days), Numbers()),
            live=_waited(connection, _LIVE, span),
            written=_waited(connection, _WRITTEN, span),
            intents=tuple((row.value, row.times) for row in connection.execute(_INTENTS, span) if row.times),
            articles=tuple((row.value, row.times) for row in connection.execute(_ARTICLES, span) if row.times),
            gone=sum(gone.values(), Numbers()),
        )


def _numbers(connection: Any, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[date, Numbers]]:
    """Each day with its numbers."""
    while first <= last:
        until = min(last, first + timedelta(days=_AT_ONCE - 1))
        some = [first + timedelta(days=number) for number in range((until - first).days + 1)]
        times = {f"{name}{n}": at for n, day in enumerate(some) for name, at in _span(day, day, zone).items()}
        for day, row in zip(some, connection.execute(_counting(len(some)), times), strict=True):
            yield day, Numbers(**row._mapping)
        first = until + timedelta(days=1)


@lru_cache(maxsize=_AT_ONCE)
def _counting(number: int) -> Any:
    """What counts so many days, from `first0` to `last0` and so on, in order. To build it takes longer than to run it.

    Each number is a range of an index, in its order, and nothing is sorted: a GROUP BY sorts all rows on SQLite, and
    cannot tell a local day where clocks change.
    """
    rows = [
        sa.select(*(sa.bindparam(f"{name}{n}", type_=_INSTANT).label(name) for name in ("first", "last")))
        for n in range(number)
    ]
    days = (sa.union_all(*rows) if number > 1 else rows[0]).subquery("days")
    counted = (
        sa.select(sa.func.count()).where(_within(at, *days.c), which).correlate(days).scalar_subquery().label(name)
        for name, (at, which) in _COUNTED.items()
    )
    return sa.select(*counted).select_from(days).order_by(days.c.first)


def _span(first: date, last: date, zone: ZoneInfo) -> dict[str, datetime]:
    return dict(zip(("first", "last"), bounds(first, last, zone), strict=True))


def _gone(connection: Any, first: date, last: date) -> dict[date, Numbers]:
    chosen = sa.select(counts).where(counts.c.day >= first, counts.c.day <= last)
    return {
        row.day: Numbers(conversations=row.conversations, questions=row.questions, deleted=row.deleted)
        for row in connection.execute(chosen)
    }


def _waited(connection: Any, chosen: Any, span: dict[str, datetime]) -> Waited:
    rows = connection.execute(chosen, span).all()
    seconds = [(answered - asked).total_seconds() for asked, answered in rows if answered is not None]
    return Waited(median(seconds) if seconds else None, len(seconds), len(rows))
