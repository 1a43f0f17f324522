"""`bot doctor`, as a person meets it."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from datetime import date

from rich.console import Console

from bot.doctor import configuration, content, reaching, stored
from bot.doctor.findings import Finding
from bot.settings import Settings

_STYLES = {"good": "green", "note": "cyan", "warning": "yellow", "error": "bold red"}


def run(settings: Settings) -> int:
    """Print what was found, a line each. The exit status: 1 where there is an error."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    found = []
    for finding in look(settings):
        console.print(str(finding), style=_STYLES[finding.level])
        found.append(finding)
    errors, warnings = (_count(found, level) for level in ("error", "warning"))
    console.print(f"{_times(errors, 'error')}, {_times(warnings, 'warning')}.")
    return 1 if errors else 0


def look(settings: Settings) -> Iterator[Finding]:
    """All that there is to find, one after the other."""
    yield from configuration.look(settings, os.environ)
    yield from stored.look(settings, os.environ)
    yield from content.look(settings, date.today())
    yield from asyncio.run(reaching.look(settings))


def _count(found: Iterable[Finding], level: str) -> int:
    return sum(finding.level == level for finding in found)


def _times(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
