"""Where somebody may be in danger, and where words are taken away: what staff meet in a real browser, and the files."""

from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from bot.record import handovers, staffing, written
from bot.record.conversations import by_number

from ..record.conftest import bytes_on_disk
from ..support.staff import staff
from .asking import ask, hears
from .conftest import Visit
from .desks import AtConsole
from .tools import axe_violations, nu_errors

DANGER = "Min man slår mig just nu, han är här"
NAME, ANOTHER = "Ozonis Bergkvist", "Zjölund Ek"


def number_of(record: sa.engine.Engine, text: str) -> int:
    """The newest conversation that begins so."""
    with record.connect() as connection:
        return int(
            connection.execute(sa.text("SELECT max(seq) FROM messages WHERE text = :text"), {"text": text}).scalar()
        )


def mark(line: Locator, words: str) -> None:
    """Mark the words in a line, as one does with the mouse."""
    line.evaluate(
        """(line, words) => {
          document.activeElement.blur();
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            getSelection().removeAllRanges();
            return getSelection().addRange(range);
          }
          throw new Error("not there: " + words);
        }""",
        words,
    )


def redact(page: Page) -> None:
    """The one key, and yes to the question."""
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="Ta bort orden")).to_be_focused()
    page.keyboard.press("Enter")


def test_a_flagged_conversation_has_its_reason_in_the_inbox_and_the_routine_beside_it(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine, tmp_path: Path
) -> None:
    anna = at_console()
    visitor = visit()
    ask(visitor, "Hej")
    ask(visitor, DANGER)
    expect(visitor.locator(".msg-help")).to_be_visible()
    line = anna.locator("[data-key=fara] li").first
    expect(line).to_contain_text("Fara: våld, pågår nu")
    assert "flagg" not in visitor.locator("body").inner_text().lower(), "the visitor is promised nothing about it"

    line.get_by_role("link").click()
    expect(anna.locator("#flagga")).to_have_text("Fara: våld, pågår nu")
    anna.get_by_text("Rutin vid fara").focus()
    anna.keyboard.press("Enter")
    routine = anna.locator("#rutin .panel")
    expect(routine.get_by_role("heading", name="När ett samtal är flaggat för fara")).to_be_visible()
    expect(routine).to_contain_text("Svarar du i samtalet: börja med 112.")
    assert axe_violations(anna) == []
    assert nu_errors({"flagged.html": anna.request.get(anna.url.split("#")[0]).text()}, tmp_path) == []
    anna.get_by_role("button", name="Jag har sett att det kan gälla fara").click()
    expect(anna.get_by_role("button", name="Jag har sett")).to_have_count(0)
    expect(anna.locator("#flagga")).to_be_visible()


def test_the_routine_comes_to_an_open_page_with_the_flag_and_not_before(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine
) -> None:
    visitor = visit()
    ask(visitor, "Vad är det för ozonväder?")
    expect(visitor.locator("#logg > .msg-bot")).to_have_count(1)
    anna = at_console(path=f"/personal/samtal/{number_of(record, 'Vad är det för ozonväder?')}")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Samtal")
    expect(anna.get_by_text("Rutin vid fara")).to_be_hidden()
    ask(visitor, DANGER)
    expect(anna.get_by_text("Rutin vid fara")).to_be_visible()


@pytest.mark.parametrize("viewport", [(1280, 800), (320, 256)], ids=["wide", "400 percent"])
def test_the_routine_can_be_read_whole(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine, viewport: tuple[int, int]
) -> None:
    visitor = visit()
    text = f"Min man slår mig, ozon {viewport[0]}"
    ask(visitor, text)
    expect(visitor.locator(".msg-help")).to_be_visible()
    size = {"width": viewport[0], "height": viewport[1]}
    anna = at_console(path=f"/personal/samtal/{number_of(record, text)}", viewport=size)
    anna.get_by_text("Rutin vid fara").click()
    last = anna.locator("#rutin li").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert anna.evaluate("document.documentElement.scrollWidth") <= viewport[0]


def test_marked_words_are_taken_away_with_one_key_everywhere_they_stand(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine, key: bytes, _home: Path
) -> None:
    visitor = visit()
    ask(visitor, f"Jag heter {NAME}, vem är det?")
    expect(visitor.locator("#logg > .msg-bot")).to_have_count(1)
    number = number_of(record, f"Jag heter {NAME}, vem är det?")
    conversation = by_number(record, number) or ""
    anna = staff(record)
    staffing.take(record, conversation, anna, None)
    staffing.note(record, conversation, anna, f"{NAME} har ringt förut.")
    handovers.create_handover(
        record, key, conversation=conversation, unique=uuid4().hex, question=f"Ring {NAME}", contact=None, name=NAME
    )

    page, colleague = at_console(path=f"/personal/samtal/{number}"), at_console("Bo", path=f"/personal/samtal/{number}")
    box = page.get_by_label("Svara som Anna")
    box.fill(f"Hej {NAME.lower()}! Jag skriver ett svar")
    mark(page.locator("#logg .m-visitor .said").first, NAME)
    redact(page)
    expect(page.locator("#logg .m-visitor .said").first).to_have_text("Jag heter [borttaget], vem är det?")
    expect(page.locator("#logg .m-note .said")).to_have_text("[borttaget] har ringt förut.")
    expect(page.get_by_label("Svara som Anna")).to_have_value("Hej [borttaget]! Jag skriver ett svar")
    expect(colleague.locator("#logg .m-visitor .said").first).to_have_text("Jag heter [borttaget], vem är det?")
    visitor.reload()
    expect(visitor.locator("#logg .msg-visitor").first).to_contain_text("Jag heter [borttaget], vem är det?")
    assert NAME.split()[0].lower().encode() not in bytes_on_disk(_home).lower(), "nor in any file, nor in the index"
    # What reaches over two messages is in none of them.
    page.evaluate("getSelection().selectAllChildren(document.getElementById('logg'))")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Delete")
    hears(page, "Markera ord i ett enda meddelande.")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_words_are_taken_away_from_a_written_question_and_its_answers_too(
    at_console: AtConsole, record: sa.engine.Engine, key: bytes, _home: Path, script: bool
) -> None:
    made = handovers.create_handover(
        record,
        key,
        conversation=None,
        unique=uuid4().hex,
        question=f"När kommer {ANOTHER}?",
        contact=None,
        safe=f"Inte när {ANOTHER} är hemma",
    )
    anna = staff(record)
    written.claim(record, made.reference, anna)
    written.answer(record, key, made.reference, anna, f"{ANOTHER} kommer i morgon.", "page")
    page = at_console(path=f"/personal/fraga/{made.reference}", java_script_enabled=script)
    if script:
        mark(page.locator("#logg .m-visitor .said"), ANOTHER)
        redact(page)
    else:
        page.get_by_text("Ta bort ord", exact=True).click()
        page.get_by_label("Ord som ska bort ur hela frågan").fill(ANOTHER)
        page.get_by_role("button", name="Ta bort orden").click()
    expect(page.locator("#logg .m-visitor .said")).to_have_text("När kommer [borttaget]?")
    expect(page.locator("#logg .m-staff .said")).to_have_text("[borttaget] kommer i morgon.")
    found = handovers.reaching(record, key, made.reference)
    assert found.safe == "Inte när [borttaget] är hemma"
    assert ANOTHER.split()[0].lower().encode() not in bytes_on_disk(_home).lower()


def test_a_sign_in_that_ends_keeps_what_was_typed(
    visit: Visit, at_console: AtConsole, record: sa.engine.Engine
) -> None:
    visitor = visit()
    ask(visitor, "Kan jag få prata med någon om ozon?")
    expect(visitor.locator("#logg > .msg-bot")).to_have_count(1)
    number, anna = number_of(record, "Kan jag få prata med någon om ozon?"), staff(record)
    staffing.take(record, by_number(record, number) or "", anna, None)
    page = at_console(path=f"/personal/samtal/{number}")
    page.route("**/personal/handelser*", lambda route: route.abort())  # else it would be told before it sends
    page.reload()
    page.get_by_label("Svara som Anna").fill("Ett långt svar som inte är sänt")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    page.context.add_cookies(cookies)  # signed in anew
    page.goto(f"/personal/samtal/{number}")
    expect(page.get_by_label("Svara som Anna")).to_have_value("Ett långt svar som inte är sänt")
