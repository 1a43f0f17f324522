"""What the bot says about what is kept."""

import pytest

from actions.privacy import ActionPrivacy

from .conftest import run


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Vad sparar ni om mig?", "i 30 dagar, och personalen kan läsa det"),
        ("Hur länge sparas det?", "30 dagar efter ditt sista meddelande"),
        ("Kan min man se att jag har skrivit här?", "Webbläsaren minns att du har varit här"),
        ("Who can read this chat?", "Our staff can read"),
    ],
)
def test_a_question_about_what_is_kept_is_answered_with_a_link_to_the_page(settings, question: str, words: str) -> None:
    asked = run(ActionPrivacy(), "ask_privacy", text=question)
    assert words in asked.text and "https://bot.example.se/integritet" in asked.text
    assert asked.reply["buttons"] == []


def test_who_asks_to_delete_gets_the_button(settings) -> None:
    asked = run(ActionPrivacy(), "ask_privacy", text="Kan jag ta bort det jag skrivit?")
    assert [button["payload"] for button in asked.reply["buttons"]] == ["erase"]


def test_an_installations_own_words_are_said(settings) -> None:
    own = settings.content / "privacy.yml"
    own.parent.mkdir(parents=True)
    own.write_text("page_link: {sv: Läs mer, en: More}\n", encoding="utf-8")
    assert "Läs mer: " in run(ActionPrivacy(), "ask_privacy", text="Vad sparar ni?").text
