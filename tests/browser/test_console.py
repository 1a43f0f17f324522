"""The staff's console and the visitor's chat in two real browsers: asked, taken over, answered and given back, live."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from bot.record import staffing
from bot.record.conversations import by_number
from bot.record.database import engine

from ..support.assistant_double import AssistantDouble
from ..support.staff import staff
from .asking import answers, ask, hears, spoken
from .conftest import Visit
from .desks import AtConsole, open_first
from .tools import axe_violations, nu_errors


@pytest.fixture
def record(_home: Path, _servers: tuple[str, AssistantDouble]) -> sa.engine.Engine:
    """The record, with nobody waiting."""
    made = engine(f"sqlite:///{_home / 'record.db'}")
    with made.connect() as connection:
        live = connection.execute(sa.text("SELECT id FROM conversations WHERE state IN ('waiting', 'staff')"))
        for conversation in live.scalars().all():
            staffing.give_back(made, conversation, staff(made, "Chefen", "admin"), None)
    return made


def said(page: Page) -> list[str]:
    """What the transcript of the console says, with who said it."""
    return [re.sub(r"\s+", " ", text) for text in page.locator("#logg > li").all_inner_texts()]


def test_from_a_question_by_the_queue_to_a_person_and_back_with_five_messages_each_way(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, record: sa.engine.Engine
) -> None:
    anna = at_console()
    expect(anna.locator("[data-key=vantar]")).to_contain_text("Ingen väntar just nu.")
    visitor = visit()
    ask(visitor, "Vem är Lotta Brännström?")
    expect(answers(visitor)).to_have_count(1)
    expect(anna.locator("#narvarande")).to_contain_text("Tillgänglig")
    visitor.get_by_role("button", name="Prata med en person").last.click()
    expect(visitor.locator("#status")).to_contain_text("Du är först i kön till personalen.")

    waiting = anna.locator("[data-key=vantar] li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("Vem är Lotta Brännström?")
    expect(anna).to_have_title(re.compile(r"^\(\d+\) Inkorg"))
    assert anna.evaluate("document.activeElement === document.body"), "what arrives moves no focus"
    hears(anna, "1 ny i inkorgen.")

    open_first(anna)
    assert "Avsikt" in anna.locator("#logg").inner_html()
    anna.get_by_role("button", name="Ta över").click()
    box = anna.get_by_label("Svara som Anna")
    expect(box).to_be_focused()
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar Anna (personal).")

    for turn in range(1, 6):
        visitor.get_by_label("Skriv till personalen").fill(f"Fråga nummer {turn}?")
        visitor.get_by_label("Skriv till personalen").press("Enter")
        expect(anna.locator("#logg > .m-visitor").last).to_contain_text(f"Fråga nummer {turn}?")
        expect(box).to_be_focused()
        box.type(f"Svar nummer {turn}.")
        box.press("Enter")
        expect(box).to_have_value("")
        expect(visitor.locator("#logg > .msg-staff").last).to_contain_text(f"Svar nummer {turn}.")
    heard = spoken(anna)
    assert [text for text in heard if "Fråga nummer" in text] == [f"Besökaren: Fråga nummer {n}?" for n in range(1, 6)]
    assert not any("Svar nummer" in text for text in heard), "one's own words are not read to oneself"

    anna.get_by_role("button", name="Ge tillbaka till boten").click()
    expect(anna.locator("#lage")).to_have_text("Boten svarar")
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar boten igen.")
    before = answers(visitor).count()
    ask(visitor, "Vem är Lotta Brännström?")
    expect(answers(visitor)).to_have_count(before + 1)
    expect(anna.locator("#logg")).to_contain_text("Lotta Brännström, projektledare")
    assert assistant.texts() == ["Vem är Lotta Brännström?"] * 2


def test_what_another_does_is_seen_at_once_and_nothing_that_was_typed_is_lost(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, record: sa.engine.Engine
) -> None:
    visitor, anna, bo = visit(), at_console("Anna"), at_console("Bo")
    ask(visitor, "Vem är Lotta Brännström?")
    expect(answers(visitor)).to_have_count(1)
    visitor.get_by_role("button", name="Prata med en person").last.click()
    number = open_first(anna)
    open_first(bo)
    anna.get_by_role("button", name="Ta över").click()
    expect(bo.locator("#lage")).to_have_text("Anna (personal) svarar")
    expect(bo.get_by_role("button", name="Ta över")).to_have_count(0)

    box = anna.get_by_label("Svara som Anna")
    box.fill("Ett svar som jag inte är färdig med")
    anna.reload()
    expect(box).to_have_value("Ett svar som jag inte är färdig med")
    conversation = by_number(record, number) or ""
    chief = staff(record, "Chefen", "admin")
    staffing.take(record, conversation, chief, None, staff(record, "Anna").id)
    expect(anna.locator("#lage")).to_have_text("Chefen (personal) svarar")
    expect(box).to_have_count(0)
    staffing.hand(record, conversation, chief, staff(record, "Anna"), None)
    expect(box).to_have_value("Ett svar som jag inte är färdig med")

    # Sent into a conversation that is another's in that moment: it is said whose, and the words stay.
    anna.route("**/personal/handelser*", lambda route: route.abort())
    anna.reload()
    staffing.take(record, conversation, chief, None, staff(record, "Anna").id)
    anna.get_by_role("button", name="Skicka").click()
    expect(anna.locator("#osant")).to_have_text("Chefen hann före. Samtalet är inte ditt.")
    expect(box).to_have_value("Ett svar som jag inte är färdig med")
    anna.unroute("**/personal/handelser*")
    anna.reload()

    # A part of a message is marked and taken away with one key, after one question.
    words = bo.locator("#logg .said", has_text="Vem är Lotta Brännström?").first
    words.evaluate(
        "(line) => { const range = document.createRange(); range.setStart(line.firstChild, 7);"
        " range.setEnd(line.firstChild, 23); getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    bo.keyboard.press("Delete")
    expect(bo.get_by_label("Ord som ska bort ur hela samtalet")).to_have_value("Lotta Brännström")
    expect(bo.get_by_role("button", name="Ta bort orden")).to_be_focused()
    bo.keyboard.press("Enter")
    expect(bo.locator("#logg")).to_contain_text("[borttaget]")
    expect(anna.locator("#logg")).to_contain_text("[borttaget]")

    visitor.locator("summary", has_text="Radera samtalet").click()
    visitor.get_by_role("button", name=re.compile("^(Ja, r|R)adera")).first.click()
    expect(anna.get_by_text("Besökaren raderade samtalet.").first).to_be_visible()
    expect(anna.locator("#logg > li")).to_have_count(0)


def test_answers_that_are_sent_faster_than_the_server_takes_them_all_arrive_once_and_in_order(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, record: sa.engine.Engine
) -> None:
    anna, visitor = at_console(), visit()
    accounts_present(anna)
    visitor.get_by_role("button", name="Prata med en person").last.click()
    open_first(anna)
    anna.get_by_role("button", name="Ta över").click()
    box = anna.get_by_label("Svara som Anna")
    delays = iter([600, 0, 300, 0, 0])

    def late(route: Route) -> None:
        """The server has it at once; that it has, the page learns later."""
        answer = route.fetch()
        anna.wait_for_timeout(next(delays))
        route.fulfill(response=answer)

    anna.route("**/svara", late)
    for number in range(5):
        box.fill(f"Svar {number}")
        box.press("Enter")
    theirs = visitor.locator("#logg > .msg-staff .said")
    expect(theirs).to_have_text([f"Svar {number}" for number in range(5)])
    anna.unroute_all(behavior="wait")  # the visitor has the last answer before the page learns that it was sent

    # What could not be sent stands before what has been typed since, and neither is lost.
    anna.route("**/svara", lambda route: route.abort())
    box.fill("Kom inte fram.")
    box.press("Enter")
    expect(anna.locator("#osant")).to_be_visible()
    expect(box).to_have_value("Kom inte fram.")
    anna.unroute("**/svara")
    box.press("Enter")
    expect(theirs.last).to_have_text("Kom inte fram.")
    expect(anna.locator("#osant")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_by_keyboard_alone_a_person_takes_answers_and_gives_back(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, script: bool
) -> None:
    """Without JavaScript on either side: a reload shows it."""
    anna = at_console(java_script_enabled=script)
    visitor = visit(java_script_enabled=script)
    accounts_present(anna)
    visitor.get_by_role("button", name="Prata med en person").last.click()
    expect(visitor.locator("#status")).to_contain_text("Du är först i kön till personalen.")
    anna.goto("/personal")
    press_until(anna, "[data-key=vantar] li a", "Enter")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Samtal")
    press_until(anna, "#ta", "Enter")
    box = anna.get_by_label("Svara som Anna")
    expect(box).to_be_visible()
    press_until(anna, "#svar", "H", "e", "j", "!")
    press_until(anna, "#svara .btn-main", "Enter")
    expect(anna.locator("#logg > .m-staff")).to_contain_text("Hej!")
    if not script:
        visitor.goto("/chatt")
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar Anna (personal).")
    expect(visitor.locator("#logg .msg-staff")).to_contain_text("Hej!")
    press_until(anna, "form[action$='/tillbaka'] button", "Enter")
    expect(anna.locator("#lage")).to_have_text("Boten svarar")


def test_no_view_of_the_console_has_violations_and_each_is_valid_html(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble, record: sa.engine.Engine, tmp_path: Path
) -> None:
    visitor = visit()
    ask(visitor, "Vem är Lotta Brännström?")
    anna = at_console()
    expect(answers(visitor)).to_have_count(1)
    visitor.get_by_role("button", name="Prata med en person").last.click()
    number = open_first(anna)
    pages: dict[str, str] = {}

    def look(page: Page, name: str) -> None:
        assert axe_violations(page) == [], name
        pages[f"{name}.html"] = page.request.get(page.url.split("#")[0]).text()

    look(anna, "waiting")
    anna.get_by_role("button", name="Ta över").click()
    for summary in anna.locator("summary:visible").all():
        summary.click()
    look(anna, "mine, everything opened")
    bo = at_console("Bo", path=f"/personal/samtal/{number}", role="agent")
    look(bo, "another's")
    look(at_console("Lena", path=f"/personal/samtal/{number}", role="reader"), "read only")
    for name, path in (("list", ""), ("all", "/alla"), ("canned", "/sparade-svar"), ("gone", "/samtal/999999")):
        anna.goto(f"/personal{path}")
        look(anna, name)
    for name, path in (
        ("figures", "/statistik"),
        ("figures, wrong", "/statistik?fran=2026-02-30"),
        ("kept", "/gallring"),
    ):
        anna.goto(f"/personal{path}")
        for summary in anna.locator("main summary").all():
            summary.click()
        look(anna, name)
    look(at_console("Chefen", path="/personal/export", role="admin"), "export")
    for options in (
        {"viewport": {"width": 320, "height": 256}},
        {"color_scheme": "dark"},
        {"forced_colors": "active", "reduced_motion": "reduce"},
    ):
        page = at_console("Anna", **options)
        for path in (f"/samtal/{number}", "/statistik"):
            page.goto(f"/personal{path}")
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], path  # type: ignore[index]
            assert axe_violations(page) == [], (path, options)
    assert nu_errors(pages, tmp_path) == []


def accounts_present(page: Page) -> None:
    """The console is open: its owner is there."""
    expect(page.locator("#narvarande")).to_contain_text("Tillgänglig")


def press_until(page: Page, selector: str, *keys: str) -> None:
    """Go with Tab to what the selector finds first, and press the keys there."""
    for _ in range(80):
        if page.evaluate("(selector) => document.activeElement?.matches(selector)", selector):
            for key in keys:
                page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")
