"""The right paragraph is found: inflected, compounded, misspelt, by its title and year; by words and by meaning."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.material.search import DECIDED, WEAK, Document, Index, undecided

COURSES = "Kurser 2023"
DOCUMENTS = [
    Document("Kommunen anordnade en konferens om jämställdhetsarbete i Umeå. Den var välbesökt.", "Konferens 2023"),
    Document("Kommunen anordnade en konferens om trygghet i Härnösand. Den var välbesökt.", "Konferens 2024"),
    Document("Kursen om våldsutsatthet är gratis. Anmäl dig hos Lotta Brännström senast den 3 maj.", COURSES),
    Document("Vaccinationen av personalen sker på vårdcentralen. Den som vill kan vänta.", "Hälsa"),
    Document("Havsmo – Sökande: 213, Antagna: 161.\nFjällsta – Sökande: 88, Antagna: 62.", "Feriejobb 2024"),
]


class Opinion:
    """A second opinion that finds one document nearest, and counts how often it is asked."""

    def __init__(self, nearest: int | None) -> None:
        self.nearest = nearest
        self.asked: list[str] = []

    def cosines(self, question: str) -> NDArray[np.float32] | None:
        self.asked.append(question)
        if self.nearest is None:
            return None
        return np.array([0.9 if n == self.nearest else 0.7 for n in range(len(DOCUMENTS))], dtype=np.float32)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(DOCUMENTS)


def best(index: Index, question: str, **options: object) -> int:
    return index.search(question, **options)[0].passage  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("konferenserna i Umeå", 0),
        ("konferensen 2024", 1),
        ("Vad gjorde ni för trygghet?", 1),
        ("kurs för våldsutsatta", 2),
        ("vem tar emot anmälningar till kursen", 2),
        ("lotta branstrom", 2),
        ("När vaccineras de anställda?", 3),
        ("vacinera", 3),
        ("hur många sökte feriejobb i havsmo", 4),
    ],
)
def test_the_paragraph_is_found_whatever_the_form_of_the_words(index: Index, question: str, expected: int) -> None:
    assert best(index, question) == expected


def test_the_best_few_are_the_first_of_all_and_come_best_first(index: Index) -> None:
    every = index.search("konferensen i Umeå om jämställdhet", limit=100)
    assert [found.score for found in every] == sorted((found.score for found in every), reverse=True)
    assert index.search("konferensen i Umeå om jämställdhet", limit=2) == every[:2]


def test_equally_good_ones_come_in_the_order_of_the_text() -> None:
    found = Index.build([Document("Kursen börjar.")] * 4).search("kursen", limit=2)
    assert [one.passage for one in found] == [0, 1]


@pytest.mark.parametrize("question", ["", "   ", "😀", "?!", "xyzzyx", "\ud83d"])
def test_where_nothing_of_the_question_stands_nothing_is_found(index: Index, question: str) -> None:
    assert index.search(question) == []


def test_each_kind_of_evidence_says_how_much_of_the_question_stands_there(index: Index) -> None:
    whole = index.search("Kursen om våldsutsatthet är gratis")[0].scores
    part = index.search("Kursen om våldsutsatthet kostar femhundra kronor")[0].scores
    for kind in ("words", "sentence", "characters"):
        assert 0 < part[kind] < whole[kind] < 1
    assert "meaning" not in whole


def test_only_the_documents_allowed_are_looked_at(index: Index) -> None:
    assert best(index, "konferensen i Umeå", among=[1, 2]) == 1
    assert index.search("vaccinationen", among=[4]) == []
    assert index.search("konferensen", among=[]) == []


def test_the_second_opinion_decides_where_the_words_do_not(index: Index) -> None:
    opinion = Opinion(1)
    found = index.search("Kommunen anordnade en konferens", meaning=opinion)
    assert opinion.asked == ["Kommunen anordnade en konferens"]
    assert found[0].passage == 1
    assert found[0].scores["meaning"] == pytest.approx(0.9)


def test_the_second_opinion_is_not_asked_where_the_words_are_clear(index: Index) -> None:
    opinion = Opinion(0)
    found = index.search("Är kursen om våldsutsatthet gratis?", meaning=opinion)
    assert opinion.asked == []
    assert found == index.search("Är kursen om våldsutsatthet gratis?")


def test_the_second_opinion_finds_what_no_word_of_the_question_stands_in_but_nothing_for_no_question(
    index: Index,
) -> None:
    assert index.search("zzyx") == []
    assert best(index, "zzyx", meaning=Opinion(3)) == 3
    opinion = Opinion(3)
    for question in ("", "😀", "?!", "vad är det"):
        if not index.search(question):
            assert index.search(question, meaning=opinion) == []
    assert opinion.asked == []


def test_a_second_opinion_that_is_not_ready_changes_nothing(index: Index) -> None:
    opinion = Opinion(None)
    question = "Kommunen anordnade en konferens"
    assert index.search(question, meaning=opinion) == index.search(question)
    assert opinion.asked


def test_the_second_opinion_brings_in_no_document_that_is_not_allowed(index: Index) -> None:
    found = index.search("Kommunen anordnade en konferens", meaning=Opinion(1), among=[0, 3])
    assert {one.passage for one in found} == {0, 3}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([0.9, 0.1], False), ([0.9, 0.8], True), ([WEAK - 0.1, 0.0], True), ([0.9], False), ([0.1], True)],
)
def test_undecided_is_what_is_weak_or_has_an_equal(scores: Sequence[float], expected: bool) -> None:
    assert DECIDED < 0.5
    assert undecided(np.array(scores, dtype=np.float32)) is expected


def test_saved_and_loaded_it_finds_the_same(index: Index, tmp_path) -> None:
    index.save(tmp_path / "index.npz")
    loaded = Index.load(tmp_path / "index.npz")
    assert loaded.size == index.size
    for question in ("konferenserna i Umeå", "vacinera", "xyzzyx"):
        assert loaded.search(question) == index.search(question)


@pytest.mark.parametrize("documents", [[], [Document("—", "")], [Document("", ""), Document("och", "")]])
def test_nothing_to_find_in_does_no_harm(documents: list[Document], tmp_path) -> None:
    empty = Index.build(documents)
    assert empty.size == len(documents)
    assert empty.search("konferens") == []
    empty.save(tmp_path / "empty.npz")
    assert Index.load(tmp_path / "empty.npz").search("konferens") == []
