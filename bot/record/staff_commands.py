"""`bot staff …`: the accounts of the staff console, from a terminal."""

import getpass
import sys
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table

from bot.record import accounts, signins
from bot.record.accounts import Account, AccountError, Role
from bot.record.commands import opened
from bot.record.database import RecordError
from bot.record.schema import ROLES
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True)

_NO_LONGER = "nobody would be left who may do everything. Make another admin first: uv run bot staff add --admin"


@app.callback()
def staff() -> None:
    """The staff's accounts."""


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="What the person signs in with.")] = "",
    name: Annotated[str, typer.Option(help='What visitors are shown: "Nu svarar [name] (personal)".')] = "",
    role: Annotated[str, typer.Option(help="reader, agent (also answers), editor (also content) or admin.")] = "agent",
    admin: Annotated[bool, typer.Option("--admin", help="The same as --role admin.")] = False,
) -> None:
    """Make an account. Prints a link, good once and for a day, by which its owner chooses a password."""
    chosen = "admin" if admin else role
    with opened() as (settings, engine):
        if chosen not in ROLES:
            raise RecordError(f"{chosen}: no role. There are {', '.join(ROLES)}.")
        email = _address(email or _asked("E-mail address"))
        name = " ".join((name or _asked("Name that visitors are shown")).split())[:80]
        try:
            made = accounts.create(engine, email, name, cast("Role", chosen), _me())
        except AccountError as error:
            raise RecordError(f"{email} has an account. A new link for it: bot staff reset {email}") from error
        if settings.sign_in.passwords:
            _print_link(settings, made, signins.new_link(engine, made, _me()))
        else:
            print(f"{made.email} ({made.role}) signs in with {settings.sign_in.name}: {settings.public_url}/personal")


@app.command(name="list")
def list_() -> None:
    """List the accounts: who may do what, and who can sign in."""
    with opened() as (_, engine):
        table = Table("E-mail", "Name", "Role", "Signs in")
        for one in accounts.list_accounts(engine):
            how = "with password" + (" and one-time code" if one.has_totp else "")
            ways = [how] if one.has_password else []
            ways += ["with the organisation's sign-in"] if one.provided else []
            state = "disabled" if one.disabled else ", ".join(ways) or "not yet"
            table.add_row(one.email, one.name, one.role, state)
        Console().print(table)


@app.command()
def disable(email: str) -> None:
    """Let nobody sign in with an account any more. Who is signed in with it is out at once."""
    with opened() as (_, engine):
        found = _found(engine, email)
        try:
            accounts.disable(engine, found.id, _me())
        except AccountError as error:
            raise RecordError(f"{found.email}: {_NO_LONGER}") from error
        print(f"{found.email}: disabled.")


@app.command()
def enable(email: str) -> None:
    """Undo `disable`."""
    with opened() as (_, engine):
        found = _found(engine, email)
        accounts.enable(engine, found.id, _me())
        print(f"{found.email}: enabled.")


@app.command()
def reset(email: str) -> None:
    """Let the owner of an account choose a new password. The old one, one-time codes, and who came with the
    organisation's own sign-in, hold no more."""
    with opened() as (settings, engine):
        found = _found(engine, email)
        token = signins.reset(engine, found, _me())
        if settings.sign_in.passwords:
            _print_link(settings, found, token)
        else:
            print(f"{found.email}: reset. Whoever has that address at {settings.sign_in.name} can sign in.")


def link(settings: Settings, token: str) -> str:
    """The address where the holder of the token chooses a password."""
    return f"{settings.public_url}/personal/valkommen/{token}"


def _print_link(settings: Settings, account: Account, token: str) -> None:
    print(f"{account.email} ({account.role}) chooses a password here, once, within a day:")
    print(link(settings, token))


def _found(engine: Any, email: str) -> Account:
    found = accounts.by_email(engine, email)
    if found is None:
        raise RecordError(f"{email}: no such account. They stand in: bot staff list")
    return found


def _address(given: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(given, check_deliverability=False).normalized).lower()
    except EmailNotValidError as error:
        raise RecordError(f"{given}: no e-mail address ({error})") from error


def _asked(what: str) -> str:
    if not sys.stdin.isatty():
        raise RecordError(f"{what} is missing. For example: uv run bot staff add anna@example.se --name 'Anna Berg'")
    return str(typer.prompt(what))


def _me() -> str:
    return f"{getpass.getuser()} (terminal)"
