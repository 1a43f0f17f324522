"""The launcher on a page of a website."""

from playwright.sync_api import expect

from .asking import ask
from .conftest import Visit


def test_it_opens_the_chat_beside_the_page_and_esc_gives_focus_back(visit: Visit) -> None:
    page = visit("/")
    launcher = page.get_by_role("button", name="Har du frågor?")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    launcher.click()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    chat = page.frame_locator("iframe[title^=Chatt]")
    expect(chat.get_by_label("Skriv din fråga")).to_be_focused()
    ask(chat, "Vem är Lotta Brännström?")
    expect(chat.locator("blockquote")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_leaving_from_inside_the_frame_moves_the_whole_window(visit: Visit, neutral_page: str) -> None:
    page = visit("/")
    page.get_by_role("button", name="Har du frågor?").click()
    chat = page.frame_locator("iframe[title^=Chatt]")
    chat.get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)


def test_a_link_of_an_answer_opens_in_the_whole_window(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("button", name="Har du frågor?").click()
    chat = page.frame_locator("iframe[title^=Chatt]")
    ask(chat, "Vem är Lotta Brännström?")
    chat.locator(".source a").click()
    page.wait_for_url("**/nyheter/*")


def test_without_javascript_the_link_to_the_chat_remains(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_role("link", name="Fråga i chatten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Har du frågor?")


def test_at_400_percent_it_is_part_of_the_page_and_fills_the_window_when_open(visit: Visit) -> None:
    page = visit("/", viewport={"width": 320, "height": 256})
    launcher = page.get_by_role("button", name="Har du frågor?")
    expect(launcher).not_to_be_in_viewport()
    launcher.click()
    chat = page.frame_locator("iframe[title^=Chatt]")
    expect(chat.get_by_label("Skriv din fråga")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Stäng chatten").click()
    expect(launcher).to_be_focused()
