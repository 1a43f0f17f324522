"""What a screen reader is given to say: each answer once, whole, with its sender; never the visitor's own words."""

from playwright.sync_api import expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, ask, hears, own, spoken
from .conftest import Visit


def test_an_answer_is_spoken_once_with_its_sender_and_taken_away_again(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    hears(page, "projektledare")
    expect(page.locator("#hors")).to_be_empty()
    said = [text for text in spoken(page) if "projektledare" in text]
    assert len(said) == 1
    assert said[0].startswith("Chattboten: ")
    assert "Källa: " in said[0]


def test_the_visitors_own_words_are_never_spoken(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#hors")).to_be_empty()
    assert not any("Vem är" in text for text in spoken(page))


def test_two_answers_to_one_question_are_one_announcement_in_order(visit: Visit) -> None:
    page = visit()
    ask(page, "Två svar, tack")
    expect(answers(page)).to_have_count(2)
    hears(page, "andra")
    said = [text for text in spoken(page) if "svaret" in text]
    assert len(said) == 1
    assert said[0].index("första") < said[0].index("andra")


def test_that_the_bot_writes_is_spoken_at_most_once_a_turn(visit: Visit, assistant: AssistantDouble) -> None:
    assistant.hang = 1.5
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_contain_text("Chattboten skriver")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(answers(page)).to_have_count(1)
    assert len([text for text in spoken(page) if "skriver" in text]) == 1


def test_coming_back_to_the_page_says_nothing(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    page.reload()
    expect(own(page)).to_have_count(1)
    expect(answers(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert spoken(page) == []


def test_a_page_out_of_the_browsers_cache_is_up_to_date_and_says_nothing(visit: Visit) -> None:
    page = visit()
    other = page.context.new_page()
    other.goto("/chatt")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    ask(other, "Vem är Lotta Brännström?")
    expect(answers(other)).to_have_count(1)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(answers(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert spoken(page) == []


def test_an_error_is_spoken(visit: Visit) -> None:
    page = visit()
    ask(page, " ")
    hears(page, "Skriv en fråga först.")
