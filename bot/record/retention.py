"""How long things are kept, and their end. Nothing here is slow for long: what is much is taken in small parts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.record import ledger
from bot.record.database import count_in, scrub, writing
from bot.record.erasing import remove_in, take_back_in
from bot.record.schema import audit, conversations, erased, handovers, links, messages, sessions
from bot.settings import Settings

AT_ONCE = 100
"""Conversations and handovers in one transaction: others wait for it."""
SIGN_INS_KEPT = timedelta(days=7)
"""Longer than any setting lets one be signed in."""
SEALED_KEPT = timedelta(days=1)
"""So long what a person wrote is kept as it was written; then masked alone. By then no visitor sees it any more."""


@dataclass(frozen=True)
class Limits:
    """Days that things are kept: conversations after their last message, handovers after they were closed, who of the
    staff read what, and backups; so long is remembered what was erased."""

    conversations: int
    handovers: int
    readings: int
    backups: int


class Purged(NamedTuple):
    """How many of each are gone, or would go. `erased`: of the hashes of what was erased."""

    conversations: int = 0
    handovers: int = 0
    readings: int = 0
    erased: int = 0


def limits(settings: Settings) -> Limits:
    """How long things are kept, by the settings."""
    return Limits(settings.conversation_days, settings.handover_days, settings.reading_days, settings.backup_days)


def due(engine: sa.engine.Engine, kept: Limits, now: datetime | None = None) -> Purged:
    """What `purge` would take away now."""
    old = _old(kept, now or datetime.now(UTC))
    with engine.connect() as connection:
        return Purged(*(count_in(connection, table, is_old) for table, is_old in old))


class Held(NamedTuple):
    """How many there are of each. `open_handovers`: of the handovers, those that staff are not done with: they stay."""

    conversations: int
    handovers: int
    open_handovers: int
    readings: int


def held(engine: sa.engine.Engine) -> Held:
    """What is kept now."""
    with engine.connect() as connection:
        return Held(
            count_in(connection, conversations),
            count_in(connection, handovers),
            count_in(connection, handovers, handovers.c.closed.is_(None)),
            count_in(connection, audit),
        )


def purge(engine: sa.engine.Engine, kept: Limits, now: datetime | None = None) -> Purged:
    """Take away what has had its time, also from the files. Gives what went."""
    gone = Purged()
    while any(part := purge_some(engine, kept, now)):
        gone = add(gone, part)
    if any(gone):
        scrub(engine)
    return gone


def purge_some(engine: sa.engine.Engine, kept: Limits, now: datetime | None = None) -> Purged:
    """Take away a small part of what has had its time; nothing of it is left when all four numbers are 0.

    The bytes are gone from the files once `database.scrub` has run.
    """
    now = now or datetime.now(UTC)
    (_, old_conversation), (_, old_handover), (_, old_reading), (_, old_erased) = _old(kept, now)
    with writing(engine) as connection:
        ids = _some(connection, conversations.c.id, old_conversation)
        hashes = _some(connection, handovers.c.unique_hash, old_handover)
        # A conversation's age is in any backup too, but not that a handover was closed: it would come back open.
        entries = [ledger.Entry(hash_, now.date(), "purged", False) for hash_ in hashes]
        ledger.append(ledger.file_of(engine), entries)
        gone = Purged(
            remove_in(connection, ids),
            take_back_in(connection, hashes, "purged"),
            connection.execute(audit.delete().where(old_reading)).rowcount,
            connection.execute(erased.delete().where(old_erased)).rowcount,
        )
        if not any(gone):  # once, in the end: it looks at every message
            _end_quietly(connection, now)
    ledger.forget_before(ledger.file_of(engine), (now - timedelta(days=kept.backups + 1)).date())
    return gone


def _end_quietly(connection: Any, now: datetime) -> None:
    """What nobody counts: sign-ins that are over, links that nobody used, and the sealed words of the staff."""
    connection.execute(sessions.delete().where(sessions.c.created < now - SIGN_INS_KEPT))
    connection.execute(links.delete().where(links.c.ends < now))
    old = sa.and_(messages.c.sender == "staff", messages.c.created < now - SEALED_KEPT, messages.c.sealed.is_not(None))
    connection.execute(messages.update().where(old).values(sealed=None))


def add(one: Purged, other: Purged) -> Purged:
    return Purged(*(a + b for a, b in zip(one, other, strict=True)))


def _old(kept: Limits, now: datetime) -> tuple[tuple[Any, Any], ...]:
    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    return (
        (conversations, conversations.c.touched < before(kept.conversations)),
        (handovers, handovers.c.closed < before(kept.handovers)),
        (audit, audit.c.at < before(kept.readings)),
        # A day longer than any backup lives, and never before the assistant has been told.
        (erased, sa.and_(erased.c.at < before(kept.backups + 1), erased.c.to_forget.is_(None))),
    )


def _some(connection: Any, column: Any, is_old: Any) -> list[str]:
    return list(connection.execute(sa.select(column).where(is_old).limit(AT_ONCE)).scalars())
