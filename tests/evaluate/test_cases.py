"""Files of conversations are read whole, or refused with the line that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.cases import OUT_OF_SCOPE, CaseError, read_cases
from bot.settings import ROOT

GOOD = {"id": "a", "cat": "fact", "turns": ["Hej", "När då?"], "expect": {"all": ["april"], "link": True}}


def written(folder: Path, *lines: Any) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_a_line_is_a_conversation(tmp_path: Path) -> None:
    first, second = read_cases(written(tmp_path, GOOD, "", {**GOOD, "content": "material/site"}))
    assert (first.id, first.category, first.turns, first.content) == ("a", "fact", ("Hej", "När då?"), "")
    assert first.expect.link is True
    assert first.expect.handover is None
    assert second.content == "material/site"


def test_a_line_that_is_a_text_alone_must_not_be_answered_from_an_article(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, {"text": "tänd lampan"}))
    assert (case.category, case.turns, case.expect.from_article) == (OUT_OF_SCOPE, ("tänd lampan",), False)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "JSON"),
        ({**GOOD, "turn": "x"}, "unknown: turn"),
        ({**GOOD, "turns": []}, "turns"),
        ({**GOOD, "turns": "Hej"}, "turns"),
        ({**GOOD, "expect": {"every": ["x"]}}, "unknown: every"),
        ({**GOOD, "expect": {"all": "april"}}, "list of regexes"),
        ({**GOOD, "expect": {"all": ["("]}}, "error"),
        ({**GOOD, "expect": {"link": "yes"}}, "link is 'yes'"),
        ({**GOOD, "expect": {"max_chars": "900"}}, "max_chars"),
        ({"id": "a"}, "turns"),
        ([], "TypeError"),
    ],
    ids=str,
)
def test_a_line_that_is_none_is_refused_with_its_place(tmp_path: Path, line: Any, says: str) -> None:
    file = written(tmp_path, GOOD, line)
    with pytest.raises(CaseError) as refused:
        read_cases(file)
    assert str(refused.value).startswith(f"{file}:2: ")
    assert says in str(refused.value)


def test_the_projects_own_files_can_be_read_and_no_name_stands_twice() -> None:
    files = [
        *(ROOT / "tests" / "conversations").glob("*.jsonl"),
        ROOT / "tests" / "material" / "site" / "questions.jsonl",
    ]
    names = [case.id for file in files for case in read_cases(file)]
    assert len(names) > 400
    assert len(set(names)) == len(names)
