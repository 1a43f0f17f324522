"""Accounts of people whom the organisation's own sign-in (a provider) vouches for."""

import hashlib
from typing import Any, Literal

import sqlalchemy as sa

from bot.record import audit
from bot.record.accounts import Account, Role, account_of, create_in
from bot.record.database import writing
from bot.record.schema import accounts

_BY = "inloggningstjänsten"


class NotLetInError(Exception):
    """No account is for this person. `code` says why: there is none (`unknown`), it is `disabled`, or it belongs to
    somebody else who had the address (`somebody_else`)."""

    def __init__(self, code: Literal["unknown", "disabled", "somebody_else"]) -> None:
        super().__init__(code)
        self.code = code


def subject_of(issuer: str, subject: str) -> str:
    """What a provider's person is kept as: nobody finds them from it."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def arrive(engine: sa.engine.Engine, subject: str, email: str, name: str, role: Role | None) -> Account:
    """The account of somebody whom the provider vouches for. It is theirs from then on, whatever their address becomes.

    Args:
        subject: who they are to the provider (`subject_of`).
        email: their address there, in small letters: by it an account is found that nobody has come to that way.
        name: what visitors are shown, where an account is made.
        role: what the provider gives them; an account is made where there is none. None: roles are given here.

    Raises:
        NotLetInError
    """
    try:
        with writing(engine) as connection:
            return _arrive_in(connection, subject, email, name, role)
    except NotLetInError as refused:
        if refused.code != "unknown":
            audit.note(engine, email, "was refused", f"inloggning: {refused.code}")
        raise


def _arrive_in(connection: Any, subject: str, email: str, name: str, role: Role | None) -> Account:
    row = _row(connection, accounts.c.subject == subject) or _row(connection, accounts.c.email == email)
    if row is None:
        if role is None:
            raise NotLetInError("unknown")
        made = create_in(connection, email, name, role)
        audit.note_in(connection, _BY, "changed", f"konto {email}: {role}")
        row = _row(connection, accounts.c.id == made.id)
    if row.disabled:
        raise NotLetInError("disabled")
    if row.subject not in (None, subject):
        raise NotLetInError("somebody_else")
    values: dict[str, Any] = {"subject": subject, "role": role or row.role}
    connection.execute(accounts.update().where(accounts.c.id == row.id).values(values))
    if values["role"] != row.role:
        audit.note_in(connection, _BY, "changed", f"konto {row.email}: {role}")
    return account_of(_row(connection, accounts.c.id == row.id))


def _row(connection: Any, which: Any) -> Any:
    return connection.execute(sa.select(accounts).where(which)).first()
