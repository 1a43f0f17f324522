"""The staff's accounts: who may do what, and who is there just now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa

from bot.record import audit
from bot.record.crypto import CryptoError, open_, seal
from bot.record.database import writing
from bot.record.schema import ROLES, accounts, links, sessions

Role = Literal["reader", "agent", "editor", "admin"]


class AccountError(Exception):
    """An account cannot be made or changed so. `code` names why: `taken`, `last_admin` or `unknown`."""

    def __init__(self, code: Literal["taken", "last_admin", "unknown"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Account:
    """One of the staff. `name` is what visitors are shown; `choices` how the console is to be for its owner.

    `available`: as its owner says; `present_until`: so long the console is taken to be open; `provided`: its owner has
    come by the organisation's own sign-in.
    """

    id: int
    email: str
    name: str
    role: Role
    created: datetime
    disabled: datetime | None
    available: bool
    present_until: datetime | None
    choices: Mapping[str, Any]
    has_password: bool
    has_totp: bool
    provided: bool = False

    def may(self, role: Role) -> bool:
        """Whether it may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def is_present(self, now: datetime | None = None) -> bool:
        """Whether its owner is there to talk with visitors."""
        until = self.present_until
        return bool(self.available and not self.disabled and until and until > (now or datetime.now(UTC)))


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is compared with. `password`: an Argon2 hash; `totp`: the secret; `step`: the newest used."""

    account: Account
    password: str | None
    totp: str | None
    step: int | None


def create(engine: sa.engine.Engine, email: str, name: str, role: Role, who: str) -> Account:
    """A new account, without a password yet. `who` makes it.

    Raises:
        AccountError: there is one with this address.
    """
    try:
        with writing(engine) as connection:
            made = create_in(connection, email, name, role)
            audit.note_in(connection, who, "changed", f"konto {made.email}: {role}")
    except sa.exc.IntegrityError as error:
        raise AccountError("taken") from error
    return made


def create_in(
    connection: Any, email: str, name: str, role: Role, password: str | None = None, *, available: bool = True
) -> Account:
    """Within a transaction that writes: the same, with the hash of a password; there for visitors, or away."""
    row = {"email": email.lower(), "name": name, "role": role, "password": password, "created": datetime.now(UTC)}
    number = connection.execute(accounts.insert(), {**row, "available": available, "choices": {}}).inserted_primary_key[
        0
    ]
    return account_of(connection.execute(sa.select(accounts).where(accounts.c.id == number)).one())


def find(engine: sa.engine.Engine, number: int) -> Account | None:
    with engine.connect() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.id == number)).first()
    return account_of(row) if row else None


def by_email(engine: sa.engine.Engine, email: str) -> Account | None:
    with engine.connect() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.email == email.strip().lower())).first()
    return account_of(row) if row else None


def list_accounts(engine: sa.engine.Engine) -> list[Account]:
    """All accounts by name, those that are disabled too."""
    with engine.connect() as connection:
        found = connection.execute(sa.select(accounts).order_by(sa.func.lower(accounts.c.name), accounts.c.id))
        return [account_of(row) for row in found]


def present(engine: sa.engine.Engine, now: datetime | None = None) -> list[Account]:
    """Those who can answer visitors just now: they may, say so, and have the console open."""
    return [one for one in list_accounts(engine) if one.may("agent") and one.is_present(now)]


def has_admin(engine: sa.engine.Engine) -> bool:
    """Whether somebody can sign in who may do everything."""
    with engine.connect() as connection:
        return has_admin_in(connection)


def has_admin_in(connection: Any, but: int | None = None) -> bool:
    """Within a transaction: the same, one account left out."""
    comes = sa.or_(accounts.c.password.is_not(None), accounts.c.subject.is_not(None))
    chosen = sa.and_(accounts.c.role == "admin", accounts.c.disabled.is_(None), comes)
    chosen = sa.and_(chosen, accounts.c.id != but) if but is not None else chosen
    return connection.execute(sa.select(accounts.c.id).where(chosen).limit(1)).first() is not None


def set_role(engine: sa.engine.Engine, number: int, role: Role, who: str) -> None:
    """From now on it may do what this role may.

    Raises:
        AccountError: there is none, or nobody would be left who may do everything.
    """
    _change(engine, number, who, role, {"role": role}, lasts_as_admin=role == "admin")


def disable(engine: sa.engine.Engine, number: int, who: str) -> None:
    """Nobody can sign in with it any more, and who is signed in is out at once.

    Raises:
        AccountError: there is none, or nobody would be left who may do everything.
    """
    _change(engine, number, who, "avstängt", {"disabled": datetime.now(UTC)}, lasts_as_admin=False)


def enable(engine: sa.engine.Engine, number: int, who: str) -> None:
    """Undo `disable`."""
    _change(engine, number, who, "öppnat", {"disabled": None}, lasts_as_admin=True)


def rename(engine: sa.engine.Engine, number: int, name: str, who: str) -> None:
    """From now on visitors are shown this name."""
    _change(engine, number, who, "visningsnamn", {"name": name}, lasts_as_admin=True)


def set_totp(engine: sa.engine.Engine, key: bytes, number: int, secret: str | None, who: str) -> None:
    """From now on a sign-in wants a code of this secret, or none."""
    values = {"totp": seal(key, secret.encode()) if secret else None, "totp_used": None}
    _change(engine, number, who, "engångskoder på" if secret else "engångskoder av", values, lasts_as_admin=True)


def use_step(engine: sa.engine.Engine, number: int, step: int) -> bool:
    """The code of this time step was given. False where it, or a later one, was used before: a code holds once."""
    newer = sa.or_(accounts.c.totp_used.is_(None), accounts.c.totp_used < step)
    with writing(engine) as connection:
        chosen = accounts.update().where(accounts.c.id == number, newer)
        return bool(connection.execute(chosen.values(totp_used=step)).rowcount)


def set_password_in(connection: Any, number: int, password: str | None) -> None:
    """Within a transaction that writes: sign-ins are compared with this hash, and all who are signed in are out."""
    connection.execute(accounts.update().where(accounts.c.id == number).values(password=password))
    connection.execute(sessions.delete().where(sessions.c.account == number))


def set_password(engine: sa.engine.Engine, number: int, password: str, who: str) -> None:
    """The same, with a line in the log."""
    with writing(engine) as connection:
        set_password_in(connection, number, password)
        audit.note_in(connection, who, "changed", f"konto {who}: lösenord")


def set_choices(engine: sa.engine.Engine, number: int, choices: Mapping[str, Any]) -> None:
    """How the console is to be for the account's owner."""
    with writing(engine) as connection:
        connection.execute(accounts.update().where(accounts.c.id == number).values(choices=dict(choices)))


def set_available(engine: sa.engine.Engine, number: int, available: bool) -> None:
    """Its owner is there to talk with visitors, or away."""
    with writing(engine) as connection:
        connection.execute(accounts.update().where(accounts.c.id == number).values(available=available))


def be_present(engine: sa.engine.Engine, number: int, until: datetime) -> None:
    """The console is open, and will be taken to be so until then. A later time that is known stays."""
    earlier = sa.or_(accounts.c.present_until.is_(None), accounts.c.present_until < until)
    with writing(engine) as connection:
        connection.execute(accounts.update().where(accounts.c.id == number, earlier).values(present_until=until))


def credentials(engine: sa.engine.Engine, key: bytes, email: str) -> Credentials | None:
    """What a sign-in with this address is compared with; nothing where there is no such account, or it is disabled.

    Raises:
        CryptoError: the account wants one-time codes, and another key sealed their secret.
    """
    chosen = sa.and_(accounts.c.email == email.strip().lower(), accounts.c.disabled.is_(None))
    with engine.connect() as connection:
        row = connection.execute(sa.select(accounts).where(chosen)).first()
    if row is None:
        return None
    try:
        totp = open_(key, row.totp).decode() if row.totp else None
    except CryptoError as error:
        raise CryptoError(f"One-time codes of {row.email}: {error}") from error
    return Credentials(account_of(row), row.password, totp, row.totp_used)


def _change(
    engine: sa.engine.Engine, number: int, who: str, what: str, values: Mapping[str, Any], *, lasts_as_admin: bool
) -> None:
    with writing(engine) as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.id == number).with_for_update()).first()
        if row is None:
            raise AccountError("unknown")
        if row.role == "admin" and not row.disabled and not lasts_as_admin and not has_admin_in(connection, number):
            raise AccountError("last_admin")
        connection.execute(accounts.update().where(accounts.c.id == number).values(**values))
        if values.get("disabled"):
            connection.execute(sessions.delete().where(sessions.c.account == number))
            connection.execute(links.delete().where(links.c.account == number))
        audit.note_in(connection, who, "changed", f"konto {row.email}: {what}")


def account_of(row: Any) -> Account:
    """The account of a row of the table."""
    return Account(
        *(row.id, row.email, row.name, cast("Role", row.role), row.created, row.disabled, row.available),
        *(row.present_until, row.choices, row.password is not None, row.totp is not None),
        provided=row.subject is not None,
    )
