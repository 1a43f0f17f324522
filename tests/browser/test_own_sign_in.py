"""Signing in with the organisation's own sign-in, in a real browser: what it lets through of cookies and redirects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.record.database import engine
from bot.web.staff.oidc import BACK

from ..support.provider import Provider, running_provider
from ..support.staff import staff
from ..support.web_server import Web, free_port, running_web, settings_for
from .tools import axe_violations, nu_errors


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Provider]]:
    """Web on `localhost`, and a provider on another site (127.0.0.1), as in life."""
    port = free_port()
    url = f"http://localhost:{port}"
    with running_provider(free_port(), f"{url}{BACK}") as provider:
        home = tmp_path_factory.mktemp("home")
        settings = settings_for(home, BOT_PORT=str(port), BOT_PUBLIC_URL=url, **provider.settings)
        with running_web(settings) as web:
            yield web, provider


@pytest.fixture
def page(browser: Browser, both: tuple[Web, Provider]) -> Iterator[Page]:
    context = browser.new_context(base_url=both[0].settings.public_url, locale="sv-SE")
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("keys", [False, True], ids=["by mouse", "by keyboard"])
def test_there_and_back_to_the_page_that_was_wanted(page: Page, both: tuple[Web, Provider], keys: bool) -> None:
    web, provider = both
    anna = staff(engine(web.settings.record_url))
    provider.says(anna.email)
    page.goto("/personal/konto")
    button = page.get_by_role("link", name="Logga in med Kommunens inloggning")
    if keys:
        page.keyboard.press("Tab")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    else:
        button.click()
    expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
    expect(page).to_have_url(f"{web.settings.public_url}/personal/konto")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Du är utloggad.")).to_be_visible()


def test_who_is_not_let_in_reads_why_and_can_try_again(page: Page, both: tuple[Web, Provider], tmp_path: Path) -> None:
    web, provider = both
    provider.says("ny@kommun.example")
    page.goto("/personal")
    page.get_by_role("link", name="Logga in med Kommunens inloggning").click()
    expect(page.get_by_role("alert")).to_contain_text("Det finns inget konto här för ny@kommun.example.")
    assert axe_violations(page) == [] and nu_errors({"refused.html": page.content()}, tmp_path) == []
    provider.says(staff(engine(web.settings.record_url)).email)
    page.get_by_role("link", name="Logga in med Kommunens inloggning").click()
    expect(page.get_by_role("heading", name="Inkorg")).to_be_visible()
