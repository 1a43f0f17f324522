"""Somebody of the staff, for tests that do not sign in by the console."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.record import accounts, staffing
from bot.record.accounts import Account, Role


def staff(record: Engine, name: str = "Anna", role: Role = "agent") -> Account:
    """One of the staff; made where there is none of that name."""
    email = f"{name.lower()}@kommun.example"
    return accounts.by_email(record, email) or accounts.create(record, email, name, role, "test")


def editor(record: Engine, role: Role = "editor") -> Account:
    """Who may change content; or whoever may do what `role` does."""
    return staff(record, f"En {role}", role)


def take_over(record: Engine, conversation: str) -> None:
    """A person has the conversation from now on."""
    staffing.take(record, conversation, staff(record), None)


def give_back(record: Engine, conversation: str) -> None:
    """The bot speaks again."""
    staffing.give_back(record, conversation, staff(record), None)


def comes(record: Engine, minutes: float = 10) -> None:
    """One of the staff is there for so long."""
    anna = staff(record)
    accounts.set_available(record, anna.id, True)
    accounts.be_present(record, anna.id, datetime.now(UTC) + timedelta(minutes=minutes))


def goes(record: Engine) -> None:
    """Nobody of the staff is there."""
    accounts.set_available(record, staff(record).id, False)


def empty_queue(record: Engine) -> None:
    """Nobody waits for a person."""
    for conversation in in_queue(record):
        give_back(record, conversation)


def in_queue(record: Engine) -> list[str]:
    """The conversations that wait for a person."""
    with record.connect() as connection:
        return list(connection.execute(sa.text("SELECT id FROM conversations WHERE state = 'waiting'")).scalars())
