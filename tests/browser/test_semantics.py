"""What the page tells those who do not see it: language, titles, landmarks, senders, times, names of links."""

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, ask, box, hears, own, spoken
from .conftest import Visit

PATHS = ("/", "/chatt", "/kontakt", "/integritet", "/tillganglighet", "/finns-inte")
QUESTION = "Vem är Lotta Brännström?"
# Words that say nothing of where a link leads.
EMPTY_NAMES = re.compile(r"(här|läs mer|länk|klicka|mer|visa)[.!]?", re.IGNORECASE)


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    page = visit()
    yield page


def test_every_page_is_swedish_has_a_title_of_its_own_one_h1_and_landmarks(page: Page) -> None:
    titles = []
    for path in PATHS:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "sv"
        titles.append(page.title())
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        for landmark in ("banner", "main"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.localName[1]))")
        assert all(level <= before + 1 for before, level in itertools.pairwise(levels)), path
    assert len(set(titles)) == len(PATHS), titles


def test_the_title_tells_of_an_error_but_never_of_what_is_asked(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    before = page.title()
    box(page).fill("Min man slår mig")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.locator(".msg-help")).to_be_visible()
    assert page.title() == before
    page.get_by_role("button", name="Skicka", exact=True).click()
    assert page.title() == f"Fel: {before}"


def test_the_conversation_is_a_named_log_that_tells_who_speaks_and_when(page: Page) -> None:
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    log = page.get_by_role("log", name="Samtalet")
    items = log.get_by_role("listitem")
    expect(items.nth(0)).to_contain_text("Du")
    expect(items.nth(1)).to_contain_text("Chattboten")
    for item in (own(page).first, answers(page).first):
        stamp = item.locator("time").get_attribute("datetime")
        assert stamp and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", stamp)
    hears(page, "Chattboten: ")
    assert not any(re.search(r"\d\d:\d\d", text) for text in spoken(page)), "times are not read out"


def test_who_speaks_is_told_by_shape_and_side_too(page: Page) -> None:
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    corners = "(e) => getComputedStyle(e).borderRadius"
    mine, theirs = (item.locator(".bubble").first for item in (own(page), answers(page)))
    assert mine.evaluate(corners) != theirs.evaluate(corners)
    left_of_mine, left_of_theirs = (bubble.bounding_box() for bubble in (mine, theirs))
    assert left_of_mine and left_of_theirs and left_of_mine["x"] > left_of_theirs["x"] + 50


def test_what_is_english_is_marked_as_english_in_the_page_and_for_who_listens(page: Page) -> None:
    ask(page, "Please answer in English")
    expect(answers(page)).to_have_count(1)
    expect(answers(page).locator("[lang=en]").first).to_contain_text("This is the answer")
    expect(own(page).locator("[lang=en]")).to_contain_text("Please answer")
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last.locator("[lang=en]")).to_have_count(0)


def test_every_link_and_button_has_a_name_that_says_where_it_leads(page: Page) -> None:
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()
    for path in ("", *PATHS):
        if path:
            page.goto(path)
        for role in ("link", "button"):
            snapshot = page.locator("body").aria_snapshot()
            for name in re.findall(rf'- {role} "([^"]*)"', snapshot):
                assert name.strip() and not EMPTY_NAMES.fullmatch(name.strip()), (path, role, name)
            assert f"- {role}:" not in snapshot, f"a {role} without a name on {path or 'the chat'}"


def test_fields_have_labels_and_say_what_they_want(page: Page) -> None:
    for path in ("/chatt", "/kontakt"):
        page.goto(path)
        for field in page.locator("textarea, input:not([type=hidden])").all():
            assert field.evaluate("(e) => e.labels.length") == 1
            for hint in (field.get_attribute("aria-describedby") or "").split():
                expect(page.locator(f"#{hint}")).to_have_count(1)
    # What is asked of the visitor's own person, a browser can fill in.
    for field, kind in (("contact", "email"), ("name", "name")):
        expect(page.locator(f"[name={field}]")).to_have_attribute("autocomplete", kind)


def test_before_the_first_message_it_says_what_it_is_what_is_kept_and_that_history_remains(page: Page) -> None:
    opening = page.get_by_role("region", name="Om chatten")
    for words in ("chattbot, ingen människa", "sparas i 30 dagar", "personal kan läsa", "Webbläsaren kommer ihåg"):
        expect(opening).to_contain_text(words)
    expect(opening.get_by_role("link", name="Vad sparas?")).to_be_visible()


def test_a_person_help_and_the_way_out_stand_in_the_same_place_in_every_state(
    page: Page, assistant: AssistantDouble
) -> None:
    ways = {
        "person": page.get_by_role("button", name="Prata med en person"),
        "help": page.locator(".acute > summary"),
        "exit": page.get_by_role("button", name="Lämna sidan"),
    }

    def places() -> dict[str, object]:
        boxes = {name: way.last.bounding_box() or {} for name, way in ways.items()}
        return {name: {side: round(value) for side, value in box.items()} for name, box in boxes.items()}

    first = places()
    assert all(first.values())
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    assert places() == first
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()
    assert places() == first
    assistant.hang = 3.0
    ask(page, "Och när?")
    expect(page.locator("#status")).to_be_visible()
    assert places() == first


def test_nothing_is_stored_in_the_browser_nor_asked_of_anybody_else(visit: Visit) -> None:
    page = visit("/integritet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/chatt")
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("JSON.stringify(sessionStorage)").find("Brännström") < 0
    origin = page.evaluate("location.origin")
    assert asked and all(url.startswith((origin, "data:")) for url in asked)
    expect(box(page)).to_have_attribute("autocomplete", "off")


def test_signing_in_lets_a_password_be_pasted_and_a_manager_fill_it_in(visit: Visit) -> None:
    page = visit("/personal", permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator("[autocomplete=username]")).to_have_count(1)
    password = page.locator("[type=password][autocomplete=current-password]")
    page.evaluate("navigator.clipboard.writeText('klistrat lösenord')")
    password.focus()
    page.keyboard.press("Control+V")
    expect(password).to_have_value("klistrat lösenord")
