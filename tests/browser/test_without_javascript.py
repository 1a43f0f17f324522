"""The same, as plain forms."""

import pytest
from playwright.sync_api import Page, expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, box, own
from .conftest import Visit


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit(java_script_enabled=False)


def send(page: Page, text: str) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Skicka", exact=True).click()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 320, "height": 256}])
def test_a_question_is_answered_on_the_same_page_at_the_answer(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit(java_script_enabled=False, viewport=viewport)
    send(page, "Vem är Lotta Brännström?")
    expect(answers(page).locator("blockquote")).to_contain_text("projektledare")
    assert page.url.endswith("/chatt#senaste")
    expect(answers(page).locator(".who").last).to_be_in_viewport()


def test_a_button_of_an_answer_is_a_form(page: Page, assistant: AssistantDouble) -> None:
    send(page, "Vad blir det för väder imorgon?")
    page.get_by_role("group", name="Förslag på svar").get_by_role("button", name="Prata med en person").click()
    expect(own(page)).to_have_count(2)
    expect(answers(page)).to_have_count(2)
    assert assistant.received[-1]["message"]["button"] == "handover"


def test_a_suggested_question_is_a_form(page: Page) -> None:
    page.get_by_role("group", name="Förslag på frågor").get_by_role("button").first.click()
    expect(answers(page)).to_have_count(1)


def test_danger_is_answered_at_once(page: Page) -> None:
    send(page, "Min man slår mig")
    expect(page.locator(".msg-help a.number").first).to_have_attribute("href", "tel:112")


def test_an_error_stands_by_the_box_and_what_was_written_is_kept(page: Page) -> None:
    text = "Hur är det? " * 90
    send(page, text)
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#fel")).to_contain_text("1 000 tecken")
    expect(box(page)).to_have_value(text)
    expect(page).to_have_title("Fel: Har du frågor? – Kommunförbundet Västernorrland")


def test_new_answers_are_fetched_by_a_link(page: Page) -> None:
    send(page, "Vem är Lotta Brännström?")
    expect(page.get_by_role("link", name="Visa nya svar")).to_have_attribute("href", "/chatt#senaste")


def test_the_support_lines_open_without_a_script(page: Page) -> None:
    page.get_by_text("Hjälp i akut läge").click()
    expect(page.locator('.acute a[href="tel:112"]').first).to_be_visible()
    expect(page.locator('.acute a[href="tel:020505050"]')).to_be_visible()


def test_leaving_is_a_form_that_leads_away_and_back_shows_nothing(page: Page, neutral_page: str) -> None:
    send(page, "Vem är Lotta Brännström?")
    page.get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Lotta")


def test_deleting_gives_a_receipt(page: Page) -> None:
    send(page, "Vem är Lotta Brännström?")
    page.locator(".erase > summary").click()
    page.get_by_role("button", name="Ja, radera samtalet").click()
    expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    expect(own(page)).to_have_count(0)


def test_a_written_question_gets_a_reference(visit: Visit) -> None:
    page = visit("/kontakt", java_script_enabled=False)
    page.get_by_label("Din fråga").fill("När är nästa konferens?")
    page.get_by_label("E-post eller telefon").fill("inte en adress")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_label("E-post eller telefon")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Din fråga")).to_have_value("När är nästa konferens?")
    page.get_by_label("E-post eller telefon").fill("anna@exempel.se")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.locator(".reference")).to_contain_text("KF-")


def test_a_message_that_asks_to_delete_is_answered_with_a_form_that_deletes(page: Page) -> None:
    send(page, "Radera min chatt")
    page.locator(".erase-here summary").click()
    page.locator(".erase-here").get_by_role("button", name="Ja, radera samtalet").click()
    expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()
    expect(page.get_by_text("Säkerhetskopior kan ha kvar samtalet i högst 90 dagar.")).to_be_visible()
    expect(own(page)).to_have_count(0)


def test_a_written_question_can_be_taken_back_where_its_number_stands(visit: Visit) -> None:
    page = visit("/kontakt", java_script_enabled=False)
    page.get_by_label("Din fråga").fill("När är nästa konferens?")
    page.get_by_role("button", name="Skicka frågan").click()
    page.get_by_text("Radera frågan", exact=True).click()
    page.get_by_role("button", name="Ja, radera frågan").click()
    expect(page.get_by_role("heading", name="Frågan är raderad.")).to_be_visible()
