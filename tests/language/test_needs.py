"""What a question needs of a sentence, and which part of a message asks."""

import pytest

from bot.language.needs import asking_part, asks_for_bearer, is_lacking, people, who_is_meant


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("Jag är lärare på en skola. Vem höll talet?", "Vem höll talet?"),
        ("Jag skriver en uppsats och undrar hur många som kom till mötet.", "hur många som kom till mötet."),
        ("Som förälder vill jag veta varför mötet ställdes in", "varför mötet ställdes in"),
        ("Jag bor i Umeå, hur många timmar är mötet?", "hur många timmar är mötet?"),
        ("mötet i Umeå", "mötet i Umeå"),
        ("Jag läste om ett möte i Umeå. Vilka dagar var det?", "Jag läste om ett möte i Umeå. Vilka dagar var det?"),
        ("Vem höll talet?", "Vem höll talet?"),
        ("Jag undrar var", "Jag undrar var"),
    ],
)
def test_what_somebody_tells_of_themselves_is_no_part_of_the_question(message: str, part: str) -> None:
    assert asking_part(message) == part


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Vad sa rektorn?", "Rektorn deltog i mötet."),
        ("Vad talade hon om?", "Hon kom med tåg till mötet."),
        ("Hur gammal är rektorn?", "Rektorn började i maj 2024."),
    ],
)
def test_a_sentence_that_tells_no_words_and_no_age_is_lacking(question: str, sentence: str) -> None:
    assert is_lacking(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Vad sa rektorn?", "– Det blir bra, säger rektorn."),
        ("Vad säger ni om våld?", "Våld är vanligt."),
        ("Hur gammal är rektorn?", "Rektorn, 54 år, började i maj."),
        ("Vem är rektor?", "Rektor är Ylva Strand."),
    ],
)
def test_a_sentence_that_tells_it_is_not_lacking(question: str, sentence: str) -> None:
    assert not is_lacking(question, sentence)


def test_who_bears_a_role_is_asked_by_who_is_and_by_name() -> None:
    assert asks_for_bearer("Vem är rektor?")
    assert asks_for_bearer("Vad heter rektorn?")
    assert not asks_for_bearer("När är mötet?")


def test_people_have_two_names_and_stand_behind_no_preposition() -> None:
    sentence = "Det säger Ylva Strand, rektor på Norra Skolan."
    assert [sentence[a:b] for a, b in people(sentence)] == ["Ylva Strand"]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Är Eva Ek rektor?", "Vem är Eva Ek?"),
        ("Var Eva Ek en professor?", "Vem är Eva Ek?"),
        ("Vad är Eva för något?", "Vem är Eva?"),
        ("Är Eva Ek gift?", ""),
        ("Är Eva Ek nöjd med mötet?", ""),
        ("Är det Eva Ek som är rektor?", ""),
    ],
)
def test_a_guess_at_somebodys_role_asks_who_that_is(question: str, meant: str) -> None:
    assert who_is_meant(question) == meant
