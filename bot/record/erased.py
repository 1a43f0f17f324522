"""What was erased, known by a hash: nothing that comes late is kept under these ids, and no backup brings it back.

It is remembered for as long as backups may live (`retention`), here and in a file beside the record (`ledger`). What
the assistant has yet to forget stands here too, sealed, so that a restart of web does not lose it.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.crypto import CryptoError, open_, seal
from bot.record.database import writing
from bot.record.schema import erased

Why = Literal["deleted", "left", "handover", "purged"]

_IS_ERASED = sa.select(erased.c.hash).where(erased.c.hash == sa.bindparam("hash"))


class ConversationErased(Exception):  # noqa: N818 (it says what happened; nothing is broken)
    """The conversation, or the question to a person, has been erased: nothing is kept under its id any more."""


def is_erased(engine: sa.engine.Engine, conversation: str) -> bool:
    """Whether the visitor has erased the conversation, or left it."""
    return why_gone(engine, conversation) is not None


def why_gone(engine: sa.engine.Engine, conversation: str) -> Why | None:
    """Why the conversation is gone, where it was erased: what staff are shown in its place."""
    with engine.connect() as connection:
        found: Why | None = connection.execute(
            sa.select(erased.c.why).where(erased.c.hash == hash_of(conversation))
        ).scalar()
    return found


def refuse_in(connection: Any, hash_: str) -> None:
    """Within a transaction that writes: stop where what has this hash has been erased.

    Raises:
        ConversationErased
    """
    if _is_erased(connection, hash_):
        raise ConversationErased


def remember_in(connection: Any, hash_: str, why: Why, *, hidden: bool, to_forget: bytes | None = None) -> None:
    """Within a transaction that writes: it is erased from now on.

    Args:
        hidden: it is only hidden, and goes when its time is out.
        to_forget: the id, sealed, of a conversation that the assistant knows something of, and must be told about.
    """
    if not _is_erased(connection, hash_):
        row = {"hash": hash_, "at": datetime.now(UTC), "why": why, "hidden": hidden, "to_forget": to_forget}
        connection.execute(erased.insert(), row)
    elif to_forget:
        connection.execute(erased.update().where(erased.c.hash == hash_).values(to_forget=to_forget))


def sealed_id(key: bytes, conversation: str) -> bytes:
    """The id as `to_forget` has it."""
    return seal(key, conversation.encode())


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
        connection.execute(erased.update().where(erased.c.hash == hash_of(conversation)).values(to_forget=None))


def hash_of(conversation: str) -> str:
    """What an erased conversation is known by. Its id is random and long: nobody finds it again from the hash."""
    return hashlib.sha256(conversation.encode()).hexdigest()


def _is_erased(connection: Any, hash_: str) -> bool:
    return connection.execute(_IS_ERASED, {"hash": hash_}).first() is not None
