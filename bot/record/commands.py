"""`bot record …`: what staff can see and do of the record before there is a console."""

import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from bot import settings as settings_module
from bot.record import audit, conversations, crypto, dangers, database, retention
from bot.record import backup as backups
from bot.record import handovers as questions
from bot.record.days import TIME_ZONE
from bot.record.export_files import FORMS, pieces
from bot.record.exporting import Chosen
from bot.record.redact import redact as redact_words
from bot.settings import Settings, SettingsError

_AGAIN_SECONDS = 1.0

app = typer.Typer(no_args_is_help=True)


@app.callback()
def record() -> None:
    """What visitors left."""


@app.command()
def handovers(
    contact: Annotated[bool, typer.Option("--contact", help="Show how each visitor wants to be reached.")] = False,
    close: Annotated[str, typer.Option(help="This one is done with: its days are counted from now.")] = "",
) -> None:
    """List the questions that visitors left for a person, the oldest first. Who reads a contact is written down."""
    with opened() as (settings, engine):
        if close and not questions.close(engine, close):
            raise database.RecordError(f"There is no question {close}. Write the number as it stands in the list.")
        key = crypto.load_key(settings.home)
        table = Table("Number", "Asked", "Question", "Answer to", "Closed")
        for handover in questions.list_handovers(engine):
            left = "left, show with --contact" if handover.has_contact else "nothing left"
            if contact and handover.has_contact:
                audit.note(engine, getpass.getuser(), "read", f"kontakt {handover.reference}")
                left = questions.contact_of(engine, key, handover.reference) or ""
            closed = f"{handover.closed:%Y-%m-%d}" if handover.closed else ""
            asked = f"{handover.created:%Y-%m-%d %H:%M} UTC"
            table.add_row(handover.reference, asked, handover.question, left, closed)
        Console().print(table)


@app.command(name="dangers")
def list_dangers(
    seen: Annotated[int, typer.Option(help="You have looked at this one.")] = 0,
) -> None:
    """List the conversations where somebody may be in danger, the newest first, and what to do about them."""
    with opened() as (settings, engine):
        if seen and not dangers.mark_seen(engine, seen, getpass.getuser()):
            raise database.RecordError(f"There is no danger {seen}. Write the number as it stands in the list.")
        table = Table("Number", "When", "Why", "Seen", "Mail", "Conversation")
        for found in dangers.list_dangers(engine):
            at = f"{found.at:%Y-%m-%d %H:%M} UTC"
            looked = f"{found.seen_by}, {found.seen:%Y-%m-%d %H:%M} UTC" if found.seen else "no"
            table.add_row(str(found.number), at, _why(found.flag), looked, _mail_of(found), found.conversation)
        Console().print(table)
        print(settings.file("danger/routine.md").read_text(encoding="utf-8"))


@app.command()
def purge(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False) -> None:
    """Take away what has been kept for as long as the settings say. Web does so by itself each night."""
    with opened() as (settings, engine):
        kept = retention.limits(settings)
        gone = retention.due(engine, kept) if dry_run else retention.purge(engine, kept)
        print(f"{'Would go' if dry_run else 'Gone'}:")
        print(f"  conversations without a message for {kept.conversations} days: {gone.conversations}")
        print(f"  questions to a person, closed for {kept.handovers} days: {gone.handovers}")
        print(f"  entries of the log of what staff did, older than {kept.readings} days: {gone.readings}")
        print(f"  hashes of what was erased, older than {kept.backups + 1} days: {gone.erased}")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The file to write: .json, or .html for a page to read.")],
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")] = None,
    conversation: Annotated[int, typer.Option(help="One conversation, by its number.")] = 0,
) -> None:
    """Export conversations and questions for the registrar. How visitors are reached is not in it. It is logged."""
    with opened() as (settings, engine):
        chosen = _chosen(engine, first, last, conversation)
        form = next((form for form in FORMS if out.suffix == f".{form}"), None)
        if form is None:
            raise database.RecordError(f"{out}: name it .json, or .html for a page to read.")
        key, kept = crypto.load_key(settings.home), retention.limits(settings)
        made = pieces(engine, key, kept, chosen, form, who=getpass.getuser(), folders=settings.material_folders)
        with open(out, "w", encoding="utf-8", opener=_private) as file:
            file.writelines(made)
        print(f"{out}: mode 600. How visitors are reached is not in it, nor what they have deleted.")


@app.command()
def redact(
    where: Annotated[str, typer.Argument(help="A message's number (seq), or a question's reference.")],
    words: Annotated[str, typer.Argument(help="What is to go, as it was written.")],
) -> None:
    """Put [borttaget] in the place of words, everywhere in a conversation and in its questions to a person."""
    with opened() as (settings, engine):
        place = int(where) if where.isdecimal() else where
        changed = redact_words(engine, crypto.load_key(settings.home), place, words, getpass.getuser())
        _scrub(engine)  # also where nothing changed: an earlier time may have been stopped before this
        if not changed:
            print("Nothing changed: the words stand nowhere there.")
            return
        print(f"Changed in {changed} places. Backups from before have the words: redact them again if one is put back.")
        print("What reviewers have taught is not looked through here: it stands at /personal/publicera.")


@app.command()
def backup(
    where: Annotated[Path, typer.Argument(help="A new file, or a folder that is there: the file gets a name in it.")],
    key: Annotated[Path | None, typer.Option(help="Copy the key too, into a file in another folder.")] = None,
) -> None:
    """Copy the record into a file that its owner alone can read (mode 600). The key is not in it.

    In a folder, backups of before that are older than BOT_BACKUP_DAYS are deleted: visitors are told so.
    """
    with opened() as (settings, _):
        if key:
            if key.resolve().parent == (where.resolve() if where.is_dir() else where.resolve().parent):
                raise database.RecordError(f"{key}: beside the backup, whoever finds it has both. Take another folder.")
            crypto.copy_key(settings.home, key)
        old: list[Path] = []
        if where.is_dir():
            where, old = backups.backup_into(settings.record_url, where, settings.backup_days)
        else:
            backups.backup(settings.record_url, where)
        print(
            f"{where}: conversations (masked), questions to a person, and what has been erased by its hash. Mode 600."
        )
        for file in old:
            print(f"{file}: deleted, it was older than {settings.backup_days} days (BOT_BACKUP_DAYS).")
        without = f"{crypto.key_file(settings.home)}, without which contacts cannot be read."
        print(f"The key: {key}, mode 600." if key else f"Not in it: {without} Keep that somewhere else (--key FILE),")
        print(
            f"{'Keep' if key else 'and so too'} a new copy, as often as you can, of {settings.home / 'erased.ledger'}."
        )
        print(f"Delete the backup after {settings.backup_days} days (BOT_BACKUP_DAYS): visitors are told so.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `bot record backup` made.")],
    key: Annotated[Path | None, typer.Option(help="The key, where this installation has none: from `--key`.")] = None,
    lost_key: Annotated[
        bool, typer.Option("--lost-key", help="Without its key: no contact in it can be read.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the record. What was erased since does not come back. Stop `bot run` first."""
    settings = _settings()
    if not yes:
        typer.confirm(f"{settings.home / 'record.db'} is replaced by {file}. Go on?", abort=True)
    with _told():
        if key:
            crypto.put_back_key(settings.home, key)
        if not lost_key:
            backups.require_key(file, crypto.load_key(settings.home) if crypto.has_key(settings.home) else None)
        gone = backups.restore(settings.record_url, file, retention.limits(settings))
        print(f"Restored. Erased since the backup was made, and gone again: {gone.erased}.")
        print(f"Had their time: {gone.purged.conversations} conversations, {gone.purged.handovers} questions.")


def _scrub(engine: Any) -> None:
    """Until no file of the record holds a byte of what is gone, however often it takes."""
    while True:
        try:
            return database.scrub(engine)
        except DBAPIError:
            print("Gone from the record, not yet from its files: somebody else uses it. Trying again.", file=sys.stderr)
            time.sleep(_AGAIN_SECONDS)


def _chosen(engine: Any, first: datetime | None, last: datetime | None, number: int) -> Chosen:
    if number:
        if (conversation := conversations.by_number(engine, number)) is None:
            raise database.RecordError(f"There is no conversation {number}. Write the number that staff see.")
        return Chosen(TIME_ZONE, conversation, number)
    if first is None or last is None or first > last:
        raise database.RecordError("Say --from and --to, two days such as 2026-11-01, or one --conversation.")
    return Chosen(TIME_ZONE, first=first.date(), last=last.date())


def _private(path: str, flags: int) -> int:
    """Only the owner may read it."""
    file = os.open(path, flags, 0o600)
    os.fchmod(file, 0o600)
    return file


def _why(flag: dangers.Flag) -> str:
    said = (flag.kind, "now" if flag.acute else "", flag.who, "young" if flag.young else "")
    return f"{', '.join(filter(None, said))} ({'rule' if flag.certain else 'a doubt, rule'} {flag.rule})"


def _mail_of(found: dangers.Flagged) -> str:
    if found.waiting:
        return f"{found.waiting} waiting" + (f": {found.error}" if found.error else "")
    return "sent" if found.alerted else "none"


@contextmanager
def opened() -> Iterator[tuple[Settings, Any]]:
    """The record, up to date, and what the settings say; what goes wrong is one line."""
    settings = _settings()
    with _told():
        database.upgrade(settings.record_url)
        yield settings, database.engine(settings.record_url)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (database.RecordError, crypto.CryptoError, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _settings() -> Settings:
    try:
        return settings_module.load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
