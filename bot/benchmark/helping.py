"""How soon web gives help in danger: from sending the message to the answer that says it is kept, help beside it."""

import http.client
import statistics
import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bot.benchmark.asking import p95, send

MESSAGES = (
    "min man slår mig",
    "jag vill inte leva längre",
    "han hotar att sprida mina bilder",
    "pappa slår mamma just nu",
    "jag är rädd att jag slår henne",
)
_PAUSE_SECONDS = 0.05


def help_times(port: int, count: int) -> list[float]:
    """Milliseconds for each of `count` messages, each the first one of its conversation, one after another.

    Raises:
        SystemExit: a message got no help.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        return [_time(connection, MESSAGES[number % len(MESSAGES)]) for number in range(count)]
    finally:
        connection.close()


def _time(connection: http.client.HTTPConnection, text: str) -> float:
    time.sleep(_PAUSE_SECONDS)
    started = time.perf_counter()
    _, kept, cookie = send(connection, text)
    taken = (time.perf_counter() - started) * 1000
    connection.request("GET", f"/api/conversation?after={kept['seq']}&tab={kept['tab']}", headers={"Cookie": cookie})
    if "112" not in connection.getresponse().read().decode("utf-8"):
        raise SystemExit(f"Web gave no help on {text!r}: {kept}")
    return taken


def print_help_times(console: Console, times: Mapping[str, Sequence[float]]) -> None:
    """Print a line for each state of the assistant."""
    table = Table(title="Help in danger, from sending to kept")
    for column in ("assistant", "messages", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "assistant" else "right")
    for state, values in times.items():
        table.add_row(state, str(len(values)), f"{statistics.median(values):.2f}", f"{p95(values):.2f}")
    console.print(table)
