"""What a long message asks."""

import pytest

from bot.language.letter import asked_in


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("Hej! Jag heter Gudrun och är 81 år. Vad betyder SIP?", "Vad betyder SIP?"),
        (
            "God dag. Vi är en skola i Ånge. Vart ringer man? Tack på förhand. Vänliga hälsningar Rut",
            "Vart ringer man?",
        ),
        ("hejsan. jag går i 7A. vad är grooming", "vad är grooming"),
        ("Jag jobbar i hemtjänsten. Nu undrar jag när kursen börjar.", "Nu undrar jag när kursen börjar."),
        ("Hej där! Kan ni vara så vänliga och tala om för mig när mässan är?", "när mässan är?"),
        ("Det här går inte. Jag vill prata med en människa.", "Jag vill prata med en människa."),
    ],
)
def test_greeting_background_and_thanks_are_no_part_of_the_question(message: str, asks: str) -> None:
    assert asked_in(message).question == asks


def test_what_a_question_leans_on_stays_beside_it_and_the_question_is_told_apart() -> None:
    asked = asked_in("Hej. Jag läste om en mässa i Timrå. När var den?")
    assert asked.question == "Jag läste om en mässa i Timrå. När var den?"
    assert asked.own == "När var den?"


@pytest.mark.parametrize(
    "message",
    [
        "hej",
        "Vem är Anna Testsson?",
        "nej, jag menade den i Timrå",
        "tack",
        "Kursen kl. 10 i Ånge, var är den?",
        "???",
        "",
    ],
)
def test_a_message_of_one_sentence_stays_whole(message: str) -> None:
    assert asked_in(message).question == message


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("Jag är lärare i Timrå, när börjar kursen för oss?", "när börjar kursen för oss?"),
        ("Hej, vi ska göra ett arbete i SO. Vad betyder SIP?", "Vad betyder SIP?"),
        (
            "Jag vet inte om det är rätt ställe men jag undrar nu i alla fall vad ett kommunförbund är för något",
            "vad ett kommunförbund är för något",
        ),
    ],
)
def test_of_one_long_sentence_the_question_is_found(message: str, asks: str) -> None:
    assert asked_in(message).question == asks


def test_what_one_writes_about_says_what_a_bare_question_is_about() -> None:
    assert "skolfrånvaro" in asked_in("Jag är elev och skriver om skolfrånvaro, var hittar jag fakta?").question


def test_a_message_of_nothing_but_courtesy_stays_what_it_is() -> None:
    assert asked_in("Hej! Tack!").question


def test_a_wish_to_know_in_a_letter_is_its_question() -> None:
    letter = "Hej! Jag skriver en uppsats om bad. Jag skulle behöva veta vilka som ritade simhallen. Tack på förhand!"
    assert asked_in(letter).question == "vilka som ritade simhallen."


def test_what_leads_over_to_a_question_is_no_part_of_it() -> None:
    assert asked_in("förresten, vem är Eva Ek?").question == "vem är Eva Ek?"
