"""`bot evaluate peers`: our assistant, Rasa's stock pipeline and a plain site search, asked the same questions."""

import hashlib
import json
import math
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bot import models
from bot.assistant import fingerprint
from bot.evaluate import judging, stock
from bot.evaluate.assistant import Assistant, NotRunning, settings_in
from bot.evaluate.assistant import run as run_python
from bot.evaluate.cases import Case
from bot.evaluate.conversations import Played, play
from bot.evaluate.figures import percentile
from bot.evaluate.homes import kept_variables, put_vectors
from bot.evaluate.site_search import SiteSearch
from bot.material.reading import read_material
from bot.settings import Settings

# The stock pipeline has three networks of a hundred epochs each.
_TRAIN_SECONDS = 4 * 3600.0
_SECONDS = "seconds.json"
_WARM_UP = 5


class Result(NamedTuple):
    """How one of the three did. Seconds and megabytes (10⁶ bytes) are nan where there is nothing to measure."""

    name: str
    played: tuple[Played, ...]
    train_seconds: float
    process_megabytes: float
    model_megabytes: float


class Trained(NamedTuple):
    """The models of a comparison, each trained once: contact facts are in none of them.

    Attributes:
        folder: where they lie. seconds: how long each took, by its name, which is a hash of what it is made of.
    """

    folder: Path
    seconds: dict[str, float]

    def add(self, name: str, model: Path, seconds: float) -> None:
        """Keep a model, and how long its training took."""
        shutil.copy2(model, models.file(self.folder, name))
        self.seconds[name] = seconds
        (self.folder / _SECONDS).write_text(json.dumps(self.seconds), encoding="utf-8")


def trained_in(folder: Path) -> Trained:
    """The models that earlier comparisons kept in a folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / _SECONDS
    return Trained(folder, json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {})


def compare(
    cases: Sequence[Case], settings: Settings, content: Path | None, epochs: int | None, trained: Trained
) -> list[Result]:
    """Train and ask all three, with one folder of content over the shipped one; one message at a time.

    Args:
        trained: models of earlier comparisons, which are not trained again; new ones are added.
    Raises:
        NotRunning: a training failed or an assistant did not start.
    """
    results = []
    with _home(settings, content) as own:
        seconds = _train_ours(own, trained)
        put_vectors(settings, own)
        results.append(_ask("Har du frågor?", cases, own, seconds))
        material, _ = read_material(own.material_folders)
    with _home(settings, content) as own:
        seconds = _train_stock(own, epochs, trained)
        results.append(_ask("Rasa's stock pipeline", cases, own, seconds))
    search = SiteSearch(material.shown)
    results.append(Result("site search", tuple(play(cases, search, 1)), math.nan, math.nan, math.nan))
    return results


def print_comparison(console: Console, title: str, results: Sequence[Result]) -> None:
    """The three side by side."""
    table = Table("", title=title)
    for result in results:
        table.add_column(result.name, justify="right")
    counts = [_counts(result.played) for result in results]
    for row, name in enumerate(("right", "wrong", "does not know")):
        table.add_row(name, *(str(count[row]) for count in counts))
    table.add_section()
    for name, values in (
        ("ms a message, p50", [_milliseconds(result.played, 50) for result in results]),
        ("ms a message, p95", [_milliseconds(result.played, 95) for result in results]),
        ("p50 beside ours", [_beside(result.played, results[0].played) for result in results]),
        ("seconds to train", [result.train_seconds for result in results]),
        ("MB of the assistant's memory", [result.process_megabytes for result in results]),
        ("MB of the model", [result.model_megabytes for result in results]),
    ):
        table.add_row(name, *(_figure(value) for value in values))
    table.add_section()
    for category in dict.fromkeys(one.case.category for one in results[0].played):
        of = [[one for one in result.played if one.case.category == category] for result in results]
        rights = [f"{sum(one.right for one in ones)} of {len(ones)}" for ones in of]
        table.add_row(f"right: {category}", *rights)
    console.print(table)


def _counts(played: Sequence[Played]) -> tuple[int, int, int]:
    """Right, wrong, and not right because the bot says that it does not know or says nothing."""
    right = sum(one.right for one in played)
    unknown = sum(1 for one in played if not one.right and _does_not_know(one))
    return right, len(played) - right - unknown, unknown


def _figure(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def _does_not_know(one: Played) -> bool:
    return len(one.answers) < len(one.case.turns) or judging.does_not_know(one.answers[-1])


def _beside(played: Sequence[Played], ours: Sequence[Played]) -> float:
    """How many times as long as ours a message takes."""
    return _milliseconds(played, 50) / (_milliseconds(ours, 50) or math.nan)


def _milliseconds(played: Sequence[Played], percent: float) -> float:
    return percentile([answer["timings"]["total"] for one in played for answer in one.answers], percent)


def _ask(name: str, cases: Sequence[Case], own: Settings, seconds: float) -> Result:
    model = models.current(own.models)
    assert model is not None
    assistant = Assistant(own)
    try:
        assistant.start()
        play(cases[:_WARM_UP], assistant, 1)
        played = play(cases, assistant, 1)
        memory = assistant.processes["assistant"].megabytes
    finally:
        assistant.stop()
    return Result(name, tuple(played), seconds, memory, model.stat().st_size / 1e6)


@contextmanager
def _home(settings: Settings, content: Path | None) -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="bot-peers-") as folder:
        own = settings_in(Path(folder), **kept_variables(settings))
        overlay = settings.content if content is None else content
        if overlay.is_dir():
            shutil.copytree(overlay, own.content)
        yield own


def _train_ours(own: Settings, trained: Trained) -> float:
    name = fingerprint.of_model(own)
    return _once(name, own, trained, lambda: _timed(["-m", "bot.assistant.train"], own))


def _train_stock(own: Settings, epochs: int | None, trained: Trained) -> float:
    """Train by Rasa's own command, and take the model into use."""
    project = own.home / "stock"
    stock.write_project(project, own, epochs)
    paths = {"--domain": project / "domain", "--config": project / "config.yml", "--data": project / "data"}
    options = [str(word) for pair in paths.items() for word in pair]
    name = _hash(project)
    words = ["rasa", "train", *options, "--out", str(own.models), "--fixed-model-name", name]
    return _once(name, own, trained, lambda: _timed(["-c", "from bot.cli import main; main()", *words], own))


def _once(name: str, own: Settings, trained: Trained, train: Callable[[], float]) -> float:
    """Take the model of that name into use, trained where none is kept; the seconds that its training took."""
    if name not in trained.seconds:
        seconds = train()
        trained.add(name, models.file(own.models, name), seconds)
    own.models.mkdir(parents=True, exist_ok=True)
    models.use(own.models, Path(shutil.copy2(models.file(trained.folder, name), own.models)))
    return trained.seconds[name]


def _hash(folder: Path) -> str:
    """16 hexadecimal digits of the names and the bytes of all files below a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    parts = [part for file in files for part in (str(file.relative_to(folder)).encode(), file.read_bytes())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _timed(arguments: Sequence[str], own: Settings) -> float:
    start = time.perf_counter()
    done = run_python(arguments, own, timeout=_TRAIN_SECONDS)
    if done.returncode != 0:
        raise NotRunning(f"Training failed ({done.args}):\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start
