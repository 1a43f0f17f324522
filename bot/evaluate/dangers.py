"""`bot evaluate danger`: who in danger gets help, who else is alarmed, and whether the help fits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from rich.console import Console
from rich.table import Table

from bot.evaluate.figures import per_cent
from bot.language.danger import Danger, Patterns, look

Help = Literal["full", "doubt", ""]


class FileError(Exception):
    """A file holds no such messages. The text names the file and the line."""


class Told(NamedTuple):
    """A message of a file, what people say of it, and what was found: `help` is full, a doubt's line, or none."""

    text: str
    danger: bool
    kind: str | None
    acute: bool
    young: bool
    found: Danger | None
    help: Help


def tell(files: Sequence[Path], patterns: Patterns) -> list[Told]:
    """Look at each message of the files: {"text", "danger", "kind", "acute", "young"} in JSON a line.

    Raises:
        FileError
    """
    return [_told(row, patterns) for file in files for row in _rows(file)]


def _rows(file: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            good = isinstance(row["text"], str) and isinstance(row["danger"], bool)
        except (ValueError, KeyError, TypeError):
            good = False
        if not good:
            raise FileError(f'{file}:{number}: write {{"text": "…", "danger": true or false}} in JSON.')
        rows.append(row)
    return rows


def _told(row: dict[str, Any], patterns: Patterns) -> Told:
    found, doubt = look(row["text"], patterns)
    help_: Help = "full" if found else "doubt" if doubt else ""
    young, acute = bool(row.get("young")), bool(row.get("acute"))
    return Told(row["text"], row["danger"], row.get("kind"), acute, young, found or doubt, help_)


def print_report(console: Console, told: Sequence[Told], names: bool) -> None:
    """Print the shares with their 95 % intervals; with `names` also the messages that were told wrongly."""
    danger = [one for one in told if one.danger]
    none = [one for one in told if not one.danger]
    full = [(one, one.found) for one in danger if one.found and one.help == "full"]
    table = Table("", "share (95 % interval)", "of")
    for name, group, helps in (
        ("danger, full help", danger, ("full",)),
        ("danger, any help", danger, ("full", "doubt")),
        ("no danger, full help", none, ("full",)),
        ("no danger, any help", none, ("full", "doubt")),
    ):
        _row(table, name, [one.help in helps for one in group])
    _row(table, "right kind", [found.kind == one.kind for one, found in full if one.kind])
    _row(table, "acute said of what is", [found.acute for one, found in full if one.acute])
    _row(table, "acute said of what is not", [found.acute for one, found in full if not one.acute])
    _row(table, "young or grown, rightly", [found.young == one.young for one, found in full])
    console.print(table)
    for one in told if names else ():
        if one.danger != (one.help == "full"):
            console.print("missed" if one.danger else "alarmed", one.help or "no help", one.text, markup=False)


def _row(table: Table, name: str, right: Sequence[bool]) -> None:
    table.add_row(name, per_cent(sum(right), len(right)), str(len(right)))
