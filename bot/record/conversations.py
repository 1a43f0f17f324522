"""Conversations: who speaks in them, when they were last used, and their erasing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.database import truncate_log, writing
from bot.record.erased import refuse_in, remember_in
from bot.record.schema import conversations, handovers

# Built once: building a statement takes SQLAlchemy longer than SQLite takes to run it.
_FIND = sa.select(conversations).where(conversations.c.id == sa.bindparam("conversation"))
_STATE = sa.select(conversations.c.state).where(conversations.c.id == sa.bindparam("conversation"))
_OPEN = conversations.insert()
_TOUCH = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))
_TOUCH_NOW = _TOUCH.values(touched=sa.bindparam("now"))
_TOUCH_EXPECTING = _TOUCH.values(touched=sa.bindparam("now"), expects=sa.bindparam("expected"))

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
        row = connection.execute(_FIND, {"conversation": conversation}).first()
    return Conversation(**row._mapping) if row else None


def open_in(connection: Any, conversation: str) -> State:
    """Within a transaction that writes: make the conversation if it is new, note that it is in use. Gives its state.

    Raises:
        ConversationErased
    """
    state = state_in(connection, conversation)
    now = datetime.now(UTC)
    if state is None:
        refuse_in(connection, conversation)
        row = {"id": conversation, "state": "bot", "expects": None, "created": now, "touched": now}
        connection.execute(_OPEN, row)
        return "bot"
    connection.execute(_TOUCH_NOW, {"conversation": conversation, "now": now})
    return state


def state_in(connection: Any, conversation: str) -> State | None:
    """Within a transaction: who speaks in the conversation, if there is one."""
    state: State | None = connection.execute(_STATE, {"conversation": conversation}).scalar()
    return state


def expect_in(connection: Any, conversation: str, expects: Expects | None) -> None:
    """Within a transaction that writes: the conversation is in use now, and the bot has asked for `expects`."""
    now = datetime.now(UTC)
    connection.execute(_TOUCH_EXPECTING, {"conversation": conversation, "now": now, "expected": expects})


def set_state(engine: sa.engine.Engine, conversation: str, state: State) -> None:
    """Say who speaks from now on."""
    with writing(engine) as connection:
        connection.execute(conversations.update().where(conversations.c.id == conversation).values(state=state))


def erase(engine: sa.engine.Engine, key: bytes, conversation: str) -> tuple[str, ...]:
    """Take away the conversation and all its messages, down to the bytes on disk. Nothing of it is kept again.

    Its id stays, sealed with `key`, until the assistant has forgotten the conversation (`erased.forgotten`). A handover
    that has its reference stays, and no longer tells which conversation it came from.

    Returns:
        the references of the handovers that stay.
    """
    came_from_it = handovers.c.conversation == conversation
    with writing(engine) as connection:
        stay = connection.execute(sa.select(handovers.c.reference).where(came_from_it).order_by(handovers.c.created))
        references = tuple(stay.scalars())
        connection.execute(handovers.update().where(came_from_it).values(conversation=None))
        gone = connection.execute(conversations.delete().where(conversations.c.id == conversation)).rowcount
        remember_in(connection, key, conversation, forget=bool(gone))
    truncate_log(engine)
    return references
