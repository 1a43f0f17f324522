"""Answers that staff have written to use again. The organisation's own words: nothing is masked."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.record import audit
from bot.record.accounts import Account
from bot.record.database import writing
from bot.record.schema import canned


@dataclass(frozen=True)
class Canned:
    """An answer to use again; `title` is what staff find it by."""

    id: int
    title: str
    text: str


def list_canned(engine: sa.engine.Engine) -> list[Canned]:
    """All of them, by title."""
    chosen = sa.select(canned.c.id, canned.c.title, canned.c.text)
    with engine.connect() as connection:
        found = connection.execute(chosen.order_by(sa.func.lower(canned.c.title), canned.c.id))
        return [Canned(**row._mapping) for row in found]


def keep(engine: sa.engine.Engine, by: Account, title: str, text: str, number: int | None = None) -> bool:
    """Keep a new one, or what has become of the one of this number. False where there is none of that number."""
    row = {"title": title, "text": text, "account": by.id, "changed": datetime.now(UTC)}
    with writing(engine) as connection:
        if number is None:
            number = connection.execute(canned.insert(), row).inserted_primary_key[0]
        elif not connection.execute(canned.update().where(canned.c.id == number).values(row)).rowcount:
            return False
        audit.note_in(connection, by.email, "changed", f"sparat svar {number}")
    return True


def remove(engine: sa.engine.Engine, by: Account, number: int) -> None:
    """Nobody wants it any more."""
    with writing(engine) as connection:
        if connection.execute(canned.delete().where(canned.c.id == number)).rowcount:
            audit.note_in(connection, by.email, "deleted", f"sparat svar {number}")
