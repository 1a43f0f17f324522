"""The quick way out."""

from playwright.sync_api import Page, expect

from .asking import answers, ask, box, hears, spoken
from .conftest import Visit


def addresses(page: Page) -> list[str]:
    """What Back could reach."""
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [entry["url"] for entry in history["entries"]]


def test_lamna_sidan_erases_and_leaves_no_step_to_come_back_to(visit: Visit, neutral_page: str) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)
    assert not any("/chatt" in address for address in addresses(page))
    page.goto("/chatt")
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#logg > li")).to_have_count(0)


def test_shift_three_times_does_the_same_and_counts_aloud(visit: Visit, neutral_page: str) -> None:
    page = visit()
    page.keyboard.press("Shift")
    hears(page, "1 av 3")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(neutral_page)


def test_shift_used_to_write_capitals_does_not_leave(visit: Visit) -> None:
    page = visit()
    box(page).focus()
    for letter in "HEJ":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith("/chatt")
    assert not any("3 av 3" in text for text in spoken(page))


def test_it_works_on_every_page(visit: Visit, neutral_page: str) -> None:
    for path in ("/", "/kontakt", "/integritet", "/tillganglighet", "/finns-inte"):
        page = visit(path, complains=path == "/finns-inte")
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url(neutral_page)


def test_another_tab_of_the_visitor_is_emptied(visit: Visit, neutral_page: str) -> None:
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    other = page.context.new_page()
    other.goto("/chatt")
    expect(answers(other)).to_have_count(1)
    page.get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)
    expect(answers(other)).to_have_count(0)
