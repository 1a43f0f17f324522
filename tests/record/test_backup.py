"""A backup that is put back brings nothing back that was erased since."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.record import accounts, conversations, erased, erasing, messages
from bot.record.backup import backup, backup_into, key_opens, last_made, restore
from bot.record.database import RecordError, engine, scrub, upgrade, writing
from bot.record.handovers import close, contact_of, create_handover, list_handovers
from bot.record.retention import Limits, Purged, purge
from bot.record.schema import conversations as conversations_table
from bot.record.schema import erased as erased_table
from tests.record.conftest import bytes_on_disk

WHO, OTHER = "a" * 22, "b" * 22
KEPT = Limits(conversations=30, handovers=90, readings=365, backups=90)


def filled(record: sa.engine.Engine, key: bytes) -> str:
    """Two have written, and one of them asks a person. Gives the question's reference."""
    messages.append_visitor(record, WHO, "fråga-1", "HEMLIGT")
    messages.append_visitor(record, OTHER, "fråga-1", "Vem ordnar?")
    return create_handover(
        record, key, conversation=WHO, unique="1", question="HEMLIG FRÅGA", contact="a@b.se"
    ).reference


def test_a_backup_is_one_private_file_with_everything_but_the_key(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    reference = filled(record, key)
    file = tmp_path / "kopia.db"
    backup(url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in tmp_path.glob("kopia.db*")] == ["kopia.db"]
    written = file.read_bytes()
    assert b"HEMLIGT" in written and key not in written and b"a@b.se" not in written
    copy = engine(f"sqlite:///{file}")
    assert contact_of(copy, key, reference) == "a@b.se"
    copy.dispose()


def test_a_backup_overwrites_nothing(record: sa.engine.Engine, url: str, tmp_path: Path) -> None:
    file = tmp_path / "kopia.db"
    file.write_text("något annat")
    with pytest.raises(RecordError, match="another name"):
        backup(url, file)
    assert file.read_text() == "något annat"


def test_what_was_erased_since_does_not_come_back_and_the_rest_does(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    filled(record, key)
    file = tmp_path / "elsewhere" / "kopia.db"
    file.parent.mkdir()
    backup(url, file)
    for conversation in (WHO, OTHER):
        erasing.erase(record, key, conversation, questions_too=True)
    scrub(record)
    with writing(record) as connection:
        connection.execute(erased_table.delete().where(erased_table.c.hash == erased.hash_of(OTHER)))
    ledger_file = tmp_path / "erased.ledger"
    lines = ledger_file.read_text().splitlines(keepends=True)
    ledger_file.write_text("".join(line for line in lines if erased.hash_of(OTHER) not in line))
    record.dispose()
    assert restore(url, file, KEPT) == (2, Purged())
    assert conversations.find(record, WHO) is None and list_handovers(record) == []
    assert conversations.find(record, OTHER) is not None, "the ledger knew nothing of it"
    on_disk = bytes_on_disk(tmp_path)
    assert b"HEMLIG" not in on_disk and WHO.encode() not in on_disk
    assert erased.is_erased(record, WHO)


def test_a_ledger_that_was_lost_is_taken_from_the_record_that_is_replaced(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    filled(record, key)
    backup(url, tmp_path / "kopia.db")
    erasing.erase(record, key, WHO)
    (tmp_path / "erased.ledger").unlink()
    record.dispose()
    assert restore(url, tmp_path / "kopia.db", KEPT).erased == 1


def test_what_has_had_its_time_does_not_come_back(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    reference = filled(record, key)
    with writing(record) as connection:
        long_ago = datetime.now(UTC) - timedelta(days=31)
        connection.execute(conversations_table.update().values(touched=long_ago))
    backup(url, tmp_path / "kopia.db")
    close(record, reference)
    purge(record, KEPT, datetime.now(UTC) + timedelta(days=91))
    record.dispose()
    gone = restore(url, tmp_path / "kopia.db", KEPT)
    assert gone == (1, Purged(conversations=2)), "the handover is in the ledger, for the backup has it open"
    assert list_handovers(record) == []


def test_a_record_in_use_is_not_replaced(record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path) -> None:
    filled(record, key)
    backup(url, tmp_path / "kopia.db")
    used = sqlite3.connect(tmp_path / "record.db")
    used.execute("SELECT * FROM messages").fetchall()
    with pytest.raises(RecordError, match=r"in use.*Stop"):
        restore(url, tmp_path / "kopia.db", KEPT)
    used.close()
    assert conversations.find(record, WHO) is not None


def test_a_broken_record_is_replaced(record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path) -> None:
    filled(record, key)
    backup(url, tmp_path / "kopia.db")
    record.dispose()
    for file in tmp_path.glob("record.db-*"):
        file.unlink()
    (tmp_path / "record.db").write_bytes(b"nothing good " * 1000)
    assert restore(url, tmp_path / "kopia.db", KEPT) == (0, Purged())
    assert conversations.find(record, WHO) is not None


@pytest.mark.parametrize("content", [b"", b"Ingen databas" * 500])
def test_what_is_no_backup_is_not_put_in_the_records_place(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path, content: bytes
) -> None:
    filled(record, key)
    (tmp_path / "fel").write_bytes(content)
    with pytest.raises(RecordError, match="not a backup"):
        restore(url, tmp_path / "fel", KEPT)
    assert conversations.find(record, WHO) is not None


def test_a_backup_is_put_back_where_there_is_no_record_yet(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    filled(record, key)
    backup(url, tmp_path / "kopia.db")
    new = f"sqlite:///{tmp_path / 'ny' / 'record.db'}"
    restore(new, tmp_path / "kopia.db", KEPT)
    upgrade(new)
    assert conversations.find(engine(new), WHO) is not None
    assert (tmp_path / "ny" / "record.db").stat().st_mode & 0o777 == 0o600


def test_in_a_folder_a_backup_has_a_name_of_its_own_and_old_ones_go(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    filled(record, key)
    folder = tmp_path / "backups"
    folder.mkdir()
    today = datetime.now(UTC).date()
    days = {age: f"record-{today - timedelta(days=age)}-033000.db" for age in (1, 90, 91, 400)}
    others = ("record-2020-01-01-033000.db.gz", "record-2020-99-99-033000.db", "annat.db")
    for name in (*days.values(), *others):
        (folder / name).touch()
    file, old = backup_into(url, folder, 90)
    assert {found.name for found in old} == {days[91], days[400]}
    assert {found.name for found in folder.iterdir()} == {file.name, days[1], days[90], *others}
    assert file.name.startswith(f"record-{datetime.now(UTC):%Y-%m-%d}-") and b"HEMLIGT" in file.read_bytes()
    made = last_made(url)
    assert made is not None and made.file == file and datetime.now(UTC) - made.at < timedelta(minutes=5)


def test_whether_a_key_opens_what_is_sealed_in_a_backup(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    backup(url, tmp_path / "tom.db")
    assert key_opens(tmp_path / "tom.db", key) is None, "nothing is sealed in it"
    filled(record, key)
    backup(url, tmp_path / "kopia.db")
    assert key_opens(tmp_path / "kopia.db", key) is True
    assert key_opens(tmp_path / "kopia.db", Fernet.generate_key()) is False
    assert key_opens(tmp_path / "kopia.db", None) is False


def test_back_from_an_upgrade_what_was_deleted_and_who_was_shut_out_since_stay_so(
    record: sa.engine.Engine, url: str, key: bytes, tmp_path: Path
) -> None:
    filled(record, key)
    anna = accounts.create(record, "anna@kommun.example", "Anna", "agent", "test")
    backup(url, tmp_path / "kopia.db")
    erasing.erase(record, key, WHO, questions_too=True)
    accounts.disable(record, anna.id, "test")
    with writing(record) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    record.dispose()
    with pytest.raises(RecordError, match="newer"):
        upgrade(url)
    assert restore(url, tmp_path / "kopia.db", KEPT).erased == 2
    assert conversations.find(record, WHO) is None and conversations.find(record, OTHER) is not None
    kept = accounts.by_email(record, "anna@kommun.example")
    assert kept is not None and kept.disabled
