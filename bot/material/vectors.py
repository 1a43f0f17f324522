"""The vectors of passages, kept from one training to the next: an SQLite file of our own, a row a text.

A text is known by its hash, so an article that changed costs its own paragraphs and nothing else. What is not encoded
yet stands in the same file as wanted; `bot.material.encoding` works that off.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# So many vectors of texts that nobody uses any more are kept for each that is in use: a change back costs nothing.
_KEPT_FOR_EACH = 4
_KEPT_ANYWAY = 1000
_BUSY_SECONDS = 10.0
_AT_ONCE = 500


class VectorFile:
    """The vectors of one version of the model. Several processes may use it at once."""

    def __init__(self, folder: Path, model_version: str) -> None:
        """Makes folder and file where they are not there."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"vectors-{model_version}.db"
        with self._open() as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(
                """
                CREATE TABLE IF NOT EXISTS vector (hash BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS wanted (hash BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
                """
            )

    def read(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Texts × dimensions; None as long as one of them is missing."""
        hashes = [_hash(text) for text in texts]
        found: dict[bytes, bytes] = {}
        with self._open() as database:
            for some in _batches(list(dict.fromkeys(hashes))):
                marks = ",".join("?" * len(some))
                found.update(database.execute(f"SELECT hash, vector FROM vector WHERE hash IN ({marks})", some))
        if not texts or any(key not in found for key in hashes):
            return None
        return np.stack([np.frombuffer(found[key], dtype=np.float16) for key in hashes]).astype(np.float32)

    def want(self, texts: Sequence[str], later: Sequence[str] = ()) -> int:
        """Note that these are to be encoded, and nothing else any more. Returns how many are missing.

        Args:
            later: texts that are wanted after these: the vectors that they have are kept.
        """
        rows = {_hash(text): _bytes(text).decode() for text in texts}
        used = [*rows, *map(_hash, later)]
        with self._open() as database:
            database.execute("DELETE FROM wanted")
            database.executemany("INSERT INTO wanted VALUES (?, ?)", rows.items())
            database.execute("DELETE FROM wanted WHERE hash IN (SELECT hash FROM vector)")
            (missing,) = database.execute("SELECT count(*) FROM wanted").fetchone()
            (kept,) = database.execute("SELECT count(*) FROM vector").fetchone()
            if kept > _KEPT_ANYWAY + _KEPT_FOR_EACH * len(used):
                database.execute("CREATE TEMP TABLE used (hash BLOB PRIMARY KEY)")
                database.executemany("INSERT INTO used VALUES (?)", [(key,) for key in dict.fromkeys(used)])
                database.execute("DELETE FROM vector WHERE hash NOT IN (SELECT hash FROM used)")
        return int(missing)

    def wanted(self, most: int) -> list[str]:
        """Some of the texts that are still to be encoded; none when all are done."""
        with self._open() as database:
            return [text for (text,) in database.execute("SELECT text FROM wanted LIMIT ?", (most,))]

    def store(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors (a row a text, in half precision, which moves a cosine by 0.0001)."""
        rows = [(_hash(t), v.astype(np.float16).tobytes()) for t, v in zip(texts, vectors, strict=True)]
        with self._open() as database:
            database.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
            database.executemany("DELETE FROM wanted WHERE hash = ?", [(key,) for key, _ in rows])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection with one transaction, for one use: the threads and processes that use the file share none."""
        with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as database, database:
            yield database


def _hash(text: str) -> bytes:
    return hashlib.sha256(_bytes(text)).digest()[:16]


def _bytes(text: str) -> bytes:
    """UTF-8; half a pair of surrogates, which it cannot express, becomes a question mark."""
    return text.encode("utf-8", "replace")


def _batches(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
