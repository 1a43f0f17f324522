"""The conversations to review: found by what they are about and how they went, the most worth reading first.

It sorts and filters by `summaries` alone, a row a conversation, and goes from page to page by the key of the last one.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.language.words import STOP_WORDS, stem
from bot.record.days import TIME_ZONE, bounds
from bot.record.inbox import about_in
from bot.record.schema import labels, messages, reviews, summaries, verdicts

UNCERTAIN = 0.5
"""Below this confidence a message was understood with doubt."""
SEARCHED = 20_000
"""Of the messages that hold a word, the newest so many are looked at: a word as common as that tells little."""
COUNTED = 1000
"""As far as the list is counted: who reviews wants to know whether there is much, and to count on takes time."""
_CHOICES = 200
_LEAST_PREFIX = 3  # letters; a shorter word is looked for as it is
_SIGNS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Filters:
    """What is asked for; each that is set narrows it. `words` stand in one message, in any form or as a beginning.

    `reviewed` and `english`: None for either. `topic`: an intent. `first` and `last`: days when it began, both
    included. `newest`: the newest first, and not the most worth reading. `numbers`: only the conversations of these.
    """

    words: str = ""
    unanswered: bool = False
    uncertain: bool = False
    unhelpful: bool = False
    danger: bool = False
    handed: bool = False
    reviewed: bool | None = None
    later: bool = False
    topic: str = ""
    page: str = ""
    first: date | None = None
    last: date | None = None
    english: bool | None = None
    label: str = ""
    newest: bool = False
    numbers: tuple[int, ...] = ()


class Place(NamedTuple):
    """Where in the list something stands."""

    worth: int
    number: int


@dataclass(frozen=True)
class Row:
    """A conversation in the list: its summary, what it is about in the visitor's words, and what staff made of it.

    `reviewed_by`: who has reviewed it; `right` and `wrong`: verdicts.
    """

    number: int
    conversation: str
    created: datetime
    asked: int
    confidence: float | None
    unanswered: bool
    unhelpful: bool
    danger: bool
    handed: bool
    english: bool
    page: str | None
    worth: int
    question: str
    later: bool
    reviewed_by: str | None
    labels: tuple[str, ...]
    right: int
    wrong: int

    @property
    def place(self) -> Place:
        return Place(self.worth, self.number)


def find(
    engine: sa.engine.Engine,
    filters: Filters,
    after: Place | None = None,
    limit: int = 25,
    *,
    back: bool = False,
) -> list[Row]:
    """The first `limit` conversations after a place in the list; `back`: those before it, the nearest first."""
    chosen = _chosen(engine, filters)
    order = (summaries.c.number,) if filters.newest else (summaries.c.worth, summaries.c.number)
    if after is not None:
        key, at = sa.tuple_(*order), sa.tuple_(*(after[1:] if filters.newest else after))
        chosen = chosen.where(key > at if back else key < at)
    chosen = chosen.order_by(*(column if back else column.desc() for column in order)).limit(limit)
    with engine.connect() as connection:
        return _rows(connection, connection.execute(chosen).all())


def count(engine: sa.engine.Engine, filters: Filters) -> int:
    """How many conversations are in the list; COUNTED + 1 where there are more than COUNTED."""
    some = _chosen(engine, replace(filters, words="")).with_only_columns(summaries.c.number)
    if said := _SIGNS.findall(filters.words.lower()):
        # Joined, and not looked up in the list of all that have the words: of a common word it ends early.
        saying = _saying(engine.dialect.name, said).subquery()
        some = some.join(saying, saying.c.conversation == summaries.c.conversation).distinct()
    some = some.limit(COUNTED + 1)
    with engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar() or 0)


def place_of(engine: sa.engine.Engine, conversation: str) -> Place | None:
    """Where a conversation stands in the list, if it is in it."""
    chosen = sa.select(summaries.c.worth, summaries.c.number).where(summaries.c.conversation == conversation)
    with engine.connect() as connection:
        row = connection.execute(chosen).first()
    return Place(*row) if row else None


def choices(engine: sa.engine.Engine) -> tuple[list[str], list[str]]:
    """The pages and the labels that one can choose among, in order."""
    known = sa.select(labels.c.label).distinct().order_by(labels.c.label).limit(_CHOICES)
    with engine.connect() as connection:
        return list(connection.execute(_PAGES).scalars()), list(connection.execute(known).scalars())


def _pages() -> Any:
    """The pages, each found from the one before in their index: to group by them would read all of it."""
    least = sa.select(sa.func.min(summaries.c.page).label("page"))
    found = least.cte("found", recursive=True)
    after = least.where(summaries.c.page > found.c.page).scalar_subquery()
    found = found.union_all(sa.select(after).where(found.c.page.is_not(None)))
    return sa.select(found.c.page).where(found.c.page.is_not(None)).limit(_CHOICES)


_PAGES = _pages()


def _chosen(engine: sa.engine.Engine, filters: Filters) -> Any:
    chosen = sa.select(summaries)
    for name in ("unanswered", "unhelpful", "danger", "handed"):
        if getattr(filters, name):
            chosen = chosen.where(summaries.c[name].is_(True))
    if filters.english is not None:
        chosen = chosen.where(summaries.c.english.is_(filters.english))
    if filters.uncertain:
        chosen = chosen.where(summaries.c.confidence < UNCERTAIN)
    if filters.topic:
        chosen = chosen.where(summaries.c.topics.contains(f" {filters.topic} ", autoescape=True))
    if filters.page:
        chosen = chosen.where(summaries.c.page == filters.page)
    if filters.first:
        chosen = chosen.where(summaries.c.created >= bounds(filters.first, filters.first, TIME_ZONE)[0])
    if filters.last:
        chosen = chosen.where(summaries.c.created < bounds(filters.last, filters.last, TIME_ZONE)[1])
    if filters.reviewed is not None:
        mine = reviews.c.conversation == summaries.c.conversation
        there = sa.select(reviews.c.conversation).where(mine, reviews.c.reviewed.is_not(None)).exists()
        chosen = chosen.where(there if filters.reviewed else ~there)
    if filters.later:
        saved = sa.select(reviews.c.conversation).where(reviews.c.later.is_(True))
        chosen = chosen.where(summaries.c.conversation.in_(saved))
    if filters.numbers:
        chosen = chosen.where(summaries.c.number.in_(filters.numbers))
    if filters.label:
        with_it = sa.select(labels.c.conversation).where(labels.c.label == filters.label)
        chosen = chosen.where(summaries.c.conversation.in_(with_it))
    if found := _SIGNS.findall(filters.words.lower()):
        chosen = chosen.where(summaries.c.conversation.in_(_saying(engine.dialect.name, found)))
    return chosen


def _saying(dialect: str, said: Collection[str]) -> Any:
    """The conversations in which a message holds all these words."""
    beginnings = [_beginning(word) for word in _telling(said)]
    if dialect == "sqlite":
        query = " AND ".join(f'"{word}"{" *" if cut else ""}' for word, cut in beginnings)
        index = sa.table("messages_words", sa.column("rowid"))
        hits = sa.select(index.c.rowid).where(sa.literal_column("messages_words").op("MATCH")(query))
        newest = hits.order_by(index.c.rowid.desc()).limit(SEARCHED)
        return sa.select(messages.c.conversation).where(messages.c.seq.in_(newest))
    query = " & ".join(f"{word}{':*' if cut else ''}" for word, cut in beginnings)
    swedish = sa.literal_column("'swedish'")
    hit = sa.func.to_tsvector(swedish, messages.c.text).op("@@")(sa.func.to_tsquery(swedish, query))
    return sa.select(messages.c.conversation).where(hit).order_by(messages.c.seq.desc()).limit(SEARCHED)


def _telling(said: Collection[str]) -> list[str]:
    """The words that tell something; all of them where none does."""
    return [word for word in said if word not in STOP_WORDS] or list(said)


def _beginning(word: str) -> tuple[str, bool]:
    """What the forms of a word begin with, and whether that is to be taken for a beginning."""
    if len(word) < _LEAST_PREFIX:
        return word, False
    shared = stem(word)
    return (shared if word.startswith(shared) and len(shared) >= _LEAST_PREFIX else word), True


def _rows(connection: Any, found: list[Any]) -> list[Row]:
    ids = [row.conversation for row in found]
    about = about_in(connection, ids)
    marks = {row.conversation: row for row in connection.execute(sa.select(reviews).where(_among(reviews, ids)))}
    tagged = sa.select(labels).where(_among(labels, ids)).order_by(labels.c.label)
    put = _grouped(connection.execute(tagged), "label")
    judged = (
        sa.select(messages.c.conversation, verdicts.c.right)
        .join(verdicts, verdicts.c.message == messages.c.seq)
        .where(_among(messages, ids))
    )
    thought = _grouped(connection.execute(judged), "right")
    rows = []
    for row in found:
        mark, said = marks.get(row.conversation), thought.get(row.conversation, [])
        summary = {name: value for name, value in row._mapping.items() if name != "topics"}
        rows.append(
            Row(
                **summary,
                question=about.get(row.conversation, ""),
                later=bool(mark and mark.later),
                reviewed_by=mark.name if mark and mark.reviewed else None,
                labels=tuple(put.get(row.conversation, ())),
                right=sum(said),
                wrong=len(said) - sum(said),
            )
        )
    return rows


def _among(table: Any, ids: Collection[str]) -> Any:
    return table.c.conversation.in_(ids)


def _grouped(rows: Iterable[Any], name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.conversation, []).append(row._mapping[name])
    return found
