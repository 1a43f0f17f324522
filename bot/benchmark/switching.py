"""How long visitors wait while the assistant is given another model, as at the end of a publication.

Two visitors ask one question after another, first with nothing else going on, then while the model is switched again
and again. A switch loads the same model anew: that takes as long as another one of its size.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.table import Table

from bot import models
from bot.benchmark.asking import p95
from bot.benchmark.messages import QUESTIONS, ask, product
from bot.evaluate.assistant import free_port
from bot.record.crypto import load_secret
from bot.settings import Settings, load
from bot.switching import switch

_VISITORS = 2
_QUIET_SECONDS = 10.0
_PAUSE_SECONDS = 0.5
"""Between two switches, so that each is one of its own."""

Span = tuple[float, float]
"""When something began and ended, in seconds of one clock."""


def run(settings: Settings, switches: int) -> int:
    """Switch so many times and print a table. Gives the exit status."""
    port_of_assistant = {"BOT_ASSISTANT_PORT": str(free_port())}
    with tempfile.TemporaryDirectory(prefix="bot-benchmark-") as folder:
        home = Path(folder)
        if settings.models.is_dir():
            shutil.copytree(settings.models, home / "models")
        own = load({"BOT_HOME": folder, **port_of_assistant})
        with product(home, settings=port_of_assistant) as (port, _):
            ask(port, QUESTIONS)  # the first messages warm everything up
            with _visitors(port) as quiet:
                time.sleep(_QUIET_SECONDS)
            with _visitors(port) as meanwhile:
                loads = [_switch(own) for _ in range(switches)]
    _print(quiet, [asked for asked in meanwhile if any(_overlap(asked, load) for load in loads)], loads)
    return 0


@contextmanager
def _visitors(port: int) -> Iterator[list[Span]]:
    """Visitors who ask as long as this lasts: when each question was sent and its answer seen, filled in by the end.

    Raises:
        SystemExit: a question had no answer.
    """
    over = Event()

    def visit(number: int) -> list[Span]:
        asked: list[Span] = []
        while not over.is_set():
            began = time.perf_counter()
            ask(port, [QUESTIONS[(len(asked) + number) % len(QUESTIONS)]])
            asked.append((began, time.perf_counter()))
        return asked

    found: list[Span] = []
    with ThreadPoolExecutor(_VISITORS) as pool:
        visits = [pool.submit(visit, number) for number in range(_VISITORS)]
        try:
            yield found
        finally:
            over.set()
    for asked in visits:
        found += asked.result()


def _switch(own: Settings) -> Span:
    model = models.current(own.models)
    assert model
    time.sleep(_PAUSE_SECONDS)
    began = time.perf_counter()
    if not asyncio.run(switch(own, load_secret(own.home), model)):
        raise SystemExit("The assistant is not there.")
    return began, time.perf_counter()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _print(quiet: Sequence[Span], meanwhile: Sequence[Span], loads: Sequence[Span]) -> None:
    title = f"{len(loads)} switches, {statistics.median(end - began for began, end in loads):.2f} s each; all answered"
    table = Table(title=title)
    for column in ("questions asked", "number", "p50 ms", "p95 ms", "longest ms"):
        table.add_column(column, justify="left" if column == "questions asked" else "right")
    for name, asked in (("with nothing else", quiet), ("while a model is switched", meanwhile)):
        waits = [(end - began) * 1000 for began, end in asked]
        table.add_row(
            name, str(len(waits)), f"{statistics.median(waits):.0f}", f"{p95(waits):.0f}", f"{max(waits):.0f}"
        )
    Console().print(table)
