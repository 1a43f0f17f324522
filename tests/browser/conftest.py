"""A real Chromium, the real web server, and visitors.

The browser is Debian's: `apt-get install chromium`. Without it these tests are skipped; with CI=true they fail.
"""

import http.server
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.engine import Engine

from bot.record.crypto import load_key, load_secret
from bot.record.database import engine

from ..support.assistant_double import AssistantDouble
from ..support.record_lock import hold_lock
from ..support.web_server import running_web, settings_for
from .answers import respond
from .asking import LISTEN, PATIENCE
from .desks import at_console
from .hosts import ARGUMENTS, CHROMIUM, _sites, sites, surf

__all__ = ["_sites", "at_console", "sites", "surf"]  # fixtures

expect.set_options(timeout=PATIENCE)

SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        why = "No Chromium found. Get it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def neutral_page() -> Iterator[str]:
    """Where "Lämna sidan" leads: a page on another origin, and not on the real web."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<!doctype html><title>Väder</title><h1>Vädret</h1>".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="package")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="package")
def _servers(_home: Path, neutral_page: str) -> Iterator[tuple[str, AssistantDouble]]:
    # All these visitors come from one address, and faster than people do.
    settings = settings_for(_home, BOT_EXIT_URL=neutral_page, BOT_MESSAGES_A_MINUTE_ADDRESS="10000")
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    with running_web(settings) as web:
        yield web.url, double
    double.stop()


@pytest.fixture
def assistant(_servers: tuple[str, AssistantDouble]) -> Iterator[AssistantDouble]:
    """The assistant, which a test may make slow or not ready."""
    double = _servers[1]
    double.reset()
    double.respond = respond
    yield double
    double.reset()


@pytest.fixture
def record(_servers: tuple[str, AssistantDouble], _home: Path) -> Engine:
    """The record of the web that the visitors see, for what the staff do."""
    return engine(f"sqlite:///{_home / 'record.db'}")


@pytest.fixture
def key(_servers: tuple[str, AssistantDouble], _home: Path) -> bytes:
    """The key of that record."""
    return load_key(_home)


@pytest.fixture
def record_locked(_home: Path) -> Callable[[], AbstractContextManager[None]]:
    """Holds the record's lock for as long as the block lasts, as a backup does."""
    return lambda: hold_lock(_home)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, _servers: tuple[str, AssistantDouble], assistant: AssistantDouble) -> Iterator[Visit]:
    """A new visitor at an address of ours; the options are those of a browser context.

    What the browser complains of (a script error, something that the content security policy forbids) fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(path: str = "/chatt", *, complains: bool = False, **options: object) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=_servers[0], locale="sv-SE", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(LISTEN)
        if not complains:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console", lambda said: complaints.append(said.text) if _is_complaint(said.type, said.text) else None
            )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(kind: str, text: str) -> bool:
    """An answer of status 400 to a wrong message is shown to the visitor; the browser's note of it is no fault."""
    return kind == "error" and "the server responded with a status of 4" not in text
