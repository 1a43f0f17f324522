"""The files of the installation: folder, keys, record, disk."""

import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.doctor.findings import Finding, error, good, note, warning
from bot.record.backup import key_opens, last_made
from bot.record.crypto import CryptoError, has_key, load_key
from bot.record.schema import HEAD
from bot.settings import Settings

LOW_MB, FULL_MB = 1000, 200
FEW_FILES = 4096
MAIL_LATE = timedelta(hours=1)
BACKUP_OLD = timedelta(days=7)
_MB = 1_000_000


def look(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that lies under BOT_HOME."""
    if os.geteuid() == 0:
        yield warning("user", "this runs as root", "Run it as a user of its own, who can read nothing else.")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY and most < FEW_FILES:
        yield warning("open files", f"at most {most} for a process: so few visitors", "Raise LimitNOFILE (bot/deploy).")
    if not settings.home.is_dir():
        yield note("BOT_HOME", f"{settings.home} is not there yet", "uv run bot run makes it.")
        return
    if not os.access(settings.home, os.W_OK | os.X_OK):
        mend = "Give it to the user who runs the product, or set BOT_HOME to another folder."
        yield error("BOT_HOME", f"{settings.home} cannot be written", mend)
        return
    yield from _disk(settings)
    yield from _private_files(settings, environ)
    yield from _record(settings)


def _disk(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.home).free // _MB
    file = settings.home / "record.db"
    # What was deleted is scrubbed out of the record by writing it anew beside itself.
    needed = 2 * file.stat().st_size // _MB if file.exists() else 0
    mend = "Make room: without it nothing that visitors write is kept."
    if free < FULL_MB:
        yield error("disk", f"{free} MB are left where {settings.home} lies", mend)
    elif free < max(LOW_MB, needed):
        yield warning("disk", f"{free} MB are left where {settings.home} lies", mend)
    else:
        yield good("disk", f"{free} MB are left")


def _private_files(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    keys = settings.home / "keys"
    names = {"record.key": "BOT_KEY", "assistant.secret": "BOT_SECRET"}
    files = [keys / name for name, variable in names.items() if not environ.get(variable)]
    files += [settings.home / name for name in ("record.db", "trackers.db", "erased.ledger")]
    if settings.mail.password_file:
        files.append(Path(settings.mail.password_file).expanduser())
    found = 0
    for file in (file for file in files if file.exists()):
        found += 1
        mode = file.stat().st_mode & 0o777
        if file.stat().st_uid != os.geteuid() and os.geteuid() != 0:
            yield error(str(file), "another user owns it", "chown it to the user who runs the product.")
        elif mode & 0o077:
            yield error(str(file), f"others can read it (mode {mode:o})", f"chmod 600 {file}")
    if found:
        yield good("private files", f"{found} looked at")


def _record(settings: Settings) -> Iterator[Finding]:
    where, file = "record", Path(str(sa.engine.make_url(settings.record_url).database))
    if not file.exists():
        yield note(where, f"{file} is not there yet", "uv run bot run makes it.")
        return
    try:
        # As read only: a look must not bring the record to a new version, nor make it.
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as raw:
            revision = raw.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            damage = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                yield error(where, f"{file} is damaged ({damage})", "Put a backup back: uv run bot record restore FILE")
            elif revision < HEAD:
                mend = "Make a backup (uv run bot record backup FILE); the next start brings it up to date."
                yield warning(where, f"{file} has version {revision}, this product {HEAD}", mend)
            elif revision > HEAD:
                mend = "Run the newer one again, or put back a backup from before the upgrade."
                yield error(where, f"{file} has version {revision}, and this product only knows {HEAD}", mend)
            else:
                yield good(where, f"{file}, version {revision}")
                yield from _sealed(settings, file)
                yield from _late_mails(raw)
                yield from _staff(raw)
                yield from _backups(settings)
    except (sqlite3.Error, TypeError) as problem:
        yield error(where, f"{file} cannot be read ({problem})", "Put a backup back: uv run bot record restore FILE")


def _sealed(settings: Settings, file: Path) -> Iterator[Finding]:
    """Whether the key opens what it is said to have sealed."""
    mend = "Put the right key back from your copy of keys/: nobody can read how visitors are to be reached."
    try:
        key = load_key(settings.home) if has_key(settings.home) else None
    except CryptoError as problem:
        yield error("key", str(problem).rstrip("."), "")
        return
    match key_opens(file, key):
        case True:
            yield good("key", "it opens what is in the record")
        case False if key:
            yield error("key", "it does not open what is in the record", mend)
        case False:
            yield error("key", "it is missing, and the record has something that it sealed", mend)


def _late_mails(raw: sqlite3.Connection) -> Iterator[Finding]:
    before = (datetime.now(UTC) - MAIL_LATE).replace(tzinfo=None).isoformat(" ")
    counted = "SELECT count(*), coalesce(sum(created < ?), 0), max(error) FROM outbox WHERE tries > 0 OR created < ?"
    waiting, late, why = raw.execute(counted, (before, before)).fetchone()
    mend = "Is web running, and the mail server reachable? They are sent as soon as both are."
    because = f" ({why})" if why else ""
    if late:
        yield error("mail", f"{late} mails have waited for more than an hour{because}", mend)
    elif waiting:
        yield warning("mail", f"{waiting} mails wait, and were tried in vain{because}", mend)


def _staff(raw: sqlite3.Connection) -> Iterator[Finding]:
    admins = "SELECT count(*) FROM accounts WHERE role = 'admin' AND disabled IS NULL AND password IS NOT NULL"
    if not raw.execute(admins).fetchone()[0]:
        yield warning(
            "staff", "nobody who may do everything can sign in to the console", "uv run bot staff add --admin"
        )


def _backups(settings: Settings) -> Iterator[Finding]:
    where, made, now = "backup", last_made(settings.record_url), datetime.now(UTC)
    mend = "uv run bot record backup FILE, each night; keep copies of keys/ and erased.ledger somewhere else."
    if made is None:
        yield warning(where, "none has been made", mend)
        return
    days = (now - made.at).days
    if now - made.at > BACKUP_OLD:
        yield warning(where, f"the newest is {days} days old ({made.file})", mend)
    else:
        yield good(where, f"the newest is of {made.at:%Y-%m-%d %H:%M} UTC ({made.file})")
    if days > settings.backup_days and made.file.exists():
        what = f"{made.file} is {days} days old, and visitors are told that backups go after {settings.backup_days}"
        yield error(where, what, "Delete it, and those that are older (BOT_BACKUP_DAYS).")
