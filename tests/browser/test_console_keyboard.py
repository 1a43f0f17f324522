"""The console by keyboard alone: Tab, Enter, the space bar, arrows and Escape are all that is pressed."""

import uuid

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.record import handovers
from bot.record.handovers import create_handover

from ..support.assistant_double import AssistantDouble
from ..support.staff import empty_queue
from .conftest import Visit
from .desks import AtConsole
from .test_console import press_until


@pytest.fixture(autouse=True)
def nobody_waits(record: sa.engine.Engine) -> None:
    empty_queue(record)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement?.id ?? ''"))


def test_a_live_handover_from_the_list_to_its_outcome(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble
) -> None:
    anna = at_console()
    expect(anna.locator("#narvarande")).to_contain_text("Tillgänglig")
    visitor = visit()
    press_until(visitor, "#text")
    visitor.keyboard.type("Vem är Lotta Brännström?")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#logg > .msg-bot")).to_have_count(1)
    visitor.get_by_role("button", name="Prata med en person").last.press("Enter")
    expect(visitor.locator("#status")).to_contain_text("Du är först i kön till personalen.")

    expect(anna.locator("[data-key=vantar] li")).to_have_count(1)
    press_until(anna, "[data-key=vantar] li a", "Enter")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Samtal")
    press_until(anna, "#ta", "Enter")
    expect(anna.get_by_label("Svara som Anna")).to_be_focused()
    for turn in range(1, 6):
        anna.keyboard.type(f"Svar nummer {turn}")
        anna.keyboard.press("Shift+Enter")
        anna.keyboard.type("på två rader")
        anna.keyboard.press("Enter")
        expect(visitor.locator("#logg > .msg-staff").last).to_contain_text(f"Svar nummer {turn}")
        expect(visitor.get_by_label("Skriv till personalen")).to_be_visible()
        press_until(visitor, "#text")
        visitor.keyboard.type(f"Fråga nummer {turn}?")
        visitor.keyboard.press("Enter")
        expect(anna.locator("#logg > .m-visitor").last).to_contain_text(f"Fråga nummer {turn}?")
        assert focused(anna) == "svar", "what arrives takes nobody's focus"

    press_until(anna, ".head .more summary", "Enter")
    press_until(anna, ".head details[open] textarea")
    anna.keyboard.type("Ringer tillbaka på fredag")
    press_until(anna, ".head details[open] form button", "Enter")
    expect(anna.locator("#logg")).to_contain_text("Ringer tillbaka på fredag")

    press_until(anna, "details:has(form[action$='/avsluta']) > summary", "Enter")
    anna.keyboard.press("Escape")
    expect(anna.locator("details:has(form[action$='/avsluta'])")).not_to_have_attribute("open", "")
    anna.keyboard.press("Enter")
    press_until(anna, "[action$='/avsluta'] input[type=radio]", "ArrowDown")
    press_until(anna, "[action$='/avsluta'] button", "Enter")
    expect(anna.locator("#lage")).to_contain_text("Avslutat")
    expect(visitor.locator("#logg")).to_contain_text("Samtalet med oss är slut nu.")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_written_question_from_the_list_to_its_answer(
    at_console: AtConsole, record: sa.engine.Engine, key: bytes, script: bool
) -> None:
    made = create_handover(
        record, key, conversation=None, unique=uuid.uuid4().hex, question="Kan ni föreläsa i höst?", contact=None
    )
    page = at_console(java_script_enabled=script)
    press_until(page, f"#lista a[href$='/fraga/{made.reference}']", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Fråga {made.reference}")
    press_until(page, "form[action$='/ta'] button", "Enter")
    expect(page.locator(".state")).to_have_text("Du har frågan")
    press_until(page, "#svara .btn-main", "Enter")
    expect(page.locator("#svar-fel")).to_have_text("Skriv ett svar först.")
    press_until(page, "#svar")
    page.keyboard.type("Ja, gärna.")
    press_until(page, "#svara input[name=satt]", " ")
    press_until(page, "#svara .btn-main", "Enter")
    expect(page.locator(".state")).to_contain_text("Avslutad")
    assert [answer.text for answer in handovers.answers_of(record, key, made.reference)] == ["Ja, gärna."]
    press_until(page, "form[action$='/oppna'] button", "Enter")
    expect(page.locator(".state")).to_have_text("Du har frågan")


def test_an_answer_in_writing_that_meets_a_sign_in_that_has_ended_is_there_again(
    at_console: AtConsole, record: sa.engine.Engine, key: bytes
) -> None:
    made = create_handover(
        record, key, conversation=None, unique=uuid.uuid4().hex, question="Kan ni föreläsa i vår?", contact=None
    )
    page = at_console(path=f"/personal/fraga/{made.reference}")
    press_until(page, "form[action$='/ta'] button", "Enter")
    expect(page.locator(".state")).to_have_text("Du har frågan")
    press_until(page, "#svar")
    page.keyboard.type("Ja, i maj.")
    ours = page.context.cookies()
    page.context.clear_cookies()
    press_until(page, "#svara .btn-main", "Enter")
    expect(page.get_by_text("Du har loggats ut. Det du skrev är inte sparat än.")).to_be_visible()
    page.context.add_cookies(ours)
    page.goto(page.locator("[name=till]").input_value())
    expect(page.locator("#svar")).to_have_value("Ja, i maj.")
    press_until(page, "#svara .btn-main", "Enter")
    expect(page.locator(".state")).to_contain_text("Avslutad")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_of_what_opens_above_a_conversation_one_is_open_at_a_time(
    visit: Visit, at_console: AtConsole, assistant: AssistantDouble
) -> None:
    visitor, anna = visit(), at_console()
    expect(anna.locator("#narvarande")).to_contain_text("Tillgänglig")
    visitor.get_by_role("button", name="Prata med en person").last.press("Enter")
    press_until(anna, "[data-key=vantar] li a", "Enter")
    expect(anna.get_by_role("heading", level=1)).to_contain_text("Samtal")
    for summary in anna.locator(".head .more summary").all():
        if summary.is_visible():
            summary.press("Enter")
            expect(anna.locator(".head .more details[open]")).to_have_count(1)
