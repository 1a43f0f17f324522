"""The product as a part of a website, below a path, behind a real proxy: bot/deploy/nginx-sub-path.conf."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from bot.record.crypto import load_secret

from ..support.assistant_double import AssistantDouble
from ..support.proxies import by_nginx_below
from ..support.sites import Host, certificate
from ..support.web_server import free_port, running_web, settings_for
from .answers import respond
from .asking import PATIENCE, answers, ask, own
from .hosts import frame, open_chat

BASE = "/chatt-tjanst"
QUESTION = "Vem är Lotta Brännström?"


@dataclass(frozen=True)
class Below:
    """Where visitors find it, and a page of another website that holds the widget."""

    url: str
    other: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, neutral_page: str) -> Iterator[Below]:
    folder, port = tmp_path_factory.mktemp("below"), free_port()
    public = f"https://www.example.test:{port}{BASE}"
    host = Host(public, certificate(folder))
    other = f"https://www.other.test:{host.port}"
    settings = settings_for(folder, BOT_PUBLIC_URL=public, BOT_EXIT_URL=neutral_page, BOT_ALLOWED_HOSTS=other)
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home), respond=respond)
    double.start()
    with running_web(settings), by_nginx_below(folder, settings, port):
        yield Below(public, other)
    double.stop()
    host.stop()


@pytest.fixture
def below(served: Below) -> str:
    return served.url


@pytest.fixture
def asked_for() -> list[str]:
    """The paths on the website's host that a browser asked for."""
    return []


@pytest.fixture
def visitors(browser: Browser, below: str, asked_for: list[str]) -> Iterator[BrowserContext]:
    """A browser, which is to ask for nothing that is not below the path, and for nothing that is not there."""
    context = browser.new_context(ignore_https_errors=True, locale="sv-SE", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    missing: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc == urlsplit(below).netloc:
            asked_for.append(urlsplit(request.url).path)

    context.on("request", note)
    context.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    yield context
    context.close()
    outside = [path for path in asked_for if not path.startswith(f"{BASE}/")]
    # A browser asks the host for its icon by itself, where a page has named none.
    assert [path for path in outside if path != "/favicon.ico"] == []
    assert [url for url in missing if not url.endswith("/favicon.ico")] == []


def test_the_widget_the_chat_and_a_link_of_an_answer(
    visitors: BrowserContext, below: str, asked_for: list[str]
) -> None:
    page = visitors.new_page()
    page.goto(f"{below}/")
    page.get_by_role("button", name="Har du frågor?").click()
    chat = page.frame_locator("iframe[title^=Chatt]")
    ask(chat, QUESTION)
    chat.locator(".source a").click()
    page.wait_for_url(f"{below}/nyheter/*")
    expect(page.locator("h1")).to_be_visible()
    assert {f"{BASE}/api/messages", f"{BASE}/api/events"} <= set(asked_for)
    page.goto(f"{below}/chatt")
    expect(own(page)).to_have_count(1)
    for name in ("Kontakt", "Vad sparas?"):
        page.goto(f"{below}/")
        page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_be_visible()


def test_messages_come_live_to_two_tabs_and_deleting_and_leaving_work(
    visitors: BrowserContext, below: str, asked_for: list[str], neutral_page: str
) -> None:
    first, second = visitors.new_page(), visitors.new_page()
    for page in (first, second):
        page.goto(f"{below}/chatt")
    ask(first, QUESTION)
    expect(answers(first)).to_have_count(1)
    second.reload()
    expect(answers(second)).to_have_count(1)
    ask(first, QUESTION)
    expect(answers(second)).to_have_count(2)  # by the stream alone
    with first.expect_navigation(url=f"{below}/chatt"):
        delete(second)
    expect(second.locator(".notice")).to_be_visible()
    second.close()
    expect(own(first)).to_have_count(0)
    ask(first, QUESTION)
    expect(answers(first)).to_have_count(1)
    first.get_by_role("button", name="Lämna sidan").click()
    first.wait_for_url(neutral_page)
    assert f"{BASE}/lamna" in asked_for
    for _ in range(100):  # the page is gone before web has answered
        if not visitors.cookies(f"{below}/chatt"):
            break
        first.wait_for_timeout(50)
    assert visitors.cookies(f"{below}/chatt") == []


def test_the_widget_on_another_website_and_an_article_that_an_answer_links_to(
    visitors: BrowserContext, served: Below
) -> None:
    page = visitors.new_page()
    page.goto(f"{served.other}/")
    ask(open_chat(page), QUESTION)
    expect(answers(frame(page))).to_have_count(1)
    page.goto(f"{served.other}/andra")
    expect(answers(frame(page))).to_have_count(1)
    frame(page).locator(".source a").click()
    page.wait_for_url(f"{served.url}/nyheter/*")
    page.goto(f"{served.url}/chatt")
    expect(own(page)).to_have_count(1)


def test_without_javascript_too(browser: Browser, below: str) -> None:
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{below}/chatt")
    page.get_by_label("Skriv din fråga").fill(QUESTION)
    page.get_by_role("button", name="Skicka").click()
    page.wait_for_url(f"{below}/chatt#senaste")
    expect(answers(page)).to_have_count(1)
    (cookie,) = context.cookies(f"{below}/chatt")
    assert cookie["path"] == f"{BASE}/" and cookie["secure"]
    context.close()


def delete(page: Page) -> None:
    page.locator("details.erase summary").click()
    page.locator("details.erase button").click()
