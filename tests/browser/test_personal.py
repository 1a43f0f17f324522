"""Who writes a personnummer is told at once that it is not needed, and is not stopped."""

import pytest
from playwright.sync_api import expect

from .asking import ask, box, hears, own, spoken
from .conftest import Visit

HINT = "Det ser ut som ett personnummer. Du behöver inte skriva det."


@pytest.mark.parametrize("number", ["19121212-1212", "121212-1212", "121272-1219", "1912 12 12 1212", "1212121212"])
def test_the_hint_comes_while_it_is_written_is_spoken_once_and_goes_with_it(visit: Visit, number: str) -> None:
    page = visit()
    hint = page.locator("#personnummer")
    box(page).press_sequentially("Mitt nummer är ")
    expect(hint).to_be_hidden()
    box(page).press_sequentially(number)
    expect(hint).to_be_visible()
    expect(hint).to_have_text(HINT)
    expect(box(page)).to_be_focused()
    box(page).press_sequentially(" och jag")
    hears(page, HINT)
    assert spoken(page).count(HINT) == 1
    box(page).fill("Mitt nummer är hemligt")
    expect(hint).to_be_hidden()


def test_nothing_is_stopped_and_the_hint_goes_when_it_is_sent(visit: Visit) -> None:
    page = visit()
    ask(page, "Jag är 19121212-1212")
    expect(own(page)).to_contain_text("Jag är [personnummer]")
    expect(own(page)).to_contain_text("Du behöver inte skriva personnummer.")
    expect(page.locator("#personnummer")).to_be_hidden()


@pytest.mark.parametrize("text", ["121212-1213", "2023-04-26", "070-123 45 67", "Organisationsnummer 222000-0000"])
def test_other_figures_are_left_in_peace(visit: Visit, text: str) -> None:
    page = visit()
    box(page).press_sequentially(text)
    expect(page.locator("#personnummer")).to_be_hidden()


def test_the_contact_page_says_so_at_the_field_in_which_it_stands(visit: Visit) -> None:
    page = visit("/kontakt")
    page.get_by_label("Din fråga").press_sequentially("Jag är 19121212-1212")
    expect(page.locator("#question-personnummer")).to_have_text(HINT)
    expect(page.locator("#contact-personnummer")).to_be_hidden()
