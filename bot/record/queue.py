"""Conversations that wait for a person, in the order in which their visitors asked, and those that have one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.record.conversations import Expects, State
from bot.record.schema import accounts, conversations, messages

_WAITS = sa.and_(conversations.c.state == "waiting", conversations.c.hidden.is_(None))
_COLUMNS = (conversations.c.id, conversations.c.state, conversations.c.expects, accounts.c.name)
_JOINED = conversations.outerjoin(accounts, accounts.c.id == conversations.c.account)
_ONE = sa.select(*_COLUMNS, conversations.c.asked, conversations.c.easy, conversations.c.touched).select_from(_JOINED)
_ONE = _ONE.where(conversations.c.id == sa.bindparam("conversation"), conversations.c.hidden.is_(None))
_BEFORE = sa.select(sa.func.count()).where(_WAITS, conversations.c.asked < sa.bindparam("asked"))
_LIVE = sa.select(*_COLUMNS).select_from(_JOINED).order_by(conversations.c.asked, conversations.c.id)
_LIVE = _LIVE.where(conversations.c.state.in_(("waiting", "staff")), conversations.c.hidden.is_(None))


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands. `expects`: what the bot has asked for; `name`: what the person who has it is called;
    `before`: how many wait that asked earlier, where it waits. `easy` and `touched` as `conversations` has them."""

    state: State = "bot"
    expects: Expects | None = None
    name: str | None = None
    before: int = 0
    easy: bool = False
    touched: datetime | None = None


@dataclass(frozen=True)
class Staffed:
    """A conversation that a person has. `since`: when they took it; `present_until`: until when their console is open;
    `unanswered`: when the first message was written that they have not answered."""

    conversation: str
    account: int
    name: str
    since: datetime
    present_until: datetime | None
    unanswered: datetime | None


def standing(engine: sa.engine.Engine, conversation: str) -> Standing:
    """Where the conversation stands; the bot speaks where there is none."""
    with engine.connect() as connection:
        row = connection.execute(_ONE, {"conversation": conversation}).first()
        if row is None:
            return Standing()
        before = connection.execute(_BEFORE, {"asked": row.asked}).scalar() if row.state == "waiting" else 0
        return Standing(row.state, row.expects, row.name, int(before or 0), row.easy, row.touched)


def live(engine: sa.engine.Engine) -> dict[str, Standing]:
    """All conversations that wait for a person or have one; without `easy` and `touched`."""
    found: dict[str, Standing] = {}
    before = 0
    with engine.connect() as connection:
        for row in connection.execute(_LIVE):
            found[row.id] = Standing(row.state, row.expects, row.name, before if row.state == "waiting" else 0)
            before += row.state == "waiting"
    return found


def staffed(engine: sa.engine.Engine) -> list[Staffed]:
    """All conversations that a person has."""
    of_it = messages.alias()
    said = sa.select(sa.func.coalesce(sa.func.max(of_it.c.seq), 0))
    said = said.where(of_it.c.conversation == conversations.c.id, of_it.c.sender == "staff").scalar_subquery()
    unanswered: Any = sa.select(sa.func.min(messages.c.created))
    unanswered = unanswered.where(
        messages.c.conversation == conversations.c.id, messages.c.sender == "visitor", messages.c.seq > said
    ).scalar_subquery()
    columns = (conversations.c.id, conversations.c.account, accounts.c.name, conversations.c.since)
    chosen = (
        sa.select(*columns, accounts.c.present_until, unanswered)
        .select_from(conversations.join(accounts, accounts.c.id == conversations.c.account))
        .where(conversations.c.state == "staff", conversations.c.hidden.is_(None))
    )
    with engine.connect() as connection:
        return [Staffed(*row) for row in connection.execute(chosen)]
