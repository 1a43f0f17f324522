"""A person takes over, in two real browsers before the whole product: asked, queued for, talked with, given back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.record import accounts, messages, ratings
from bot.record.conversations import by_number
from bot.record.database import engine

from ..support.product import Product
from ..support.staff import staff
from .asking import PATIENCE, answers
from .desks import let_in


class Both:
    """The visitor's page, with or without JavaScript, and the console of one of the staff."""

    def __init__(self, visitor: Page, console: Page, script: bool) -> None:
        self.visitor, self.console, self.script = visitor, console, script

    def look(self) -> None:
        """Without JavaScript a visitor chooses "Visa nya svar", or loads the page anew."""
        if not self.script:
            self.visitor.goto("/chatt")

    def writes(self, label: str, text: str) -> None:
        self.visitor.get_by_label(re.compile(f"^{label}")).fill(text)
        self.visitor.get_by_role("button", name="Skicka", exact=True).click()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def both(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[Both]:
    record = engine(product.settings.record_url)
    anna = staff(record)
    accounts.set_available(record, anna.id, True)
    own = browser.new_context(base_url=product.url, locale="sv-SE", java_script_enabled=request.param)
    theirs = browser.new_context(base_url=product.url, locale="sv-SE")
    let_in(theirs, record, anna, product.url)
    for context in (own, theirs):
        context.set_default_timeout(PATIENCE)
    try:
        yield Both(own.new_page(), theirs.new_page(), request.param)
    finally:
        for context in (own, theirs):
            context.close()
        accounts.set_available(record, anna.id, False)  # nobody is there for the tests that follow


def test_from_a_question_by_the_queue_to_a_person_and_back_to_the_bot_whose_answer_is_rated(
    both: Both, product: Product
) -> None:
    visitor, console = both.visitor, both.console
    console.goto("/personal")
    expect(console.locator("#narvarande")).to_contain_text("Tillgänglig")
    visitor.goto("/chatt")
    both.writes("Skriv din fråga", "När var konferensen i Umeå?")
    expect(answers(visitor).last).to_contain_text("26 till 27 april")
    visitor.get_by_role("button", name="Prata med en person").last.click()
    expect(visitor.locator("#status")).to_contain_text("Du är först i kön till personalen.")

    console.locator("[data-key=vantar] li a").click()
    console.get_by_role("button", name="Ta över").click()
    expect(console.get_by_label("Svara som Anna")).to_be_focused()
    both.look()
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar Anna (personal).")

    for turn in range(1, 6):
        both.writes("Skriv till personalen", f"Fråga nummer {turn}?")
        expect(console.locator("#logg > .m-visitor").last).to_contain_text(f"Fråga nummer {turn}?")
        console.get_by_label("Svara som Anna").fill(f"Svar nummer {turn}. Ring 070-174 06 05.")
        console.keyboard.press("Enter")
        expect(console.locator("#logg > .m-staff").last).to_contain_text(f"Svar nummer {turn}.")
        both.look()
        theirs = visitor.locator("#logg > .msg-staff")
        expect(theirs.last).to_contain_text(f"Svar nummer {turn}. Ring 070-174 06 05.")
        expect(theirs.last).to_contain_text("Anna (personal)")
        expect(theirs.filter(has_text="Svar nummer")).to_have_count(turn)

    console.get_by_role("button", name="Ge tillbaka till boten").click()
    expect(console.locator("#lage")).to_have_text("Boten svarar")
    both.look()
    expect(visitor.locator("#logg")).to_contain_text("Nu svarar boten igen.")
    before = answers(visitor).count()
    both.writes("Skriv din fråga", "Vem är Lotta Brännström?")
    expect(answers(visitor)).to_have_count(before + 1)
    expect(answers(visitor).last).to_contain_text("projektledare")

    group = answers(visitor).last.get_by_role("group", name="Hjälpte svaret?")
    group.get_by_role("button", name="Ja").click()
    expect(answers(visitor).last.get_by_role("button", name="Ja")).to_have_attribute("aria-pressed", "true")
    record = engine(product.settings.record_url)
    conversation = by_number(record, int(console.url.rsplit("/", 1)[1].split("#")[0])) or ""
    last = messages.last_seq(record, conversation)
    rated = ratings.of_conversation(record, conversation)
    assert list(rated) == [last] and rated[last].helpful
    console.reload()
    expect(console.locator("#logg")).to_contain_text("projektledare")
