"""Who writes in English is answered in English, through all of a question for staff, and told that news is Swedish."""

import pytest

from ..support.product import Conversation, said

SWEDISH = (" jag ", " du ", " och ", " inte ", " oss ", " din ")


def in_english(answer) -> bool:
    texts = [
        block.get("text", "") for reply in answer["replies"] for block in reply["blocks"] if block["type"] == "text"
    ]
    return bool(texts) and not any(word in f" {' '.join(texts).lower()} " for word in SWEDISH)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello!", "Our news is in Swedish"),
        ("How can I contact you?", "You can write your question here"),
        ("What is your phone number?", "I do not know the phone number"),
        ("Is it anonymous to write here?", "You do not have to say who you are"),
        ("my husband hits me", "Nobody may hurt you"),
        ("I want to talk to a person", "What would you like to ask our staff?"),
    ],
)
def test_english_is_answered_in_english(conversation: Conversation, text: str, words: str) -> None:
    answer = conversation.ask(text)
    assert words in said(answer)
    assert in_english(answer)


def test_a_question_for_staff_is_taken_in_english_digressions_and_all(
    conversation: Conversation,
) -> None:
    asked = [
        ("I want to talk to a person", "question"),
        ("Can you give a lecture at our school?", "contact"),
        ("What is your phone number?", "contact"),
        ("sdfkjh", "contact"),
        ("anna@example.com", "safe"),
        ("yes, you can mail me in the evening", "name"),
        ("no", "deadline"),
        ("no", None),
    ]
    for text, expects in asked:
        answer = conversation.ask(text)
        assert answer["expects"] == expects
        assert in_english(answer)
    assert "Our staff can answer you by e-mail" in said(answer)


@pytest.mark.parametrize("text", ["cancel", "never mind", "forget it"])
@pytest.mark.parametrize("turns", [1, 2])
def test_it_can_be_cancelled_in_english_at_any_point(conversation: Conversation, turns: int, text: str) -> None:
    for before in ("I want to talk to a person", "Can you give a lecture at our school?")[:turns]:
        conversation.ask(before)
    answer = conversation.ask(text)
    assert "No new question has been sent" in said(answer)
    assert answer["expects"] is None


def test_who_goes_back_to_swedish_is_answered_in_swedish(conversation: Conversation) -> None:
    conversation.ask("How can I contact you?")
    assert "Hej! Jag är en chattbot" in conversation.say("Hej på er!")
