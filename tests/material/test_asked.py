"""Questions that people ask about an article, read from the file beside it."""

from pathlib import Path

from bot.material.reading import read_material

ARTICLE = """---
title: Ny simhall
---

Simhallen öppnar den 3 maj. Den har sex banor.

Bygget kostade 40 miljoner kronor.
"""


def write(folder: Path, questions: str, article: str = ARTICLE) -> Path:
    news = folder / "news"
    news.mkdir(exist_ok=True)
    (news / "simhall.md").write_text(article, encoding="utf-8")
    path = news / "simhall.questions.yml"
    path.write_text(questions, encoding="utf-8")
    return path


def test_a_question_knows_the_sentence_that_answers_it(tmp_path: Path) -> None:
    write(tmp_path, "answered:\n- sentence: Den har sex\n  questions: |\n    hur många banor\n\n    får man plats\n")
    material, problems = read_material((tmp_path,))
    assert not problems
    (asked,) = material.asked
    assert asked.id == "simhall:0:1"
    assert asked.questions == ("hur många banor", "får man plats")


def test_questions_that_the_article_does_not_answer_have_no_sentence(tmp_path: Path) -> None:
    write(tmp_path, "not_answered: |\n  vad kostar det att bada\n")
    material, problems = read_material((tmp_path,))
    assert not problems
    assert [(asked.id, asked.questions) for asked in material.asked] == [("", ("vad kostar det att bada",))]


def test_a_sentence_that_no_longer_stands_in_the_article_is_reported_with_its_line_and_the_rest_is_used(
    tmp_path: Path,
) -> None:
    path = write(
        tmp_path,
        "answered:\n- sentence: Den har åtta banor\n  questions: a\n- sentence: Bygget\n  questions: vad kostade det\n",
    )
    material, problems = read_material((tmp_path,))
    assert [(problem.path, problem.line) for problem in problems] == [(path, 2)]
    assert [asked.id for asked in material.asked] == ["simhall:1:0"]


def test_a_beginning_that_two_sentences_share_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "answered:\n- sentence: Den\n  questions: a\n", ARTICLE + "\nDen har en bubbelpool.\n")
    material, problems = read_material((tmp_path,))
    assert "2 sentences" in str(problems[0])
    assert not material.asked


def test_questions_about_no_article_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "not_answered: a\n")
    path.rename(path.with_name("ishall.questions.yml"))
    _, problems = read_material((tmp_path,))
    assert '"ishall"' in str(problems[0])


def test_of_a_withdrawn_article_no_question_is_used_and_nothing_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, "not_answered: a\n", ARTICLE.replace("title:", "withdrawn: true\ntitle:"))
    material, problems = read_material((tmp_path,))
    assert not problems
    assert not material.asked


def test_the_installations_own_questions_overlay_those_that_were_shipped(tmp_path: Path) -> None:
    shipped, own = tmp_path / "data", tmp_path / "content"
    for folder, question in ((shipped, "den gamla"), (own, "den nya")):
        folder.mkdir()
        write(folder, f"not_answered: {question}\n")
    material, _ = read_material((shipped, own))
    assert [asked.questions for asked in material.asked] == [("den nya",)]
