"""What visitors and staff say and do in the demo, as `conversations.yml` has it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args

import yaml

from bot.material.opening import SWEDEN

Does = Literal[
    "visitor", "choose", "person", "helpful", "unhelpful", "take", "staff", "close", "note", "answer", "seen", "right",
    "wrong", "missing", "label", "reviewed", "delete", "leave",
]  # fmt: skip
DOES = get_args(Does)
"""A visitor writes, chooses the button of this number, asks for a person, says that an answer helped or did not. One of
the staff takes the conversation, writes, closes it (`close`: the outcome), writes a note, answers a written question,
has seen that it is about danger. One reviews it: the last answer is right, or wrong (`wrong`: the article that it
should have been of, a bar, and the question in other words), or a fact is missing (`missing`: the question in other
words); puts a label on it; has reviewed it. The visitor deletes the conversation, or leaves."""

_SECONDS = {"visitor": 50, "choose": 15, "person": 20, "staff": 90, "take": 40}
_SECONDS_OF_THE_REST = 30


class Step(NamedTuple):
    """Somebody does something, so long after what came before."""

    does: Does
    what: str
    after: timedelta


@dataclass(frozen=True)
class Example:
    """A conversation that began at `time` (Swedish time) so many days ago. `staff`: who of them is in it, if any."""

    day: int
    time: time
    page: str
    easy: bool
    staff: str
    steps: tuple[Step, ...]

    def begins(self, now: datetime) -> datetime:
        """When it began, seen from now."""
        day = now.astimezone(SWEDEN).date() - timedelta(days=self.day)
        return datetime.combine(day, self.time, SWEDEN)


def read(file: Path) -> tuple[list[Example], dict[str, tuple[str, str]]]:
    """The conversations, the oldest first; and the staff in them by what the file calls them: name and role.

    Raises:
        ValueError: a line of the file says something that the demo cannot do.
    """
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    staff = {name: (one["name"], one["role"]) for name, one in found["staff"].items()}
    examples = [_example(one) for one in found["conversations"]]
    return sorted(examples, key=lambda one: (-one.day, one.time)), staff


def _example(given: dict[str, Any]) -> Example:
    steps = tuple(_step(one) for one in given["steps"])
    at = time.fromisoformat(given["time"])
    return Example(int(given["day"]), at, given.get("page", ""), bool(given.get("easy")), given.get("staff", ""), steps)


def _step(given: dict[str, Any]) -> Step:
    given = dict(given)
    minutes = given.pop("minutes", None)
    (does, what), *more = given.items()
    if more or does not in DOES:
        raise ValueError(f"conversations.yml: {given!r} must be one of {', '.join(DOES)}, and nothing else.")
    seconds = _SECONDS.get(does, _SECONDS_OF_THE_REST)
    return Step(cast("Does", does), str(what), timedelta(minutes=minutes) if minutes else timedelta(seconds=seconds))
