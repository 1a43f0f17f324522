"""A mail on Monday mornings to those of the staff who want it: the week's figures, and no word of any visitor."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.record import missing, outbox
from bot.record.accounts import Account, account_of
from bot.record.database import count_in, writing
from bot.record.days import bounds
from bot.record.figures import Numbers, figures
from bot.record.schema import accounts, handovers, reviews, summaries, verdicts

CHOICE = "monday"
"""In an account's choices: True, and it gets the mail."""
HOUR = 7
LATE = timedelta(days=1)
"""So long after its time the mail still goes out, where web was down; then the next one tells more."""


class Week(NamedTuple):
    """Of the week from Monday `first` to Sunday `last`.

    `unanswered`: groups of questions that nothing answered, and are still to be looked at; `wrong`: answers that
    reviewers called wrong. What waits now: `written` questions that are open, and conversations `to_review` that began
    in the week, had no answer or an unhelpful one, and were reviewed by nobody.
    """

    first: date
    last: date
    numbers: Numbers
    unanswered: int
    wrong: int
    written: int
    to_review: int


def monday(now: datetime, zone: ZoneInfo) -> datetime:
    """When the newest of the mails was to be sent: Monday at seven, as clocks show it there."""
    here = now.astimezone(zone)
    day = here.date() - timedelta(days=here.weekday())
    if (at := datetime.combine(day, time(HOUR), zone)) > now:
        at = datetime.combine(day - timedelta(days=7), time(HOUR), zone)
    return at


def is_due(engine: sa.engine.Engine, zone: ZoneInfo, now: datetime | None = None) -> bool:
    """Whether somebody is to get the mail now."""
    now = now or datetime.now(UTC)
    if now - monday(now, zone) > LATE:
        return False
    with engine.connect() as connection:
        return bool(_wanting(connection, monday(now, zone)))


def of_week(engine: sa.engine.Engine, zone: ZoneInfo, now: datetime | None = None) -> Week:
    """The week before the newest Monday. Takes a second or two where much was asked."""
    begins = monday(now or datetime.now(UTC), zone).date()
    first, last = begins - timedelta(days=7), begins - timedelta(days=1)
    since, until = bounds(first, last, zone)
    groups = missing.lately(engine, since).groups
    numbers = figures(engine, first, last, zone).total
    bad = sa.or_(summaries.c.unanswered, summaries.c.unhelpful)
    reviewed = sa.select(reviews.c.conversation).where(reviews.c.reviewed.is_not(None))
    unread = sa.and_(bad, summaries.c.created >= since, summaries.c.created < until)
    with engine.connect() as connection:
        return Week(
            first,
            last,
            numbers,
            sum(group.state == "open" for group in groups),
            count_in(connection, verdicts, verdicts.c.at >= since, verdicts.c.at < until, sa.not_(verdicts.c.right)),
            count_in(connection, handovers, handovers.c.closed.is_(None), handovers.c.hidden.is_(None)),
            count_in(connection, summaries, unread, summaries.c.conversation.not_in(reviewed)),
        )


def write(engine: sa.engine.Engine, zone: ZoneInfo, subject: str, text: str, now: datetime | None = None) -> int:
    """Write the mail into the outbox for all who are to get it, each once, however many processes do it. Gives how
    many that were."""
    now = now or datetime.now(UTC)
    due, mails = monday(now, zone), 0
    with writing(engine) as connection:
        for account in _wanting(connection, due):
            chosen = accounts.update().where(accounts.c.id == account.id, _not_since(due))
            if connection.execute(chosen.values(weekly=now)).rowcount:
                outbox.put_in(connection, [account.email], subject, text)
                mails += 1
    return mails


def _wanting(connection: Any, due: datetime) -> list[Account]:
    """Those who want the mail that was due then, and have not got it."""
    chosen = sa.select(accounts).where(accounts.c.disabled.is_(None), _not_since(due)).order_by(accounts.c.id)
    found = [account_of(row) for row in connection.execute(chosen)]
    return [account for account in found if account.choices.get(CHOICE) is True]


def _not_since(due: datetime) -> Any:
    return sa.or_(accounts.c.weekly.is_(None), accounts.c.weekly < due)
