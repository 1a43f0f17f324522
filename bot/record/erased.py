"""Conversations that were erased, known by a hash: nothing that comes late is kept under their ids.

What the assistant has yet to forget stands here too, sealed, so that a restart of web does not lose it.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.record.crypto import CryptoError, open_, seal
from bot.record.database import writing
from bot.record.schema import erased

REMEMBERED = timedelta(days=1)
"""The longest that a session can be set to last: after that no cookie of an erased conversation is in use."""

_IS_ERASED = sa.select(erased.c.hash).where(erased.c.hash == sa.bindparam("hash"))


class ConversationErased(Exception):  # noqa: N818 (it says what happened; nothing is broken)
    """The conversation has been erased: nothing is kept under its id any more."""


def is_erased(engine: sa.engine.Engine, conversation: str) -> bool:
    """Whether the conversation was erased not long ago."""
    with engine.connect() as connection:
        return _is_erased(connection, conversation)


def refuse_in(connection: Any, conversation: str) -> None:
    """Within a transaction that writes: stop where the conversation has been erased.

    Raises:
        ConversationErased
    """
    if _is_erased(connection, conversation):
        raise ConversationErased


def remember_in(connection: Any, key: bytes, conversation: str, *, forget: bool) -> None:
    """Within a transaction that writes: the conversation is erased from now on.

    Args:
        forget: the assistant knows something of it, and must be told.
    """
    now = datetime.now(UTC)
    connection.execute(erased.delete().where(erased.c.at < now - REMEMBERED))
    row = {"hash": _hash(conversation), "at": now, "to_forget": seal(key, conversation.encode()) if forget else None}
    if not _is_erased(connection, conversation):
        connection.execute(erased.insert(), row)
    elif forget:
        connection.execute(erased.update().where(erased.c.hash == row["hash"]).values(to_forget=row["to_forget"]))


def to_forget(engine: sa.engine.Engine, key: bytes) -> list[str]:
    """The erased conversations that the assistant has yet to forget. What another key sealed is left out."""
    found = []
    with engine.connect() as connection:
        for sealed in connection.execute(
            sa.select(erased.c.to_forget).where(erased.c.to_forget.is_not(None))
        ).scalars():
            try:
                found.append(open_(key, sealed).decode())
            except CryptoError:
                continue
    return found


def forgotten(engine: sa.engine.Engine, conversation: str) -> None:
    """The assistant has forgotten the conversation; of its id only the hash remains."""
    with writing(engine) as connection:
        connection.execute(erased.update().where(erased.c.hash == _hash(conversation)).values(to_forget=None))


def _is_erased(connection: Any, conversation: str) -> bool:
    return connection.execute(_IS_ERASED, {"hash": _hash(conversation)}).first() is not None


def _hash(conversation: str) -> str:
    return hashlib.sha256(conversation.encode()).hexdigest()
