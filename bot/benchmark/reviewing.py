"""`bot benchmark --conversations N`: how soon staff see the list to review, search it and narrow it, and the figures,
where there is much.

Makes so many generated conversations in a record of its own, and asks the real web for pages as a browser does: one
after another, signed in. In the end nearly all of it has had its time, and web takes it away.
"""

import http.client
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psutil
from rich.console import Console
from rich.table import Table

from bot.benchmark.asking import p95, send
from bot.benchmark.conversations import INTENTS, LABELS, PAGES, fill
from bot.benchmark.messages import LOG, product
from bot.record import accounts, review_list, signins
from bot.record.crypto import load_key
from bot.record.database import engine, scrub, upgrade
from bot.record.review_list import Filters
from bot.web.staff import figures_page, retention_page
from bot.web.staff.review_filters import query, written
from bot.web.staff.reviewing import PATH
from bot.web.staff.signing_in import COOKIE, cookie_of

_PURGED = '"event": "purged"'
_PAUSE_SECONDS = 0.05
_WEB = "import sys; from bot.web.__main__ import main; sys.exit(main())"
_EACH = 30
"""Requests of each kind; each asks for something else where it can."""


class Times(NamedTuple):
    """Milliseconds of each request as its client sees them, and what web's own work is of one: on a machine that has
    other things to do, the first are longer than they need be."""

    each: list[float]
    work: float


class Purged(NamedTuple):
    """How many conversations went, in how many seconds; the most megabytes that web had meanwhile; and the milliseconds
    that it took to keep each message that came meanwhile."""

    gone: int
    seconds: float
    memory: float
    kept: list[float]


Ask = Callable[[], str]
"""Makes the next address of a kind."""


def run(count: int) -> int:
    """Measure with so many conversations, and print the tables. Gives the exit status."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="bot-benchmark-") as folder:
        home = Path(folder)
        record = f"sqlite:///{home / 'record.db'}"
        upgrade(record)
        started = time.perf_counter()
        writer = fill(engine(record), count)
        megabytes = (home / "record.db").stat().st_size / 1e6
        console.print(f"{count} conversations made in {time.perf_counter() - started:.0f} s, {megabytes:.0f} MB")
        account = accounts.create(engine(record), "anna@example.se", "Anna", "editor", "benchmark")
        cookie = f"{COOKIE}={cookie_of(load_key(home), signins.begin(engine(record), account))}"
        kinds = dict(_kinds(record, writer.words, writer.chance))
        with product(home, _WEB, "") as (port, process):
            web = psutil.Process(process.pid)
            times = {name: _times(web, port, ask, cookie) for name, ask in kinds.items()}
            memory = web.memory_info().rss / 1e6
        started = time.perf_counter()
        scrub(engine(record))
        scrubbed = time.perf_counter() - started
        purged = _purged(home)
    _print(console, times)
    console.print(
        f"web's memory: {memory:.0f} MB. The record written anew, after something was erased: {scrubbed:.1f} s"
    )
    console.print(
        f"When {purged.gone} of them have had their time: {purged.seconds:.0f} s until they are gone from the files. "
        f"Web's memory meanwhile: {purged.memory:.0f} MB at most. To keep a visitor's message took "
        f"{statistics.median(purged.kept):.0f} ms (p50), {max(purged.kept):.0f} ms at most"
    )
    return 0


def _purged(home: Path) -> Purged:
    """Start web where nearly all conversations have had their time, and visitors write while it takes them away."""
    log, kept, memory = home / LOG, [], 0.0
    with product(home, _WEB, "", {"BOT_CONVERSATION_DAYS": "1"}) as (port, process):
        web, started = psutil.Process(process.pid), time.perf_counter()
        while not (found := [line for line in log.read_text(encoding="utf-8").splitlines() if _PURGED in line]):
            kept.append(_keep(port))
            time.sleep(_PAUSE_SECONDS)
            memory = max(memory, web.memory_info().rss / 1e6)
        seconds = time.perf_counter() - started
    return Purged(int(json.loads(found[0])["conversations"]), seconds, memory, kept)


def _keep(port: int) -> float:
    """Milliseconds until a visitor's message is kept.

    Raises:
        SystemExit: it was not.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    try:
        if (status := send(connection, "När är kursen?").status) != 202:
            raise SystemExit(f"A message was not kept: status {status}")
    finally:
        connection.close()
    return (time.perf_counter() - started) * 1000


def _kinds(record: str, words: Sequence[str], chance: random.Random) -> Iterator[tuple[str, Ask]]:
    """What is asked for, by the group that it is shown in."""
    common, rare = words[30:200], words[5_000:20_000]

    def narrowed(**filters: object) -> str:
        return f"{PATH}?{query(Filters(**{'reviewed': None, **filters}))}"  # type: ignore[arg-type]

    def far_in() -> str:
        rows = review_list.find(engine(record), Filters(reviewed=False), limit=1)
        worth = chance.randrange(rows[0].worth)
        return f"{PATH}?efter={written(review_list.Place(worth, rows[0].number))}"

    numbers = [row.number for row in review_list.find(engine(record), Filters(newest=True), limit=200)]
    yield "list: the first page", lambda: PATH
    yield "list: far in", far_in
    yield "list: newest first", lambda: narrowed(newest=True)
    yield "search: a rare word", lambda: narrowed(words=chance.choice(rare))
    yield "search: a common word", lambda: narrowed(words=chance.choice(common))
    yield "search: two words", lambda: narrowed(words=f"{chance.choice(common)} {chance.choice(common)}")
    yield "search: a common word, newest first", lambda: narrowed(words=chance.choice(common), newest=True)
    yield "filter: did not help, not reviewed", lambda: narrowed(unhelpful=True, reviewed=False)
    yield "filter: danger and handed over", lambda: narrowed(danger=True, handed=True)
    yield (
        "filter: topic, page and unsure",
        lambda: narrowed(topic=chance.choice(INTENTS), page=chance.choice(PAGES), uncertain=True),
    )
    yield "filter: label", lambda: narrowed(label=chance.choice(LABELS))
    yield "filter: page that nothing came from", lambda: f"{PATH}?sida={quote('https://www.exempel.se/ingen/')}"
    yield "filter: English, saved for later", lambda: narrowed(english=True, later=True)
    yield "a conversation", lambda: f"{PATH}/{chance.choice(numbers)}"
    yield "the next conversation", lambda: f"{PATH}/{chance.choice(numbers)}/nasta"
    yield "figures: 30 days", lambda: figures_page.PATH
    yield "figures: a year", lambda: f"{figures_page.PATH}?fran={date.today() - timedelta(days=364)}"
    yield "figures: a chart", lambda: f"{figures_page.PATH}/svar.svg"
    yield "how long things are kept", lambda: retention_page.PATH


def _times(web: psutil.Process, port: int, ask: Ask, cookie: str) -> Times:
    before = sum(web.cpu_times()[:2])
    taken = [_time(port, ask(), cookie) for _ in range(_EACH)]
    return Times(taken, (sum(web.cpu_times()[:2]) - before) * 1000 / _EACH)


def _time(port: int, path: str, cookie: str) -> float:
    """Milliseconds until all of the page is here.

    Raises:
        SystemExit: it was no page.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    if response.status not in (200, 303):
        raise SystemExit(f"{path}: status {response.status}")
    return (time.perf_counter() - started) * 1000


def _print(console: Console, times: Mapping[str, Times]) -> None:
    table = Table(title=f"{_EACH} requests of each kind, one after another", title_justify="left")
    for column in ("page", "p50 ms", "p95 ms", "web's work ms"):
        table.add_column(column, justify="left" if column == "page" else "right")
    for name, (each, work) in times.items():
        table.add_row(name, f"{statistics.median(each):.0f}", f"{p95(each):.0f}", f"{work:.0f}")
    console.print(table)
