"""The console's menu: beside the page where there is room; else behind one button, with what is urgent before it."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.record import dangers

from ..support.staff import empty_queue
from .asking import ask
from .conftest import Visit
from .desks import AtConsole
from .test_console import press_until

ZOOMED = {"width": 320, "height": 256}
PAGES = {
    "/personal/alla": "Alla samtal",
    "/personal/granska": "Granska",
    "/personal/sparade-svar": "Sparade svar",
    "/personal/innehall": "Innehåll",
    "/personal/innehall/kontakt": "Innehåll",
    "/personal/publicera": "Publicera",
    "/personal/saknas": "Vad saknas?",
    "/personal/statistik": "Statistik",
    "/personal/konton": "Konton",
    "/personal/export": "Ta ut handlingar",
    "/personal/logg": "Logg",
    "/personal/konto": "Mitt konto",
}


def menu(page: Page) -> list[str]:
    """The links of the menu that can be reached."""
    links = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link").all()
    return [link.inner_text().split("\n")[0] for link in links if link.is_visible()]


def test_zoomed_to_400_percent_every_page_begins_on_the_first_screen_and_is_named_by_the_button(
    at_console: AtConsole,
) -> None:
    page = at_console("Chefen", "/personal", "admin", viewport=ZOOMED)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    for path, name in PAGES.items():
        page.goto(path)
        expect(page.locator(".menu > summary")).to_have_text(f"Meny: {name}")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        assert menu(page) == ["Inkorg"], path


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_zoomed_the_menu_opens_by_keyboard_and_leads_on(at_console: AtConsole, script: bool) -> None:
    page = at_console("Chefen", "/personal/saknas", "admin", viewport=ZOOMED, java_script_enabled=script)
    press_until(page, ".menu > summary", "Enter")
    assert {"Granska", "Statistik", "Mitt konto"} <= set(menu(page))
    expect(page.get_by_role("link", name="Vad saknas?")).to_have_attribute("aria-current", "page")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    press_until(page, ".menu a[href$='/statistik']", "Enter")
    expect(page.locator(".menu > summary")).to_have_text("Meny: Statistik")
    assert menu(page) == ["Inkorg"]


def test_where_there_is_room_the_whole_menu_stands_there_and_tab_goes_through_it(at_console: AtConsole) -> None:
    page = at_console("Chefen", "/personal/saknas", "admin")
    expect(page.locator(".menu > summary")).to_be_hidden()
    assert menu(page) == ["Inkorg", *dict.fromkeys(PAGES.values())]
    page.locator(".to-inbox").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Alla samtal")).to_be_focused()


def test_who_waits_and_what_may_be_danger_are_seen_while_the_menu_is_closed(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine
) -> None:
    empty_queue(record)
    for flagged in dangers.list_dangers(record):
        dangers.mark_seen(record, flagged.number, "anna@kommun.example")
    page = at_console(path="/personal/statistik", viewport=ZOOMED)
    link = page.get_by_role("link", name="Inkorg")
    expect(link.get_by_text("Kan gälla fara")).to_be_hidden()
    ask(visit(), "Min man slår mig just nu, han är här")
    expect(link.get_by_text("Kan gälla fara")).to_be_in_viewport(ratio=1)
    expect(link).to_have_accessible_name(re.compile(r"Inkorg väntar: [1-9]\d* Kan gälla fara"))
    page.reload()
    expect(link.get_by_text("Kan gälla fara")).to_be_in_viewport(ratio=1)
