"""Who of the staff did what, be it only reading. Never a visitor's words: what is named is named by its number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from bot.record.database import writing
from bot.record.schema import audit

Did = Literal[
    "read", "took", "handed", "gave back", "closed", "answered", "noted", "redacted", "changed", "deleted", "exported",
    "judged", "reviewed",
    "signed in", "signed out", "was refused",
]  # fmt: skip

_AGAIN = timedelta(hours=1)
"""Who reads the same thing again within this time is noted once."""


@dataclass(frozen=True)
class Entry:
    """Somebody (`who`, an address or a name on this machine) did something to `what` (`samtal 4711`)."""

    id: int
    at: datetime
    who: str
    did: Did
    what: str


def note(engine: sa.engine.Engine, who: str, did: Did, what: str) -> None:
    """Keep who of the staff did what (`kontakt KF-7Q2M`)."""
    with writing(engine) as connection:
        note_in(connection, who, did, what)


def note_in(connection: Any, who: str, did: Did, what: str) -> None:
    """The same within a transaction that writes."""
    connection.execute(audit.insert(), {"at": datetime.now(UTC), "who": who, "did": did, "what": what})


def note_with(engine: sa.engine.Engine, who: str, did: Did, what: str, work: Callable[[], object]) -> None:
    """Do the work and keep who did it: both or, where either cannot be, neither."""
    with writing(engine) as connection:
        note_in(connection, who, did, what)
        work()


def note_reading(engine: sa.engine.Engine, who: str, what: str) -> None:
    """Keep who reads what; once an hour for each, so that a page that is loaded anew does not fill the log."""
    same = sa.and_(audit.c.at > datetime.now(UTC) - _AGAIN, audit.c.who == who, audit.c.what == what)
    known = sa.select(audit.c.id).where(same, audit.c.did == "read").limit(1)
    with engine.connect() as connection:
        if connection.execute(known).first():
            return
    note(engine, who, "read", what)


def entries(engine: sa.engine.Engine, before: int | None = None, limit: int = 100, who: str = "") -> list[Entry]:
    """The newest entries first; those older than the entry `before`, where one is given; of `who`, or of everybody."""
    chosen = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(audit.c.id < before)
    if who:
        chosen = chosen.where(sa.func.lower(audit.c.who) == who.lower())
    with engine.connect() as connection:
        return [Entry(**row._mapping) for row in connection.execute(chosen)]
