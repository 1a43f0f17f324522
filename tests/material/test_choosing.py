"""The sentence that is shown is the one that answers, by what was asked."""

import pytest

from bot.language.sentences import sentences
from bot.material.choosing import Candidate, Sentence, choose

MARKET = Candidate(
    "Höstmarknaden i Björkvattna hålls i hamnen. Den öppnar klockan 10.30 den 4 oktober. Marknaden startades av "
    "fiskaren Anna Lidmark, eftersom byn saknade en mötesplats. Förra året kom 3 200 besökare. Där såldes ost, honung, "
    "svamp och bröd.",
    "Höstmarknad i Björkvattna",
)
LIBRARY = Candidate(
    "Biblioteket i Stensele har ny chef. Hon heter Karin Holm och kommer från Umeå. Bokbussen kör varje torsdag.",
    "Ny chef för biblioteket",
)


def shown(question: str, *candidates: Candidate) -> str:
    return choose(question, candidates)[0].text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("När öppnar höstmarknaden?", "den 4 oktober"),
        ("nar oppnar hostmarknaden", "den 4 oktober"),
        ("Var hålls höstmarknaden?", "i hamnen"),
        ("Vem startade marknaden?", "Anna Lidmark"),
        ("varför startades marknaden", "eftersom"),
        ("Hur många besökare kom till marknaden?", "3 200"),
        ("antal besökare marknaden", "3 200"),
        ("Vad såldes där?", "honung"),
    ],
)
def test_each_question_gets_its_own_sentence_of_the_same_paragraph(question: str, answer: str) -> None:
    assert answer in shown(question, MARKET)


def test_a_reason_that_stands_in_the_next_sentence_answers_why() -> None:
    moved = Candidate("Höstens marknad ställs in. Skälet är en läcka i taket. Biljetterna gäller i maj.", "Marknaden")
    assert shown("Varför ställs höstens marknad in?", moved) == "Skälet är en läcka i taket."


def test_a_better_sentence_of_the_second_paragraph_goes_before_the_first() -> None:
    assert "Karin Holm" in shown("Vem kommer från Umeå?", MARKET, LIBRARY)


def test_what_the_search_found_first_goes_first_where_the_sentences_are_alike() -> None:
    old = Candidate("Konferensen hölls den 3 maj.", "Konferensen", 0.4, {"words": 0.4})
    new = Candidate("Konferensen hölls den 7 maj.", "Konferensen", 0.9, {"words": 0.9})
    assert shown("När hölls konferensen?", new, old) == new.text


def test_sentences_are_verbatim_and_all_there_the_best_with_score_one() -> None:
    found = choose("När öppnar marknaden?", [MARKET, LIBRARY])
    assert sorted(one.text for one in found) == sorted([*sentences(MARKET.text), *sentences(LIBRARY.text)])
    assert found[0].score == 1.0
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert sentences((MARKET, LIBRARY)[one.candidate].text)[one.index] == one.text


def test_a_sentence_without_a_date_does_not_answer_when() -> None:
    found = {one.text: one for one in choose("När öppnar marknaden?", [MARKET])}
    answering = [one for one in found.values() if one.answers]
    assert [one.text for one in answering] == ["Den öppnar klockan 10.30 den 4 oktober."]


def test_what_the_question_says_itself_is_no_answer() -> None:
    place: Sentence = choose("Var i Björkvattna är marknaden?", [Candidate("Marknaden är i Björkvattna.")])[0]
    assert not place.answers


def test_own_and_coverage_say_how_much_stands_in_the_sentence_and_around_it() -> None:
    best = choose("När öppnar höstmarknaden?", [MARKET])[0]
    assert 0 < best.own < best.coverage <= 1


def test_without_candidates_or_text_there_is_nothing_to_choose() -> None:
    assert choose("När?", []) == []
    assert choose("När?", [Candidate("")]) == []


@pytest.mark.parametrize("question", ["", "?", "😀", "och", "a" * 5000])
def test_any_question_is_taken(question: str) -> None:
    assert len(choose(question, [MARKET])) == 5
