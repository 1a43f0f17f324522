"""The list of accessibility has a test for each item, or says why there is none: tests/browser/README.md."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TEXT = (HERE / "browser" / "README.md").read_text(encoding="utf-8")
ROWS = {int(number): tests for number, tests in re.findall(r"^\| (\d+) \|[^|]*\|(.*)\|$", TEXT, re.MULTILINE)}
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_each_item_of_the_list_names_a_test_or_says_why_there_is_none() -> None:
    assert sorted(ROWS) == list(range(1, 37))
    assert [item for item, tests in ROWS.items() if not NAMED.search(tests) and "Not tested" not in tests] == []


def test_each_test_that_the_list_names_is_there() -> None:
    named = {found for tests in ROWS.values() for found in NAMED.findall(tests)}
    gone = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (HERE / file).exists()
        or not re.search(rf"^(?:async )?def {name}\(", (HERE / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert gone == []


def test_what_stands_as_a_test_is_named_as_one() -> None:
    loose = [word for tests in ROWS.values() for word in re.findall(r"`([^`]+)`", tests) if "test_" in word]
    assert [word for word in loose if not NAMED.fullmatch(f"`{word}`")] == []
