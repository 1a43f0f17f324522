"""The record's file: made from nothing, brought up to date, and set up as it must be."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.record import database
from bot.record.database import RecordError, engine, upgrade
from bot.record.schema import HEAD, metadata

_MEGABYTES = 100


def test_the_migrations_make_the_tables_that_the_code_knows(record: sa.engine.Engine) -> None:
    with record.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    # The full-text index is SQLite's own: SQLAlchemy knows no such tables.
    not_ours = ("sqlite_sequence", "messages_words")
    ours = [difference for difference in differences if not any(name in str(difference) for name in not_ours)]
    assert ours == []


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_big_record_is_scrubbed_in_little_memory_and_no_copy_is_left(url: str) -> None:
    upgrade(url)
    file = Path(str(sa.engine.make_url(url).database))
    with engine(url).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE much (bytes BLOB)")
        for _ in range(_MEGABYTES):
            connection.exec_driver_sql("INSERT INTO much VALUES (randomblob(1000000))")
        connection.commit()
    engine(url).dispose()
    script = (
        "import sys; from resource import RUSAGE_SELF, getrusage; from bot.record.database import engine, scrub;"
        "engine(sys.argv[1]).connect().close(); before = getrusage(RUSAGE_SELF).ru_maxrss; scrub(engine(sys.argv[1]));"
        "print(getrusage(RUSAGE_SELF).ru_maxrss - before)"
    )
    seen = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, check=True)
    kilobytes = int(seen.stdout)
    assert kilobytes < 1000 * _MEGABYTES / 4
    assert {path.name.removeprefix(file.name) for path in file.parent.iterdir()} <= {"", "-wal", "-shm"}


def test_a_record_that_is_up_to_date_needs_no_alembic(url: str) -> None:
    upgrade(url)
    script = f"import sys; from bot.record.database import upgrade; upgrade({url!r}); print('alembic' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "False"


def test_several_that_upgrade_at_once_make_one_record(url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: upgrade(url), range(4))) == [None] * 4


def test_upgrading_leaves_logging_as_it_is(url: str) -> None:
    before = [(handler, handler.level) for handler in logging.getLogger().handlers], logging.getLogger().level
    upgrade(url)
    assert ([(handler, handler.level) for handler in logging.getLogger().handlers], logging.getLogger().level) == before
    assert not logging.getLogger("bot").disabled


def test_a_record_of_a_newer_version_is_left_alone_and_said_so(url: str, record: sa.engine.Engine) -> None:
    with record.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordError, match=r"'9999'.*newer"):
        upgrade(url)


def test_a_file_that_is_no_record_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "record.db").write_text("Det här är ingen databas, bara text." * 100)
    with pytest.raises(RecordError, match="cannot be opened"):
        upgrade(f"sqlite:///{tmp_path / 'record.db'}")


def test_sqlite_is_set_up_for_two_processes_and_for_erasing(record: sa.engine.Engine) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1, "synchronous": 1}
    with record.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_the_engine_of_a_record_is_made_once(url: str) -> None:
    assert engine(url) is engine(url)


def test_only_the_owner_can_read_the_record_whatever_the_folder_allows(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    old = tmp_path / "record.db"
    old.touch(0o644)
    url = f"sqlite:///{old}"
    upgrade(url)
    with engine(url).begin() as connection:
        connection.execute(sa.text("CREATE TABLE more (id INTEGER)"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("record.db*")}
    assert modes == {"record.db": 0o600, "record.db-wal": 0o600, "record.db-shm": 0o600}


def test_a_second_engine_does_not_drop_the_first_ones_locks(url: str, record: sa.engine.Engine, tmp_path: Path) -> None:
    with record.connect():
        engine(url, 0.1)
        script = f"import sqlite3; sqlite3.connect({str(tmp_path / 'record.db')!r}).execute('SELECT * FROM messages')"
        subprocess.run([sys.executable, "-c", script], check=True)
        assert (tmp_path / "record.db-wal").exists(), "the other process is not the last one, and knows it"
