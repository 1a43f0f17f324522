"""What has had its time goes, and only numbers remain."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.record import audit, conversations, erased, erasing, ledger, messages, retention
from bot.record.database import writing
from bot.record.handovers import close, create_handover, list_handovers
from bot.record.retention import Limits, Purged
from bot.record.schema import audit as audit_table
from bot.record.schema import conversations as conversations_table
from bot.record.schema import counts, handovers
from tests.record.conftest import bytes_on_disk

KEPT = Limits(conversations=30, handovers=90, readings=365, backups=90)
NOW = datetime.now(UTC)


def aged(record: sa.engine.Engine, table: sa.Table, column: str, days: float) -> None:
    """All of a table's rows are so many days old."""
    with writing(record) as connection:
        connection.execute(sa.update(table).values({column: NOW - timedelta(days=days)}))


def test_a_conversation_goes_after_its_days_and_leaves_numbers_alone(record: sa.engine.Engine, tmp_path: Path) -> None:
    for number in range(retention.AT_ONCE + 5):
        messages.append_visitor(record, f"{number:022d}", "fråga-1", "HEMLIGT")
    aged(record, conversations_table, "touched", 29.9)
    assert retention.purge(record, KEPT) == Purged()
    aged(record, conversations_table, "touched", 30.1)
    messages.append_visitor(record, "b" * 22, "fråga-1", "Vem?")
    due = retention.due(record, KEPT)
    assert due == Purged(conversations=retention.AT_ONCE + 5) == retention.purge(record, KEPT)
    assert b"HEMLIGT" not in bytes_on_disk(tmp_path)
    assert conversations.find(record, "b" * 22) is not None
    with record.connect() as connection:
        (left,) = connection.execute(sa.select(counts))
    assert (left.conversations, left.questions, left.deleted) == (retention.AT_ONCE + 5, retention.AT_ONCE + 5, 0)


def test_a_question_to_a_person_goes_with_its_contact_so_long_after_it_was_closed(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    made = create_handover(record, key, conversation=None, unique="1", question="HEMLIGT", contact="a@b.se")
    create_handover(record, key, conversation=None, unique="2", question="Öppen", contact=None)
    aged(record, handovers, "created", 1000)
    assert retention.due(record, KEPT) == Purged(), "one that is open stays, however old"
    assert close(record, made.reference) and not close(record, "KF-XXXX")
    assert retention.purge(record, KEPT) == Purged()
    with writing(record) as connection:
        chosen = handovers.c.reference == made.reference
        connection.execute(handovers.update().where(chosen).values(closed=NOW - timedelta(days=91)))
        sealed = connection.execute(sa.select(handovers.c.contact).where(chosen)).scalar()
    assert retention.purge(record, KEPT) == Purged(handovers=1)
    assert [handover.question for handover in list_handovers(record)] == ["Öppen"]
    assert b"HEMLIGT" not in bytes_on_disk(tmp_path) and sealed not in bytes_on_disk(tmp_path)
    assert [entry.why for entry in ledger.read(ledger.file_of(record)).values()] == ["purged"], (
        "no backup may reopen it"
    )


def test_closing_twice_keeps_the_first_day(record: sa.engine.Engine, key: bytes) -> None:
    made = create_handover(record, key, conversation=None, unique="1", question="Vem?", contact=None)
    close(record, made.reference)
    aged(record, handovers, "closed", 50)
    close(record, made.reference)
    (found,) = list_handovers(record)
    assert found.closed is not None and found.closed < NOW - timedelta(days=49)


def test_the_reading_log_goes_after_its_days(record: sa.engine.Engine) -> None:
    audit.note(record, "anna", "read", "kontakt KF-7Q2M")
    assert retention.purge(record, KEPT) == Purged()
    aged(record, audit_table, "at", 366)
    assert retention.purge(record, KEPT) == Purged(readings=1)


def test_what_was_erased_is_remembered_a_day_longer_than_backups_live(record: sa.engine.Engine, key: bytes) -> None:
    messages.append_visitor(record, "a" * 22, "fråga-1", "Vem?")
    erasing.erase(record, key, "a" * 22)
    assert retention.purge(record, KEPT, NOW + timedelta(days=90.5)) == Purged()
    assert erased.is_erased(record, "a" * 22) and ledger.read(ledger.file_of(record))
    late = NOW + timedelta(days=92.1)
    assert retention.purge(record, KEPT, late) == Purged(), "the assistant has yet to be told"
    erased.forgotten(record, "a" * 22)
    assert retention.purge(record, KEPT, late) == Purged(erased=1)
    assert not erased.is_erased(record, "a" * 22) and ledger.read(ledger.file_of(record)) == {}


def test_a_hidden_conversation_goes_when_its_time_is_out(record: sa.engine.Engine, key: bytes) -> None:
    messages.append_visitor(record, "a" * 22, "fråga-1", "Vem?")
    erasing.erase(record, key, "a" * 22, hide=True)
    aged(record, conversations_table, "touched", 31)
    assert retention.purge(record, KEPT).conversations == 1
    assert conversations.find(record, "a" * 22) is None
