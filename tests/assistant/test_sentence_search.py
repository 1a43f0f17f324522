"""Passages are found by BM25, as the literature has it, and each hit says how much of the question it covers."""

import math

import pytest

from bot.material.passages import passages
from bot.material.reading import read_material
from bot.material.sentence_search import (
    K1,
    PARAGRAPH_WEIGHT,
    PART_FACTOR,
    PART_LENGTH,
    TITLE_WEIGHT,
    B,
    Document,
    Index,
    terms,
)
from bot.settings import ROOT

QUESTIONS = (
    "Vem är Lotta Brännström?",
    "När var konferensen i Umeå?",
    "Vilka ordnade den nationella konferensen?",
    "Vad är sexuell exploatering av barn?",
    "Hur många elever har blivit utsatta?",
    "Vad gör Länsstyrelsen Västernorrland?",
    "våld våld våld",
)


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """The sentences of the real article."""
    material, _ = read_material([ROOT / "data"])
    return [Document(p.text, p.context, p.title) for article in material.articles for p in passages(article)]


@pytest.fixture(scope="module")
def index(documents: list[Document]) -> Index:
    return Index.build(documents)


def plain_bm25(question: str, documents: list[Document]) -> list[float]:
    """BM25 written down straight from its formula, with no matrix and nothing computed ahead."""

    def count(term: str, document: Document) -> float:
        around = [(document.paragraph, PARAGRAPH_WEIGHT), (document.title, TITLE_WEIGHT)]
        return terms(document.text).count(term) + sum(weight for text, weight in around if term in terms(text))

    def length(document: Document) -> float:
        every = set(terms(f"{document.text}. {document.paragraph}. {document.title}"))
        return sum(count(term, document) for term in every)

    def idf(term: str) -> float:
        holding = sum(term in terms(other.text) for other in documents)
        return math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))

    vocabulary = {term for document in documents for text in document for term in terms(text)}
    average = sum(map(length, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in set(terms(question)):
            found, factor = {term} & vocabulary, 1.0
            if not found and len(term) >= PART_LENGTH:
                longer = {word for word in vocabulary if word.startswith(term) or word.endswith(term)}
                found, factor = longer, PART_FACTOR
            for word in found:
                n = count(word, document)
                score += factor * idf(word) * n * (K1 + 1) / (n + K1 * (1 - B + B * length(document) / average))
        scores.append(score)
    return scores


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_scores_are_those_of_the_formula(index: Index, documents: list[Document], question: str) -> None:
    expected = plain_bm25(question, documents)
    hits = index.search(question, limit=len(documents))
    assert {hit.document for hit in hits} == {number for number, score in enumerate(expected) if score > 0}
    for hit in hits:
        assert hit.score == pytest.approx(expected[hit.document], rel=1e-4)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_best_few_are_the_first_of_all_and_come_best_first(index: Index, question: str) -> None:
    every = index.search(question, limit=1000)
    assert [hit.score for hit in every] == sorted((hit.score for hit in every), reverse=True)
    assert index.search(question, limit=3) == every[:3]


def test_equally_good_ones_come_in_the_order_of_the_text() -> None:
    index = Index.build([Document("Kursen börjar.", "", "")] * 4)
    assert [hit.document for hit in index.search("kursen", limit=2)] == [0, 1]


def test_a_sentence_with_all_words_of_the_question_covers_it_wholly() -> None:
    index = Index.build([Document("Lotta leder projektet.", "", ""), Document("Umeå var värd.", "", "")])
    (hit,) = index.search("Vem är Lotta, som leder projektet?")
    assert hit.document == 0
    assert hit.coverage == pytest.approx(1.0)
    assert hit.own == pytest.approx(1.0)


def test_what_stands_in_the_paragraph_covers_but_is_not_the_sentences_own() -> None:
    paragraph = "Kursen är gratis. Den hålls i Sundsvall."
    index = Index.build(
        [Document("Kursen är gratis.", paragraph, ""), Document("Den hålls i Sundsvall.", paragraph, "")]
    )
    best = index.search("Är kursen gratis i Sundsvall?")[0]
    assert best.document == 0
    assert best.coverage == pytest.approx(1.0)
    assert 0 < best.own < 1


def test_a_word_that_stands_nowhere_lowers_the_coverage() -> None:
    index = Index.build([Document("Vädret diskuterades.", "", ""), Document("Kursen är gratis.", "", "")])
    known = index.search("vädret")[0]
    unknown = index.search("vädret imorgon på Mallorca")[0]
    assert known.document == unknown.document == 0
    assert unknown.coverage < 0.5 < known.coverage


def test_a_question_of_unknown_or_empty_words_finds_nothing(index: Index) -> None:
    for question in ("xyzzy plugh", "vad är det här för något", "hur många", "", "   ", "😀", "?!"):
        assert index.search(question) == []


def test_inflected_words_are_found(index: Index, documents: list[Document]) -> None:
    hit = index.search("konferenserna i Umeå")[0]
    assert "konferens" in documents[hit.document].text
    assert "Umeå" in documents[hit.document].text


def test_a_word_that_stands_nowhere_finds_the_longer_ones_that_begin_or_end_with_it_and_counts_less() -> None:
    index = Index.build([Document("De anordnade en kurs.", "", ""), Document("De ordnade kurser.", "", "")])
    whole, part = index.search("ordnade")[0], index.search("anordnade")[0]
    assert (whole.document, part.document) == (1, 0)
    longer = Index.build([Document("Jämställdhetsarbete pågår.", "", ""), Document("Kursen är gratis.", "", "")])
    assert [hit.document for hit in longer.search("jämställdhet")] == [0]
    assert longer.search("jämställdhet")[0].score < longer.search("jämställdhetsarbete")[0].score


def test_a_short_word_is_not_looked_for_inside_longer_ones() -> None:
    assert Index.build([Document("Barnen leker.", "", "")]).search("bar") == []


def test_saved_and_loaded_it_finds_the_same(index: Index, tmp_path) -> None:
    file = tmp_path / "index.npz"
    index.save(file)
    loaded = Index.load(file)
    assert loaded.size == index.size
    for question in QUESTIONS:
        assert loaded.search(question, 10) == index.search(question, 10)


def test_an_empty_index_finds_nothing_also_when_it_was_saved(tmp_path) -> None:
    empty = Index.build([])
    assert empty.size == 0
    assert empty.search("konferens") == []
    empty.save(tmp_path / "empty.npz")
    assert Index.load(tmp_path / "empty.npz").search("konferens") == []


def test_documents_without_a_single_word_do_no_harm() -> None:
    index = Index.build([Document("—", "", ""), Document("Kursen är gratis.", "", "")])
    assert [hit.document for hit in index.search("kursen")] == [1]
    assert Index.build([Document("och", "", "")]).search("och") == []
