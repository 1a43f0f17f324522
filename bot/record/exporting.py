"""What the registrar gets: conversations and written questions as they are kept, and nothing that is sealed.

How visitors are reached, their names and what waits sealed stay out; what was answered to a written question stands in
it masked. So do conversations stay out that their visitors deleted, where deleting only hides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record.crypto import CryptoError, open_
from bot.record.database import count_in
from bot.record.days import bounds
from bot.record.retention import Limits
from bot.record.schema import (
    accounts,
    answers,
    conversations,
    dangers,
    handovers,
    labels,
    messages,
    notes,
    ratings,
    reviews,
    turns,
    verdicts,
)

AT_ONCE = 50
"""Conversations, or questions, that are in memory at a time."""

_MESSAGE = ("sender", "name", "text", "reply", "button", "page", "danger")


@dataclass(frozen=True)
class Chosen:
    """What is exported: one conversation, by its id, and the `number` that staff call it by; or what began on the days
    from `first` to `last`, both included, as days are counted in `zone`."""

    zone: ZoneInfo
    conversation: str | None = None
    number: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Extent:
    """How much it is: conversations and written questions, and the conversations that are left out as hidden."""

    conversations: int
    questions: int
    hidden: int


Exported = dict[str, Any]
"""A conversation or a question, as JSON has it; times are aware datetimes."""


def extent(engine: sa.engine.Engine, chosen: Chosen) -> Extent:
    """How much there is to export."""
    with engine.connect() as connection:
        return Extent(
            count_in(connection, conversations, sa.and_(_which(chosen), conversations.c.hidden.is_(None))),
            count_in(connection, handovers, _which_questions(chosen)),
            count_in(connection, conversations, sa.and_(_which(chosen), conversations.c.hidden.is_not(None))),
        )


def export_conversations(engine: sa.engine.Engine, kept: Limits, chosen: Chosen) -> Iterator[Exported]:
    """The conversations, the oldest first. However many they are, some are in memory at a time; what is erased
    meanwhile is not in it."""
    shown = sa.select(conversations).where(_which(chosen), conversations.c.hidden.is_(None))
    for rows in _pages(engine, shown, conversations.c.created, conversations.c.id):
        with engine.connect() as connection:
            made = list(_conversations(connection, rows, kept))
        yield from made  # with no connection open: where the file goes may stand still, and nothing could be scrubbed


def export_questions(engine: sa.engine.Engine, key: bytes, kept: Limits, chosen: Chosen) -> Iterator[Exported]:
    """The written questions, the oldest first, with what was answered."""
    shown = sa.select(handovers).where(_which_questions(chosen))
    for rows in _pages(engine, shown, handovers.c.created, handovers.c.reference):
        with engine.connect() as connection:
            made = list(_questions(connection, rows, key, kept))
        yield from made


def _which(chosen: Chosen) -> Any:
    if chosen.conversation is not None:
        return conversations.c.id == chosen.conversation
    return _within(conversations.c.created, chosen)


def _which_questions(chosen: Chosen) -> Any:
    mine = _within(handovers.c.created, chosen)
    if chosen.conversation is not None:
        mine = handovers.c.conversation == chosen.conversation
    return sa.and_(mine, handovers.c.hidden.is_(None))


def _within(at: Any, chosen: Chosen) -> Any:
    if chosen.first is None or chosen.last is None:
        return sa.false()
    begin, end = bounds(chosen.first, chosen.last, chosen.zone)
    return sa.and_(at >= begin, at < end)


def _pages(engine: sa.engine.Engine, shown: Any, at: Any, key: Any) -> Iterator[Sequence[Any]]:
    """The rows in the order of time, some at once, each time from where the last ones ended."""
    beyond: Any = sa.true()
    while True:
        with engine.connect() as connection:
            rows = connection.execute(shown.where(beyond).order_by(at, key).limit(AT_ONCE)).all()
        if not rows:
            return
        yield rows
        last = rows[-1]._mapping
        beyond = sa.or_(at > last[at], sa.and_(at == last[at], key > last[key]))


def _conversations(connection: Any, rows: Sequence[Any], kept: Limits) -> Iterator[Exported]:
    ids = [row.id for row in rows]
    said = _by(connection, messages, messages.c.conversation, ids, messages.c.seq)
    seqs = sa.select(messages.c.seq).where(messages.c.conversation.in_(ids))
    rated = {row.seq: row for row in connection.execute(sa.select(ratings).where(ratings.c.seq.in_(seqs)))}
    judged = _by(connection, verdicts, verdicts.c.message, seqs, verdicts.c.id)
    changed = _by(connection, turns, turns.c.conversation, ids, turns.c.id)
    noted = _by(connection, notes, notes.c.conversation, ids, notes.c.id)
    labelled = _by(connection, labels, labels.c.conversation, ids, labels.c.label)
    reviewed = _by(connection, reviews, reviews.c.conversation, ids, reviews.c.conversation)
    flagged = _by(connection, dangers, dangers.c.conversation, ids, dangers.c.number)
    names = _names(connection)
    for row in rows:
        mine = said.get(row.id, [])
        yield {
            "number": mine[0].seq if mine else None,
            "began": row.created,
            "last_message": row.touched,
            "erased_after": (row.touched + timedelta(days=kept.conversations)).date(),
            "state": row.state,
            "messages": [_message(each, rated.get(each.seq), judged.get(each.seq, [])) for each in mine],
            "turns": [
                {**_some(turn, "at", "before", "after", "actor", "outcome"), "name": names.get(turn.account)}
                for turn in changed.get(row.id, [])
            ],
            "notes": [_some(note, "at", "name", "text") for note in noted.get(row.id, [])],
            "labels": [each.label for each in labelled.get(row.id, [])],
            "reviewed": [_some(each, "reviewed", "name") for each in reviewed.get(row.id, []) if each.reviewed],
            "danger": [
                _some(flag, "number", "kind", "acute", "at", "seen", "seen_by") for flag in flagged.get(row.id, [])
            ],
        }


def _message(row: Any, rating: Any, judged: Iterable[Any]) -> Exported:
    made = {"number": row.seq, "at": row.created, **_some(row, *_MESSAGE)}
    if row.understanding:
        made["understood"] = {name: row.understanding.get(name) for name in ("intent", "confidence")}
    if rating:
        made["rating"] = {"helpful": rating.helpful, "why": rating.why}
    if judgements := [_some(each, "at", "name", "right", "should_kind", "should", "reworded") for each in judged]:
        made["verdicts"] = judgements
    return {name: value for name, value in made.items() if value not in (None, "")}


def _questions(connection: Any, rows: Sequence[Any], key: bytes, kept: Limits) -> Iterator[Exported]:
    references = [row.reference for row in rows]
    answered = _by(connection, answers, answers.c.reference, references, answers.c.id)
    first = sa.select(messages.c.conversation, sa.func.min(messages.c.seq).label("number"))
    first = first.where(messages.c.conversation.in_({row.conversation for row in rows}))
    numbers = {row.conversation: row.number for row in connection.execute(first.group_by(messages.c.conversation))}
    names = _names(connection)
    for row in rows:
        yield {
            **_some(row, "reference", "created", "question", "deadline", "closed", "outcome"),
            "conversation": numbers.get(row.conversation),
            "name": names.get(row.account),
            "contact_left": row.contact is not None,
            "erased_after": (row.closed + timedelta(days=kept.handovers)).date() if row.closed else None,
            "answers": [
                {**_some(each, "at", "name", "way", "read"), "text": _opened(key, each.text)}
                for each in answered.get(row.reference, [])
            ],
        }


def _opened(key: bytes, sealed: bytes) -> str | None:
    """What was answered, masked; nothing where another key sealed it."""
    try:
        return mask(open_(key, sealed).decode())
    except CryptoError:
        return None


def _by(connection: Any, table: Any, column: Any, values: Any, order: Any) -> dict[Any, list[Any]]:
    """Rows of a table by what stands in a column, in order."""
    found: dict[Any, list[Any]] = {}
    for row in connection.execute(sa.select(table).where(column.in_(values)).order_by(order)):
        found.setdefault(row._mapping[column], []).append(row)
    return found


def _names(connection: Any) -> Mapping[int | None, str]:
    return {row.id: row.name for row in connection.execute(sa.select(accounts.c.id, accounts.c.name))}


def _some(row: Any, *names: str) -> Exported:
    return {name: row._mapping[name] for name in names}
