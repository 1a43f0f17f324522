"""The record's database: engine and migrations."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from bot.record.schema import HEAD

BUSY_SECONDS = 5
QUICK_SECONDS = 0.5
_AGAIN_SECONDS = 0.01
_PRAGMAS = (
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten, not only unlinked
    "synchronous = NORMAL",
)


class RecordError(Exception):
    """The record cannot be used. The text says why and what to do."""


@lru_cache(maxsize=16)
def engine(url: str, busy_seconds: float = BUSY_SECONDS) -> sa.engine.Engine:
    """The engine of a record, one for each process and address, safe in threads. Makes the folder of an SQLite file.

    Args:
        busy_seconds: how long SQLite waits where another process holds the lock.
    """
    address = sa.engine.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address, future=True, hide_parameters=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_private(Path(address.database))
    made = sa.create_engine(
        address,
        future=True,
        hide_parameters=True,  # an error's text goes to the log: no visitor's words in it
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
    )
    sa.event.listen(made, "connect", _set_up)
    sa.event.listen(made, "begin", _begin)
    return made


@contextmanager
def writing(engine: sa.engine.Engine) -> Iterator[Any]:
    """A transaction that writes. On SQLite it locks at the start: one that reads first could not wait for its turn."""
    with _writer(engine).begin() as connection:
        yield connection


def count_in(connection: Any, table: Any, *which: Any) -> int:
    """Within a transaction: how many rows of a table there are for which all of this holds."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*which)).scalar())


def upgrade(url: str) -> None:
    """Bring the record to the newest schema; at once where it is there already. Safe when several processes do it.

    Raises:
        RecordError: it cannot be opened or written, or a newer version of the product made it.
    """
    try:
        with engine(url).connect() as connection:
            if _revision(connection) == HEAD:
                return
        with writing(engine(url)) as connection:
            if (found := _revision(connection)) != HEAD:  # nobody else did it while we waited for the lock
                _migrate(connection, found)
    except sa.exc.DBAPIError as error:
        raise RecordError(f"The record {url} cannot be opened: {error.orig}. Is its folder writable?") from error


def scrub(engine: sa.engine.Engine) -> None:
    """Leave no byte on disk of what was deleted. The file is written anew: it takes as long as it is big.

    `secure_delete` is not enough on SQLite: where rows move from page to page, it leaves copies behind of rows that
    were there before (seen with 3.40). Elsewhere nothing is done.

    Raises:
        sqlalchemy.exc.DBAPIError: another process holds the lock; to be done again.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw: sqlite3.Connection = connection.connection.driver_connection
        try:
            # The full-text index keeps the words of rows that are gone until it is merged.
            raw.execute("INSERT INTO messages_words(messages_words) VALUES ('optimize')")
            _write_anew_beside(raw, Path(str(engine.url.database)).parent)
            connection.rollback()
            raw.execute("VACUUM")
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise sqlite3.OperationalError("database is locked: somebody reads in the write-ahead log")
        except sqlite3.Error as error:
            raise sa.exc.OperationalError("VACUUM", {}, error) from error


def _write_anew_beside(raw: sqlite3.Connection, folder: Path) -> None:
    """The copy that SQLite makes of the record to write it anew goes into a file without a name, where the record lies.
    In memory, the other way, it would be as big as the record. Not in the folder of all temporary files: whoever
    guards the record's disk need not guard that one. The deprecated pragma is the only way that holds for a process
    that runs already."""
    wanted = str(folder.resolve())
    raw.execute(f"""PRAGMA temp_store_directory = '{wanted.replace("'", "''")}'""")
    is_there = raw.execute("PRAGMA temp_store_directory").fetchone() == (wanted,)
    raw.execute(f"PRAGMA temp_store = {'FILE' if is_there else 'MEMORY'}")


def truncate_log(engine: sa.engine.Engine) -> None:
    """Empty SQLite's write-ahead log, where erased text would stay readable. Elsewhere nothing is done."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def beside(engine: sa.engine.Engine, name: str) -> Path:
    """A file in the folder where the SQLite record lies."""
    return Path(str(engine.url.database)).with_name(name)


@lru_cache(maxsize=16)
def _writer(engine: sa.engine.Engine) -> sa.engine.Engine:
    return engine.execution_options(writing=True)


def _make_private(file: Path) -> None:
    """Only the owner may read the record, whatever the folder allows. SQLite gives its other files the same mode."""
    # O_EXCL: only a file that is new. To close one that SQLite has open would drop this process's locks on it (POSIX),
    # and another process would take the write-ahead log away under us. What is wrong, SQLite says when it opens it.
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDONLY, 0o600))
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        with suppress(OSError):
            each.chmod(0o600)


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: Python's module would only do so before a write
    _use_write_ahead_log(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Where several open a new record at once, SQLite says "locked" here without waiting as it does elsewhere."""
    (milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + milliseconds / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN_SECONDS)


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def _revision(connection: Any) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Any, found: str | None) -> None:
    # Imported here: most starts find the record up to date, and Alembic takes a quarter of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise RecordError(
            f"The record has version {found!r}, which this version of the product does not know. "
            "Was it made by a newer one? Use that one, or put back a backup."
        ) from error
