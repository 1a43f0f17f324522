"""What a visitor does on the chat page, in the words of the tests."""

import re

from playwright.sync_api import Locator, Page, Route


def box(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Skriv "))


def ask(page: Page, text: str) -> None:
    """Write the question and press Enter."""
    box(page).fill(text)
    box(page).press("Enter")


def answers(page: Page) -> Locator:
    """What the bot has said, but for its first words."""
    return page.locator("#logg > .msg-bot")


def own(page: Page) -> Locator:
    return page.locator("#logg > .msg-visitor")


def spoken(page: Page) -> list[str]:
    """What a screen reader was given to say by itself, in order."""
    return page.evaluate("window.spoken")


def hears(page: Page, words: str) -> None:
    """Wait until these words were given to the screen reader."""
    for _ in range(100):
        if any(words in text for text in spoken(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never spoken: {words!r}; spoken: {spoken(page)}")


def with_left(route: Route, left: int | None) -> None:
    """The server's own answer, but for the seconds that are left of a quiet conversation."""
    response = route.fetch()
    body = response.json()
    body["status"]["left"] = left
    route.fulfill(response=response, json=body)
