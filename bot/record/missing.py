"""What is missing on the website: questions that nothing answered, grouped by meaning, as a list of things to do.

Nothing is kept of a group but a mark at each of its messages (`missing_marks`), so that what a visitor deletes is gone
from here too. A group that was done with is to do again when somebody asks anew. Of danger nothing is among them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa

from bot.language import grouping
from bot.record import audit
from bot.record.accounts import Account
from bot.record.database import writing
from bot.record.schema import messages, missing_marks, summaries, verdicts

State = Literal["open", "done", "not_ours"]

MOST = 3000
"""So many questions are looked at, the newest: grouping them takes about a second."""

_REPLIES = messages.alias("replies")
_UNKNOWN = (
    sa.select(_REPLIES.c.reply_to)
    .where(
        _REPLIES.c.created >= sa.bindparam("since"), _REPLIES.c.reply["kind"].as_string() == "unknown",
        _REPLIES.c.sender == "bot", _REPLIES.c.part >= 0,
    )
)  # fmt: skip
_THERE = ("intent", "passage", "article")  # what it should have been: so there is an answer, and the bot missed it
_JUDGED = sa.select(verdicts.c.message)
_QUESTIONS = (
    sa.select(
        *(messages.c.seq, messages.c.conversation, messages.c.text, messages.c.created),
        *(missing_marks.c.state, summaries.c.number),
    )
    .select_from(
        messages.join(summaries, summaries.c.conversation == messages.c.conversation).outerjoin(
            missing_marks, missing_marks.c.message == messages.c.seq
        )
    )
    .where(
        messages.c.sender == "visitor",
        messages.c.created >= sa.bindparam("since"),
        messages.c.danger.is_(None),
        messages.c.button.is_(None),
        summaries.c.danger.is_(False),
        sa.or_(
            messages.c.seq.in_(_UNKNOWN) & messages.c.seq.not_in(_JUDGED.where(verdicts.c.should_kind.in_(_THERE))),
            messages.c.seq.in_(_JUDGED.where(verdicts.c.should_kind == "missing")),
        ),
        messages.c.seq.not_in(_JUDGED.where(verdicts.c.should_kind == "silence")),
    )
    .order_by(messages.c.seq.desc())
    .limit(MOST)
)


@dataclass(frozen=True)
class Group:
    """Questions for the same thing. `words`: what they are about, of which each was used by several visitors; none
    where a reviewer's words alone say what it is.

    `messages`: their numbers, the newest first; `conversations`: those of what they stand in; `fresh`: how many of
    them nobody has ticked off; `reworded`: what reviewers made of them; `newest`: when it was asked last.
    """

    words: tuple[str, ...]
    messages: tuple[int, ...]
    conversations: tuple[int, ...]
    fresh: int
    state: State
    reworded: tuple[str, ...]
    newest: datetime

    @property
    def people(self) -> int:
        """How many conversations they stand in."""
        return len(self.conversations)


@dataclass(frozen=True)
class Missing:
    """The groups, what most people asked first. `alone`: questions that are like no other, and whose words are their
    visitor's alone; `whole`: whether all were looked at, and not only the newest `MOST`."""

    groups: tuple[Group, ...]
    alone: int
    whole: bool


def lately(engine: sa.engine.Engine, since: datetime) -> Missing:
    """What nothing answered since then."""
    with engine.connect() as connection:
        rows = connection.execute(_QUESTIONS, {"since": since}).all()
        reworded = _reworded(connection, [row.seq for row in rows])
    found: list[Group] = []
    alone = 0
    for words, members in _grouped(rows):
        examples = tuple(dict.fromkeys(text for row in members for text in reworded.get(row.seq, ())))
        if words or examples:
            found.append(_group(words, members, examples))
        else:
            alone += len(members)
    return Missing(tuple(sorted(found, key=lambda one: (-one.people, one.messages))), alone, len(rows) < MOST)


def mark(engine: sa.engine.Engine, numbers: Collection[int], by: Account, state: State) -> int:
    """Tick off the questions of a group, or take that back (`open`); gives how many are still there."""
    with writing(engine) as connection:
        there = sa.select(messages.c.seq).where(messages.c.seq.in_(numbers), messages.c.sender == "visitor")
        seqs = list(connection.execute(there).scalars())
        connection.execute(missing_marks.delete().where(missing_marks.c.message.in_(seqs)))
        if seqs and state != "open":
            row = {"state": state, "account": by.id, "at": datetime.now(UTC)}
            connection.execute(missing_marks.insert(), [{"message": seq, **row} for seq in seqs])
        if seqs:
            audit.note_in(connection, by.email, "changed", f"saknas: {len(seqs)} frågor: {_SAID[state]}")
    return len(seqs)


_SAID = {"open": "att göra", "done": "klart", "not_ours": "inte vårt"}


class _Newest:
    """The groups that were made last, as long as the same is asked for: making them takes a second. None of the texts
    is kept, so that nothing of them outlives its conversation."""

    def __init__(self) -> None:
        self._made: tuple[int, list[grouping.Group]] = (0, [])

    def of(self, texts: tuple[str, ...], people: tuple[str, ...]) -> list[grouping.Group]:
        known, found = self._made
        if (asked := hash((texts, people))) != known:
            found = grouping.group(texts, people)
            self._made = (asked, found)
        return found


_newest = _Newest()


def _grouped(rows: Sequence[Any]) -> Iterable[tuple[tuple[str, ...], list[Any]]]:
    """The rows of each group, with its words; each row of a group that has no words stands for itself."""
    for found in _newest.of(tuple(row.text for row in rows), tuple(row.conversation for row in rows)):
        members = [rows[at] for at in found.members]
        if found.words:
            yield found.words, members
        else:
            yield from (((), [row]) for row in members)


def _group(words: tuple[str, ...], members: Sequence[Any], reworded: tuple[str, ...]) -> Group:
    fresh = [row for row in members if row.state is None]
    state: State = "open" if fresh else cast("State", members[0].state)
    numbers = tuple(row.seq for row in members)
    where = tuple(dict.fromkeys(row.number for row in members))
    return Group(words, numbers, where, len(fresh), state, reworded, max(row.created for row in members))


def _reworded(connection: Any, seqs: Sequence[int]) -> dict[int, list[str]]:
    """The questions in reviewers' own words, by the visitor's message."""
    chosen = sa.select(verdicts.c.message, verdicts.c.reworded).where(verdicts.c.reworded.is_not(None))
    known = set(seqs)
    found: dict[int, list[str]] = {}
    for row in connection.execute(chosen.order_by(verdicts.c.id)):
        if row.message in known:
            found.setdefault(row.message, []).append(row.reworded)
    return found
