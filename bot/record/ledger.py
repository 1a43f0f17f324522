"""The ledger: a file beside the record that names what was erased, so that a backup brings nothing of it back.

A line is `hash day why`, with ` hidden` at its end where it is only hidden. The record has the same in its table
`erased`; but a backup that is put back has an older one, and the file is what is left then.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast

import sqlalchemy as sa

from bot.record.database import beside
from bot.record.erased import Why
from bot.record.schema import WHY

NAME = "erased.ledger"


class Entry(NamedTuple):
    """Something that was erased, known by its hash."""

    hash: str
    day: date
    why: Why
    hidden: bool


def file_of(engine: sa.engine.Engine) -> Path:
    """The ledger of a record."""
    return beside(engine, NAME)


def read(file: Path) -> dict[str, Entry]:
    """The entries by their hash, the first of each. A line that was broken off in the middle is left out."""
    if not file.exists():
        return {}
    found: dict[str, Entry] = {}
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        if entry := _entry(line):
            found.setdefault(entry.hash, entry)
    return found


def append(file: Path, entries: Iterable[Entry]) -> None:
    """Write the entries down; they are on disk when this returns.

    Raises:
        OSError: the file cannot be written.
    """
    text = "".join(map(_line, entries))
    if text:
        with _locked(file) as handle:
            # A line that was broken off must not swallow the one after it.
            size = os.lseek(handle, 0, os.SEEK_END)
            whole = not size or os.pread(handle, 1, size - 1) == b"\n"
            os.write(handle, (text if whole else f"\n{text}").encode("ascii"))
            os.fsync(handle)


def forget_before(file: Path, day: date) -> int:
    """Take out the entries of before that day. Gives how many there were."""
    if not file.exists():
        return 0
    with _locked(file):
        entries = read(file)
        kept = [entry for entry in entries.values() if entry.day >= day]
        if len(kept) < len(entries):
            handle, name = tempfile.mkstemp(dir=file.parent)  # mkstemp makes it mode 600
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write("".join(map(_line, kept)))
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(file)
    return len(entries) - len(kept)


@contextmanager
def _locked(file: Path) -> Iterator[int]:
    """The file, open for appending, and nobody else's meanwhile."""
    while True:
        handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # Another process may have put a shorter file in its place while we waited.
            if file.exists() and file.stat().st_ino == os.fstat(handle).st_ino:
                yield handle
                return
        finally:
            os.close(handle)


def _line(entry: Entry) -> str:
    return f"{entry.hash} {entry.day.isoformat()} {entry.why}{' hidden' if entry.hidden else ''}\n"


def _entry(line: str) -> Entry | None:
    match line.split():
        case [hash_, day, why, *rest] if len(hash_) == 64 and why in WHY and rest in ([], ["hidden"]):
            try:
                return Entry(hash_, date.fromisoformat(day), cast("Why", why), bool(rest))
            except ValueError:
                return None
    return None
