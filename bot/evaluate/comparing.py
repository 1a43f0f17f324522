"""Asks a new model all files of questions beside the one in use: `python -m bot.evaluate.comparing OLD NEW`.

The two are model files; what came of it is kept beside each (`models.asked_file`). It prints a line of JSON a step
(`{"step", "done", "of"}`).
One assistant of its own answers, in a home of its own: visitors' conversations are not touched. It changes the model in
between, as the running product will.
"""

import asyncio
import json
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bot import models
from bot import settings as settings_module
from bot.evaluate.assistant import Assistant, NotRunning, settings_in
from bot.evaluate.cases import Case, CaseError, read_cases
from bot.evaluate.conversations import Played, play
from bot.evaluate.homes import kept_variables, vector_texts
from bot.evaluate.judging import said
from bot.material.encoding import encode
from bot.material.lessons import CATEGORY
from bot.material.meaning import model_version
from bot.material.vectors import VectorFile
from bot.record import crypto
from bot.settings import ROOT, Settings
from bot.switching import SwitchError, switch

Change = Literal["better", "worse", "different", "same"]
Tell = Callable[[int, int], None]

_AT_ONCE = 20
_PARALLEL = 2
# More new passages than these are not waited for: the assistant encodes them while it answers.
_MOST_ENCODED = 200
_REFERENCE = re.compile(r"\bKF-\w{4}\b")


class Compared(NamedTuple):
    """How two models answered a conversation; the texts are what each said to the last turn."""

    case: Case
    change: Change
    before: str
    after: str
    shortfalls: tuple[str, ...]


def question_files(settings: Settings) -> list[Path]:
    """The product's own files of questions, and the installation's, the taught ones among them.

    The product's own are about the articles that it ships, which a demo has not.
    """
    own = settings.content / "conversations"
    folders = (own,) if settings.is_example else (ROOT / "tests" / "conversations", own)
    return [file for folder in folders for file in sorted(folder.glob("*.jsonl"))]


def compare(settings: Settings, old: Path, new: Path, tell: Tell) -> list[Compared]:
    """Ask both models all conversations that are for the content as it is.

    Args:
        tell: is told how many of how many answers there are.
    Raises:
        CaseError: a file of questions is wrong.
        NotRunning, SwitchError: a model cannot be used.
    """
    cases = [case for file in question_files(settings) for case in read_cases(file) if not case.content]
    with tempfile.TemporaryDirectory(prefix="bot-compare-") as folder:
        own = settings_in(Path(folder), **kept_variables(settings))
        if settings.content.is_dir():
            shutil.copytree(settings.content, own.content)
        own.models.mkdir(parents=True)
        models.use(own.models, Path(shutil.copy2(old, own.models)))
        _put_vectors(settings, own)
        assistant = Assistant(own)
        try:
            assistant.start()
            before = _ask(cases, assistant, lambda done: tell(done, 2 * len(cases)))
            asyncio.run(switch(own, crypto.load_secret(own.home), new))
            after = _ask(cases, assistant, lambda done: tell(len(cases) + done, 2 * len(cases)))
        finally:
            assistant.stop()
    return [_compared(*pair) for pair in zip(before, after, strict=True)]


def as_data(compared: Sequence[Compared]) -> dict[str, Any]:
    """How many each model answered right, of how many; every conversation that the two answer differently; and all
    that the new model answers wrong, the taught ones marked."""
    right = sum(not one.shortfalls for one in compared)
    better, worse = (sum(one.change == change for one in compared) for change in ("better", "worse"))
    return {
        "of": len(compared),
        "right": right,
        "right_before": right - better + worse,
        "changes": [
            {"id": one.case.id, "turns": one.case.turns, "change": one.change, "before": one.before, "after": one.after}
            | {"shortfalls": one.shortfalls}
            for one in compared
            if one.change != "same"
        ],
        "wrong": [
            {"turns": one.case.turns, "after": one.after, "taught": one.case.category == CATEGORY}
            for one in compared
            if one.shortfalls
        ],
    }


def _ask(cases: Sequence[Case], assistant: Assistant, tell: Callable[[int], None]) -> list[Played]:
    found: list[Played] = []
    for start in range(0, len(cases), _AT_ONCE):
        found += play(cases[start : start + _AT_ONCE], assistant, _PARALLEL)
        tell(len(found))
    return found


def _compared(before: Played, after: Played) -> Compared:
    texts = _text(before), _text(after)
    change: Change = "same" if texts[0] == texts[1] else "different"
    if before.right != after.right:
        change = "better" if after.right else "worse"
    return Compared(after.case, change, *texts, after.shortfalls)


def _text(played: Played) -> str:
    """What was said to the last turn; nothing where an answer was refused. Reference numbers are another each time."""
    answered = len(played.answers) == len(played.case.turns)
    return _REFERENCE.sub("KF-0000", said(played.answers[-1])) if answered else ""


def _put_vectors(settings: Settings, own: Settings) -> None:
    """Give the other home the passages' vectors. New ones are encoded first, for the running assistant too."""
    version = model_version() if own.meaning else ""
    texts = vector_texts(own) if version else []
    if not texts:
        return
    kept = VectorFile(settings.vectors, version)
    if kept.want(texts) <= _MOST_ENCODED:
        encode(kept)
    if (vectors := kept.read(texts)) is not None:
        VectorFile(own.vectors, version).store(texts, vectors)


def main() -> int:
    """0 when the files were written."""

    def tell(done: int, of: int) -> None:
        with suppress(BrokenPipeError):
            print(json.dumps({"step": "asking", "done": done, "of": of}), flush=True)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends, and the home goes
    old, new = map(Path, sys.argv[1:3])
    try:
        found = compare(settings_module.load(), old, new, tell)
    except (CaseError, NotRunning, SwitchError, OSError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    told = as_data(found)
    models.keep_asked(new, told)
    if not models.asked_file(old).exists():  # `bot run` has trained it
        models.keep_asked(old, {"of": told["of"], "right": told["right_before"], "changes": []})
    return 0


if __name__ == "__main__":
    sys.exit(main())
