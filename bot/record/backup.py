"""Backups of the record, and putting one back without bringing back what was erased since.

A backup is one SQLite file that its owner alone can read: conversations (masked), handovers (their contacts sealed),
the staff's accounts and the hashes of what was erased. The key is not in it: without `<BOT_HOME>/keys` nobody can read
a contact, and with it beside the backup, whoever finds the backup can.
"""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from bot.record.crypto import opens
from bot.record.database import RecordError, engine, scrub, upgrade, writing
from bot.record.erasing import replay
from bot.record.retention import Limits, Purged, purge
from bot.record.schema import accounts, links, sessions

PAGES_AT_ONCE = 1000
_LAST = "last-backup"
"""A file beside the record: when the newest backup was made, and where."""
_NAME = re.compile(r"record-(\d{4}-\d{2}-\d{2})-\d{6}\.db", re.ASCII)
_SEALED = (("contact", "handovers"), ("totp", "accounts"))
"""What the record's key sealed, for as long as it is kept."""


class Made(NamedTuple):
    """A backup that was made; the file may be somewhere else by now."""

    at: datetime
    file: Path


class Restored(NamedTuple):
    """What did not come back: `erased` since the backup was made, and what had its time meanwhile."""

    erased: int
    purged: Purged


def backup(url: str, file: Path) -> None:
    """Copy the record into a new file, mode 600, while others go on writing.

    Raises:
        RecordError: the file is there already, or cannot be written.
    """
    upgrade(url)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise RecordError(f"{file}: cannot be made ({error.strerror}). Choose another name.") from error
    try:
        _copy(_file(url), file)
    except sqlite3.Error as error:
        file.unlink()
        raise RecordError(f"{file}: cannot be written ({error}). Is there room on the disk?") from error
    _file(url).with_name(_LAST).write_text(f"{datetime.now(UTC).isoformat()} {file.resolve()}\n", encoding="utf-8")


def backup_into(url: str, folder: Path, days: int) -> tuple[Path, list[Path]]:
    """A backup of a name of its own in a folder. Those in it that are older than `days` days are deleted.

    Gives the backup, and what was deleted.

    Raises:
        RecordError: it cannot be written.
    """
    now = datetime.now(UTC)
    file = folder / f"record-{now:%Y-%m-%d-%H%M%S}.db"
    backup(url, file)
    named = {other: _NAME.fullmatch(other.name) for other in folder.iterdir()}
    old = [other for other, found in named.items() if found and _day(found[1]) < (now - timedelta(days=days)).date()]
    for other in old:
        other.unlink()
    return file, sorted(old)


def key_opens(file: Path, key: bytes | None) -> bool | None:
    """Whether a key opens what is sealed in a record or a backup; None where nothing is sealed in it.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as raw:
        for column, table in _SEALED:
            try:
                found = raw.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid DESC")
                row = found.fetchone()
            except sqlite3.OperationalError:
                continue  # an older record has no such table
            if row:
                return key is not None and opens(key, row[0])
    return None


def require_key(file: Path, key: bytes | None) -> None:
    """Make sure that the key opens what is sealed in a backup.

    Raises:
        RecordError: it does not, or the file is no backup.
    """
    _require_backup(file)
    if key_opens(file, key) is False:
        why = "is missing" if key is None else "is another one"
        way_out = "Give its copy with --key FILE, or, where that is lost for ever, go on with --lost-key."
        raise RecordError(f"{file}: the key that opens the contacts in it {why}. {way_out}")


def last_made(url: str) -> Made | None:
    """The newest backup of this record that `backup` made; None where there never was one."""
    try:
        at, _, file = _file(url).with_name(_LAST).read_text(encoding="utf-8").strip().partition(" ")
        return Made(datetime.fromisoformat(at), Path(file))
    except (OSError, ValueError):
        return None


def restore(url: str, file: Path, kept: Limits) -> Restored:
    """Put a backup in the place of the record. What was erased since, or has had its time, is not in it any more.

    Nobody of the staff is signed in then, and accounts that were disabled since stay so.

    Raises:
        RecordError: the file is no backup, or the record is in use; nothing has changed then.
    """
    record = _file(url)
    new = record.with_name(f"{record.name}.new")
    _require_backup(file)
    _write_down_erased(url, record)
    disabled = _disabled(record)
    _require_unused(record)
    _remove(new)
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    new_url = f"sqlite:///{new}"
    try:
        _copy(file, new)
        upgrade(new_url)
        made = engine(new_url)
        gone = Restored(replay(made), purge(made, kept))
        _sign_out_all(made, disabled)
        scrub(made)
        made.dispose()
        _require_unused(new)  # also puts all of it into the one file
    except (sqlite3.Error, RecordError) as error:
        engine(new_url).dispose()
        _remove(new)
        raise RecordError(f"{file}: cannot be put back: {error}") from error
    _remove(record)
    new.replace(record)
    return gone


def _write_down_erased(url: str, record: Path) -> None:
    """Into the ledger with what the present record knows to be erased."""
    if not record.exists():
        return
    try:
        upgrade(url)
        replay(engine(url))
    except (RecordError, sa.exc.DBAPIError):
        pass  # one that is broken, or of a newer product, is what backups are for; the ledger has what it needs
    finally:
        engine(url).dispose()


def _disabled(record: Path) -> list[str]:
    """The accounts that are disabled in the present record, also where a newer product made it."""
    try:
        with closing(sqlite3.connect(f"{record.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as found:
            return [email for (email,) in found.execute("SELECT email FROM accounts WHERE disabled IS NOT NULL")]
    except sqlite3.Error:
        return []


def _sign_out_all(made: sa.engine.Engine, disabled: list[str]) -> None:
    """A sign-in, or a link, that was ended since the backup must not come back with it, nor an account."""
    with writing(made) as connection:
        connection.execute(sessions.delete())
        connection.execute(links.delete())
        gone = sa.and_(accounts.c.email.in_(disabled), accounts.c.disabled.is_(None))
        connection.execute(accounts.update().where(gone).values(disabled=datetime.now(UTC)))


def _require_backup(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as found:
            good = found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found.execute("SELECT version_num FROM alembic_version")
    except sqlite3.Error as error:
        raise RecordError(f"{file}: not a backup of a record ({error}).") from error
    if not good:
        raise RecordError(f"{file}: damaged. Take another backup.")


def _require_unused(record: Path) -> None:
    """Make sure that no process has the record open, and that all of it is in its one file."""
    if not record.exists():
        return
    try:
        with closing(sqlite3.connect(record, timeout=0.5, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise RecordError(f"{record} is in use ({error}). Stop what runs (bot run), and do it again.") from error
    except sqlite3.DatabaseError:
        return  # broken: nobody can have it open


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=PAGES_AT_ONCE)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        new.execute("PRAGMA temp_store = MEMORY")
        new.execute("VACUUM")  # what was deleted may stand in pages that are in use no more


def _remove(record: Path) -> None:
    for file in (record, record.with_name(f"{record.name}-wal"), record.with_name(f"{record.name}-shm")):
        file.unlink(missing_ok=True)


def _file(url: str) -> Path:
    address = sa.engine.make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise RecordError("Only a record in SQLite is backed up here. Use your database's own tools.")
    return Path(address.database)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return date.max
