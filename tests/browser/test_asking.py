"""Asking, with JavaScript."""

from playwright.sync_api import expect

from ..support.assistant_double import AssistantDouble
from .answers import SLUG, TITLE
from .asking import answers, ask, box, own
from .conftest import Visit


def test_an_answer_is_a_quotation_with_its_source(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page).locator("blockquote")).to_contain_text("projektledare på Kommunförbundet Västernorrland")
    expect(answers(page).get_by_role("link", name=TITLE)).to_have_attribute("href", f"/nyheter/{SLUG}")
    expect(answers(page)).to_contain_text("Artikeln saknar datum.")


def test_the_question_stands_above_its_answer_and_the_box_is_empty_and_has_focus(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#logg > li")).to_have_count(2)
    expect(page.locator("#logg > li").first).to_contain_text("Vem är Lotta Brännström?")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_shift_and_enter_breaks_the_line(visit: Visit) -> None:
    page = visit()
    box(page).press_sequentially("Hej")
    box(page).press("Shift+Enter")
    expect(box(page)).to_have_value("Hej\n")
    expect(own(page)).to_have_count(0)


def test_danger_is_answered_with_112_first_and_numbers_that_can_be_called(visit: Visit) -> None:
    page = visit()
    ask(page, "Min man slår mig")
    numbers = page.locator(".msg-help a.number")
    expect(numbers.first).to_have_attribute("href", "tel:112")
    expect(page.locator('.msg-help a[href="tel:020505050"]')).to_be_visible()
    for number in numbers.all():
        size = number.bounding_box()
        assert size and size["height"] >= 44 and size["width"] >= 44


def test_a_chosen_button_becomes_the_visitors_words_and_the_choice_is_gone(
    visit: Visit, assistant: AssistantDouble
) -> None:
    page = visit()
    ask(page, "Vad blir det för väder imorgon?")
    choices = page.get_by_role("group", name="Förslag på svar")
    choices.get_by_role("button", name="Prata med en person").click()
    expect(own(page).last).to_contain_text("Prata med en person")
    expect(answers(page)).to_have_count(2)
    expect(choices).to_have_count(1)
    expect(box(page)).to_be_focused()
    assert assistant.received[-1]["message"]["button"] == "handover"


def test_a_suggested_question_is_asked_and_the_suggestions_are_gone(visit: Visit) -> None:
    page = visit()
    suggestions = page.get_by_role("group", name="Förslag på frågor")
    chosen = suggestions.get_by_role("button").first
    words = chosen.inner_text()
    chosen.click()
    expect(own(page)).to_contain_text(words)
    expect(answers(page)).to_have_count(1)
    expect(suggestions).to_have_count(0)


def test_a_person_is_asked_for_from_under_the_text_box_and_a_double_click_asks_once(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Prata med en person").dblclick()
    expect(answers(page)).to_have_count(1)
    expect(own(page)).to_have_count(1)


def test_an_empty_question_gets_an_error_that_is_tied_to_the_box(visit: Visit) -> None:
    page = visit()
    ask(page, "   ")
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    expect(box(page)).to_have_accessible_description("Skriv en fråga först.")
    expect(box(page)).to_be_focused()


def test_a_question_that_is_too_long_is_counted_refused_and_kept(visit: Visit) -> None:
    page = visit()
    text = "Hur är det? " * 90
    box(page).fill(text)
    expect(page.get_by_text("tecken för mycket")).to_be_visible()
    box(page).press("Enter")
    expect(page.locator("#fel")).to_contain_text("högst 1 000 tecken")
    expect(box(page)).to_have_value(text.strip())
    expect(own(page)).to_have_count(0)


def test_what_is_written_is_shown_as_text_not_as_markup(visit: Visit) -> None:
    page = visit()
    ask(page, '<img src=x onerror="document.title=1"> & <b>fet</b>')
    expect(own(page)).to_contain_text('<img src=x onerror="document.title=1"> & <b>fet</b>')
    expect(answers(page)).to_have_count(1)


def test_the_box_says_what_it_wants_when_the_bot_asks_for_an_address(visit: Visit) -> None:
    page = visit()
    ask(page, "Jag vill att ni hör av er")
    expect(box(page)).to_have_attribute("autocomplete", "email")
    expect(box(page)).to_have_accessible_name("Skriv din e-post eller ditt telefonnummer")


def test_a_question_asked_while_the_assistant_loads_is_kept_and_answered(
    visit: Visit, assistant: AssistantDouble
) -> None:
    assistant.ready = False
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_contain_text("Din fråga är sparad")
    assistant.ready = True
    expect(answers(page)).to_have_count(1, timeout=15000)
    expect(page.locator("#status")).to_be_hidden()


def test_two_tabs_of_one_visitor_show_the_same(visit: Visit) -> None:
    page = visit()
    other = page.context.new_page()
    other.goto("/chatt")
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    other.bring_to_front()
    expect(own(other)).to_have_count(1)
    expect(answers(other)).to_have_count(1)


def test_a_reader_who_has_scrolled_up_is_not_moved_and_is_told_of_new_messages(
    visit: Visit, assistant: AssistantDouble
) -> None:
    page = visit()
    ask(page, "Ett långt svar")
    expect(answers(page)).to_have_count(1)
    assistant.hang = 1.5
    ask(page, "Vem är Lotta Brännström?")
    expect(own(page)).to_have_count(2)
    page.evaluate("scrollTo(0, 0)")
    newer = page.get_by_role("button", name="Nya meddelanden")
    expect(newer).to_be_visible()
    assert page.evaluate("scrollY") == 0
    newer.click()
    expect(answers(page).last).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_deleting_asks_first_and_gives_a_receipt(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    page.locator(".erase > summary").click()
    page.get_by_role("button", name="Ja, radera samtalet").click()
    expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    expect(own(page)).to_have_count(0)


def test_a_message_that_asks_to_delete_is_answered_with_what_deletes(visit: Visit) -> None:
    page = visit()
    ask(page, "Radera min chatt")
    page.locator(".erase-here summary").click()
    expect(page.get_by_role("checkbox", name="Ta också bort frågor till personalen")).to_be_visible()
    page.locator(".erase-here").get_by_role("button", name="Ja, radera samtalet").click()
    expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    expect(own(page)).to_have_count(0)
