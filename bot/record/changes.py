"""Whether anybody has written into the record: another process may, and nobody tells."""

import sqlite3
from contextlib import suppress
from typing import Any

import sqlalchemy as sa


class Changes:
    """Asks one record, again and again; not from two threads at once."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._version: int | None = None

    def any(self, engine: sa.engine.Engine) -> bool:
        """Whether something was written since this was asked last. Where the database cannot tell: yes.

        SQLite counts the commits of all other connections (`PRAGMA data_version`), so this one never writes.
        """
        if engine.dialect.name != "sqlite":
            return True
        if self._connection is None:
            self._connection = engine.raw_connection()
        raw: sqlite3.Connection = self._connection.driver_connection
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, version
        return bool(before != version)

    def close(self) -> None:
        with suppress(sa.exc.SQLAlchemyError, sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
