"""The widget on websites with a strict security policy of their own: of the same site as the chat, and of another."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .asking import PATIENCE, answers, ask, box, own
from .hosts import GREETING, Sites, Surf, frame, launcher, open_chat
from .test_leaving import addresses

QUESTION = "Vem är Lotta Brännström?"
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value)))
  .observe({ type: "layout-shift", buffered: true });
"""

# What hides the element that has focus, at two corners and in its middle; the page's own banner does not count.
HIDDEN = """async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  let focused = document.activeElement;
  while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const at = (x, y) => {
    let found = document.elementFromPoint(x, y);
    for (let inner; (inner = found?.shadowRoot?.elementFromPoint(x, y)) && inner !== found;) found = inner;
    return found;
  };
  return [at(left + 3, top + 3), at(right - 3, bottom - 3), at((left + right) / 2, (top + bottom) / 2)]
    .filter((found) => !focused.contains(found) && !found?.closest(".banner"))
    .map((found) => [focused.textContent, found?.outerHTML]);
}"""


def conversations(sites: Sites) -> int:
    return len({request["conversation"] for request in sites.assistant.received})


@pytest.mark.parametrize("site", ["same", "other", "bare"])
def test_the_conversation_goes_on_from_page_to_page_and_with_an_article_that_an_answer_links_to(
    surf: Surf, sites: Sites, site: str
) -> None:
    page = surf(site, everyday=site == "bare")
    ask(open_chat(page), QUESTION)
    expect(answers(frame(page))).to_have_count(1)
    for path, title in (("/andra", "Andra sidan"), ("/tredje", "Tredje sidan")):
        page.get_by_role("link", name=title).click()
        page.wait_for_url(f"**{path}")
        expect(launcher(page)).to_have_attribute("aria-expanded", "true")
        expect(answers(frame(page))).to_have_count(1)
        assert page.evaluate("document.activeElement === document.body"), "what comes back takes no focus"
    ask(frame(page), "Och när?")
    expect(own(frame(page))).to_have_count(2)
    expect(answers(frame(page))).to_have_count(2)
    frame(page).locator(".source a").click()
    page.wait_for_url("**/nyheter/*")
    assert urlsplit(page.url).hostname == "chatt.example.test"
    chat = frame(page) if launcher(page).get_attribute("aria-expanded") == "true" else open_chat(page)
    if site != "bare":  # a browser that takes no cookies has nothing to go by in the whole window
        expect(own(chat)).to_have_count(2)
        assert conversations(sites) == 1
    page.go_back()
    page.wait_for_url("**/tredje")
    expect(own(frame(page))).to_have_count(2)


def test_nothing_on_the_page_moves_and_nothing_comes_from_anywhere_else(surf: Surf, sites: Sites) -> None:
    page = surf("other", "/finns-inte", complains=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(WATCH)
    for height in (800, 256):
        page.set_viewport_size({"width": 1280 if height > 300 else 320, "height": height})
        page.goto(sites.address("other"))
        expect(launcher(page)).to_have_css("border-top-width", "2px")
        page.wait_for_timeout(100)
        assert page.evaluate("shifts") == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(sites.address("other"))
    ask(open_chat(page), QUESTION)
    expect(answers(frame(page))).to_have_count(1)
    page.keyboard.press("Escape")
    assert page.evaluate("shifts") == []
    assert {urlsplit(url).netloc for url in asked} == {
        urlsplit(address).netloc for address in (sites.chat, sites.address("other"))
    }


def test_it_looks_as_the_pages_editor_says_and_the_pages_own_styles_do_not_touch_it(surf: Surf, sites: Sites) -> None:
    sites.same.attributes = 'data-color="#5a2a82" data-greeting="Undrar du?" data-place="left" data-exit="off"'
    page = surf("same")
    expect(launcher(page)).to_have_text("Undrar du?")
    expect(launcher(page)).to_have_css("background-color", "rgb(90, 42, 130)")
    expect(page.get_by_role("button", name="Lämna sidan")).to_have_count(0)
    place = launcher(page).bounding_box()
    assert place and place["x"] == 16
    holder = launcher(page).evaluate("(button) => getComputedStyle(button.getRootNode().host).padding")
    assert holder == "0px", "the page's own style for such an element"
    chat = open_chat(page)
    expect(page.get_by_title("Chatt: Undrar du?")).to_be_visible()
    expect(chat.get_by_role("button", name="Lämna sidan")).to_be_visible()


def test_what_an_editor_writes_wrong_is_told_in_the_console_and_ignored(surf: Surf, sites: Sites) -> None:
    sites.same.attributes = 'data-color="#ffee00" data-greeting="" data-place="top"'
    page = surf("same", "/kontakt")
    warnings: list[str] = []
    page.on("console", lambda said: warnings.append(said.text))
    page.goto(sites.address("same"))
    expect(launcher(page)).to_have_text(GREETING)
    expect(launcher(page)).to_have_css("background-color", "rgb(11, 79, 74)")
    told = [re.findall(r"data-(\w+)", warning)[0] for warning in warnings]
    assert told == ["color", "place", "greeting"]


def test_an_answer_that_comes_while_it_is_closed_is_told_once_and_marked_until_it_is_read(
    surf: Surf, sites: Sites
) -> None:
    page = surf("other")
    chat = open_chat(page)
    sites.assistant.hang = 1.0
    ask(chat, QUESTION)
    expect(own(chat)).to_have_count(1)
    voice = page.locator("section[aria-label=Chatt] [role=status]")
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()
    expect(voice).to_have_text("Chatt, 1 nytt svar")
    expect(launcher(page)).to_have_accessible_name("Chatt, 1 nytt svar")
    expect(voice).to_be_empty()
    page.get_by_role("link", name="Andra sidan").click()
    page.wait_for_url("**/andra")
    expect(launcher(page)).to_have_accessible_name("Chatt, 1 nytt svar")
    expect(voice).to_be_empty()
    open_chat(page)
    expect(launcher(page)).to_have_accessible_name(GREETING)


def test_it_is_beside_the_page_not_above_it(surf: Surf) -> None:
    page = surf("other")
    chat = open_chat(page)
    page.get_by_role("link", name="Kontakt", exact=True).focus()
    expect(chat.get_by_label("Skriv din fråga")).to_be_visible()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="Kontakt", exact=True)).to_be_focused()
    open_chat(page)
    page.get_by_role("button", name="Stäng chatten").click()
    expect(launcher(page)).to_be_focused()


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 320, "height": 256}])
def test_by_tab_lamna_sidan_comes_first_and_nothing_that_has_focus_is_hidden(
    surf: Surf, sites: Sites, size: dict[str, int]
) -> None:
    sites.same.more = '<div class="banner"><button>Vi använder kakor</button></div>'
    page = surf("same", viewport=size)
    expect(page.locator(".out")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "Lämna sidan"
    reached = 0
    for _ in range(30):
        focused = page.evaluate("document.activeElement === document.body")
        if focused:
            break
        reached += 1
        assert page.evaluate(HIDDEN) == []
        page.keyboard.press("Tab")
    assert reached > 15


def is_gone(page: Page, sites: Sites, site: str, neutral_page: str) -> None:
    """On the neutral page; the conversation is erased, and the page where it was is no step of the history."""
    page.wait_for_url(neutral_page)
    assert not any("/andra" in address or "/chatt" in address for address in addresses(page))
    page.goto(sites.address(site))
    expect(own(open_chat(page))).to_have_count(0)
    conversation = sites.assistant.received[0]["conversation"]
    for _ in range(PATIENCE // 50):  # it is told after the visitor has left
        if conversation in sites.assistant.forgotten:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the assistant was not told to forget")


@pytest.mark.parametrize(
    ("site", "way"),
    [("same", "page"), ("bare", "page"), *(("other", way) for way in ("page", "frame", "shift", "page at once"))],
)
def test_lamna_sidan_leads_the_whole_page_away_and_erases(
    surf: Surf, sites: Sites, site: str, way: str, neutral_page: str
) -> None:
    page = surf(site, everyday=site == "bare")
    ask(open_chat(page), QUESTION)
    expect(answers(frame(page))).to_have_count(1)
    if way == "page at once":
        page.route("**/chatt*", lambda route: None)  # never answered
    page.get_by_role("link", name="Andra sidan").click()
    page.wait_for_url("**/andra")
    button = page.locator(".out").get_by_role("button", name="Lämna sidan")
    if way == "frame":
        frame(page).get_by_role("button", name="Lämna sidan").click()
    elif way == "shift":
        expect(button).to_be_visible()
        expect(answers(frame(page))).to_have_count(1)
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        button.click()
    page.wait_for_url(neutral_page)
    page.unroute("**/chatt*")
    is_gone(page, sites, site, neutral_page)


@pytest.mark.parametrize("site", ["same", "other"])
def test_lamna_sidan_erases_what_another_tab_has_too(surf: Surf, sites: Sites, site: str, neutral_page: str) -> None:
    first = surf(site)
    ask(open_chat(first), QUESTION)
    expect(answers(frame(first))).to_have_count(1)
    page = first.context.new_page()
    page.goto(sites.address(site, "/andra"))
    page.locator(".out").get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)
    expect(own(frame(first))).to_have_count(0)
    is_gone(page, sites, site, neutral_page)


def test_lamna_sidan_works_though_the_chat_is_down(surf: Surf, sites: Sites, neutral_page: str) -> None:
    page = surf("other", complains=True)
    expect(launcher(page)).to_be_visible()
    page.route("**/lamna?inbaddad=1", lambda route: None)
    page.locator(".out").get_by_role("button", name="Lämna sidan").click()
    page.wait_for_url(neutral_page)


def test_where_the_chat_may_not_be_shown_a_link_leads_to_it(surf: Surf, sites: Sites) -> None:
    page = surf("stranger", complains=True)
    launcher(page).click()
    page.get_by_role("link", name="Öppna chatten på en egen sida").click()
    expect(box(page)).to_be_visible()
    assert page.url == f"{sites.chat}/chatt"
