"""The invented website: its articles can be read, and its questions can be answered rightly and wrongly.

What the assistant makes of them is measured by `bot evaluate conversations`.
"""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.evaluate.cases import read_cases
from bot.language.danger import check, load
from bot.language.sentences import sentences
from bot.material.checking import checked
from bot.material.model import Article
from bot.material.passages import passages
from bot.settings import ROOT

SITE = Path(__file__).parent / "site"
MATERIAL, PROBLEMS = checked((SITE,), whole=False)
QUESTIONS = [json.loads(line) for line in (SITE / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
UNANSWERED = [q for q in QUESTIONS if q["cat"] in {"unknown", "withdrawn"}]
ASKED_FOR_A_FACT = [q for q in QUESTIONS if q["expect"]["all"] and q["cat"] not in {"find", "year"}]
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


def matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def around(article: Article) -> str:
    """What stands beside an answer from an article or a link to it: title, address, date in figures and in words."""
    day = article.published
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""
    return f"{article.title}\n{article.link}\n{day or ''}\n{words}"


def sayable(article: Article) -> list[str]:
    """What may be said of an article: its title, each of its sentences, its text in easy Swedish, what dates it."""
    dated = f"{article.published}" if article.published else "Artikeln saknar datum."
    return [
        article.title,
        *(s for passage in passages(article) for s in sentences(passage.text)),
        article.lattlast,
        dated,
    ]


SHOWN = [text for article in MATERIAL.shown for text in sayable(article)]
EVERYTHING = [*SHOWN, *(text for a in MATERIAL.articles if a.withdrawn for text in (a.title, *a.paragraphs))]


def of(question: dict[str, object]) -> str:
    return str(question["id"])


def test_every_article_is_read_without_a_problem():
    assert PROBLEMS == []
    assert len(MATERIAL.shown) >= 25


def test_every_article_says_that_it_is_invented():
    assert {article.section for article in MATERIAL.articles} == {"Påhittad nyhet (test)"}


def test_no_article_is_among_what_is_shipped():
    shipped = {path.stem for path in (ROOT / "data" / "news").rglob("*.md")}
    assert shipped.isdisjoint(article.slug for article in MATERIAL.articles)


def test_the_site_has_an_undated_an_old_a_withdrawn_and_an_easily_read_article():
    assert any(article.published is None for article in MATERIAL.shown)
    assert any(article.published and article.published < date(2020, 1, 1) for article in MATERIAL.shown)
    assert any(article.withdrawn for article in MATERIAL.articles)
    assert any(article.lattlast for article in MATERIAL.shown)


def test_there_are_enough_questions_of_each_kind_and_no_two_are_the_same():
    assert len(QUESTIONS) >= 100
    assert min(Counter(question["cat"] for question in QUESTIONS).values()) >= 4
    for key in ("id", "turns"):
        assert len({str(question[key]) for question in QUESTIONS}) == len(QUESTIONS)


def test_every_question_has_the_form_that_bot_evaluate_reads():
    cases = read_cases(SITE / "questions.jsonl")
    assert len(cases) == len(QUESTIONS)
    assert {ROOT / "tests" / case.content for case in cases} == {SITE}
    assert all(case.expect.all or case.expect.any for case in cases)


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_a_right_answer_can_be_given(question):
    """Each fact asked for stands in a sentence or title that may be shown and that holds nothing wrong."""
    expect = question["expect"]
    right = [text for text in SHOWN if not any(matches(wrong, text) for wrong in expect["none"])]
    for fact in expect["all"]:
        assert any(matches(fact, text) for text in right), fact
    if expect["any"] and question not in UNANSWERED:
        assert any(matches(fact, text) for fact in expect["any"] for text in right)


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if q["expect"]["all"] and q["cat"] not in {"find", "year"}], ids=of
)
def test_the_facts_asked_for_tell_few_articles_from_the_rest(question):
    facts = question["expect"]["all"]
    holding = [a for a in MATERIAL.shown if all(any(matches(fact, text) for text in sayable(a)) for fact in facts)]
    assert 1 <= len(holding) <= 3, [article.slug for article in holding]


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_a_wrong_answer_can_be_given(question):
    """Each lookalike's fact stands somewhere, and not in what may be named as a further article."""
    for wrong in question["expect"]["none"]:
        assert any(matches(wrong, text) for text in EVERYTHING), wrong
        for article in MATERIAL.shown:
            assert not matches(wrong, around(article)), (wrong, article.slug)
    assert question["expect"]["none"]


@pytest.mark.parametrize("question", UNANSWERED, ids=of)
def test_what_nobody_wrote_is_expected_to_be_unknown(question):
    """The words of not knowing stand in no article, so that no quotation passes for them."""
    assert question["expect"]["all"] == []
    for pattern in question["expect"]["any"]:
        assert not any(matches(pattern, text) for text in SHOWN), pattern


def test_no_question_speaks_of_danger():
    patterns = load(ROOT / "data" / "danger" / "patterns.yml")
    assert [turn for question in QUESTIONS for turn in question["turns"] if check(turn, patterns)] == []
