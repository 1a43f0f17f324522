"""Websites that hold the widget, and the chat behind them as it is on the internet: by https, on a host of its own."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from bot.record.crypto import load_secret

from ..support.assistant_double import AssistantDouble
from ..support.sites import Host, certificate, tls_front
from ..support.web_server import free_port, running_web, settings_for
from .answers import respond
from .asking import PATIENCE, box

GREETING = "Fråga oss"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",  # the websites of tests/support/sites.py
]


@dataclass(frozen=True)
class Sites:
    """`same`: the chat is on a subdomain of its site. `other`: on another site. `bare`: there too, and the browser
    takes no cookie of the chat. `stranger`: a site that may not show the chat."""

    chat: str
    same: Host
    other: Host
    bare: Host
    stranger: Host
    assistant: AssistantDouble

    def address(self, name: str, path: str = "/") -> str:
        place = "www.example.test" if name == "same" else "www.other.test"
        return f"https://{place}:{getattr(self, name).port}{path}"


@pytest.fixture(scope="package")
def _sites(tmp_path_factory: pytest.TempPathFactory, neutral_page: str) -> Iterator[Sites]:
    home: Path = tmp_path_factory.mktemp("hosts")
    signed = certificate(home)
    port, bare_port = free_port(), free_port()
    chat, bare_chat = (f"https://chatt.example.test:{number}" for number in (port, bare_port))
    made = {"same": Host(chat, signed), "other": Host(chat, signed), "bare": Host(bare_chat, signed)}
    made["stranger"] = Host(chat, signed)
    names = {"same": "www.example.test", "other": "www.other.test", "bare": "www.other.test"}
    settings = settings_for(
        home,
        BOT_PUBLIC_URL=chat,
        BOT_ALLOWED_HOSTS=",".join(f"https://{name}:{made[host].port}" for host, name in names.items()),
        BOT_EXIT_URL=neutral_page,
        BOT_MESSAGES_A_MINUTE_ADDRESS="10000",
    )
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    with ExitStack() as stack:
        stack.callback(double.stop)
        for host in made.values():
            stack.callback(host.stop)
        stack.enter_context(running_web(settings))
        stack.enter_context(tls_front(signed, settings.web_port, port))
        stack.enter_context(tls_front(signed, settings.web_port, bare_port, cookies=False))
        yield Sites(chat=chat, assistant=double, **made)


@pytest.fixture
def sites(_sites: Sites) -> Iterator[Sites]:
    double = _sites.assistant
    double.reset()
    double.respond = respond
    yield _sites
    for host in (_sites.same, _sites.other, _sites.bare, _sites.stranger):
        host.attributes = host.more = ""


Surf = Callable[..., Page]


@pytest.fixture
def surf(browser: Browser, sites: Sites, tmp_path: Path) -> Iterator[Surf]:
    """A new visitor of one of the websites. What its security policy or ours forbids, or a script error, fails.

    A context of Playwright's is a private window: Chromium forbids frames of other sites all storage there and lets
    them have a partitioned cookie alone (Debian's does so everywhere). With `everyday` a frame has storage, as most
    people's browsers let it.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        name: str, path: str = "/", *, complains: bool = False, everyday: bool = False, **options: object
    ) -> Page:
        options = {
            "viewport": {"width": 1280, "height": 800},
            "locale": "sv-SE",
            "ignore_https_errors": True,
            **options,
        }
        if everyday:
            preferences = tmp_path / "profile" / "Default" / "Preferences"
            preferences.parent.mkdir(parents=True)
            preferences.write_text(
                json.dumps({"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}})
            )
            context = browser.browser_type.launch_persistent_context(
                tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS, **options
            )
        else:
            context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not complains:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(sites.address(name, path))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], complaints


def launcher(page: Page) -> Locator:
    return page.locator(".launch")


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title^=Chatt]")


def open_chat(page: Page) -> FrameLocator:
    """Press the launcher; returns once one can write."""
    launcher(page).click()
    expect(box(frame(page))).to_be_focused(timeout=PATIENCE)
    return frame(page)
