"""The record while another process writes into it, as a backup does."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold_lock(home: Path) -> Iterator[None]:
    """Another process writes into the record of this home for as long as the block lasts."""
    other = sqlite3.connect(home / "record.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()
