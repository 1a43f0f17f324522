"""Taking a part of what was written away, everywhere it stands."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.record.crypto import CryptoError, open_, seal
from bot.record.database import RecordError, scrub, writing
from bot.record.schema import handovers, labels, messages, notes, ratings, summaries, verdicts

REDACTED = "[borttaget]"
_NOT_WORDS = frozenset({"type", "kind", "url", "link", "payload", "intent"})
"""Keys of a reply and of an understanding whose values nobody wrote."""


def redact(engine: sa.engine.Engine, key: bytes, where: int | str, words: str) -> int:
    """Put `[borttaget]` in the place of the words, everywhere in a conversation and in its questions to a person.

    That is: in all its messages, in replies that quote them, in how they were understood and why they did not help, in
    what is kept sealed, in the staff's notes and verdicts, and in the questions.
    A label that holds them is taken away. Small and capital letters, and how much
    space there is, make no difference. No byte of the words is left in the record's files. The assistant's memory,
    encrypted, has them until it expires.

    Args:
        where: the number of one of the conversation's messages, or the reference of a question to a person.

    Returns:
        how many fields were changed.

    Raises:
        RecordError: there is no such message or question, or no words were given.
    """
    if not words.strip():
        raise RecordError("Nothing to take away was given. Write the words, between two quotation marks.")
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    with writing(engine) as connection:
        conversation, questions = _places(connection, where)
        changed = 0
        for row in connection.execute(sa.select(messages).where(messages.c.conversation == conversation)).all():
            changed += _change(connection, messages, messages.c.seq == row.seq, _of_message(row, key, pattern))
        for row in connection.execute(sa.select(notes).where(notes.c.conversation == conversation)).all():
            new = {"text": pattern.sub(REDACTED, row.text)} if pattern.search(row.text) else {}
            changed += _change(connection, notes, notes.c.id == row.id, new)
        rated = ratings.c.seq.in_(sa.select(messages.c.seq).where(messages.c.conversation == conversation))
        for row in connection.execute(sa.select(ratings).where(rated)).all():
            new = {"why": pattern.sub(REDACTED, row.why)} if pattern.search(row.why) else {}
            changed += _change(connection, ratings, ratings.c.seq == row.seq, new)
        of_it = verdicts.c.message.in_(sa.select(messages.c.seq).where(messages.c.conversation == conversation))
        for row in connection.execute(sa.select(verdicts).where(of_it)).all():
            old = {name: row._mapping[name] for name in ("should", "reworded")}
            new = {name: pattern.sub(REDACTED, words) for name, words in old.items() if words and pattern.search(words)}
            changed += _change(connection, verdicts, verdicts.c.id == row.id, new)
        for row in connection.execute(sa.select(summaries).where(summaries.c.conversation == conversation)).all():
            new = {"page": pattern.sub(REDACTED, row.page)} if row.page and pattern.search(row.page) else {}
            _change(connection, summaries, summaries.c.number == row.number, new)  # a copy: counted in the message
        for row in connection.execute(sa.select(labels).where(labels.c.conversation == conversation)).all():
            if pattern.search(row.label):
                same = sa.and_(labels.c.conversation == conversation, labels.c.label == row.label)
                changed += connection.execute(labels.delete().where(same)).rowcount
        for row in connection.execute(sa.select(handovers).where(questions)).all():
            new = {"question": pattern.sub(REDACTED, row.question)} if pattern.search(row.question) else {}
            changed += _change(connection, handovers, handovers.c.reference == row.reference, new)
    if changed:
        scrub(engine)
    return changed


def _places(connection: Any, where: int | str) -> tuple[str | None, Any]:
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


def _of_message(row: Any, key: bytes, pattern: re.Pattern[str]) -> dict[str, Any]:
    """The fields of a message that change."""
    old = {name: row._mapping[name] for name in ("text", "reply", "understanding", "page")}
    new = {name: _without(value, pattern) for name, value in old.items()}
    changed = {name: value for name, value in new.items() if value != old[name]}
    if row.sealed:
        try:
            written = open_(key, row.sealed).decode()
        except CryptoError:  # nobody can read it, nor find the words in it
            return changed
        if pattern.search(written):
            changed["sealed"] = seal(key, pattern.sub(REDACTED, written).encode())
    return changed


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(REDACTED, value)
    if isinstance(value, list):
        return [_without(item, pattern) for item in value]
    if isinstance(value, Mapping):
        return {name: item if name in _NOT_WORDS else _without(item, pattern) for name, item in value.items()}
    return value


def _change(connection: Any, table: Any, which: Any, values: Mapping[str, Any]) -> int:
    if values:
        connection.execute(table.update().where(which).values(**values))
    return len(values)
