"""A button says what it means: an intent, a question, or the article that an earlier question is about."""

from ..support.product import Conversation, said

SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"


def test_a_chosen_article_answers_the_question_that_was_asked_before(conversation: Conversation) -> None:
    conversation.say("Vem är Malin Rönnblom?")
    assert "professor i statsvetenskap" in conversation.say("Konferensen i Umeå", button=f"about:{SEED}")


def test_an_article_that_is_not_there_answers_nothing(conversation: Conversation) -> None:
    conversation.say("Vem är Malin Rönnblom?")
    answer = conversation.ask("Något annat", button="about:finns-inte")
    assert [reply["kind"] for reply in answer["replies"]] == ["unknown"]


def test_without_a_question_before_it_its_own_words_are_the_question(conversation: Conversation) -> None:
    assert "professor" in conversation.say("Vem är Malin Rönnblom?", button=f"about:{SEED}")


def test_a_button_that_asks_is_understood_by_its_words(conversation: Conversation) -> None:
    assert "projektledare" in said(conversation.ask("Vem är Lotta Brännström?", button="ask"))
