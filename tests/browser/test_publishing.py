"""What the bot got wrong is taught, published and answered right, in a real browser, while visitors go on chatting."""

import asyncio
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from bot import models
from bot.material.learning import learnt
from bot.material.lessons import Lesson, lessons, teach
from bot.record import audit
from bot.record.crypto import load_secret
from bot.record.database import engine
from bot.run import fitting_model
from bot.settings import Settings
from bot.web import texts
from bot.web.publishing import Publisher

from ..conftest import home_with_model
from ..support.product import Product, settings_in
from ..support.staff import staff
from .asking import PATIENCE, answers, ask
from .desks import let_in
from .tools import axe_violations

SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
QUESTION = "Vem höll i trådarna när kungligheten kom?"
REWORDED = "Vem höll i trådarna när en kunglighet kom?"
"""The question as the reviewer words it; nothing of the visitor's is taught."""
RIGHT = "Ellencentret"
ICE_RINK = "---\ntitle: Isbanan i Fränsta öppnar\n---\n\nIsbanan i Fränsta öppnar den 12 december.\n"
PATIENCE_MS = 600_000
"""Until a test gives up: far longer than anything takes, so that a busy machine fails no test."""


class Visitors(threading.Thread):
    """Visitors who come one after the other, each with a question that the bot can answer."""

    def __init__(self, url: str, apologies: set[str]) -> None:
        super().__init__(daemon=True)
        self._url, self._apologies = url, apologies
        self._over = threading.Event()
        self.seconds: list[float] = []
        self.failed: list[str] = []

    def run(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            try:
                self._one()
            except Exception as error:
                self.failed.append(f"{type(error).__name__}: {error}")
            self.seconds.append(time.monotonic() - began)
            time.sleep(0.2)

    def _one(self) -> None:
        with requests.Session() as http:
            body = {"id": secrets.token_urlsafe(9), "text": "När var konferensen i Umeå?", "tab": ""}
            sent = http.post(f"{self._url}/api/messages", json=body, timeout=60)
            sent.raise_for_status()
            tab, end, said = sent.json()["tab"], time.monotonic() + 60, ""
            while "26 till 27 april" not in said:
                if time.monotonic() > end or any(apology in said for apology in self._apologies):
                    raise AssertionError(f"not answered: {said}")
                time.sleep(0.05)
                found = http.get(f"{self._url}/api/conversation", params={"after": 0, "tab": tab}, timeout=60).json()
                said = str([message for message in found["messages"] if message["sender"] == "bot"])

    def end(self) -> None:
        self._over.set()
        self.join(120)


@pytest.fixture(scope="module")
def running(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    home = home_with_model(trained, tmp_path_factory.mktemp("published"))
    made = Product(settings_in(home, BOT_MESSAGES_A_MINUTE_ADDRESS="100000"))
    try:
        made.wait_ready()
        yield made
    finally:
        made.stop()


@pytest.fixture
def editor(browser: Browser, running: Product) -> Iterator[Page]:
    record = engine(running.settings.record_url)
    context = browser.new_context(base_url=running.url, locale="sv-SE", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    let_in(context, record, staff(record, "Eva", "editor"), running.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def visitors(running: Product) -> Iterator[Visitors]:
    said = texts.load(running.settings.material_folders)
    made = Visitors(running.url, {said.late, said.failed})
    made.start()
    yield made
    made.end()


def asked(browser: Browser, running: Product, question: str) -> str:
    """What a new visitor is answered."""
    context = browser.new_context(base_url=running.url, locale="sv-SE")
    page = context.new_page()
    page.goto("/chatt")
    ask(page, question)
    expect(answers(page)).to_have_count(1, timeout=30_000)
    said = answers(page).first.inner_text()
    context.close()
    return said


def judge_wrong(page: Page) -> None:
    """Find the conversation, say that its answer was wrong, and what should have answered."""
    page.goto("/personal/granska?ord=trådarna")
    page.get_by_role("link", name=QUESTION).first.click()
    page.get_by_role("button", name="Fel").first.click()
    page.get_by_label("Sök i nyheterna").fill("nationell konferens Novahuset Ellencentret")
    page.get_by_role("button", name="Sök").click()
    page.get_by_label("Den 24 april anordnade").check()
    page.get_by_label("Frågan med dina egna ord").fill(REWORDED)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text(REWORDED)).to_be_visible()


def publish(page: Page) -> float:
    """Press the button and wait for what comes of it; the seconds that it took."""
    began = time.monotonic()
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.locator("#lage-ord")).not_to_have_text("Ingen publicering pågår.")
    expect(page.locator("#framsteg")).to_be_hidden(timeout=PATIENCE_MS)
    return time.monotonic() - began


async def publish_news(settings: Settings) -> str:
    """What web does at night; how it ended."""
    publisher = Publisher(settings, load_secret(settings.home), lambda: None)
    assert await publisher.publish_news("natten")
    await publisher.wait()
    return publisher.now.phase


def test_a_wrong_answer_is_taught_published_and_right_while_visitors_chat_and_can_be_undone(
    browser: Browser, running: Product, editor: Page, visitors: Visitors
) -> None:
    settings = running.settings
    before = models.current(settings.models)
    assert RIGHT not in asked(browser, running, QUESTION)
    began = time.monotonic()
    judge_wrong(editor)
    (lesson,) = lessons(settings.content)
    assert fitting_model(settings, may_train=True) == before, "no restart publishes what waits"
    assert (lesson.words, lesson.should_kind, lesson.should) == (REWORDED, "passage", f"{SEED}:2")
    editor.goto("/personal/publicera")
    expect(editor.locator("[data-part=vantar]")).to_contain_text(REWORDED)
    publishing = publish(editor)
    expect(editor.locator("#lage-ord")).to_have_text("Klart. Boten svarar med det nya.")
    assert RIGHT in asked(browser, running, QUESTION)
    whole = time.monotonic() - began
    expect(editor.locator("[data-part=resultat]")).to_contain_text("Sämre svar: 0")
    expect(editor.locator("[data-part=resultat]")).to_contain_text(REWORDED)
    expect(editor.locator("[data-part=vantar]")).to_contain_text("Inget väntar.")
    expect(editor.locator("[data-part=anvands]")).to_contain_text(" av ")
    assert models.current(settings.models) not in (None, before)
    editor.get_by_text("Inlärda frågor: 1").click()
    expect(editor.get_by_role("button", name=f"Ta bort {REWORDED}")).to_be_visible()
    assert axe_violations(editor) == []

    editor.get_by_role("button", name="Ångra publiceringen").click()
    expect(editor.locator("#lage-ord")).to_have_text("Ångrat. Boten svarar som före publiceringen.")
    assert models.current(settings.models) == models.held(settings.models) == before
    assert RIGHT not in asked(browser, running, QUESTION)
    assert lessons(settings.content) == (lesson,), "what was taught stays"
    expect(editor.locator("[data-part=vantar]")).to_contain_text(REWORDED)

    visitors.end()
    print(f"\npublished in {publishing:.0f} s, from the verdict to the right answer {whole:.0f} s; meanwhile ", end="")
    print(f"{len(visitors.seconds)} visitors, {len(visitors.failed)} failed, the longest {max(visitors.seconds):.2f} s")
    assert visitors.failed == [] and len(visitors.seconds) > 10
    noted = [entry for entry in audit.entries(engine(settings.record_url)) if entry.what.startswith("boten")]
    assert [entry.what for entry in noted] == ["boten (ångrade publiceringen)", "boten (började publicera)"]


def test_news_are_published_by_themselves_without_what_reviewers_have_taught(
    browser: Browser, running: Product
) -> None:
    settings = running.settings
    before = models.current(settings.models)
    assert before
    models.use(settings.models, before)  # and nobody has chosen it
    teach(settings.material_folders, Lesson(REWORDED, "passage", f"{SEED}:2"))
    (settings.content / "news").mkdir(exist_ok=True)
    (settings.content / "news" / "isbana.md").write_text(ICE_RINK, encoding="utf-8")
    with ThreadPoolExecutor() as pool:  # the browser has this thread's event loop
        assert pool.submit(asyncio.run, publish_news(settings)).result() == "done"
    assert "den 12 december" in asked(browser, running, "När öppnar isbanan i Fränsta?")
    assert RIGHT not in asked(browser, running, QUESTION)
    assert learnt(settings.content) == ()


def test_it_stops_before_the_switch_where_something_got_worse_and_says_what(
    browser: Browser, running: Product, editor: Page
) -> None:
    settings = running.settings
    before = models.current(settings.models)
    wrong = "hur mycket våld mot barn är det i samhället egentligen? frågar för ett skolarbete"
    teach(settings.material_folders, Lesson(wrong, "missing", SEED))
    editor.goto("/personal/publicera")
    publish(editor)
    expect(editor.locator("#lage-ord")).to_have_text("Något svar har blivit sämre. Inget är bytt än.")
    expect(editor.locator("[data-part=resultat]")).to_contain_text("hur mycket våld mot barn")
    assert axe_violations(editor) == []
    assert models.current(settings.models) == before
    editor.reload()
    expect(editor.get_by_role("button", name="Publicera ändå")).to_be_visible()
    editor.get_by_role("button", name="Låt bli").click()
    expect(editor.locator("#lage-ord")).to_have_text("Ingen publicering pågår.")
    assert models.current(settings.models) == before
    assert fitting_model(settings, may_train=True) == before, "no restart publishes what was left"
