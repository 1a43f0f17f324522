"""Every state, light and dark, wide and narrow: no axe violations, valid HTML. Photographs land in screenshots/."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import Engine

from bot.material import replies
from bot.record import messages, staffing
from bot.record.reviews import judge
from bot.web.rendering import FOLDER as WEB

from ..support.assistant_double import AssistantDouble
from ..support.publications import worse
from ..support.staff import comes, empty_queue, goes, in_queue, staff, take_over
from ..support.web_server import settings_for
from .asking import answers, ask, with_left
from .conftest import SCREENSHOTS, Visit
from .console_states import CONSOLE
from .desks import let_in
from .tools import axe_violations, nu_errors


@dataclass(frozen=True)
class Around:
    """What stands around the page: the assistant, and the record where the staff's side is."""

    assistant: AssistantDouble
    record: Engine
    key: bytes


SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
SIZES = {"wide": (1280, 800), "phone": (390, 844), "zoomed": (320, 256)}


def welcome(page: Page, around: Around) -> None:
    pass


def answered(page: Page, around: Around) -> None:
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)


def danger(page: Page, around: Around) -> None:
    ask(page, "Min man slår mig")
    expect(page.locator(".msg-help")).to_be_visible()


def unknown(page: Page, around: Around) -> None:
    answered(page, around)
    ask(page, "Vad blir det för väder imorgon?")
    expect(page.locator(".msg-unknown")).to_be_visible()


def wrong(page: Page, around: Around) -> None:
    ask(page, " ")
    expect(page.locator("#fel")).to_be_visible()


def waiting(page: Page, around: Around) -> None:
    around.assistant.hang = 14.0
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_be_visible()


def loading(page: Page, around: Around) -> None:
    around.assistant.ready = False
    ask(page, "Vem är Lotta Brännström?")
    expect(page.locator("#status")).to_contain_text("sparad")


def failed(page: Page, around: Around) -> None:
    page.route("**/api/messages", lambda route: route.abort())
    ask(page, "Vem är Lotta Brännström?")
    expect(page.get_by_role("button", name="Skicka igen")).to_be_visible()


def acute(page: Page, around: Around) -> None:
    page.locator(".acute > summary").click()


def erasing(page: Page, around: Around) -> None:
    page.locator(".erase > summary").click()


def erased(page: Page, around: Around) -> None:
    answered(page, around)
    erasing(page, around)
    page.get_by_role("button", name="Ja, radera samtalet").click()
    expect(page.get_by_text("Samtalet är raderat.")).to_be_visible()


def contact_wrong(page: Page, around: Around) -> None:
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.locator("#question-fel")).to_be_visible()


def contact_sent(page: Page, around: Around) -> None:
    page.get_by_label("Din fråga").fill("Min man slår mig. Vem kan jag prata med?")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.locator(".reference").first).to_be_visible()


def widget_open(page: Page, around: Around) -> None:
    page.get_by_role("button", name="Har du frågor?").click()
    expect(page.frame_locator("iframe").get_by_label("Skriv din fråga")).to_be_visible()


def rated(page: Page, around: Around) -> None:
    answered(page, around)
    page.get_by_role("button", name="Nej", exact=True).click()
    expect(page.get_by_label("Vad var fel?")).to_be_visible()


def long(page: Page, around: Around) -> None:
    answered(page, around)
    ask(page, "Ett långt svar")
    expect(answers(page)).to_have_count(2)
    answers(page).first.get_by_text("Mer om svaret").click()


def easy(page: Page, around: Around) -> None:
    page.get_by_role("button", name="Lättläst").click()
    expect(page.locator("#lattlast-tips")).to_be_visible()


def ending(page: Page, around: Around) -> None:
    answered(page, around)
    page.route("**/api/conversation*", lambda route: with_left(route, 70))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#tiden")).to_be_visible()


def offline(page: Page, around: Around) -> None:
    answered(page, around)
    page.context.set_offline(True)
    expect(page.locator("#natet")).to_be_visible()


def queueing(page: Page, around: Around) -> None:
    empty_queue(around.record)
    comes(around.record)
    page.get_by_role("button", name="Prata med en person").click()
    expect(page.locator("#status")).to_contain_text("först i kön")


def person(page: Page, around: Around) -> None:
    queueing(page, around)
    (conversation,) = in_queue(around.record)
    take_over(around.record, conversation)
    expect(page.locator("#status")).to_contain_text("Du pratar med Anna")
    staffing.answer(around.record, around.key, conversation, staff(around.record), "svar-1", "Hej! Vad gäller det?")
    expect(page.locator(".msg-staff")).to_contain_text("Vad gäller det?")
    goes(around.record)


def console(path: str) -> Callable[[Page, Around], None]:
    """Goes to a page of the staff's console, as an editor."""

    def go(page: Page, around: Around) -> None:
        let_in(page.context, around.record, staff(around.record, "Redaktören", "editor"), page.url)
        page.goto(path)

    return go


def article_shown(page: Page, around: Around) -> None:
    console("/personal/innehall/ny")(page, around)
    page.get_by_label("Rubrik").fill("Kursen börjar i mars")
    page.get_by_label("Text", exact=True).fill(
        "Kursen börjar den 3 mars. Den är öppen för alla.\n\nKontakt\n060-12 34 56"
    )
    page.get_by_role("button", name="Visa hur det blir").click(timeout=30_000)
    for _ in range(10):
        if page.get_by_role("link", name="Titta igen").count():
            page.get_by_role("link", name="Titta igen").click(timeout=30_000)
    expect(page.get_by_role("button", name="Spara det valda")).to_be_visible()


def article_wrong(page: Page, around: Around) -> None:
    console("/personal/innehall/ny")(page, around)
    page.get_by_role("button", name="Visa hur det blir").click()
    expect(page.locator("#rubrik-fel")).to_be_visible()


def publishing(page: Page, around: Around) -> None:
    """Something got worse, and something waits."""
    home = Path(around.record.url.database).parent
    worse(settings_for(home))
    console("/personal/publicera")(page, around)
    expect(page.get_by_role("button", name="Publicera ändå")).to_be_visible()


def number_wrong(page: Page, around: Around) -> None:
    console("/personal/innehall/kontakt/stodlinjer/ny")(page, around)
    page.get_by_label("Telefonnummer").fill("ring oss")
    page.get_by_label("Namn").fill("Jouren")
    page.get_by_label("Var uppgiften kommer från").fill("Jouren")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("#number-fel")).to_be_visible()


def line(page: Page, around: Around) -> None:
    console("/personal/innehall/kontakt")(page, around)
    page.get_by_role("link", name="Ändra Bris").click()


def line_gone(page: Page, around: Around) -> None:
    """Somebody else has taken the line away that was being changed."""
    line(page, around)
    page.locator("form.fields").first.evaluate("form => form.action = form.action.replace(/\\w+$/, 'x')")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("finns inte kvar")


def missing(page: Page, around: Around) -> None:
    for who in ("a", "b"):
        asked = messages.append_visitor(around.record, who, "question", "Hur söker jag parkeringstillstånd?").message
        unknown = replies.reply("unknown", [replies.text("Jag vet inte.")])
        messages.append_replies(around.record, asked, [unknown])
    judge(around.record, asked.seq, staff(around.record), False, should_kind="missing", reworded="Var söker man?")
    console("/personal/saknas")(page, around)
    expect(page.get_by_role("heading", name="Parkeringstillstånd")).to_be_visible()


STATES: dict[str, tuple[str, Callable[[Page, Around], None]]] = {
    "chat-welcome": ("/chatt", welcome),
    "chat-answered": ("/chatt", answered),
    "chat-danger": ("/chatt", danger),
    "chat-unknown": ("/chatt", unknown),
    "chat-wrong": ("/chatt", wrong),
    "chat-waiting": ("/chatt", waiting),
    "chat-loading": ("/chatt", loading),
    "chat-failed": ("/chatt", failed),
    "chat-acute": ("/chatt", acute),
    "chat-erasing": ("/chatt", erasing),
    "chat-erased": ("/chatt", erased),
    "chat-rated": ("/chatt", rated),
    "chat-long": ("/chatt", long),
    "chat-easy": ("/chatt", easy),
    "chat-ending": ("/chatt", ending),
    "chat-offline": ("/chatt", offline),
    "chat-queueing": ("/chatt", queueing),
    "chat-person": ("/chatt", person),
    "article": ("/", welcome),
    "article-widget": ("/", widget_open),
    "contact": ("/kontakt", welcome),
    "contact-wrong": ("/kontakt", contact_wrong),
    "contact-sent": ("/kontakt", contact_sent),
    "privacy": ("/integritet", welcome),
    "statement": ("/tillganglighet", welcome),
    "not-found": ("/finns-inte", welcome),
    "staff-publishing": ("/chatt", publishing),
    "staff-content": ("/chatt", console("/personal/innehall")),
    "staff-article-wrong": ("/chatt", article_wrong),
    "staff-article-shown": ("/chatt", article_shown),
    "staff-facts": ("/chatt", console("/personal/innehall/kontakt")),
    "staff-hours": ("/chatt", console("/personal/innehall/kontakt/veckan/0")),
    "staff-line": ("/chatt", line),
    "staff-line-gone": ("/chatt", line_gone),
    "staff-number-wrong": ("/chatt", number_wrong),
    "staff-missing": ("/chatt", missing),
    "staff-article": ("/chatt", console(f"/personal/innehall/{SEED}")),
    **CONSOLE,
}


@dataclass(frozen=True)
class Seen:
    """What was seen in a state: violations, and the HTML of the page and its frames, as served and as it became."""

    violations: list[str]
    html: dict[str, str]


_seen: dict[str, Seen] = {}


@pytest.fixture
def see(visit: Visit, assistant: AssistantDouble, record: Engine, key: bytes) -> Callable[[str], Seen]:
    """Goes to a state, once for all tests, and looks at it in every scheme and size."""

    def look(state: str) -> Seen:
        if state not in _seen:
            path, reach = STATES[state]
            page = visit(path, complains=True, reduced_motion="reduce")
            reach(page, Around(assistant, record, key))
            _seen[state] = Seen(photograph(page, state), html_of(page, state))
            page.close()
            assistant.ready, assistant.hang = True, 0.0
        return _seen[state]

    return look


def photograph(page: Page, state: str) -> list[str]:
    """Pictures in every scheme and size, and what axe finds at the widest and the narrowest."""
    SCREENSHOTS.mkdir(exist_ok=True)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=SCREENSHOTS / f"{state}-{size}-{scheme}.png")
            if size != "phone":
                found += [f"{scheme} {size}: {violation}" for violation in axe_violations(page)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    page.screenshot(path=SCREENSHOTS / f"{state}-zoomed-forced.png")
    return found


def html_of(page: Page, state: str) -> dict[str, str]:
    became = {f"{state}-{number}.html": frame.content() for number, frame in enumerate(page.frames)}
    page.context.set_offline(False)
    served = page.request.get(page.url).text()
    return {f"{state}-served.html": served, **became}


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_no_violations_in_any_scheme_or_size(see: Callable[[str], Seen], state: str) -> None:
    assert see(state).violations == []


def test_the_html_of_every_state_and_all_css_are_valid(see: Callable[[str], Seen], tmp_path: Path) -> None:
    files = {name: html for state in STATES for name, html in see(state).html.items()}
    files |= {file.name: file.read_text(encoding="utf-8") for file in (WEB / "static").glob("*.css")}
    assert nu_errors(files, tmp_path) == []
