"""The publication under way, or the last one, as it stands in a file: it survives a restart of web."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from bot.files import write_at_once

Phase = Literal[
    "idle", "checking", "training", "asking", "worse", "switching", "done", "nothing", "failed", "broken_off", "undone"
]
RUNNING: frozenset[Phase] = frozenset({"checking", "training", "asking", "switching"})

FILE = "publishing.json"


@dataclass(frozen=True)
class Publication:
    """The publication under way, or the last one.

    Attributes:
        phase: how far it has come. `worse`: it waits for somebody to decide. `broken_off`: web ended meanwhile.
        done, of: how much of the phase is done.
        by: who of the staff began it.
        began, ended: ISO 8601 in UTC; empty: not yet.
        model: the new model's name; empty: there is none yet.
        before: the name of the model that was in use; with it the publication can be undone.
        problem: what went wrong, for who runs the product.
    """

    phase: Phase = "idle"
    done: int = 0
    of: int = 0
    by: str = ""
    began: str = ""
    ended: str = ""
    model: str = ""
    before: str = ""
    problem: str = ""

    @property
    def runs(self) -> bool:
        return self.phase in RUNNING


def read(file: Path) -> Publication:
    """What stands in the file; an empty publication where there is none, or it is broken."""
    with suppress(OSError, ValueError, TypeError):
        found = Publication(**json.loads(file.read_text(encoding="utf-8")))
        if found.phase in get_args(Phase):
            return found
    return Publication()


def write(file: Path, publication: Publication) -> None:
    """Write the file in one step."""
    write_at_once(file, json.dumps(asdict(publication), ensure_ascii=False, indent=1))
