"""`bot benchmark --news`: what an import costs, on an invented website on this machine."""

import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bot.benchmark.news_site import TROUBLES, NewsSite, invented_articles, site_of

_BOT = (sys.executable, "-c", "from bot.cli import main; main()")


class _Run(NamedTuple):
    seconds: float
    memory_mb: float
    requests: int
    lines: list[str]


def run(pages: int) -> int:
    """Import a sitemap of so many pages twice, the second time unchanged, and print the figures; the exit status."""
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="bot-benchmark-") as folder:
        home = Path(folder) / "home"
        with site_of(invented_articles(Path(folder) / "site", max(pages - TROUBLES, 5))) as site:
            first, again = _sync(site, home), _sync(site, home)
    for line, why in pairwise(first.lines):
        if line.startswith(("refused", "double")):
            console.print(f"{line.replace(site.url, '')}: {why.strip()}")
    table = Table(title=f"A sitemap of {len(site.listed)} pages, no delay between them", title_justify="left")
    for column in ("", "seconds", "pages a second", "requests", "memory MB"):
        table.add_column(column, justify="right" if column else "left")
    for name, one in (("first", first), ("again", again)):
        speed = len(site.listed) / one.seconds
        table.add_row(name, f"{one.seconds:.1f}", f"{speed:.0f}", str(one.requests), f"{one.memory_mb:.0f}")
    console.print(table)
    for name, one in (("first", first), ("again", again)):
        console.print(f"{name}: {next(line for line in one.lines if ' refused' in line and line.endswith('.'))}")
    return 0


def _sync(site: NewsSite, home: Path) -> _Run:
    """`bot material sync` in a process of its own."""
    before, started = len(site.asked), time.monotonic()
    environment = {**os.environ, "BOT_HOME": str(home), "BOT_NEWS_PRIVATE_HOSTS": site.host}
    arguments = ("material", "sync", f"{site.url}/sitemap.xml", "--yes", "--delay", "0")
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*_BOT, *arguments], env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = output.read().decode().splitlines()
    if process.returncode:
        raise SystemExit("\n".join(lines))
    memory = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return _Run(time.monotonic() - started, memory, len(site.asked) - before, lines)
