"""Conversations where somebody may be in danger, flagged for staff: the reason, and no word of what was said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.record import audit, outbox, summaries
from bot.record.conversations import number_in
from bot.record.database import writing
from bot.record.schema import conversations, dangers
from bot.record.schema import outbox as outbox_table


@dataclass(frozen=True)
class Flag:
    """Why a conversation is flagged: what `bot.language.danger` found. `certain`: not only a doubt."""

    kind: str
    acute: bool
    who: str
    young: bool
    rule: str
    certain: bool


@dataclass(frozen=True)
class Alert:
    """The mail about a flagged conversation, to whom it goes. `{number}` in a text is the flag's number."""

    to: tuple[str, ...]
    subject: str
    text: str
    text_acute: str


@dataclass(frozen=True)
class Flagged:
    """A flagged conversation. `number` is what staff call it by; `flag` the gravest of its dangers, `at` the newest.

    `seen` and `seen_by` are empty again where a danger was found since. `alerted`: which mail was written; `waiting`:
    how many of its mails are not sent yet, and `error` why.
    """

    number: int
    conversation: str
    flag: Flag
    at: datetime
    seen: datetime | None
    seen_by: str | None
    alerted: str | None
    waiting: int
    error: str | None


def flag_in(connection: Any, conversation: str, flag: Flag, alert: Alert | None = None) -> None:
    """Within a transaction that writes: flag the conversation, or flag it anew, and write the mail about it.

    The gravest danger stays the reason: one that is now before others, then one that is certain. One mail is written
    for a conversation, and another where it becomes acute.

    Args:
        alert: who is to get a mail about such a danger; nobody, if not given.
    """
    now = datetime.now(UTC)
    summaries.danger_in(connection, conversation)
    there = connection.execute(sa.select(dangers).where(dangers.c.conversation == conversation)).first()
    reason = vars(flag)
    if there is None:
        row = {"conversation": conversation, "at": now, **reason}
        number, alerted = connection.execute(dangers.insert(), row).inserted_primary_key[0], None
    else:
        graver = _gravity(flag) >= _gravity(there)
        changed = {"at": now, "seen": None, "seen_by": None, **(reason if graver else {})}
        number, alerted = there.number, there.alerted
        connection.execute(dangers.update().where(dangers.c.number == number).values(changed))
    if alert is None or alerted == "acute" or (alerted and not flag.acute):
        return
    text = (alert.text_acute if flag.acute else alert.text).replace("{number}", str(number))
    outbox.put_in(connection, alert.to, alert.subject, text, conversation)
    written = "acute" if flag.acute else "danger"
    connection.execute(dangers.update().where(dangers.c.number == number).values(alerted=written))


def flag_unkept(engine: sa.engine.Engine, conversation: str, flag: Flag, alert: Alert | None = None) -> bool:
    """Flag the conversation for a message that was not kept. False where there is no conversation, or where staff have
    yet to see a reason as grave: so many such messages write nothing.
    """
    with engine.connect() as connection:
        there = connection.execute(sa.select(dangers).where(dangers.c.conversation == conversation)).first()
    if there and there.seen is None and _gravity(there) >= _gravity(flag):
        return False
    shown = sa.select(conversations.c.id).where(conversations.c.id == conversation, conversations.c.hidden.is_(None))
    with writing(engine) as connection:
        if connection.execute(shown).first() is None:
            return False
        flag_in(connection, conversation, flag, alert)
    return True


def list_dangers(engine: sa.engine.Engine) -> list[Flagged]:
    """The flagged conversations, the newest first; not those that their visitors took away."""
    waiting = sa.func.count(outbox_table.c.id).label("waiting")
    found = (
        sa.select(dangers, waiting, sa.func.max(outbox_table.c.error).label("error"))
        .join(conversations, conversations.c.id == dangers.c.conversation)
        .outerjoin(outbox_table, outbox_table.c.conversation == dangers.c.conversation)
        .where(conversations.c.hidden.is_(None))
        .group_by(dangers.c.number)
        .order_by(dangers.c.at.desc(), dangers.c.number.desc())
    )
    with engine.connect() as connection:
        return [_flagged(row) for row in connection.execute(found)]


def mark_seen(engine: sa.engine.Engine, number: int, reader: str) -> bool:
    """One of the staff has seen it; the first one is kept. False where no conversation has that number."""
    shown = sa.select(conversations.c.id).where(conversations.c.hidden.is_(None))
    chosen = sa.and_(dangers.c.number == number, dangers.c.conversation.in_(shown))
    with writing(engine) as connection:
        there = connection.execute(sa.select(dangers.c.conversation).where(chosen)).first()
        if there is None:
            return False
        unseen = dangers.update().where(chosen, dangers.c.seen.is_(None))
        if connection.execute(unseen.values(seen=datetime.now(UTC), seen_by=reader)).rowcount:
            audit.note_in(
                connection, reader, "changed", f"samtal {number_in(connection, there.conversation)}: fara sedd"
            )
    return True


def _gravity(danger: Any) -> tuple[bool, bool]:
    """The greater, the graver: what is now goes before the rest, then what is certain."""
    return danger.acute, danger.certain


def _flagged(row: Any) -> Flagged:
    flag = Flag(row.kind, row.acute, row.who, row.young, row.rule, row.certain)
    return Flagged(
        *(row.number, row.conversation, flag, row.at, row.seen, row.seen_by, row.alerted, row.waiting, row.error)
    )
