"""What the chat costs a host's visitors in bytes. `uv run python -m tests.browser.weight` prints it, and the time."""

from .hosts import Sites, Surf
from .weight import painted_at, weigh


def test_a_page_loads_ten_kilobytes_for_the_widget_and_25_with_the_open_chat_from_nobody_else(
    surf: Surf, sites: Sites
) -> None:
    weight = weigh(surf("other", "/kontakt"), sites.address("other"))
    assert sum(weight.before.values()) <= 10_000, weight
    assert sum(weight.before.values()) + sum(weight.after.values()) <= 25_000, weight
    assert weight.others == []


def test_the_chat_is_seen_after_one_request(surf: Surf, sites: Sites) -> None:
    """On a slow connection each further one costs more than half a second."""
    page = surf("other")
    page.route(lambda address: "/static/" in address, lambda route: None)  # never answered
    page.goto(f"{sites.chat}/chatt", wait_until="commit")
    assert painted_at(page)
    assert page.locator("button").first.evaluate("(button) => getComputedStyle(button).borderRadius") != "0px"
