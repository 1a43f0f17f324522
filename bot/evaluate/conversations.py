"""`bot evaluate conversations`: plays conversations against the real assistant and says how many went right."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bot.evaluate import judging
from bot.evaluate.assistant import Assistant, Refused, new_conversation, request
from bot.evaluate.cases import Case
from bot.settings import ROOT

Opener = Callable[[Path | None], AbstractContextManager[Assistant]]
"""Gives a running assistant with a folder of content over the shipped one."""


class Answerer(Protocol):
    """What can be asked: a running assistant, or something that is compared with it."""

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]: ...


class Played(NamedTuple):
    """A conversation that was played.

    Attributes:
        shortfalls: in what the last answer is wrong; none where it is right.
        answers: what the assistant answered to each turn, by the contract; fewer than turns where it refused one.
        milliseconds: what each turn took, as its client saw it.
    """

    case: Case
    shortfalls: tuple[str, ...]
    answers: tuple[dict[str, Any], ...]
    milliseconds: tuple[float, ...]

    @property
    def right(self) -> bool:
        return not self.shortfalls


def play_all(cases: Sequence[Case], opener: Opener, content: Path | None, parallel: int) -> list[Played]:
    """Play conversations, those of the same content together; in the order given.

    Args:
        opener: opens an assistant for a folder of content.
        content: the folder for cases that name none of their own.
        parallel: how many conversations at a time.
    """
    found: dict[int, Played] = {}
    for folder in dict.fromkeys(case.content for case in cases):
        places = [place for place, case in enumerate(cases) if case.content == folder]
        with opener(ROOT / "tests" / folder if folder else content) as assistant:
            played = play([cases[place] for place in places], assistant, parallel)
        found |= dict(zip(places, played, strict=True))
    return [found[place] for place in range(len(cases))]


def play(cases: Sequence[Case], assistant: Answerer, parallel: int = 2) -> list[Played]:
    """Play conversations against a running assistant, several at a time, each as a new visitor's."""
    with ThreadPoolExecutor(parallel) as pool:
        return list(pool.map(lambda case: play_one(case, assistant), cases))


def play_one(case: Case, assistant: Answerer) -> Played:
    """Play one conversation and judge its last answer."""
    conversation = new_conversation()
    answers: list[dict[str, Any]] = []
    milliseconds: list[float] = []
    for turn in case.turns:
        start = time.perf_counter()
        try:
            answers.append(assistant.message(request(conversation, turn)))
        except Refused as refused:
            return Played(case, (f"no answer to “{turn}”: {refused}",), tuple(answers), tuple(milliseconds))
        milliseconds.append((time.perf_counter() - start) * 1000)
    return Played(case, tuple(judging.shortfalls(case.expect, answers[-1])), tuple(answers), tuple(milliseconds))
