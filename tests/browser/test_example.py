"""The mark of a demo stands on its pages, hides nothing, and breaks no rule of accessibility."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo import folder

from ..support.web_server import Web, running_web, settings_for
from .tools import axe_violations

MARK = "Exempel: allt är påhittat, utom numren till hjälp."
PAGES = ("/", "/chatt", "/kontakt", "/personal/logga-in")
SIZES = {"wide": (1280, 800), "zoomed": (320, 256)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Web of a demo, whose assistant is not there."""
    with running_web(folder.make(settings_for(tmp_path_factory.mktemp("demo")))) as web:
        yield web


def at(browser: Browser, demo: Web, path: str, size: str, scheme: str = "light") -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else None,
    )
    page = context.new_page()
    page.goto(path)
    return page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_the_demo_has_no_violations_and_shows_its_mark_first(
    browser: Browser, demo: Web, path: str, size: str, scheme: str
) -> None:
    page = at(browser, demo, path, size, scheme)
    expect(page.get_by_text(MARK)).to_be_in_viewport()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
def test_the_mark_hides_nothing_that_has_the_focus(browser: Browser, demo: Web, size: str) -> None:
    page = at(browser, demo, "/kontakt", size)
    for _ in range(14):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 12);
                const top = document.elementFromPoint(x, y);
                return !top || document.activeElement === document.body
                    || document.activeElement.contains(top) || top.contains(document.activeElement);
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")
