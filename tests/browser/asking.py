"""What a visitor does on the chat page, in the words of the tests."""

import re

from playwright.sync_api import Locator, Page, Route

PATIENCE = 20_000
"""Milliseconds: so long a page may take for what it does, on a machine that does much else. No test waits it out."""

# Keeps what any live region was given, in the page: what a screen reader would have spoken.
LISTEN = """
window.spoken = [];
new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const region = element?.closest("[aria-live], [role=status], [role=alert], [role=log]");
    const live = region && region.getAttribute("aria-live") !== "off";
    if (live && node.textContent.trim()) window.spoken.push(node.textContent);
  }
}).observe(document, { subtree: true, childList: true });
"""


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
    for _ in range(PATIENCE // 50):
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
