"""Mails to staff who are away: one for what is new, with a number of questions in it and no word of any visitor."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.record import outbox
from bot.record.accounts import Account, account_of
from bot.record.database import count_in, writing
from bot.record.schema import accounts, conversations, handovers
from bot.record.schema import outbox as outbox_table

GRACE = timedelta(minutes=1)
"""So long somebody who is there may take what is new, and more of it comes together in one mail."""
SLACK = timedelta(minutes=2)
"""A console says some time ahead that it is there: what came so shortly before its end was perhaps not seen."""
AGAIN = timedelta(days=1)
"""Who has not looked since the last mail gets another so much later, if more has come."""
CHOICE = "mail"
"""In an account's choices: False, and it gets none."""


class New(NamedTuple):
    """How many written questions that nobody has taken, and visitors who wait for a person while nobody is there."""

    questions: int
    waiting: int


def due(engine: sa.engine.Engine, now: datetime | None = None) -> dict[str, New]:
    """Who is to get a mail, by address, and about how much."""
    with engine.connect() as connection:
        return {account.email: new for account, new in _due_in(connection, now or datetime.now(UTC))}


def write(engine: sa.engine.Engine, words: Callable[[New], tuple[str, str]], now: datetime | None = None) -> int:
    """Write what is due, into the outbox. Gives how many mails.

    Args:
        words: the subject and the text.
    """
    now = now or datetime.now(UTC)
    with writing(engine) as connection:
        found = list(_due_in(connection, now))
        for account, new in found:
            outbox.put_in(connection, [account.email], *words(new))
            connection.execute(accounts.update().where(accounts.c.id == account.id).values(mailed=now))
    return len(found)


def _due_in(connection: Any, now: datetime) -> Iterable[tuple[Account, New]]:
    rows = connection.execute(sa.select(accounts).where(accounts.c.disabled.is_(None)).order_by(accounts.c.id)).all()
    staff = [(account_of(row), row.mailed) for row in rows]
    nobody = not any(account.may("agent") and account.is_present(now) for account, _ in staff)
    for account, mailed in staff:
        until = account.present_until
        if not account.may("agent") or account.choices.get(CHOICE) is False or (until and until > now):
            continue
        seen = until - SLACK if until else account.created
        if mailed and mailed > seen and (mailed > now - AGAIN or _waits(connection, account.email)):
            continue
        since = max(seen, mailed - GRACE) if mailed else seen
        new = New(_questions(connection, since, now - GRACE), _waiting(connection, since, now - GRACE) if nobody else 0)
        if any(new):
            yield account, new


def _questions(connection: Any, since: datetime, until: datetime) -> int:
    is_open = sa.and_(handovers.c.closed.is_(None), handovers.c.account.is_(None), handovers.c.hidden.is_(None))
    chosen = sa.and_(is_open, handovers.c.created > since, handovers.c.created <= until)
    return count_in(connection, handovers, chosen)


def _waiting(connection: Any, since: datetime, until: datetime) -> int:
    waits = sa.and_(conversations.c.state == "waiting", conversations.c.hidden.is_(None))
    chosen = sa.and_(waits, conversations.c.asked > since, conversations.c.asked <= until)
    return count_in(connection, conversations, chosen)


def _waits(connection: Any, recipient: str) -> bool:
    """Whether the mail server has yet to take a mail of this kind."""
    of_this_kind = sa.and_(outbox_table.c.conversation.is_(None), outbox_table.c.answer.is_(None))
    chosen = sa.select(outbox_table.c.id).where(of_this_kind, outbox_table.c.recipient == recipient)
    return connection.execute(chosen.limit(1)).first() is not None
