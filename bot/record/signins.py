"""Who is signed in, and links that let somebody choose a password. Tokens are kept as hashes alone."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.record import audit
from bot.record.accounts import Account, account_of, create_in, has_admin_in, set_password_in
from bot.record.database import writing
from bot.record.schema import accounts, links, sessions

FIRST_ADMIN_LASTS = timedelta(minutes=30)
LINK_LASTS = timedelta(hours=24)
_USED_EVERY = timedelta(seconds=30)
"""Not at each request is written that somebody is there."""


@dataclass(frozen=True)
class SignedIn:
    """One of the staff who is signed in. `ends`: when that is over, if nothing more is done."""

    account: Account
    ends: datetime


@dataclass(frozen=True)
class Link:
    """A link that lets its holder choose a password, for an account or for the first admin's (None)."""

    account: Account | None


class LinkSpent(Exception):  # noqa: N818 (it says what happened; nothing is broken)
    """The link was used before, is too old, or there is an admin already."""


def begin(engine: sa.engine.Engine, account: Account, how: str = "") -> str:
    """Sign in. Gives the token that the browser is to hold. `how`: by what, for the log, where not by a password."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with writing(engine) as connection:
        row = {"hash": hash_of(token), "account": account.id, "created": now, "used": now}
        connection.execute(sessions.insert(), row)
        audit.note_in(connection, account.email, "signed in", f"konto {account.email}{f': {how}' if how else ''}")
    return token


def who(
    engine: sa.engine.Engine, token: str, idle: timedelta, longest: timedelta, *, uses: bool = True
) -> SignedIn | None:
    """Who holds this token, where the sign-in is not over: too long idle, too old, or the account disabled.

    Args:
        uses: its holder does something just now; the idle time is counted from here.
    """
    now = datetime.now(UTC)
    columns = (accounts, sessions.c.created.label("begun"), sessions.c.used)
    chosen = sa.select(*columns).join(accounts, accounts.c.id == sessions.c.account)
    chosen = chosen.where(sessions.c.hash == hash_of(token), accounts.c.disabled.is_(None))
    with engine.connect() as connection:
        row = connection.execute(chosen).first()
    if row is None or now >= min(row.used + idle, row.begun + longest):
        return None
    used = row.used
    if uses and now - used > _USED_EVERY:
        used = now
        with suppress(sa.exc.OperationalError), writing(engine) as connection:  # locked: the next request says it
            connection.execute(sessions.update().where(sessions.c.hash == hash_of(token)).values(used=now))
    return SignedIn(account_of(row), min(used + idle, row.begun + longest))


def end(engine: sa.engine.Engine, token: str) -> None:
    """Sign out."""
    with writing(engine) as connection:
        chosen = sessions.c.hash == hash_of(token)
        of = sa.select(accounts.c.email).join(sessions, sessions.c.account == accounts.c.id).where(chosen)
        if email := connection.execute(of).scalar():
            connection.execute(sessions.delete().where(chosen))
            audit.note_in(connection, email, "signed out", f"konto {email}")


def end_others(engine: sa.engine.Engine, number: int, token: str) -> None:
    """End every sign-in of the account but this one."""
    with writing(engine) as connection:
        others = sa.and_(sessions.c.account == number, sessions.c.hash != hash_of(token))
        connection.execute(sessions.delete().where(others))


def first_admin_link(engine: sa.engine.Engine) -> str | None:
    """The token of a link that makes the first admin, once; nothing where there is one. Earlier ones hold no more."""
    with writing(engine) as connection:
        return None if has_admin_in(connection) else _new_link_in(connection, None, FIRST_ADMIN_LASTS)


def new_link(engine: sa.engine.Engine, account: Account, by: str) -> str:
    """The token of a link that lets the account's owner choose a password, once. Earlier ones hold no more."""
    with writing(engine) as connection:
        audit.note_in(connection, by, "changed", f"konto {account.email}: länk för lösenord")
        return _new_link_in(connection, account.id, LINK_LASTS)


def reset(engine: sa.engine.Engine, account: Account, by: str) -> str:
    """The same; until it is used nobody can sign in with the account, and one-time codes are off."""
    with writing(engine) as connection:
        nothing = {"totp": None, "totp_used": None, "subject": None}
        connection.execute(accounts.update().where(accounts.c.id == account.id).values(nothing))
        set_password_in(connection, account.id, None)
        audit.note_in(connection, by, "changed", f"konto {account.email}: återställt")
        return _new_link_in(connection, account.id, LINK_LASTS)


def link(engine: sa.engine.Engine, token: str) -> Link | None:
    """What the link is for, where it still holds."""
    with engine.connect() as connection:
        return _link_in(connection, token)


def spend(engine: sa.engine.Engine, token: str, password: str, *, name: str, email: str = "") -> Account:
    """Use the link: the account has this password (a hash) and this name from now on. Once, whoever races.

    Args:
        email: of the first admin's account; elsewhere it is known.

    Raises:
        LinkSpent
    """
    with writing(engine) as connection:
        found = _link_in(connection, token)
        if found is None or not connection.execute(links.delete().where(links.c.hash == hash_of(token))).rowcount:
            raise LinkSpent
        if found.account is None:
            if has_admin_in(connection):
                raise LinkSpent
            account = _first_admin_in(connection, email, name, password)
        else:
            account = found.account
            connection.execute(accounts.update().where(accounts.c.id == account.id).values(name=name))
            set_password_in(connection, account.id, password)
        audit.note_in(connection, account.email, "changed", f"konto {account.email}: lösenord")
        return account_of(connection.execute(sa.select(accounts).where(accounts.c.id == account.id)).one())


def hash_of(token: str) -> str:
    """What a token is known by. It is random and long: nobody finds it again from the hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _first_admin_in(connection: Any, email: str, name: str, password: str) -> Account:
    """A new account, or the one of this address where it is there already (an admin who never chose a password)."""
    row = connection.execute(sa.select(accounts).where(accounts.c.email == email.lower())).first()
    if row is None:
        return create_in(connection, email, name, "admin", password)
    values = {"name": name, "role": "admin", "password": password, "disabled": None}
    connection.execute(accounts.update().where(accounts.c.id == row.id).values(values))
    return account_of(row)


def _new_link_in(connection: Any, account: int | None, lasts: timedelta) -> str:
    same = links.c.account.is_(None) if account is None else links.c.account == account
    connection.execute(links.delete().where(same))
    token = secrets.token_urlsafe(32)
    row = {"hash": hash_of(token), "account": account, "ends": datetime.now(UTC) + lasts}
    connection.execute(links.insert(), row)
    return token


def _link_in(connection: Any, token: str) -> Link | None:
    chosen = sa.and_(links.c.hash == hash_of(token), links.c.ends > datetime.now(UTC))
    found = connection.execute(sa.select(links).where(chosen)).first()
    if found is None or found.account is None:
        return None if found is None or has_admin_in(connection) else Link(None)
    row = connection.execute(sa.select(accounts).where(accounts.c.id == found.account)).first()
    return Link(account_of(row)) if row and not row.disabled else None
