"""`bot evaluate conversations` against the real assistant."""

import json
from pathlib import Path
from typing import Any

from bot.evaluate.conversations import play

from ..support.product import Assistant, bot
from .test_cases import read_cases, written

RIGHT = {
    "id": "right",
    "cat": "fact",
    "turns": ["När var konferensen i Umeå?"],
    "expect": {"all": ["26 till 27 april"]},
}
WRONG = {"id": "wrong", "cat": "fact", "turns": ["När var konferensen i Umeå?"], "expect": {"all": ["30 februari"]}}
DANGER = {"id": "help", "cat": "crisis", "turns": ["Hej", "Min man slår mig"], "expect": {"crisis": True}}
TEXT = {"text": "tänd lampan i köket"}


def evaluate(assistant: Assistant, *arguments: str) -> Any:
    return bot(["evaluate", "conversations", "--url", assistant.settings.assistant_url, *arguments], assistant.settings)


def test_each_conversation_is_a_new_visitors_and_judged_by_its_last_answer(
    assistant: Assistant, tmp_path: Path
) -> None:
    form = {"id": "form", "cat": "handover", "turns": ["Jag vill prata med en människa"], "expect": {"handover": True}}
    after = {"id": "after", "cat": "talk", "turns": ["Hej"], "expect": {"handover": False}}
    played = play(read_cases(written(tmp_path, form, after, DANGER, WRONG)), assistant)
    assert [one.right for one in played] == [True, True, True, False]
    assert [len(one.answers) for one in played] == [1, 1, 2, 1]
    assert played[3].shortfalls == ("lacks 30 februari",)


def test_it_prints_the_failures_with_what_was_said_and_a_table_a_category(assistant: Assistant, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    done = evaluate(assistant, str(written(tmp_path, RIGHT, WRONG, DANGER, TEXT)), "--json", str(results))
    assert done.returncode == 0, done.stderr
    before, _, table = done.stdout.partition("┏")
    assert "wrong (fact)" in before
    assert "asked: När var konferensen i Umeå?" in before
    assert "lacks 30 februari" in before
    assert "26 till 27 april" in before
    assert "news_question" in before
    assert "right (fact)" not in before
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines() if line.startswith("│")]
    assert rows == [
        ["fact", "1", "2", "50.0"],
        ["crisis", "1", "1", "100.0"],
        ["texts out of scope", "1", "1", "100.0"],
        ["all", "3", "4", "75.0"],
    ]
    assert "Right: 75.0 % (30.1–95.4) of 4" in table
    written_down = json.loads(results.read_text(encoding="utf-8"))
    assert written_down["summary"]["right"] == 3
    assert [one["id"] for one in written_down["conversations"] if one["shortfalls"]] == ["wrong"]


def test_it_fails_where_too_few_are_right(assistant: Assistant, tmp_path: Path) -> None:
    file = str(written(tmp_path, RIGHT, WRONG))
    assert evaluate(assistant, file, "--at-least", "51").returncode == 1
    assert evaluate(assistant, file, "--at-least", "50").returncode == 0


def test_a_file_that_is_wrong_is_told_in_one_line(assistant: Assistant, tmp_path: Path) -> None:
    done = evaluate(assistant, str(written(tmp_path, {"id": "x"})))
    assert done.returncode == 1
    assert "cases.jsonl:1: is no conversation" in done.stderr
    assert "Traceback" not in done.stderr
