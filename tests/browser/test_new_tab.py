"""After a danger answer a new tab shows an empty page; the tab where it was written keeps it."""

import pytest
from playwright.sync_api import Page, expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, ask, box, own
from .conftest import Visit


def in_danger(page: Page) -> None:
    """Somebody asks, and then tells of danger."""
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()


def another_tab(page: Page) -> Page:
    other = page.context.new_page()
    other.goto("/chatt")
    return other


def is_empty(page: Page) -> None:
    """Nothing tells that somebody has written here."""
    expect(page.get_by_role("group", name="Förslag på frågor")).to_be_visible()
    expect(page.locator("#logg > li")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("slår")
    expect(page.locator("#status")).to_be_hidden()


def test_a_new_tab_is_empty_and_the_old_one_comes_back_when_it_is_reloaded(visit: Visit) -> None:
    page = visit()
    in_danger(page)
    other = another_tab(page)
    is_empty(other)
    other.reload()
    is_empty(other)
    page.reload()
    expect(own(page)).to_have_count(2)
    expect(page.locator(".msg-help")).to_be_visible()
    ask(page, "Vad blir det för väder imorgon?")
    expect(own(page)).to_have_count(3)
    is_empty(other)


def test_the_next_page_of_the_site_in_the_same_tab_keeps_it(visit: Visit) -> None:
    page = visit()
    in_danger(page)
    page.goto("/integritet")
    page.goto("/chatt")
    expect(own(page)).to_have_count(2)


def test_what_is_written_in_the_new_tab_is_answered_there_and_shows_nothing_from_before(visit: Visit) -> None:
    page = visit()
    in_danger(page)
    other = another_tab(page)
    ask(other, "Vem är Lotta Brännström?")
    expect(answers(other)).to_have_count(1)
    expect(own(other)).to_have_count(1)
    other.reload()
    expect(own(other)).to_have_count(1)
    expect(answers(other)).to_have_count(1)
    expect(other.locator("body")).not_to_contain_text("slår")


def test_without_danger_a_new_tab_shows_the_conversation(visit: Visit) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    expect(own(another_tab(page))).to_have_count(1)


def test_where_the_tab_can_keep_nothing_a_reload_is_empty(visit: Visit) -> None:
    page = visit("/tillganglighet-finns-inte", complains=True)
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked'); }});")
    page.goto("/chatt")
    in_danger(page)
    page.reload()
    is_empty(page)


@pytest.fixture
def plain(visit: Visit) -> Page:
    return visit(java_script_enabled=False)


def send(page: Page, text: str) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Skicka", exact=True).click()


def test_without_javascript_no_address_shows_it_and_the_tab_goes_on(plain: Page, assistant: AssistantDouble) -> None:
    send(plain, "Vem är Lotta Brännström?")
    expect(own(plain)).to_have_count(1)
    send(plain, "Min man slår mig")
    expect(plain.locator(".msg-help")).to_be_in_viewport()
    expect(own(plain)).to_have_count(2)
    send(plain, "Vad blir det för väder imorgon?")
    expect(own(plain)).to_have_count(3)
    plain.get_by_role("group", name="Förslag på svar").get_by_role("button", name="Nej tack").click()
    expect(own(plain)).to_have_count(4)
    plain.get_by_role("button", name="Visa nya svar").click()
    expect(own(plain)).to_have_count(4)
    other = another_tab(plain)
    is_empty(other)
    send(other, "Vem är Lotta Brännström?")
    expect(own(other)).to_have_count(1)
    expect(other.locator("body")).not_to_contain_text("slår")
    plain.goto("/chatt")
    is_empty(plain)
