"""Of a follow-up, the visitor's own words decide which sentence answers, and whether any does."""

import pytest

from bot.material.finding import MOST_WITHOUT, find, hits, holds_any
from bot.material.passages import Passage
from bot.material.search import Index

TEXTS = [
    "Konferensen om trygghet hölls i Timrå den 3 maj. Konferensen ordnades av länsstyrelsen.",
    "Konferensen i Ånge handlade om skolan. Den leddes av kuratorn Eva Ek.",
    "Havsmo – Fick sommarjobb 2025: 161.\nFjällsta – Fick sommarjobb 2025: 62.",
]
PASSAGES = [Passage(f"a:{n}", "a", "Nytt i länet", "/a", "", n, "", text) for n, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build([passage.document for passage in PASSAGES])


def best(index: Index, question: str, own: str = "", must: tuple[str, ...] = ()) -> dict[str, object]:
    documents = [passage.document for passage in PASSAGES]
    finding = find(question, documents, index, None, [0, 1, 2], own=own, must=must)
    return hits(question, finding, PASSAGES, must=must)[0]


def test_a_sentence_that_holds_a_word_of_the_question_s_own_comes_first(index: Index) -> None:
    context = "konferensen trygghet Timrå"
    assert "Eva Ek" in str(best(index, f"vem var kurator? {context}", "vem var kurator?", ("kurator",))["text"])
    assert "Fjällsta" in str(best(index, "Hur många fick sommarjobb 2025 i Fjällsta?", must=("fjällsta",))["text"])


def test_words_from_before_alone_answer_nothing(index: Index) -> None:
    question = "vilken hund var med? konferensen trygghet Timrå"
    without = best(index, question, must=("hund",))["confidence"]
    assert isinstance(without, float) and without <= MOST_WITHOUT
    assert best(index, question)["confidence"] != without


def test_of_one_article_a_sentence_that_holds_what_is_asked_for_comes_first(index: Index) -> None:
    assert "3 maj" in str(best(index, "när ordnades konferensen av länsstyrelsen?")["text"])


def test_a_word_stands_in_a_text_in_another_form_or_as_a_part() -> None:
    assert holds_any(["konferenser"], [TEXTS[0]])
    assert holds_any(["jobb", "hund"], [TEXTS[2]])
    assert not holds_any(["hund"], TEXTS)


class Refuses:
    """A second opinion that must not be asked."""

    def cosines(self, question: str) -> None:
        raise AssertionError(f"asked: {question}")


def test_where_every_article_is_looked_through_anyway_no_second_opinion_is_asked() -> None:
    documents = [passage.document for passage in PASSAGES]
    whole, question = Index.build(documents), "Vem ledde mötet?"
    assert find(question, documents, whole, Refuses(), articles={"a": [0, 1, 2]}).found
    assert find(question, documents, whole, Refuses(), articles={"a": [0, 1], "b": [2]}).found
    with pytest.raises(AssertionError, match="asked"):
        find(question, documents, whole, Refuses(), articles={"a": [0], "b": [1], "c": [2]})
