"""Somebody of the staff at the console, in a browser of their own."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.record import accounts
from bot.record.accounts import Account, Role
from bot.web.staff.signing_in import COOKIE

from ..support.assistant_double import AssistantDouble
from ..support.console import sign_in
from ..support.staff import staff
from .asking import LISTEN, PATIENCE

AtConsole = Callable[..., Page]


def let_in(context: BrowserContext, record: sa.engine.Engine, account: Account, url: str) -> None:
    """The context is from now on that of somebody of the staff who has signed in at `url`."""
    context.add_cookies([{"name": COOKIE, "value": sign_in(record, account), "url": url}])


@pytest.fixture
def at_console(
    browser: Browser, _servers: tuple[str, AssistantDouble], record: sa.engine.Engine
) -> Iterator[AtConsole]:
    """Somebody of the staff at a page of the console. What the browser complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_page(name: str = "Anna", path: str = "/personal", role: Role = "agent", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=_servers[0], locale="sv-SE", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        account = staff(record, name, role)
        accounts.set_available(record, account.id, True)
        let_in(context, record, account, _servers[0])
        page = context.new_page()
        page.add_init_script(LISTEN)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        refused = re.compile("status of (409|401|400|404)|ERR_FAILED")

        def hear(said: ConsoleMessage) -> None:
            if said.type == "error" and not refused.search(said.text):
                complaints.append(f"{said.text} {said.location['url']}")

        page.on("console", hear)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], complaints


def open_first(page: Page) -> int:
    """Open the one that has waited longest; its number."""
    line = page.locator("[data-key=vantar] li a").first
    line.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samtal")
    return int(page.url.rsplit("/", 1)[1].split("#")[0])
