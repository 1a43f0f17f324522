"""Taking away: what a visitor deletes or leaves, what a backup brings back, and what has had its time (`retention`).

Of a conversation that is gone its day is counted, and nothing else. What is deleted is gone from the files once
`database.scrub` has run; the functions that take away many things at once run it themselves.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.record import ledger, outbox
from bot.record.database import RecordError, scrub, truncate_log, writing
from bot.record.erased import Why, hash_of, remember_in, sealed_id
from bot.record.ledger import Entry
from bot.record.schema import conversations, counts, erased, handovers, messages, summaries


class Erased(NamedTuple):
    """What became of a conversation's questions to a person: the references of those that stay, and of those gone."""

    stay: tuple[str, ...]
    gone: tuple[str, ...]


def erase(
    engine: sa.engine.Engine,
    key: bytes,
    conversation: str,
    *,
    why: Why = "deleted",
    hide: bool = False,
    questions_too: bool = False,
) -> Erased:
    """Take away the conversation and all its messages. Nothing is kept under its id again.

    Its id stays, sealed with `key`, until the assistant has forgotten the conversation (`erased.forgotten`). A handover
    that has its reference stays, and no longer tells which conversation it came from.

    Args:
        hide: it is shown to nobody any more, but kept until its time is out.
        questions_too: the handovers are taken away as well, with the contact that was left.

    Raises:
        OSError: the ledger cannot be written; nothing is taken away yet.
    """
    hash_ = hash_of(conversation)
    with engine.connect() as connection:
        known = connection.execute(sa.select(conversations.c.id).where(conversations.c.id == conversation)).first()
        asked = _questions_in(connection, conversation) if questions_too else {}
    # Before it is gone: where this process ends in the middle, the next start goes on.
    entries = [_entry(hash_, why, hide)] if known else []
    ledger.append(ledger.file_of(engine), [*entries, *(_entry(each, "handover", hide) for each in asked.values())])
    with writing(engine) as connection:
        take_back_in(connection, list(asked.values()), "handover", hide=hide)
        stay = _questions_in(connection, conversation)
        gone = hide_in(connection, [conversation]) if hide else remove_in(connection, [conversation], deleted=True)
        sealed = sealed_id(key, conversation) if gone else None
        remember_in(connection, hash_, why, hidden=hide, to_forget=sealed)
    truncate_log(engine)
    return Erased(tuple(stay), tuple(asked))


def take_back(engine: sa.engine.Engine, references: Collection[str], *, hide: bool = False) -> int:
    """Take away questions to a person that the visitor deletes expressly, with the contact that was left.

    Args:
        hide: they are closed and shown to nobody any more, but kept until their time is out.

    Returns:
        how many there were.
    """
    chosen = handovers.c.reference.in_(references)
    with engine.connect() as connection:
        hashes = list(connection.execute(sa.select(handovers.c.unique_hash).where(chosen)).scalars())
    ledger.append(ledger.file_of(engine), [_entry(hash_, "handover", hide) for hash_ in hashes])
    with writing(engine) as connection:
        take_back_in(connection, hashes, "handover", hide=hide)
    truncate_log(engine)
    return len(hashes)


def replay(engine: sa.engine.Engine) -> int:
    """Bring record and ledger to the same: what the ledger names and a backup brought back is taken away again.

    To be done before anything of the record is shown. Cheap where there is nothing new.

    Returns:
        how many conversations and handovers were taken away.

    Raises:
        RecordError: the record or the ledger cannot be used now.
    """
    try:
        return _replay(engine)
    except (sa.exc.DBAPIError, OSError) as error:
        why = getattr(error, "orig", error)
        raise RecordError(
            f"What was erased cannot be compared with {ledger.file_of(engine)}: {why}. Until then nothing is shown."
        ) from error


def _replay(engine: sa.engine.Engine) -> int:
    entries = ledger.read(ledger.file_of(engine))
    with engine.connect() as connection:
        rows = connection.execute(sa.select(erased)).all()
    known = {row.hash for row in rows}
    gone = 0
    if new := [entry for entry in entries.values() if entry.hash not in known]:
        with writing(engine) as connection:
            gone = _replay_in(connection, new)
    unwritten = [Entry(row.hash, row.at.date(), row.why, row.hidden) for row in rows if row.hash not in entries]
    ledger.append(ledger.file_of(engine), unwritten)
    if gone:
        scrub(engine)
    return gone


def remove_in(connection: Any, ids: Collection[str], *, deleted: bool = False) -> int:
    """Within a transaction that writes: delete the conversations and count them. Gives how many there were.

    Args:
        deleted: the visitor did it.
    """
    chosen = conversations.c.id.in_(ids)
    for created, asked in connection.execute(
        sa.select(conversations.c.created, sa.func.count(messages.c.seq))
        .select_from(conversations.outerjoin(messages, _asked()))
        .where(chosen)
        .group_by(conversations.c.id)
    ).all():
        _count_in(connection, created.date(), asked, deleted)
    connection.execute(handovers.update().where(handovers.c.conversation.in_(ids)).values(conversation=None))
    gone: int = connection.execute(conversations.delete().where(chosen)).rowcount
    return gone


def hide_in(connection: Any, ids: Collection[str]) -> int:
    """Within a transaction that writes: show the conversations to nobody any more. Gives how many there were."""
    chosen = sa.and_(conversations.c.id.in_(ids), conversations.c.hidden.is_(None))
    waiting = messages.update().where(messages.c.conversation.in_(ids)).values(pending=False, sealed=None)
    connection.execute(waiting)
    outbox.take_back_in(connection, ids)
    connection.execute(summaries.delete().where(summaries.c.conversation.in_(ids)))
    hidden: int = connection.execute(conversations.update().where(chosen).values(hidden=datetime.now(UTC))).rowcount
    return hidden


def take_back_in(connection: Any, hashes: Collection[str], why: Why, *, hide: bool = False) -> int:
    """Within a transaction that writes: take away the handovers of these hashes. Gives how many there were."""
    now = datetime.now(UTC)
    chosen = handovers.c.unique_hash.in_(hashes)
    change = (
        handovers.update().values(
            hidden=now, closed=sa.func.coalesce(handovers.c.closed, sa.literal(now, handovers.c.closed.type))
        )
        if hide
        else handovers.delete()
    )
    gone: int = connection.execute(change.where(chosen)).rowcount
    for hash_ in hashes:
        remember_in(connection, hash_, why, hidden=hide)
    return gone


def _replay_in(connection: Any, entries: Iterable[Entry]) -> int:
    by_hash = {entry.hash: entry for entry in entries}
    for entry in by_hash.values():
        remember_in(connection, entry.hash, entry.why, hidden=entry.hidden)
    there = [id_ for id_ in connection.execute(sa.select(conversations.c.id)).scalars() if hash_of(id_) in by_hash]
    asked = [hash_ for hash_ in connection.execute(sa.select(handovers.c.unique_hash)).scalars() if hash_ in by_hash]
    gone = 0
    for id_ in there:
        entry = by_hash[hash_of(id_)]
        gone += hide_in(connection, [id_]) if entry.hidden else remove_in(connection, [id_], deleted=True)
    for hash_ in asked:
        gone += take_back_in(connection, [hash_], by_hash[hash_].why, hide=by_hash[hash_].hidden)
    return gone


def _questions_in(connection: Any, conversation: str) -> dict[str, str]:
    """The references of a conversation's handovers, the oldest first, with their hashes."""
    chosen = sa.and_(handovers.c.conversation == conversation, handovers.c.hidden.is_(None))
    columns = (handovers.c.reference, handovers.c.unique_hash)
    found = connection.execute(sa.select(*columns).where(chosen).order_by(handovers.c.created))
    return {row.reference: row.unique_hash for row in found}


def _asked() -> Any:
    return sa.and_(messages.c.conversation == conversations.c.id, messages.c.sender == "visitor")


def _count_in(connection: Any, day: date, questions: int, deleted: bool) -> None:
    changed = connection.execute(
        counts.update()
        .where(counts.c.day == day)
        .values(
            conversations=counts.c.conversations + 1,
            questions=counts.c.questions + questions,
            deleted=counts.c.deleted + int(deleted),
        )
    ).rowcount
    if not changed:
        row = {"day": day, "conversations": 1, "questions": questions, "deleted": int(deleted)}
        connection.execute(counts.insert(), row)


def _entry(hash_: str, why: Why, hidden: bool) -> Entry:
    return Entry(hash_, datetime.now(UTC).date(), why, hidden)
