"""An editor takes in an article, hides it and corrects a contact fact, in a real browser."""

import re

from playwright.sync_api import Page, expect

from .desks import AtConsole
from .tools import axe_violations

TEXT = "Biblioteket öppnar den 3 mars. Alla i länet är välkomna dit.\n\nDet finns kaffe."


def until_found(page: Page) -> None:
    """What was looked for is there; on a busy machine the page has to be asked again."""
    for _ in range(10):
        if page.get_by_role("link", name="Titta igen").count():
            page.get_by_role("link", name="Titta igen").click(timeout=30_000)
    expect(page.get_by_role("button", name="Spara det valda")).to_be_visible()


def test_an_article_comes_and_goes_without_javascript(at_console: AtConsole) -> None:
    page = at_console(
        "Redaktören", "/personal/innehall", "editor", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.get_by_role("link", name="Lägg till en artikel").click()
    page.get_by_label("Rubrik").fill("Biblioteket öppnar")
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Visa hur det blir").click(timeout=30_000)
    until_found(page)
    expect(page.get_by_text("Det finns kaffe.")).to_be_visible()
    page.get_by_role("button", name="Spara det valda").click()
    expect(page.get_by_role("status").first).to_contain_text("Artikeln är sparad")
    page.get_by_role("link", name="Biblioteket öppnar").click()
    expect(page.locator(".passages li")).to_have_count(2)
    page.get_by_role("link", name="Se vår sida om den").click()
    expect(page.get_by_role("heading", name="Biblioteket öppnar")).to_be_visible()
    page.go_back()
    page.locator("summary", has_text="Dra tillbaka").click()
    page.get_by_role("button", name="Ja, dra tillbaka artikeln").click()
    expect(page.get_by_role("button", name="Ta tillbaka")).to_be_visible()
    assert page.request.get("/nyheter/biblioteket-oppnar").status == 404


def test_easy_swedish_that_meets_a_sign_in_that_has_ended_is_there_again(at_console: AtConsole) -> None:
    page = at_console("Redaktören", "/personal/innehall", "editor")
    page.locator("main a[href^='/personal/innehall/']:not([href$='/ny'])").last.click()
    text = page.get_by_label("Er egen lättlästa text")
    before = text.input_value()
    text.fill("Så här är det.")
    ours = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara texten").click()
    expect(page.get_by_text("Du har loggats ut. Det du skrev är inte sparat än.")).to_be_visible()
    page.context.add_cookies(ours)
    page.goto(page.locator("[name=till]").input_value())
    expect(text).to_have_value("Så här är det.")
    for saved in ("Så här är det.", before):
        text.fill(saved)
        page.get_by_role("button", name="Spara texten").click()
        expect(page.get_by_role("status").first).to_be_visible()
        expect(text).to_have_value(saved)
        assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_contact_fact_is_corrected_by_keyboard_where_the_page_says_what_is_wrong(at_console: AtConsole) -> None:
    page = at_console("Redaktören", "/personal/innehall/kontakt", "editor")
    page.get_by_role("link", name=re.compile("Fyll i ?: E-post")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(r"^(\(\d+\) )?E-post"))
    field = page.get_by_label("E-post", exact=True)
    field.focus()
    page.keyboard.type("anna@")
    page.keyboard.press("Tab")
    page.keyboard.type("Anna i växeln")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(r"^(\(\d+\) )?Fel: E-post"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Skriv en e-postadress"))
    assert axe_violations(page) == []
    expect(page.get_by_label("Var uppgiften kommer från")).to_have_value("Anna i växeln")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("anna@kommun.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Boten säger det genast")
    page.goto("/kontakt")
    expect(page.get_by_text("anna@kommun.example").first).to_be_visible()
    page.goto("/personal/innehall/kontakt/e-post/0")  # other tests know of no address
    page.get_by_label("E-post", exact=True).fill("")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("link", name=re.compile("Fyll i ?: E-post"))).to_be_visible()


def test_a_support_line_is_moved_by_keyboard_without_javascript(at_console: AtConsole) -> None:
    page = at_console(
        "Redaktören",
        "/personal/innehall/kontakt",
        "editor",
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    page.get_by_role("link", name="Ändra Polisen").press("Enter")
    field = page.get_by_label("Plats i listan")
    expect(field).to_have_accessible_description(re.compile("112 står alltid först"))
    field.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told = page.get_by_role("status").filter(has_text="Flyttat. Polisen står nu på plats 1 av")
    expect(told).to_be_in_viewport()
    expect(page.locator("#stodlinjer + .said-so + .note + ul > li").nth(1)).to_contain_text("1. Polisen")
    page.goto("/kontakt")
    expect(page.locator(".lines li").first).to_contain_text("Polisen")
