"""`bot model …`: the trained models, and which one is in use."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import models
from bot import settings as settings_module
from bot.record.crypto import CryptoError, load_secret
from bot.settings import Settings, SettingsError
from bot.switching import SwitchError, switch, take_into_use

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Show the models that are kept, the latest first, what each was made of, and how it answered."""
    settings = _settings()
    table = Table("model", "in use", "trained (UTC)", "articles", "lessons", "right", box=None)
    current, held = models.current(settings.models), models.held(settings.models)
    for model in models.ours(settings.models):
        about = models.about(model)
        made = (
            (about.made[:16].replace("T", " "), str(about.articles), str(len(about.lessons))) if about else ("?",) * 3
        )
        used = ("yes, chosen" if model == held else "yes") if model == current else ""
        table.add_row(models.name_of(model), used, *made, _right(model))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


@app.command()
def use(name: Annotated[str, typer.Argument(help="The model's name, or how it begins (bot model list).")]) -> None:
    """Take a model into use, at once, also while the product runs. It stays until one is trained or published."""
    settings = _settings()
    found = [model for model in models.ours(settings.models) if models.name_of(model).startswith(name)]
    if len(found) != 1:
        print(f"{len(found)} models begin with {name!r}. bot model list shows them all.", file=sys.stderr)
        raise typer.Exit(1)
    try:
        runs = asyncio.run(switch(settings, load_secret(settings.home), found[0]))
    except (SwitchError, CryptoError) as error:
        print(f"The assistant did not take it, and goes on with the one it had. {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    take_into_use(settings, found[0], hold=True)
    print(f"{models.name_of(found[0])} is in use{'' if runs else ' from the next start on'}.")


def _right(model: Path) -> str:
    """How many of the questions it answered right when it was published; nothing where it was not asked."""
    asked = models.asked(model)
    return f"{asked['right']} of {asked['of']}" if {"right", "of"} <= asked.keys() else ""


def _settings() -> Settings:
    try:
        return settings_module.load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
