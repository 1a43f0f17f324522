"""Taking a part of what was written away, everywhere it stands."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.record import audit
from bot.record.conversations import number_in
from bot.record.crypto import CryptoError, open_, seal
from bot.record.database import RecordError, writing
from bot.record.schema import answers, handovers, labels, messages, notes, ratings, summaries, verdicts

REDACTED = "[borttaget]"
_NOT_WORDS = frozenset({"type", "kind", "url", "link", "payload", "intent", "action", "policy"})
"""Keys of a reply and of an understanding whose values nobody wrote."""


class _Place(NamedTuple):
    """Rows that hold words of a conversation, in columns that are readable and in sealed ones. `copies`: of what stands
    in another place too."""

    key: Any
    rows: Any
    readable: tuple[str, ...]
    sealed: tuple[str, ...] = ()
    copies: bool = False


def redact(engine: sa.engine.Engine, key: bytes, where: int | str, words: str, by: str) -> int:
    """Put `[borttaget]` in the place of the words, everywhere in a conversation and in its questions to a person.

    That is: in all its messages, in replies that quote them, in how they were understood and why they did not help, in
    what is kept sealed, in the staff's notes and verdicts, in the questions and in what was answered to them. A label
    that holds them is taken away. Small and capital letters, and how much space there is, make no difference. It is in
    the log with the change, or neither is. No byte of the words is left in the record's files once `database.scrub` has
    run. How the visitor is reached stays as it is; the assistant's memory, encrypted, has the words until it expires.

    Args:
        where: the number of one of the conversation's messages, or the reference of a question to a person.
        by: who does it: an address, or a name on this machine.

    Returns:
        how many fields were changed.

    Raises:
        RecordError: there is no such message or question, or no words were given.
    """
    if not words.strip():
        raise RecordError("Nothing to take away was given. Write the words, between two quotation marks.")
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    with writing(engine) as connection:
        conversation, questions = _meant(connection, where)
        changed = 0
        for place in _places(conversation, questions):
            for row in connection.execute(sa.select(place.key.table).where(place.rows)).all():
                if new := _changed(place, row, key, pattern):
                    connection.execute(place.key.table.update().where(place.key == row._mapping[place.key]).values(new))
                    changed += 0 if place.copies else len(new)
        for row in connection.execute(sa.select(labels).where(labels.c.conversation == conversation)).all():
            if pattern.search(row.label):
                same = sa.and_(labels.c.conversation == conversation, labels.c.label == row.label)
                changed += connection.execute(labels.delete().where(same)).rowcount
        if changed:
            what = f"fråga {where}"
            if isinstance(where, int) and conversation is not None:
                what = f"samtal {number_in(connection, conversation)}"
            audit.note_in(connection, by, "redacted", what)
    return changed


def _meant(connection: Any, where: int | str) -> tuple[str | None, Any]:
    """The conversation, and the condition for the handovers that belong to it."""
    if isinstance(where, int):
        found = connection.execute(sa.select(messages.c.conversation).where(messages.c.seq == where)).scalar()
        if found is None:
            raise RecordError(f"There is no message {where}.")
        return found, handovers.c.conversation == found
    row = connection.execute(sa.select(handovers).where(handovers.c.reference == where)).first()
    if row is None:
        raise RecordError(f"There is no question {where}. They stand in: bot record handovers")
    if row.conversation is None:
        return None, handovers.c.reference == where
    return row.conversation, handovers.c.conversation == row.conversation


def _places(conversation: str | None, questions: Any) -> list[_Place]:
    """Everywhere that words of the conversation and of its questions may stand."""
    seqs = sa.select(messages.c.seq).where(messages.c.conversation == conversation)
    references = sa.select(handovers.c.reference).where(questions)
    said = ("text", "reply", "understanding", "page")
    return [
        _Place(messages.c.seq, messages.c.conversation == conversation, said, ("sealed",)),
        _Place(notes.c.id, notes.c.conversation == conversation, ("text",)),
        _Place(ratings.c.seq, ratings.c.seq.in_(seqs), ("why",)),
        _Place(verdicts.c.id, verdicts.c.message.in_(seqs), ("should", "reworded")),
        _Place(summaries.c.number, summaries.c.conversation == conversation, ("page",), copies=True),
        _Place(handovers.c.reference, questions, ("question", "deadline"), ("name", "safe")),
        _Place(answers.c.id, answers.c.reference.in_(references), (), ("text",)),
    ]


def _changed(place: _Place, row: Any, key: bytes, pattern: re.Pattern[str]) -> dict[str, Any]:
    """The row's fields that change."""
    found = row._mapping
    new = {name: _without(found[name], pattern) for name in place.readable}
    new = {name: value for name, value in new.items() if value != found[name]}
    for name in place.sealed:
        if found[name] is None:
            continue
        try:
            written = open_(key, found[name]).decode()
        except CryptoError:  # nobody can read it, nor find the words in it
            continue
        if pattern.search(written):
            new[name] = seal(key, pattern.sub(REDACTED, written).encode())
    return new


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(REDACTED, value)
    if isinstance(value, list):
        return [_without(item, pattern) for item in value]
    if isinstance(value, Mapping):
        return {name: item if name in _NOT_WORDS else _without(item, pattern) for name, item in value.items()}
    return value
