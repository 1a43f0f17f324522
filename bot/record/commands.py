"""`bot record …`: what staff can see of the record before there is a console."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import settings as settings_module
from bot.record import crypto, database
from bot.record.handovers import contact_of, list_handovers

app = typer.Typer(no_args_is_help=True)


@app.callback()
def record() -> None:
    """What visitors left."""


@app.command()
def handovers(
    contact: Annotated[bool, typer.Option("--contact", help="Show how each visitor wants to be reached.")] = False,
) -> None:
    """List the questions that visitors left for a person, the oldest first."""
    settings = settings_module.load()
    database.upgrade(settings.record_url)
    engine = database.engine(settings.record_url)
    key = crypto.load_key(settings.home)
    table = Table("Number", "Asked", "Question", "Answer to")
    for handover in list_handovers(engine):
        left = "left, show with --contact" if handover.has_contact else "nothing left"
        if contact and handover.has_contact:
            left = contact_of(engine, key, handover.reference) or ""
        table.add_row(handover.reference, f"{handover.created:%Y-%m-%d %H:%M} UTC", handover.question, left)
    Console().print(table)
