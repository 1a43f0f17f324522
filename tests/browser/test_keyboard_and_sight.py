"""Keyboard alone, 400 % zoom, dark, forced colours, less motion."""

import pytest
from playwright.sync_api import Page, expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, ask, box, own
from .conftest import Visit

ZOOMED = {"viewport": {"width": 320, "height": 256}}
FOCUSED = "(document.activeElement.textContent || document.activeElement.id).trim()"


def test_the_way_out_is_the_first_tab_stop_of_every_page(visit: Visit) -> None:
    for path in ("/", "/chatt", "/kontakt", "/integritet", "/tillganglighet"):
        page = visit(path)
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED).startswith("Lämna sidan")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == "Hoppa till innehållet"


def test_the_keyboard_alone_asks_follows_the_source_and_comes_back(visit: Visit) -> None:
    page = visit()
    tab_to(page, "#text")
    page.keyboard.type("Vem är Lotta Brännström?")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)
    expect(box(page)).to_be_focused()
    tab_to(page, ".source a", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kompetensutveckling")
    page.go_back()
    expect(answers(page)).to_have_count(1)


def test_esc_closes_the_support_lines_and_focus_returns(visit: Visit) -> None:
    page = visit()
    opener = page.locator(".acute > summary")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".acute .panel")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".acute .panel")).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/chatt", "/kontakt", "/integritet", "/tillganglighet"])
@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_scrolls_sideways(visit: Visit, path: str, width: int) -> None:
    page = visit(path, viewport={"width": width, "height": 600})
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("panel", [".acute", ".erase"])
def test_a_panel_that_opens_stays_inside_a_phones_window(visit: Visit, panel: str) -> None:
    page = visit(viewport={"width": 360, "height": 740})
    page.locator(f"{panel} > summary").click()
    expect(page.locator(f"{panel} .panel")).to_be_in_viewport(ratio=1)


def test_at_400_percent_one_can_ask_read_and_leave(visit: Visit, neutral_page: str) -> None:
    page = visit(**ZOOMED)
    for text in ("Vem är Lotta Brännström?", "Min man slår mig", "Vad blir det för väder?"):
        ask(page, text)
    expect(page.locator(".msg-unknown")).to_be_visible()
    expect(own(page)).to_have_count(3)
    assert no_sideways_scroll(page)
    page.locator(".acute > summary").click()
    assert no_sideways_scroll(page)
    for scrolled in (0, 400, 100000):
        page.evaluate(f"scrollTo(0, {scrolled})")
        expect(page.get_by_role("button", name="Lämna sidan")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)


def test_at_400_percent_every_tab_stop_is_fully_visible(visit: Visit) -> None:
    page = visit(**ZOOMED)
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(COVERED)
        if found["key"] in seen:
            break
        seen.add(found["key"])
        assert found["covered"] == [], found
    assert len(seen) > 8


@pytest.mark.parametrize("path", ["/", "/chatt", "/kontakt", "/integritet", "/tillganglighet"])
def test_buttons_and_fields_are_at_least_44_pixels_high(visit: Visit, path: str) -> None:
    page = visit(path, viewport={"width": 390, "height": 844})
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, textarea, input:not([type=hidden])")]
             .filter((e) => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44)).map((e) => e.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("path", ["/", "/chatt", "/kontakt", "/integritet", "/tillganglighet"])
def test_text_of_twice_the_size_stays_inside_the_window(visit: Visit, path: str) -> None:
    page = visit(path, viewport={"width": 640, "height": 800}, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% }")
    assert no_sideways_scroll(page)
    assert cut_off(page) == []


def test_a_letter_is_no_shortcut(visit: Visit) -> None:
    page = visit()
    page.evaluate("document.activeElement.blur()")
    before = page.locator("main").inner_html()
    for key in "abcdefghijklmnopqrstuvwxyz0123456789?/":
        page.keyboard.press(key)
    assert page.locator("main").inner_html() == before
    assert page.url.endswith("/chatt")


def test_a_message_that_arrives_takes_no_focus(visit: Visit) -> None:
    page = visit()
    link = page.get_by_role("link", name="Vad sparas?")
    other = page.context.new_page()
    other.goto("/chatt")
    page.bring_to_front()
    link.focus()
    ask(other, "Vem är Lotta Brännström?")
    page.bring_to_front()
    expect(answers(page)).to_have_count(1)
    expect(link).to_be_focused()


def test_text_spacing_cuts_nothing_off(visit: Visit) -> None:
    page = visit(viewport={"width": 320, "height": 600}, bypass_csp=True)
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        " p { margin-bottom: 2em !important }"
    )
    assert no_sideways_scroll(page)
    assert cut_off(page) == []


def test_with_less_motion_nothing_moves(visit: Visit, assistant: AssistantDouble) -> None:
    assistant.hang = 3.0
    page = visit(reduced_motion="reduce")
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_dots_stop_within_five_seconds(visit: Visit, assistant: AssistantDouble) -> None:
    assistant.hang = 3.0
    page = visit()
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_be_visible()
    ends = page.evaluate("document.getAnimations().map((a) => a.effect.getComputedTiming().endTime)")
    assert ends and max(ends) <= 5000


def test_in_forced_colours_help_and_own_messages_differ_by_their_border(visit: Visit) -> None:
    page = visit(forced_colors="active")
    ask(page, "Min man slår mig")
    style = "(e) => { const s = getComputedStyle(e); return s.borderTopStyle + s.borderTopWidth }"
    borders = {page.locator(f".{kind} .bubble").last.evaluate(style) for kind in ("welcome", "msg-visitor", "msg-help")}
    assert len(borders) == 3


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def cut_off(page: Page) -> list[str]:
    """What is wider than it is given room for."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, a, p, li")]
             .filter((e) => e.checkVisibility({ contentVisibilityAuto: true }))
             .filter((e) => !e.classList.contains("skip") && e.clientWidth > 1)
             .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML)"""
    )
    return found


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(30):
        page.keyboard.press(key)
        if page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"{selector} cannot be reached by {key}")


# The corners and the middle of what has focus: is something else on top of one, or is one outside the window?
# (What is higher than the window cannot be wholly inside it.)
COVERED = """() => {
  const element = document.activeElement;
  const covered = [];
  for (const box of [...element.getClientRects()].slice(0, 1)) {
    for (const [x, y] of [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]) {
      const left = box.left + box.width * x, top = box.top + box.height * y;
      const there = document.elementFromPoint(left, top);
      const itself = there && (element.contains(there) || there.contains(element));
      if (!itself) covered.push([left, top, there?.outerHTML?.slice(0, 80)]);
    }
  }
  const all = [...document.querySelectorAll("a, button, summary, textarea, input")];
  const what = element.outerHTML?.slice(0, 100);
  return { key: all.indexOf(element), what, covered: element === document.body ? [] : covered };
}"""
