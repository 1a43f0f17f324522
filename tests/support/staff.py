"""Somebody of the staff, for tests that do not sign in by the console."""

from sqlalchemy.engine import Engine

from bot.record import accounts, staffing
from bot.record.accounts import Account, Role


def staff(record: Engine, name: str = "Anna", role: Role = "agent") -> Account:
    """One of the staff; made where there is none of that name."""
    email = f"{name.lower()}@kommun.example"
    return accounts.by_email(record, email) or accounts.create(record, email, name, role, "test")


def take_over(record: Engine, conversation: str) -> None:
    """A person has the conversation from now on."""
    staffing.take(record, conversation, staff(record), None)


def give_back(record: Engine, conversation: str) -> None:
    """The bot speaks again."""
    staffing.give_back(record, conversation, staff(record), None)
