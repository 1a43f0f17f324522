"""Reviewing in a real browser: by keyboard alone, with keys that can be turned off, in every scheme and size."""

import re
from collections import Counter
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.record import reviews
from bot.record.accounts import Role

from .desks import AtConsole, at_console
from .review_states import PLACE, say
from .test_states import photograph
from .tools import nu_errors

__all__ = ["at_console"]  # a fixture

ROLE: Role = "reader"


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def lead_on(self, *keys: str) -> None:
        """Press what leads to another page, or another place of it."""
        for key in keys:
            with self.page.expect_navigation():
                self.press(key)
            self.page.locator(".current, #klar:focus, .lines, .none").first.wait_for(state="attached")


def test_fifty_conversations_are_reviewed_by_keyboard_alone(at_console: AtConsole, record: sa.engine.Engine) -> None:
    asked = {}
    for number in range(50):
        who, seqs = say(record, "tangentprov", *["När var mötet", "Var var det"][: 1 + number % 2])
        asked[who] = seqs
    page = at_console("Lisa", f"{PLACE}?ord=tangentprov", ROLE)
    keyboard = Keyboard(page)
    for _ in range(60):  # to the first line of the list
        if page.evaluate("document.activeElement?.matches('.lines a')"):
            break
        keyboard.press("Tab")
    keyboard.lead_on("Enter")
    before, strokes = keyboard.pressed, []
    for number in range(50):
        start = keyboard.pressed
        questions = page.locator(".judge").count()
        if number % 10 == 9:  # one in ten is wrong: the first passage should have answered it
            keyboard.lead_on("f")
            expect(page.locator("#borde-form")).to_be_visible()
            keyboard.press("Space")
            keyboard.lead_on("Enter", *["r"] * (questions - 1))
        else:
            keyboard.lead_on(*["r"] * questions)
        expect(page.locator("#klar")).to_be_focused()
        keyboard.lead_on("g")
        strokes.append(keyboard.pressed - start)
    expect(page.get_by_role("status").first).to_have_text("Det var det sista i listan.")
    expect(page.locator(".none")).to_have_text("Inget samtal stämmer med urvalet.")
    thought = Counter(
        (verdict.right, verdict.should_kind)
        for who in asked
        for verdicts in reviews.verdicts_of(record, who).values()
        for verdict in verdicts
    )
    assert thought[(True, None)] == 70 and sum(thought.values()) == 75
    assert all(kind for right, kind in thought if not right)
    for who in asked:
        review = reviews.review_of(record, who)
        assert review and review.reviewed
    print(f"{sum(strokes) / 50:.1f} keystrokes a conversation ({min(strokes)}–{max(strokes)}), and {before} to begin")


def test_keys_go_between_questions_and_conversations_and_do_nothing_in_fields_or_when_they_are_off(
    at_console: AtConsole, record: sa.engine.Engine
) -> None:
    (_, first), (other, second) = (say(record, "vägprov", "När var", "Var var") for _ in range(2))
    page = at_console("Lisa", f"{PLACE}/{second[0]}?ord=vägprov&nyast=1", ROLE)
    expect(page.locator(".current")).to_have_id(f"m-{second[0]}")
    page.keyboard.press("j")
    expect(page.locator(f"#m-{second[1]}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#klar")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#m-{second[1]}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#m-{second[0]}")).to_be_focused()
    of_second = page.get_by_role("group", name="Svaret på ”Var var vägprov?”")
    of_second.get_by_role("button", name="Rätt").focus()
    expect(page.locator(".current")).to_have_id(f"m-{second[1]}")
    page.keyboard.press("Shift+Tab")  # out of the verdict, back into what stands before it: the question
    expect(page.locator(f"#m-{second[1]} summary")).to_be_focused()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(f"/{first[0]}\\?"))
    expect(page.locator(f"#m-{first[0]}")).to_be_focused()
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile(f"/{second[0]}\\?"))
    page.get_by_text("Anteckning", exact=True).click()
    page.get_by_label("Anteckning, bara för personalen").press_sequentially("rfgsnpjk")
    expect(page.get_by_label("Anteckning, bara för personalen")).to_have_value("rfgsnpjk")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+r")
    page.wait_for_load_state()
    assert reviews.verdicts_of(record, other) == {}
    page.get_by_text("Snabbtangenter", exact=True).click()
    page.get_by_role("button", name="Stäng av snabbtangenterna").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "0")
    expect(page.locator(".key").first).to_be_hidden()
    page.locator("#samtal").focus()
    for key in "rgsn":
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(f"/{second[0]}\\?"))
    assert reviews.verdicts_of(record, other) == {} and reviews.review_of(record, other) is None
    page.get_by_text("Snabbtangenter", exact=True).click()
    page.get_by_role("button", name="Slå på snabbtangenterna").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "1")


def test_keys_for_verdicts_do_nothing_at_the_end_until_an_answer_is_chosen_again(
    at_console: AtConsole, record: sa.engine.Engine
) -> None:
    who, seqs = say(record, "slutprov", "När var", "Var var")
    page = at_console("Lisa", f"{PLACE}/{seqs[0]}", ROLE)
    keyboard = Keyboard(page)
    keyboard.lead_on("r", "r")
    expect(page.locator("#klar")).to_be_focused()
    expect(page.locator(".current")).to_have_count(0)
    page.keyboard.press("f")
    page.keyboard.press("r")
    page.keyboard.press("k")
    expect(page.locator(f"#m-{seqs[1]}")).to_be_focused()
    assert [verdict.right for (verdict,) in reviews.verdicts_of(record, who).values()] == [True, True]
    keyboard.lead_on("f")
    expect(page.locator("#borde-form")).to_be_visible()
    found = reviews.verdicts_of(record, who)
    assert [found[seq][0].right for seq in seqs] == [True, False]


def test_what_is_typed_stays_while_another_passage_is_looked_for(
    at_console: AtConsole, record: sa.engine.Engine
) -> None:
    who, (seq,) = say(record, "sökprov", "Vem var där")
    page = at_console("Lisa", f"{PLACE}/{seq}", ROLE)
    page.keyboard.press("f")
    page.get_by_label("Frågan med dina egna ord").fill("Vilken professor talade?")
    page.get_by_label("Sök i nyheterna").fill("Malin Rönnblom")
    page.keyboard.press("Enter")
    found = page.locator("#val input").first
    expect(page.locator("#val")).to_contain_text("Malin Rönnblom")
    expect(found).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("Frågan med dina egna ord")).to_have_value("Vilken professor talade?")
    page.keyboard.press("Enter")
    expect(page.locator("#klar")).to_be_focused()
    (verdict,) = reviews.verdicts_of(record, who)[seq]
    assert verdict.should_kind == "passage" and verdict.reworded == "Vilken professor talade?"


def test_a_verdict_that_meets_a_sign_in_that_has_ended_is_there_again_and_after_saving_nothing_is_kept(
    at_console: AtConsole, record: sa.engine.Engine
) -> None:
    who, (seq,) = say(record, "utkastprov", "Vem var där")
    page = at_console("Lisa", f"{PLACE}/{seq}?ord=utkastprov", ROLE)
    kept = "Object.values(sessionStorage).join()"
    page.keyboard.press("f")
    page.get_by_label("Sök i nyheterna").fill("Malin Rönnblom")
    page.keyboard.press("Enter")
    page.locator("#val").get_by_text("Malin Rönnblom").first.click()
    assert "utkastprov" not in page.evaluate(kept), "the visitor's words, which stand in the field from the start"
    page.get_by_label("Frågan med dina egna ord").fill("Vilken professor talade?")
    ours = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Du har loggats ut. Det du skrev är inte sparat än.")).to_be_visible()
    to = page.locator("[name=till]").input_value()
    colleague = at_console("Bo", f"{PLACE}/{seq}", ROLE)
    page.context.clear_cookies()
    page.context.add_cookies(colleague.context.cookies())
    page.goto(to)
    expect(page.get_by_label("Frågan med dina egna ord")).to_have_value("Vem var där utkastprov?")
    page.context.add_cookies(ours)
    page.reload()
    expect(page.locator("#val input:checked")).to_have_count(1)
    expect(page.get_by_label("Frågan med dina egna ord")).to_have_value("Vilken professor talade?")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#klar")).to_be_focused()
    (verdict,) = reviews.verdicts_of(record, who)[seq]
    assert verdict.should_kind in ("passage", "article") and verdict.reworded == "Vilken professor talade?"
    assert page.evaluate(kept) == ""


def test_without_javascript_everything_is_there(at_console: AtConsole, record: sa.engine.Engine) -> None:
    who, (seq,) = say(record, "skriptlös", "Vem var där")
    page = at_console("Lisa", f"{PLACE}?ord=skriptlös", ROLE, java_script_enabled=False)
    page.locator(".lines a").click()
    expect(page.locator(".key").first).to_be_hidden()
    page.get_by_role("button", name="Fel", exact=True).click()
    page.get_by_label("Inte svarat: det är inget för boten").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("button", name="Granskat", exact=True).click()
    expect(page.get_by_text("Inget samtal stämmer med urvalet.")).to_be_visible()
    assert reviews.verdicts_of(record, who)[seq][0].should_kind == "silence"


def test_a_form_that_is_not_filled_in_right_has_no_violations_and_nothing_is_too_wide(
    at_console: AtConsole, record: sa.engine.Engine, tmp_path: Path
) -> None:
    _, (seq, _) = say(record, "utseende", "När var konferensen i Umeå", "Var var det")
    page = at_console("Lisa", f"{PLACE}/{seq}", ROLE, reduced_motion="reduce")
    page.keyboard.press("f")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#borde-fel")).to_have_text("Välj vad boten borde ha gjort.")
    expect(page.locator("#borde")).to_be_focused()
    assert nu_errors({"became.html": page.content()}, tmp_path) == []
    assert photograph(page, "staff-review-complaint") == []
    for path in (PLACE, f"{PLACE}?fara=1", f"{PLACE}/{seq}?oppna={seq}"):
        page.set_viewport_size({"width": 320, "height": 256})
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
