"""The files of questions can be played, and ask for nothing that the article does not say."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from bot.evaluate.cases import Case, read_cases

TESTS = Path(__file__).resolve().parents[1]
QUESTIONS = read_cases(TESTS / "conversations" / "questions.jsonl")
FILLED = read_cases(TESTS / "conversations" / "questions-contact-filled.jsonl")
FACTS = [case for case in QUESTIONS if case.category in {"fact", "noisy"}]

ARTICLE = next((TESTS.parent / "data" / "news").glob("kompetensutveckling*.md")).read_text(encoding="utf-8")
_, FRONT_MATTER, BODY = ARTICLE.split("---\n", 2)
TITLE = str(yaml.safe_load(FRONT_MATTER)["title"])
SENTENCES = [s for paragraph in BODY.splitlines() for s in re.split(r"(?<=[.?!]) (?=[A-ZÅÄÖ–])", paragraph) if s]
BESIDE_THE_QUOTE = 130
"""Characters that an answer has beside the sentence and the title: the address and the date of the article."""

LONG_ENOUGH = 4
"""Words from which on two people hardly write the same by chance."""

AT_LEAST = {
    "fact": 100,
    "noisy": 20,
    "crisis": 35,
    "crisis-negative": 20,
    "contact": 25,
    "organisation": 15,
    "municipality": 10,
    "article-find": 15,
    "handover": 25,
    "privacy": 8,
    "out-of-scope": 40,
    "not-in-article": 25,
    "smalltalk": 12,
    "english": 10,
    "multi-turn": 40,
}

every_fact = pytest.mark.parametrize("case", FACTS, ids=lambda case: case.id)


def test_there_are_enough_conversations_of_every_kind() -> None:
    counted = Counter(case.category for case in QUESTIONS)
    assert set(counted) == set(AT_LEAST)
    assert {kind: counted[kind] for kind, least in AT_LEAST.items() if counted[kind] < least} == {}
    assert len(QUESTIONS) >= 320
    assert len(FILLED) >= 30


def test_no_two_conversations_have_the_same_id_or_the_same_turns() -> None:
    for cases in (QUESTIONS, FILLED):
        assert [name for name, times in Counter(case.id for case in cases).items() if times > 1] == []
        assert [turns for turns, times in Counter(case.turns for case in cases).items() if times > 1] == []


def test_every_conversation_expects_something() -> None:
    asked = [(case.id, case.expect) for case in QUESTIONS + FILLED]
    assert [name for name, expect in asked if not (expect.all or expect.any or expect.crisis)] == []


def test_only_the_conversations_on_filled_in_facts_need_other_content() -> None:
    assert {case.content for case in QUESTIONS} == {""}
    assert {case.content for case in FILLED} == {"conversations/filled"}
    assert (TESTS / "conversations" / "filled" / "contact" / "organisation.yml").is_file()


@every_fact
def test_the_fact_stands_in_the_article_and_fits_the_length_allowed(case: Case) -> None:
    lengths = [len(answer) for answer in _possible_answers() if _is_right(case, answer)]
    assert lengths, "No one or two sentences of the article are a right answer."
    assert case.expect.max_chars is not None
    assert min(lengths) + BESIDE_THE_QUOTE <= case.expect.max_chars


@every_fact
def test_the_title_of_the_article_alone_is_no_right_answer(case: Case) -> None:
    assert case.expect.all
    assert not _is_right(case, TITLE)


def _possible_answers() -> list[str]:
    quotes = [(sentence,) for sentence in SENTENCES] + list(combinations(SENTENCES, 2))
    return ["\n".join((*quote, TITLE)) for quote in quotes]


def _is_right(case: Case, answer: str) -> bool:
    wanted = all(pattern.search(answer) for pattern in case.expect.all)
    return wanted and not any(pattern.search(answer) for pattern in case.expect.none)


def test_the_questions_are_not_learnt_by_heart() -> None:
    asked = {_bare(turn) for case in QUESTIONS + FILLED for turn in case.turns if len(turn.split()) >= LONG_ENOUGH}
    lines = "\n".join(file.read_text(encoding="utf-8") for file in (TESTS.parent / "data" / "nlu").glob("*.yml"))
    learnt = {
        _bare(re.sub(r"\[([^]]*)\][({][^)}]*[)}]", r"\1", line)) for line in re.findall(r"^ +- (.*)", lines, re.M)
    }
    assert len(asked & learnt) <= 0.05 * len(asked), sorted(asked & learnt)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
