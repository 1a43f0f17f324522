"""Conversations: who speaks in them, when they were last used, and their erasing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.database import truncate_log, writing
from bot.record.schema import conversations, handovers

State = Literal["bot", "waiting", "staff", "closed"]
Expects = Literal["question", "contact"]


@dataclass(frozen=True)
class Conversation:
    """A conversation: `state` says who speaks, `expects` what the bot asked for, `touched` when it was last used."""

    id: str
    state: State
    expects: Expects | None
    created: datetime
    touched: datetime


def find(engine: sa.engine.Engine, conversation: str) -> Conversation | None:
    """The conversation, if a message of it was ever kept."""
    with engine.connect() as connection:
        row = connection.execute(sa.select(conversations).where(conversations.c.id == conversation)).first()
    return Conversation(**row._mapping) if row else None


def open_in(connection: Any, conversation: str) -> State:
    """Within a transaction that writes: make the conversation if it is new, note that it is in use. Gives its state."""
    now = datetime.now(UTC)
    state: State | None = connection.execute(
        sa.select(conversations.c.state).where(conversations.c.id == conversation)
    ).scalar()
    if state is None:
        row = {"id": conversation, "state": "bot", "expects": None, "created": now, "touched": now}
        connection.execute(conversations.insert().values(row))
        return "bot"
    touch_in(connection, conversation)
    return state


def touch_in(connection: Any, conversation: str, **values: object) -> None:
    """Within a transaction that writes: the conversation is in use now; other columns by name."""
    values = {"touched": datetime.now(UTC), **values}
    connection.execute(conversations.update().where(conversations.c.id == conversation).values(values))


def set_state(engine: sa.engine.Engine, conversation: str, state: State) -> None:
    """Say who speaks from now on."""
    with writing(engine) as connection:
        connection.execute(conversations.update().where(conversations.c.id == conversation).values(state=state))


def erase(engine: sa.engine.Engine, conversation: str) -> bool:
    """Take away the conversation and all its messages, down to the bytes on disk. Says whether there was one.

    A handover that has its reference stays, and no longer tells which conversation it came from.
    """
    with writing(engine) as connection:
        connection.execute(handovers.update().where(handovers.c.conversation == conversation).values(conversation=None))
        gone = connection.execute(conversations.delete().where(conversations.c.id == conversation)).rowcount
    truncate_log(engine)
    return bool(gone)
