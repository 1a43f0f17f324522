"""How sure it is that the article answers: the seed article alone is the material, as in the shipped product."""

from pathlib import Path

import pytest

from bot.language.spelling import Lexicon, normalise
from bot.material.answerability import confidence, features
from bot.material.choosing import Candidate, choose
from bot.material.finding import find, of_article
from bot.material.passages import passages
from bot.material.reading import read_material
from bot.material.search import Index

DOCUMENTS = [passage.document for article in read_material([Path("data")])[0].articles for passage in passages(article)]
INDEX = Index.build(DOCUMENTS)
LEXICON = Lexicon.of(document.whole for document in DOCUMENTS)


def found(question: str) -> list[Candidate]:
    return find(question, DOCUMENTS, INDEX, articles=of_article(DOCUMENTS)).candidates


def sure(question: str) -> float:
    written = normalise(question, LEXICON)
    candidates = found(written)
    return confidence(written, choose(written, candidates), candidates)


@pytest.mark.parametrize(
    "question",
    [
        "Vem är Malin Rönnblom?",
        "vem e malin ronnblom",
        "När var konferensen i Umeå?",
        "umeå konferens datum",
        "Vilka anordnade konferensen den 24 april?",
        "Vad betyder OKSE?",
        "hur kan man förebygga sexuell exploatering av barn",
        "Varför är det bra att fler män engagerar sig?",
        "sara nilsson titel",
    ],
)
def test_what_the_article_answers_is_likely(question: str) -> None:
    assert sure(question) > 0.5


@pytest.mark.parametrize(
    "question",
    [
        "släck ljuset i hallen",
        "blir det regn på lördag",
        "Berätta en vits",
        "Hur byter jag vinterdäck?",
        "Vad är hedersvåld?",
        "Vilket parti tillhör Paulina Brandberg?",
        "Vilket år var konferensen?",
        "När hölls konferensen i Härnösand?",
        "Vad kostar en plats på förskolan?",
    ],
)
def test_what_the_article_does_not_answer_is_unlikely(question: str) -> None:
    assert sure(question) < 0.5


def test_what_something_is_stands_in_the_sentence_that_explains_it() -> None:
    question = "Vad är sexuell exploatering?"
    assert "handlar om olika former" in choose(question, found(question))[0].text


def test_a_question_with_another_name_is_less_sure_than_with_the_right_one() -> None:
    assert sure("Vem är Sara Lindgren?") < sure("Vem är Sara Nilsson?") - 0.2


def test_a_place_that_stands_nowhere_is_less_sure_than_the_day_that_does() -> None:
    assert sure("Var hölls den nationella konferensen den 24 april?") < sure(
        "Vilka höll den nationella konferensen den 24 april?"
    )


def test_the_same_article_gives_the_same_features_however_large_the_material_is() -> None:
    one = Candidate("Biblioteket i Stensele har ny chef, Karin Holm.", "Biblioteket", scores={"characters": 0.6})
    others = [Candidate(f"Om sådant skriver vi i artikel {n}.", "Annat") for n in range(9)]
    question = "Vem är ny chef för biblioteket?"
    alone = features(question, choose(question, [one]), [one])
    assert features(question, choose(question, [one, *others]), [one, *others]) == alone


def test_a_nearer_meaning_makes_it_surer_and_none_is_needed() -> None:
    def with_cosine(cosine: float | None) -> float:
        scores = {"characters": 0.5} | ({} if cosine is None else {"meaning": cosine})
        candidates = [Candidate("Kursen börjar i maj och leds av Karin Holm.", "Kurs i maj", scores=scores)]
        question = "När startar utbildningen?"
        return confidence(question, choose(question, candidates), candidates)

    assert with_cosine(0.78) < with_cosine(0.84) < with_cosine(0.9)
    assert 0 < with_cosine(None) < 1


def test_nothing_found_or_asked_is_no_answer() -> None:
    assert confidence("Vad är det?", [], []) == 0.0
    assert sure("och?") == 0.0
    assert sure("") == 0.0


LIBRARY = [
    Candidate(text, "Eva Ek leder biblioteket", 1.0, {"characters": 0.5}, "biblioteket")
    for text in (
        "Eva Ek börjar som chef för biblioteket den 3 maj.",
        "Hon kommer från skolan i Ekby.",
        "Biblioteket har 40 000 besökare om året.",
        "Sommarfesten samlade 300 deltagare.",
    )
]


@pytest.mark.parametrize(
    ("question", "astray"),
    [
        ("Vad har Eva Ek för lön?", True),  # of her the article tells, but of no pay
        ("Vad serverades deltagarna till efterrätt vid midsommar?", True),
        ("Vad samlade sommarfesten?", False),
        ("När börjar Eva Ek?", False),
    ],
)
def test_an_open_question_about_what_an_article_does_not_tell_of_is_astray(question: str, astray: bool) -> None:
    chosen = choose(question, LIBRARY)
    assert features(question, chosen, LIBRARY)["article_astray"] == astray
    assert not astray or confidence(question, chosen, LIBRARY) < 0.5
