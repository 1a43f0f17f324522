"""Who speaks in a conversation: the bot, a person of the staff, or nobody any more.

The record owns it. Each change is one compare and set within a transaction, and is logged. What is said with a change,
and who may make it, `staffing` knows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from bot.record import summaries
from bot.record.conversations import State
from bot.record.erased import ConversationErased
from bot.record.schema import conversations, messages, turns

Actor = Literal["visitor", "bot", "staff", "system"]


class By(NamedTuple):
    """Who makes a change, and which of the staff."""

    actor: Actor
    account: int | None = None


VISITOR, SYSTEM = By("visitor"), By("system")

_COLUMNS = (
    conversations.c.state,
    sa.func.coalesce(conversations.c.since, conversations.c.created).label("since"),
    conversations.c.account,
    conversations.c.asked,
)
_CURRENT = sa.select(*_COLUMNS).where(
    conversations.c.id == sa.bindparam("conversation"), conversations.c.hidden.is_(None)
)
_LOCKED = _CURRENT.with_for_update()


@dataclass(frozen=True)
class Turn:
    """Who speaks and since when. `account`: whose the conversation is, while the state is `staff`. `asked`: when the
    visitor asked for a person, for as long as that holds; it is the place in the queue, also while a person has it."""

    state: State
    since: datetime
    account: int | None = None
    asked: datetime | None = None


@dataclass(frozen=True)
class Change:
    """A change as it was logged. `account`: who of the staff made it; `owner`: whose it was from then on."""

    at: datetime
    before: State
    after: State
    actor: Actor
    account: int | None
    owner: int | None
    outcome: str | None


class TurnLost(Exception):  # noqa: N818 (it says what happened; nothing is broken)
    """Somebody else was first, or it is another's. `turn` says who speaks in fact."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn.state)
        self.turn = turn


def current(engine: sa.engine.Engine, conversation: str) -> Turn | None:
    """Who speaks, where there is such a conversation and its visitor has not taken it away."""
    with engine.connect() as connection:
        return current_in(connection, conversation)


def current_in(connection: Any, conversation: str) -> Turn | None:
    """The same within a transaction."""
    row = connection.execute(_CURRENT, {"conversation": conversation}).first()
    return Turn(**row._mapping) if row else None


def change_in(
    connection: Any,
    conversation: str,
    to: State,
    by: By,
    *,
    before: tuple[State, ...],
    held_by: int | None = None,
    owner: int | None = None,
    outcome: str | None = None,
) -> Turn:
    """Within a transaction that writes: from now on `to` speaks.

    Args:
        before: who may speak until now.
        held_by: whose it must be, where a person speaks; anybody's, if not given.
        owner: whose it is then, where `to` is `staff`.
        outcome: what came of it, where it is closed.

    Raises:
        TurnLost: somebody else speaks. Nothing has changed.
        ConversationErased: its visitor took it away.
    """
    row = connection.execute(_LOCKED, {"conversation": conversation}).first()
    if row is None:
        raise ConversationErased
    found = Turn(**row._mapping)
    if found.state not in before or (found.state == "staff" and held_by not in (None, found.account)):
        raise TurnLost(found)
    now = datetime.now(UTC)
    asked = found.asked if to in ("waiting", "staff") else None
    turn = Turn(to, now, owner, asked or (now if to == "waiting" else None))
    connection.execute(
        conversations.update()
        .where(conversations.c.id == conversation)
        .values(state=to, since=now, account=owner, asked=turn.asked)
    )
    logged = {"conversation": conversation, "at": now, "before": found.state, "after": to}
    connection.execute(turns.insert(), {**logged, **by._asdict(), "owner": owner, "outcome": outcome})
    if to in ("waiting", "staff"):
        summaries.handed_in(connection, conversation)
    if to == "staff":  # what waits for the assistant is the person's now
        waiting = sa.and_(messages.c.conversation == conversation, messages.c.pending)
        connection.execute(messages.update().where(waiting).values(pending=False, sealed=None))
    return turn


def history(engine: sa.engine.Engine, conversation: str) -> list[Change]:
    """All changes of who speaks in a conversation, in order."""
    columns = (
        turns.c.at,
        turns.c.before,
        turns.c.after,
        turns.c.actor,
        turns.c.account,
        turns.c.owner,
        turns.c.outcome,
    )
    chosen = sa.select(*columns).where(turns.c.conversation == conversation).order_by(turns.c.id)
    with engine.connect() as connection:
        return [Change(**row._mapping) for row in connection.execute(chosen)]
