"""The command `bot material`: check the content before it is used, list what there is, take in news."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import settings
from bot.material import import_commands, privacy, statement
from bot.material.checking import OLD_AFTER_DAYS, checked, facts_older_than
from bot.material.model import Article, Fact, Hours, Material, Problem
from bot.material.opening import spans_in_words, week_in_words
from bot.material.overlay import OverlayError

app = typer.Typer(help="News and contact material: check it, list it, take in news.", no_args_is_help=True)
app.command()(import_commands.add)
app.command()(import_commands.sync)
app.command()(import_commands.withdraw)

Folder = Annotated[
    Path | None,
    typer.Option(help="Look at this folder alone, laid out like data/.", exists=True, file_okay=False),
]


@app.command()
def check(folder: Folder = None) -> None:
    """Say what is wrong in the material, a line each; exit status 1 if anything is. Writes nothing."""
    material, problems = _read(folder)
    _stop_at(problems)
    if folder is None:
        _tell_unset()
    for fact in facts_older_than(material, today=date.today()):
        typer.echo(_old(fact))
    articles, lines = len(material.articles), len(material.support_lines)
    typer.echo(f"{_count(articles, 'article')}, {_count(lines, 'support line')}: no problems.")


@app.command("list")
def list_(folder: Folder = None) -> None:
    """Show articles, support lines and what is known of the organisation. Exit status 1 if something is wrong."""
    material, problems = _read(folder)
    # a pipe has no width: without one of its own, rich would cut long titles at 80 characters
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    console.print(_articles(material.articles))
    console.print(_lines(material))
    console.print(_organisation(material))
    console.print(_hours(material.hours))
    _stop_at(problems)


def _read(folder: Path | None) -> tuple[Material, list[Problem]]:
    """The material of the installation, or of a folder, which need not be complete."""
    return checked((folder,), whole=False) if folder else checked(_folders())


def _tell_unset() -> None:
    """What the body has yet to fill in of what pages tell visitors; exit status 1 for a broken file."""
    chosen = settings.load()
    try:
        told = privacy.load(chosen.material_folders, {**chosen.figures, "organisation": ""}, chosen.deletion)
        stated = statement.load(chosen.material_folders, "")
    except OverlayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for file, page, unset in (
        (privacy.FILE, "/integritet", told.unset),
        (statement.FILE, "/tillganglighet", stated.unset),
    ):
        for key in unset:
            typer.echo(f"{file}: {key} is not filled in; {page} shows a default text. Write it under body:.")


def _folders() -> tuple[Path, ...]:
    try:
        return settings.load().material_folders
    except settings.SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _stop_at(problems: Iterable[Problem]) -> None:
    problems = list(problems)
    for problem in problems:
        typer.echo(str(problem._replace(path=_short(problem.path))), err=True)
    if problems:
        raise typer.Exit(1)


def _short(path: Path) -> Path:
    """Relative to where one stands, if it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _old(fact: Fact) -> str:
    place = f"{_short(fact.path)}:{fact.line}"
    mend = "Look it up again and write the new day into checked_on."
    return f'Warning: {place}: "{fact.value}" was checked on {fact.checked_on}, over {OLD_AFTER_DAYS} days ago. {mend}'


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _articles(articles: Iterable[Article]) -> Table:
    table = _table("Articles", "slug", "title", "published", "state")
    for article in articles:
        state = "withdrawn" if article.withdrawn else "shown"
        table.add_row(article.slug, article.title, str(article.published or "no date"), state)
    return table


def _lines(material: Material) -> Table:
    table = _table("Support lines", "name", "number", "hours", "fits", "checked", "state")
    for line in material.support_lines:
        state = "closed" if line.closed else "open"
        fits = ", ".join(line.kinds)
        table.add_row(line.name, line.number or line.url, line.hours, fits, str(line.fact.checked_on), state)
    return table


def _organisation(material: Material) -> Table:
    table = _table("Organisation", "fact", "value", "source", "checked")
    organisation = material.organisation
    for name in ("telephone", "email", "address", "hours"):
        if getattr(organisation, name) is None:
            table.add_row(name, "(not verified: left out of every answer)", "", "")
    for fact in organisation.facts:
        table.add_row("", fact.value, fact.source, str(fact.checked_on))
    return table


def _hours(hours: Hours) -> Table:
    table = _table("Live chat", "when", "hours", "what visitors are told")
    if not hours.week:
        table.add_row("(no hours set)", "whenever staff are available", "")
    for days, times in week_in_words(hours):
        table.add_row(days, times, "")
    for name, spans in hours.eves.items():
        table.add_row(name, spans_in_words(spans) or "closed", "")
    for exception in hours.exceptions:
        days = " to ".join(map(str, sorted({exception.first, exception.last})))
        table.add_row(days, spans_in_words(exception.spans) or "closed", exception.text)
    table.add_row("answer to a written question", hours.answer_time or "(nothing promised)", "")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
