"""What can be done with an answer and with the conversation: rate, copy, listen; save, print, easy Swedish, go on."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.engine import Engine

from bot.record.database import writing
from bot.record.schema import conversations

from ..support.assistant_double import AssistantDouble
from .answers import SLUG, TITLE
from .asking import answers, ask, box, hears, spoken, with_left
from .conftest import Visit

QUESTION = "Vem är Lotta Brännström?"

# A speech of the browser's own that keeps what it was given; the voices are those of the test.
SPEECH = """
window.voices = VOICES;
window.given = [];
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
class Speech extends EventTarget {
  getVoices() { return window.voices; }
  speak(one) { window.given.push({ text: one.text, lang: one.lang, voice: one.voice.name }); this.last = one; }
  cancel() { window.cancelled = true; }
}
Object.defineProperty(window, "speechSynthesis", { value: new Speech() });
window.SpeechSynthesisUtterance = Utterance;
"""
LOCAL = '[{ name: "Alva", lang: "sv-SE", localService: true }]'
REMOTE = '[{ name: "Moln", lang: "sv-SE", localService: false }]'


def answered(page: Page, number: int = 1) -> None:
    for asked in range(1, number + 1):
        ask(page, QUESTION)
        expect(answers(page)).to_have_count(asked)


def come_back(page: Page) -> None:
    """To the page, which the browser had kept; returns once it knows how things stand."""
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("main.kept")).to_have_count(0)


def tools(page: Page, which: int = -1) -> Locator:
    return answers(page).nth(which).locator(".tools")


def speaking(visit: Visit, voices: str) -> Page:
    page = visit()
    page.add_init_script(SPEECH.replace("VOICES", voices))
    page.reload()
    answered(page)
    return page


def test_that_an_answer_helped_is_said_with_one_press_and_why_if_one_wants(visit: Visit) -> None:
    page = visit()
    answered(page)
    group = tools(page).get_by_role("group", name="Hjälpte svaret?")
    group.get_by_role("button", name="Nej").click()
    pressed = group.get_by_role("button", name="Nej")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()
    hears(page, "Tack. Du kan skriva varför om du vill.")
    why = page.get_by_label("Vad var fel?")
    why.fill("Jag ville veta när")
    why.press("Enter")
    hears(page, "Tack. Personalen kan läsa det du skrev.")
    expect(page.get_by_text("Tack. Personalen kan läsa det du skrev.").first).to_be_visible()
    page.reload()
    expect(pressed).to_have_attribute("aria-pressed", "true")


def test_a_rating_that_does_not_reach_us_says_so_and_keeps_what_was_written(visit: Visit) -> None:
    page = visit(complains=True)
    answered(page)
    tools(page).get_by_role("button", name="Ja").click()
    page.route("**/api/ratings", lambda route: route.abort())
    why = page.get_by_label("Vad var bra?")
    why.fill("Snabbt")
    why.press("Enter")
    hears(page, "Det gick inte just nu.")
    expect(why).to_have_value("Snabbt")


def test_under_help_in_danger_nothing_is_asked(visit: Visit) -> None:
    page = visit()
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()
    expect(page.locator(".tools")).to_have_count(0)
    expect(page.get_by_text("Hjälpte svaret?")).to_have_count(0)


def test_only_the_newest_answers_tools_stand_open_and_older_ones_are_one_button(visit: Visit) -> None:
    page = visit()
    answered(page, 2)
    expect(tools(page).get_by_role("button", name="Ja")).to_be_visible()
    older = tools(page, 0)
    expect(older.get_by_role("button", name="Ja")).to_be_hidden()
    older.get_by_text("Mer om svaret").click()
    expect(older.get_by_role("button", name="Ja")).to_be_visible()
    page.keyboard.press("Escape")
    expect(tools(page).get_by_role("button", name="Ja")).to_be_visible()
    page.reload()
    expect(tools(page, 0).get_by_role("button", name="Ja")).to_be_hidden()
    expect(tools(page).get_by_role("button", name="Ja")).to_be_visible()


def test_an_answer_is_copied_with_its_source_as_a_whole_address(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    answered(page)
    copy = tools(page).get_by_role("button", name="Kopiera med källa")
    copy.click()
    expect(tools(page).get_by_role("button", name="Kopierat med källa.")).to_be_visible()
    hears(page, "Kopierat med källa.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "projektledare på Kommunförbundet Västernorrland" in copied and TITLE in copied
    assert re.search(rf"https?://\S+/nyheter/{SLUG}", copied)


def test_an_answer_is_read_aloud_by_a_voice_of_the_device_and_stops_when_asked(visit: Visit) -> None:
    page = speaking(visit, LOCAL)
    tools(page).get_by_role("button", name="Lyssna").click()
    given = page.evaluate("window.given")
    assert {one["voice"] for one in given} == {"Alva"} and {one["lang"] for one in given} == {"sv"}
    assert "projektledare" in given[0]["text"] and TITLE in given[-1]["text"]
    page.evaluate("window.cancelled = false")
    tools(page).get_by_role("button", name="Sluta läsa").click()
    assert page.evaluate("window.cancelled")
    expect(tools(page).get_by_role("button", name="Lyssna")).to_be_visible()


def test_where_the_device_has_no_swedish_voice_of_its_own_there_is_no_button_to_listen(visit: Visit) -> None:
    page = speaking(visit, REMOTE)
    expect(tools(page).get_by_role("button", name="Kopiera med källa")).to_be_visible()
    expect(page.get_by_role("button", name="Lyssna")).to_have_count(0)
    page.evaluate(f"window.voices = {LOCAL}; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    expect(page.get_by_role("button", name="Lyssna")).to_be_visible()


def test_easy_swedish_is_chosen_before_the_first_question_and_told_the_assistant(
    visit: Visit, assistant: AssistantDouble
) -> None:
    page = visit()
    switch = page.get_by_role("button", name="Lättläst")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    hears(page, "Lättläst är på.")
    answered(page)
    assert assistant.received[-1]["metadata"]["easy"] is True
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    hears(page, "Lättläst är av.")
    ask(page, "Och när?")
    expect(answers(page)).to_have_count(2)
    assert assistant.received[-1]["metadata"]["easy"] is False


def test_the_conversation_is_saved_as_a_file_and_printed_without_the_buttons(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Spara som fil")).to_be_hidden()
    answered(page)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Spara som fil").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    kept = page.context.new_page()
    kept.goto(file.as_uri())
    expect(kept.get_by_text("projektledare")).to_be_visible()
    expect(kept.get_by_role("link", name=TITLE)).to_have_attribute("href", re.compile("^http"))
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Skriv ut").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    for shown in (page.locator(".bubble").last, page.get_by_text("projektledare").first):
        expect(shown).to_be_visible()
    for hidden in (box(page), page.locator(".tools").first, page.get_by_role("button", name="Lämna sidan")):
        expect(hidden).to_be_hidden()


@pytest.mark.parametrize("left", [70, 110])
def test_before_a_quiet_conversation_ends_one_is_told_in_time_and_can_go_on(visit: Visit, left: int) -> None:
    page = visit()
    answered(page)
    box(page).fill("Halvskriv")
    page.clock.install()
    page.route("**/api/conversation*", lambda route: with_left(route, left))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    notice = page.locator("#tiden")
    expect(notice).to_contain_text("Samtalet försvinner härifrån om")
    page.unroute("**/api/conversation*")
    notice.get_by_role("button", name="Fortsätt samtalet").click()
    expect(notice).to_be_hidden()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("Halvskriv")
    hears(page, "Samtalet är kvar.")


def test_a_conversation_that_has_ended_is_emptied_but_not_what_is_being_written(
    visit: Visit, assistant: AssistantDouble, record: Engine
) -> None:
    page = visit()
    page.clock.install()
    page.reload()
    answered(page)
    box(page).fill("Halvskriv")
    come_back(page)  # it is told of the time that is left
    quiet = conversations.update().where(conversations.c.id == assistant.received[-1]["conversation"])
    with writing(record) as connection:
        connection.execute(quiet.values(touched=datetime.now(UTC) - timedelta(hours=1)))
    page.clock.fast_forward("30:00")
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("Samtalet är slut")
    with page.expect_response("**/api/events*"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)  # what comes by the stream
    expect(page.locator("#status")).to_contain_text("Samtalet är slut")
    expect(box(page)).to_have_value("Halvskriv")


def test_without_javascript_one_rates_chooses_easy_swedish_and_saves(
    visit: Visit, assistant: AssistantDouble, tmp_path: Path
) -> None:
    page = visit(java_script_enabled=False)
    box(page).fill("Halvskriv")
    page.get_by_role("button", name="Lättläst").click()
    expect(box(page)).to_have_value("Halvskriv")
    box(page).fill(QUESTION)
    page.get_by_role("button", name="Skicka").click()
    assert assistant.received[-1]["metadata"]["easy"] is True
    expect(page.get_by_role("button", name="Lättläst")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Kopiera med källa")).to_have_count(0)
    page.get_by_role("button", name="Nej").click()
    page.get_by_label("Vad var fel?").fill("Jag ville veta när")
    page.locator(".why").get_by_role("button").click()
    expect(page.get_by_text("Tack. Personalen kan läsa det du skrev.")).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Spara som fil").click()
    assert "projektledare" in Path(saving.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Visa samtalet längre").click()
    expect(answers(page)).to_have_count(1)


def test_a_reason_that_speaks_of_danger_is_answered_with_help_beside_it(visit: Visit) -> None:
    page = visit()
    answered(page)
    tools(page).get_by_role("button", name="Nej").click()
    page.get_by_label("Vad var fel?").fill("Min man slår mig")
    page.get_by_label("Vad var fel?").press("Enter")
    expect(page.locator(".msg-help").get_by_role("link", name="112")).to_be_visible()
    hears(page, "Ring 112")
    assert not any("Tack. Personalen" in text for text in spoken(page))
