"""Contact questions to the real assistant, with the facts filled in and with none: what is known is said, no more."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

from ..conftest import home_with_model
from ..support.product import Assistant, Conversation, settings_in


@pytest.fixture(scope="module")
def filled(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant whose editor has filled in all contact facts (invented)."""
    settings = settings_in(home_with_model(trained, tmp_path_factory.mktemp("filled")))
    shutil.copytree(ROOT / "tests" / "conversations" / "filled", settings.content)
    running = Assistant(settings)
    try:
        running.start()
        yield running
    finally:
        running.stop()


QUESTIONS = [
    ("Vad har ni för telefonnummer?", "08-465 004 20", "Jag vet inte vilket telefonnummer"),
    ("Vilken e-postadress har ni?", "fraga@example.com", "Jag vet inte vilken e-postadress"),
    ("Vad är er adress?", "Påhittsgatan 1", "Jag vet inte vilken adress"),
    ("Vilka öppettider har ni?", "vardagar klockan 9–15", "Jag vet inte vilka öppettider"),
    ("Hur kontaktar jag er?", "08-465 004 20", "Jag vet inte vårt telefonnummer"),
    ("Vem ansvarar för jämställdhet?", "Testa Exempelsson", "Jag vet inte vem som ansvarar"),
    ("Vilket telefonnummer och vilken mejladress har ni?", "fraga@example.com", "Jag vet inte vilken e-postadress"),
]


@pytest.mark.parametrize(("text", "known", "unknown"), QUESTIONS)
def test_a_fact_that_is_filled_in_is_given(filled: Assistant, text: str, known: str, unknown: str) -> None:
    said = Conversation(filled).say(text)
    assert known in said
    assert "Jag vet inte" not in said


@pytest.mark.parametrize(("text", "known", "unknown"), QUESTIONS)
def test_a_fact_that_nobody_checked_is_not(conversation: Conversation, text: str, known: str, unknown: str) -> None:
    said = conversation.say(text)
    assert unknown in said
    assert known not in said
    assert "/kontakt" in said


def test_a_person_of_an_article_has_no_address_here(filled: Assistant, conversation: Conversation) -> None:
    for talk in (Conversation(filled), conversation):
        assert "Jag har inga kontaktuppgifter till Lotta Brännström." in talk.say("hur når jag Lotta")


def test_who_was_just_named_is_reached_by_a_pronoun(filled: Assistant) -> None:
    talk = Conversation(filled)
    assert "Testa Exempelsson" in talk.say("Vem ansvarar för jämställdhet?")
    assert "070-174 06 50" in talk.say("hur når jag henne?")
