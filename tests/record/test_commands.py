"""`bot record …` and `bot staff …`, as they are typed."""

import getpass
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot import run, settings
from bot.cli import app
from bot.record import accounts, conversations, messages, signins
from bot.record.audit import entries
from bot.record.crypto import load_key
from bot.record.database import writing
from bot.record.handovers import create_handover, list_handovers
from bot.record.schema import audit
from bot.record.schema import conversations as conversations_table
from tests.record.conftest import bytes_on_disk

WHO = "a" * 22


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")


def type_(*words: str, group: str = "record") -> Result:
    return CliRunner().invoke(app, [group, *words])


def test_purge_says_what_would_go_and_then_what_went(record: sa.engine.Engine) -> None:
    messages.append_visitor(record, WHO, "fråga-1", "Vem?")
    with writing(record) as connection:
        connection.execute(conversations_table.update().values(touched=datetime.now(UTC) - timedelta(days=31)))
    line = "conversations without a message for 30 days: 1"
    said = type_("purge", "--dry-run").stdout
    assert said.startswith("Would go:") and line in said and conversations.find(record, WHO) is not None
    said = type_("purge").stdout
    assert said.startswith("Gone:") and line in said and conversations.find(record, WHO) is None


def test_a_question_is_closed_by_its_number_and_who_reads_a_contact_is_written_down(
    record: sa.engine.Engine, tmp_path: Path
) -> None:
    key = load_key(tmp_path)
    made = create_handover(record, key, conversation=None, unique="1", question="Vem?", contact="anna@exempel.se")
    assert "anna@" not in type_("handovers").stdout
    with record.connect() as connection:
        assert connection.execute(sa.select(audit)).all() == []
    said = type_("handovers", "--contact", "--close", made.reference).stdout
    assert "anna@exempel.se" in said and f"{datetime.now(UTC):%Y-%m-%d}" in said
    assert list_handovers(record)[0].closed is not None
    with record.connect() as connection:
        assert [row.what for row in connection.execute(sa.select(audit))] == [f"kontakt {made.reference}"]


def test_words_are_redacted_by_a_messages_number(record: sa.engine.Engine) -> None:
    written = messages.append_visitor(record, WHO, "fråga-1", "Vem är Anna?")
    assert "Changed in 1 places" in type_("redact", str(written.message.seq), "Anna").stdout
    assert messages.list_after(record, WHO)[0].text == "Vem är [borttaget]?"
    assert "Nothing changed" in type_("redact", str(written.message.seq), "Anna").stdout
    assert [(entry.who, entry.did) for entry in entries(record)] == [(getpass.getuser(), "redacted")]


def test_redacted_words_leave_the_files_also_where_somebody_reads_the_record_meanwhile(
    record: sa.engine.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = messages.append_visitor(record, WHO, "fråga-1", "Vem är Zebedeus?")
    with record.connect() as reading:
        reading.execute(sa.select(conversations_table)).all()
        still_there = []

        def stop_reading(_: float) -> None:
            still_there.append(b"Zebedeus" in bytes_on_disk(tmp_path))
            reading.rollback()

        monkeypatch.setattr(time, "sleep", stop_reading)  # what it does before it tries again
        assert "Changed in 1 places" in type_("redact", str(written.message.seq), "Zebedeus").stdout
    assert still_there == [True] and b"Zebedeus" not in bytes_on_disk(tmp_path)


def test_backup_says_what_is_not_in_it_and_restore_asks_first(record: sa.engine.Engine, tmp_path: Path) -> None:
    messages.append_visitor(record, WHO, "fråga-1", "Vem?")
    said = type_("backup", str(tmp_path / "kopia.db")).stdout
    assert "Mode 600" in said and f"Not in it: {tmp_path / 'keys'}" in said and "after 90 days" in said
    assert type_("restore", str(tmp_path / "kopia.db")).exit_code == 1, "nobody said yes"
    record.dispose()
    assert "Restored." in type_("restore", str(tmp_path / "kopia.db"), "--yes").stdout


def test_a_backup_and_its_key_make_another_machine_the_same(
    record: sa.engine.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_handover(
        record, load_key(tmp_path), conversation=None, unique="1", question="Vem?", contact="anna@exempel.se"
    )
    (safe := tmp_path / "safe").mkdir()
    (backups := tmp_path / "backups").mkdir()
    beside = type_("backup", str(backups), "--key", str(backups / "record.key"))
    assert beside.exit_code == 1 and "has both" in beside.stderr and list(backups.iterdir()) == []
    assert type_("backup", str(backups), "--key", str(safe / "record.key")).exit_code == 0
    assert (safe / "record.key").stat().st_mode & 0o777 == 0o600
    assert type_("backup", str(tmp_path / "annan.db"), "--key", str(safe / "record.key")).exit_code == 0, (
        "as each night"
    )
    (file,) = backups.iterdir()
    home = tmp_path / "other"
    monkeypatch.setenv("BOT_HOME", str(home))
    refused = type_("restore", str(file), "--yes")
    assert refused.exit_code == 1 and "is missing. Give its copy with --key" in refused.stderr
    assert not (home / "record.db").exists() and not (home / "keys").exists()
    assert type_("restore", str(file), "--key", str(safe / "record.key"), "--yes").exit_code == 0
    assert (home / "keys" / "record.key").stat().st_mode & 0o777 == 0o600
    assert "anna@exempel.se" in type_("handovers", "--contact").stdout and made.reference in type_("handovers").stdout


def test_another_key_is_neither_overwritten_nor_taken_for_the_right_one(
    record: sa.engine.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = load_key(tmp_path)
    create_handover(record, key, conversation=None, unique="1", question="Vem?", contact="anna@exempel.se")
    file, copy = tmp_path / "kopia.db", tmp_path / "keys" / "copy"
    assert type_("backup", str(file), "--key", str(copy)).exit_code == 0
    home = tmp_path / "other"
    monkeypatch.setenv("BOT_HOME", str(home))
    other = load_key(home)
    refused = type_("restore", str(file), "--yes")
    assert refused.exit_code == 1 and "is another one" in refused.stderr
    refused = type_("restore", str(file), "--key", str(copy), "--yes")
    assert refused.exit_code == 1 and "there is another key" in refused.stderr and load_key(home) == other
    assert type_("restore", str(file), "--lost-key", "--yes").exit_code == 0
    copy.write_text("hej")
    assert "not a key" in type_("restore", str(file), "--key", str(copy), "--yes").stderr


@pytest.mark.parametrize(
    "words", [("redact", "99", "Anna"), ("handovers", "--close", "KF-XXXX"), ("restore", "nej", "--yes")]
)
def test_what_goes_wrong_is_one_line(record: sa.engine.Engine, words: tuple[str, ...]) -> None:
    done = type_(*words)
    assert done.exit_code == 1 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_an_account_is_made_reset_and_disabled_from_a_terminal(record: sa.engine.Engine) -> None:
    made = type_("add", "Anna@kommun.example", "--name", "Anna Berg", "--admin", group="staff")
    token = made.stdout.strip().rsplit("/personal/valkommen/", 1)[1]
    assert signins.spend(record, token, "hash", name="Anna").email == "anna@kommun.example"
    assert "has an account" in type_("add", "anna@kommun.example", "--name", "Anna", group="staff").stderr
    assert "no role" in type_("add", "bo@kommun.example", "--name", "Bo", "--role", "boss", group="staff").stderr
    assert "no e-mail address" in type_("add", "bo", "--name", "Bo", group="staff").stderr
    assert "everything" in type_("disable", "anna@kommun.example", group="staff").stderr
    type_("add", "bo@kommun.example", "--name", "Bo", group="staff")
    assert "disabled" in type_("disable", "bo@kommun.example", group="staff").stdout
    listed = type_("list", group="staff").stdout
    assert "with password" in listed and "disabled" in listed
    assert "enabled" in type_("enable", "bo@kommun.example", group="staff").stdout
    assert "/personal/valkommen/" in type_("reset", "anna@kommun.example", group="staff").stdout
    assert "no such account" in type_("reset", "nobody@kommun.example", group="staff").stderr
    assert not accounts.has_admin(record)


def test_the_first_admins_link_is_printed_on_a_terminal_alone(
    record: sa.engine.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings.load()
    assert "valkommen" not in run.staff_console(chosen) and "bot staff add --admin" in run.staff_console(chosen)
    monkeypatch.setattr("sys.stdout", type("Terminal", (), {"isatty": lambda self: True})())
    token = run.staff_console(chosen).rsplit("/personal/valkommen/", 1)[1]
    signins.spend(record, token, "hash", name="Anna", email="anna@kommun.example")
    assert run.staff_console(chosen) == f"Staff: {chosen.public_url}/personal"
