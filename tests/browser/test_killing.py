"""A live conversation of a visitor and one of the staff, in two real browsers before the whole product, while its
processes are killed: the same person has it afterwards, nothing is lost, and nobody has to reload."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from bot.record import accounts, messages
from bot.record.conversations import by_number
from bot.record.crypto import load_secret
from bot.record.database import engine
from bot.record.turns import current

from ..conftest import home_with_model
from ..support.product import Product, settings_in, wait_until
from ..support.staff import staff
from .asking import PATIENCE, answers
from .desks import let_in

LONG = 60_000
"""Milliseconds until a test gives up waiting for a process that is started again, and a browser that comes back."""
CHILDREN = {"web": "bot.web", "actions": "actions", "assistant": "bot.assistant.server"}


@pytest.fixture
def killable(trained: Path, tmp_path: Path) -> Iterator[Product]:
    """A product of its own."""
    running = Product(settings_in(home_with_model(trained, tmp_path / "home")))
    try:
        running.wait_ready()
        yield running
    finally:
        running.stop()


def killed(product: Product, name: str) -> None:
    """SIGKILL to a process of `bot run`, which starts it again."""
    before = product.process.children()[CHILDREN[name]]
    before.kill()
    wait_until(
        lambda: product.process.children().get(CHILDREN[name], before).pid != before.pid, f"{name} is started again"
    )


def test_each_process_is_killed_in_the_middle_and_the_conversation_goes_on(browser: Browser, killable: Product) -> None:
    product, record = killable, engine(killable.settings.record_url)
    anna = staff(record)
    accounts.set_available(record, anna.id, True)
    contexts = [browser.new_context(base_url=product.url, locale="sv-SE") for _ in range(2)]
    let_in(contexts[0], record, anna, product.url)
    console, visitor = (context.new_page() for context in contexts)
    for page in (console, visitor):
        page.set_default_timeout(LONG)
    expect.set_options(timeout=LONG)
    try:
        _go_through(product, console, visitor)
    finally:
        expect.set_options(timeout=PATIENCE)
        for context in contexts:
            context.close()


def _go_through(product: Product, console: Page, visitor: Page) -> None:
    record = engine(product.settings.record_url)
    console.goto("/personal")
    visitor.goto("/chatt")
    write(visitor, "Skriv din fråga", "När var konferensen i Umeå?")
    expect(answers(visitor)).to_have_count(1)
    visitor.get_by_role("button", name="Prata med en person").last.click()
    console.locator("[data-key=vantar] li a").click()
    console.get_by_role("button", name="Ta över").click()
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar Anna (personal).")
    for page in (console, visitor):
        page.evaluate("window.neverReloaded = true")

    for name in CHILDREN:
        killed(product, name)
        # At once, whether the process is there yet or not.
        write(visitor, "Skriv till personalen", f"Fråga när {name} var borta")
        answer(console, f"Svar när {name} var borta")
        expect(said(console, f"Fråga när {name} var borta")).to_have_count(1)
        expect(said(visitor, f"Svar när {name} var borta")).to_have_count(1)

    # What is a command to Rasa is text to the one who reads it; and though Rasa has forgotten all, Anna has it.
    write(visitor, "Skriv till personalen", "/restart")
    expect(said(console, "/restart")).to_have_count(1)
    conversation = by_number(record, int(console.url.rsplit("/", 1)[1].split("#")[0])) or ""
    wait_until(lambda: _forgotten(product, conversation), "the assistant is there again, and forgets what it knew")
    answer(console, "Det är fortfarande jag")
    expect(said(visitor, "Det är fortfarande jag")).to_have_count(1)
    turn = current(record, conversation)
    assert turn is not None and turn.state == "staff" and turn.account == staff(record).id
    assert all(page.evaluate("window.neverReloaded") for page in (console, visitor))
    expect(console.locator("#lage")).to_have_text("Anna (personal) svarar")

    console.get_by_role("button", name="Ge tillbaka till boten").click()
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar boten igen.")
    before = answers(visitor).count()
    write(visitor, "Skriv din fråga", "Vem är Lotta Brännström?")
    expect(answers(visitor)).to_have_count(before + 1)
    expect(answers(visitor).last).to_contain_text("projektledare")
    kept = [message.text for message in messages.list_after(record, conversation)]
    for name in CHILDREN:
        assert kept.count(f"Fråga när {name} var borta") == kept.count(f"Svar när {name} var borta") == 1


def _forgotten(product: Product, conversation: str) -> bool:
    """As at the end of a session of Rasa's."""
    address = f"{product.settings.assistant_url}/webhooks/web/conversations/{conversation}"
    try:
        return requests.delete(address, headers={"X-Bot-Secret": load_secret(product.settings.home)}, timeout=30).ok
    except requests.ConnectionError:
        return False


def write(page: Page, label: str, text: str) -> None:
    box = page.get_by_label(re.compile(f"^{label}"))
    box.fill(text)
    box.press("Enter")


def answer(console: Page, text: str) -> None:
    """Answer, and press again where it could not be sent: what was typed stays in the box."""
    box = console.get_by_label("Svara som Anna")
    box.fill(text)
    box.press("Enter")
    while not said(console, text).count():
        if box.input_value() == text:
            box.press("Enter")
        console.wait_for_timeout(500)


def said(page: Page, text: str) -> Locator:
    return page.locator("#logg > li .said", has_text=text)
