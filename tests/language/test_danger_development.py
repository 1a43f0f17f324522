"""How many of the messages of `tests/danger/development.jsonl` get help: indirect ones, and such that are no danger.

They were written for this project by people who had not seen the patterns; nothing is fitted on them.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from bot.language.danger import EXAMPLES, check, load, suspect

ROOT = Path(__file__).parents[2]
PATTERNS = load(ROOT / "data/danger/patterns.yml")
MESSAGES: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/danger/development.jsonl").read_text(encoding="utf-8").splitlines()
]
DANGER = [message for message in MESSAGES if message["danger"]]
NONE = [message["text"] for message in MESSAGES if not message["danger"]]


def test_nearly_all_who_are_in_danger_get_the_help() -> None:
    missed = [message["text"] for message in DANGER if check(message["text"], PATTERNS) is None]
    assert len(missed) <= 0.02 * len(DANGER), missed


def test_hardly_anybody_else_gets_it() -> None:
    alarms = [text for text in NONE if check(text, PATTERNS)]
    assert len(alarms) <= 0.01 * len(NONE), alarms


def test_a_line_of_help_stands_under_few_other_answers() -> None:
    doubts = [text for text in NONE if not check(text, PATTERNS) and suspect(text, PATTERNS)]
    assert len(doubts) <= 0.05 * len(NONE), doubts


def test_a_doubt_by_likeness_alone_is_never_acute() -> None:
    files = sorted((ROOT / "tests/danger").glob("*.jsonl"))
    every = [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    doubts = [found for text in every if not check(text, PATTERNS) and (found := suspect(text, PATTERNS))]
    alone = [found for found in doubts if found.rule == EXAMPLES]
    assert alone
    assert not [found for found in alone if found.acute]


def test_the_help_is_mostly_of_the_right_kind() -> None:
    found = [(check(message["text"], PATTERNS), message["kind"]) for message in DANGER]
    right = [danger.kind == kind for danger, kind in found if danger]
    assert sum(right) >= 0.83 * len(right)


def test_what_happens_now_is_told_as_acute() -> None:
    missed = [
        one["text"] for one in DANGER if one["acute"] and (said := check(one["text"], PATTERNS)) and not said.acute
    ]
    assert len(missed) <= 0.05 * sum(one["acute"] for one in DANGER), missed


def test_the_young_are_mostly_told_from_the_grown() -> None:
    found = [(said.young, one["young"]) for one in DANGER if (said := check(one["text"], PATTERNS))]
    assert sum(said == young for said, young in found) >= 0.75 * len(found)


def test_the_weights_are_fitted_to_the_examples_that_stand_in_the_files() -> None:
    folder = ROOT / "data/danger/examples"
    lines = {
        path.stem: [
            line for block in yaml.safe_load(path.read_text(encoding="utf-8")).values() for line in block.split("\n")
        ]
        for path in folder.glob("*.yml")
    }
    told = {kind: [check(line, PATTERNS) for line in found if line] for kind, found in lines.items()}
    alarms = told.pop("none")
    found = [danger for dangers in told.values() for danger in dangers]
    assert sum(danger is not None for danger in alarms) <= 0.02 * len(alarms)
    assert sum(danger is not None for danger in found) >= 0.88 * len(found)
