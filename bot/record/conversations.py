"""Conversations: who speaks in them, and when they were last used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.database import writing
from bot.record.erased import ConversationErased, hash_of, refuse_in
from bot.record.schema import conversations, messages

# Built once: building a statement takes SQLAlchemy longer than SQLite takes to run it.
_FIND = sa.select(conversations).where(conversations.c.id == sa.bindparam("conversation"))
_STATE = sa.select(conversations.c.state).where(conversations.c.id == sa.bindparam("conversation"))
_LOCKED = _STATE.with_for_update()
_OPEN = conversations.insert()
_NEW: dict[str, Any] = {**dict.fromkeys(conversations.c.keys()), "state": "bot", "easy": False}
_TOUCH = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))
_TOUCH_NOW = _TOUCH.where(conversations.c.hidden.is_(None)).values(touched=sa.bindparam("now"))
_TOUCH_EXPECTING = _TOUCH.values(touched=sa.bindparam("now"), expects=sa.bindparam("expected"))
_NUMBER = sa.select(sa.func.min(messages.c.seq)).where(messages.c.conversation == sa.bindparam("conversation"))
_BY_NUMBER = (
    sa.select(conversations.c.id)
    .join(messages, messages.c.conversation == conversations.c.id)
    .where(messages.c.seq == sa.bindparam("number"), conversations.c.hidden.is_(None))
)

State = Literal["bot", "waiting", "staff", "closed"]
Expects = Literal["question", "contact", "safe", "name", "deadline"]


@dataclass(frozen=True)
class Conversation:
    """A conversation: `state` says who speaks, `expects` what the bot asked for, `touched` when it was last used.

    `hidden`: when the visitor deleted it, where deleting only hides. Such a one is shown to nobody. `account`, `since`
    and `asked` as `turns.Turn` has them. `easy`: the visitor wants easy Swedish.
    """

    id: str
    state: State
    expects: Expects | None
    created: datetime
    touched: datetime
    hidden: datetime | None = None
    account: int | None = None
    since: datetime | None = None
    asked: datetime | None = None
    easy: bool = False


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
    state = lock_in(connection, conversation)
    now = datetime.now(UTC)
    if state is None:
        refuse_in(connection, hash_of(conversation))
        connection.execute(_OPEN, {**_NEW, "id": conversation, "created": now, "touched": now})
        return "bot"
    if not connection.execute(_TOUCH_NOW, {"conversation": conversation, "now": now}).rowcount:
        raise ConversationErased  # it is there, but hidden
    return state


def state_in(connection: Any, conversation: str) -> State | None:
    """Within a transaction: who speaks in the conversation, if there is one."""
    state: State | None = connection.execute(_STATE, {"conversation": conversation}).scalar()
    return state


def lock_in(connection: Any, conversation: str) -> State | None:
    """Within a transaction that writes: the same, and nobody changes it until the transaction ends. (Where the database
    lets one write at a time it is so anyway.)"""
    state: State | None = connection.execute(_LOCKED, {"conversation": conversation}).scalar()
    return state


def expect_in(connection: Any, conversation: str, expects: Expects | None) -> None:
    """Within a transaction that writes: the conversation is in use now, and the bot has asked for `expects`."""
    now = datetime.now(UTC)
    connection.execute(_TOUCH_EXPECTING, {"conversation": conversation, "now": now, "expected": expects})


def touch(engine: sa.engine.Engine, ids: Collection[str]) -> None:
    """The conversations are in use now: their visitors look at them."""
    chosen = sa.and_(conversations.c.id.in_(ids), conversations.c.hidden.is_(None))
    with writing(engine) as connection:
        connection.execute(conversations.update().where(chosen).values(touched=datetime.now(UTC)))


def choose_easy(engine: sa.engine.Engine, conversation: str, easy: bool) -> None:
    """The visitor wants easy Swedish from now on, or does not. Nothing where there is no conversation yet."""
    with writing(engine) as connection:
        connection.execute(conversations.update().where(conversations.c.id == conversation).values(easy=easy))


def number_in(connection: Any, conversation: str) -> int | None:
    """Within a transaction: what staff call the conversation by, the number of its first message."""
    found: int | None = connection.execute(_NUMBER, {"conversation": conversation}).scalar()
    return found


def by_number(engine: sa.engine.Engine, number: int) -> str | None:
    """The conversation that a message of this number belongs to; not one that its visitor took away."""
    with engine.connect() as connection:
        found: str | None = connection.execute(_BY_NUMBER, {"number": number}).scalar()
    return found
