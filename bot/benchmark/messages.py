"""`bot benchmark`: what a message costs, measured on the whole product as it runs.

Starts the product on free ports with a folder of its own, asks it questions one after another as a browser does, and
reads in web's log where each message's time went, from web's receiving it to its answer kept and shown. The figures of
one run belong together; those of two machines, or of a busy and an idle one, do not.
"""

import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psutil
from rich.console import Console
from rich.table import Table

from bot.benchmark.asking import p95, send
from bot.benchmark.helping import help_times, print_help_times
from bot.evaluate.assistant import free_port
from bot.settings import Settings

QUESTIONS = (
    "Vem är Lotta Brännström?",
    "När var konferensen i Umeå?",
    "Vilka ordnade den nationella konferensen?",
    "Hur kontaktar jag er?",
    "Vad blir det för väder imorgon?",
    "Finns det någon nyhet om våld?",
    "Hej!",
    "Tack",
)
# A conversation has so many turns before the next one begins.
TURNS = 10
PARTS = ("web", "between", "parse", "policies", "action", "tracker", "record", "total")
"""`between` is the way to the assistant and back: HTTP, JSON and Rasa's server."""
_START_SECONDS = 120.0
_ANSWER_SECONDS = 30.0
_LOOK_SECONDS = 0.03
LOG = "benchmark.log"
# Messages that speak of danger, with the assistant up and again without it.
_HELPED = 50


def run(settings: Settings, count: int) -> int:
    """Measure `count` messages and print the tables. Gives the exit status."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bot-benchmark-") as folder:
        home = Path(folder)
        if settings.models.is_dir():
            shutil.copytree(settings.models, home / "models")
        with product(home) as (port, process):
            ask(port, QUESTIONS)  # the first messages warm everything up
            memory = _memory(process.pid)
            seqs, seconds = _measured(port, count)
            timings = _timings(home, seqs)
            helped = {"up": help_times(port, _HELPED)}
        with product(home, "import sys; from bot.web.__main__ import main; sys.exit(main())", "") as (port, _):
            helped["stopped"] = help_times(port, _HELPED)
    _print_timings(console, timings, seconds)
    print_help_times(console, helped)
    _print_memory(console, memory)
    return 0


@contextmanager
def product(
    home: Path,
    code: str = "from bot.cli import main; main()",
    state: str = "ready",
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A product of its own, on free ports and with its home in `home`: the port of its web, and its process.

    Args:
        code: what runs; all of it, if not given.
        state: what web is to say of the assistant before it counts as ready; empty: it need only answer.
        settings: variables beside those, by their names.
    """
    environment = {
        **os.environ,
        **{name: str(free_port()) for name in ("BOT_PORT", "BOT_ASSISTANT_PORT", "BOT_ACTIONS_PORT")},
        "BOT_HOME": str(home),
        "BOT_MESSAGES_A_MINUTE": "1000000",
        "BOT_MESSAGES_A_MINUTE_ADDRESS": "1000000",
        **settings,
    }
    port = int(environment["BOT_PORT"])
    command = [sys.executable, "-c", code, "run"]
    log = home / LOG
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_until_ready(port, process, log, state)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path, state: str) -> None:
    """Wait until web answers and, unless `state` is empty, says that the assistant is in that state."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if _get(port, "/health")["assistant"] == state or not state:
                return
        except (OSError, ValueError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise SystemExit(f"The product did not become ready. It said:\n{log.read_text(errors='replace')}")


def _get(port: int, path: str, cookie: str = "") -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        found: dict[str, object] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def ask(port: int, questions: Sequence[str]) -> list[int]:
    """Ask in one conversation, each question after the answer to the one before; gives the messages' numbers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    cookie, seqs = "", []
    try:
        for question in questions:
            _, kept, cookie = send(connection, question, cookie)
            seqs.append(int(kept["seq"]))
            _wait_for_answer(connection, cookie, seqs[-1])
    finally:
        connection.close()
    return seqs


def _wait_for_answer(connection: http.client.HTTPConnection, cookie: str, seq: int) -> None:
    end = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)  # first of all: a browser waits for the stream, and asks nothing meanwhile
        connection.request("GET", f"/api/conversation?after={seq}", headers={"Cookie": cookie})
        if json.loads(connection.getresponse().read())["messages"]:
            return
    raise SystemExit(f"Message {seq} had no answer within {_ANSWER_SECONDS:g} s.")


def _measured(port: int, count: int) -> tuple[list[int], float]:
    start = time.perf_counter()
    seqs: list[int] = []
    while len(seqs) < count:
        turns = min(TURNS, count - len(seqs))
        seqs += ask(port, [QUESTIONS[(len(seqs) + turn) % len(QUESTIONS)] for turn in range(turns)])
    return seqs, time.perf_counter() - start


def _timings(home: Path, seqs: Sequence[int]) -> list[dict[str, float]]:
    """What web says in its log of where these messages' time went, in milliseconds."""
    wanted, found = set(seqs), []
    for line in (home / LOG).read_text(encoding="utf-8", errors="replace").splitlines():
        entry = json.loads(line) if line.startswith("{") else {}
        if entry.get("event") == "answered" and entry["seq"] in wanted:
            timing = {part: float(entry.get(f"{part}_ms", 0.0)) for part in PARTS}
            inside = sum(timing[part] for part in ("parse", "policies", "action", "tracker"))
            found.append({**timing, "between": entry["assistant_ms"] - inside})
    return found


def _memory(pid: int) -> dict[str, float]:
    """Resident megabytes of each process, by its module."""
    found = {}
    for child in psutil.Process(pid).children(recursive=True):
        arguments = child.cmdline()
        if "-m" in arguments:
            found[arguments[arguments.index("-m") + 1]] = child.memory_info().rss / 1e6
    return found


def _print_timings(console: Console, timings: Sequence[dict[str, float]], seconds: float) -> None:
    table = Table(title=f"{len(timings)} messages, one after another, {seconds:.1f} s in all")
    for column in ("part", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "part" else "right")
    for part in PARTS:
        values = [timing.get(part, 0.0) for timing in timings]
        table.add_row(part, f"{statistics.median(values):.2f}", f"{p95(values):.2f}")
    console.print(table)


def _print_memory(console: Console, memory: dict[str, float]) -> None:
    table = Table(title="Resident memory")
    table.add_column("process")
    table.add_column("MB", justify="right")
    for name, megabytes in sorted(memory.items()):
        table.add_row(name, f"{megabytes:.0f}")
    console.print(table)
