"""The whole product, with the assistant that was trained on the real article, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.record.crypto import load_key
from bot.record.database import engine
from bot.record.handovers import contact_of, list_handovers
from tests.support.traces import content

from ..support.product import Product
from .asking import answers, box

ARTICLE = "/nyheter/kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
ORGANISERS = (
    "Ombudsmannen mot kommersiell sexuell exploatering av barn (OKSE)",
    "Child10",
    "Ellencentret",
    "Novahuset",
    "Jämställdhetsmyndigheten",
)
# What an answer must not hold, since nobody verified it: a number, an address to write to.
INVENTED = re.compile(r"\d{2,4}[ -]\d{2}|@|gatan|vägen \d", re.IGNORECASE)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(base_url=product.url, locale="sv-SE", java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/chatt")
    yield page
    context.close()


def ask(page: Page, text: str, answers_: int = 1) -> str:
    """Ask, and give what the bot answers, the last of so many answers."""
    before = answers(page).count()
    box(page).fill(text)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(answers(page)).to_have_count(before + answers_)
    return answers(page).last.inner_text()


def source(page: Page) -> str | None:
    return answers(page).last.locator(".source a").get_attribute("href")


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Vem är Lotta Brännström?", ["projektledare"]),
        ("När var konferensen i Umeå?", ["26 till 27 april"]),
        ("Vilka ordnade den nationella konferensen?", ORGANISERS),
    ],
)
def test_a_question_about_the_article_is_answered_with_its_sentence_and_a_link(
    page: Page, question: str, facts: list[str]
) -> None:
    said = ask(page, question)
    assert [fact for fact in facts if fact not in said] == []
    assert (source(page) or "").startswith(ARTICLE)
    quoted = answers(page).last.locator("blockquote").first.inner_text().strip()
    page.goto(ARTICLE)
    assert quoted in page.locator("main").inner_text()


def test_every_question_that_is_offered_about_the_news_is_answered_from_it(page: Page) -> None:
    offered = page.get_by_role("group", name="Förslag på frågor").get_by_role("button").all_inner_texts()
    assert len(offered) == 4
    for question in offered[:3]:
        ask(page, question)
        assert (source(page) or "").startswith(ARTICLE), question


def test_with_easy_swedish_on_the_articles_easy_text_stands_before_the_quotation(page: Page) -> None:
    switch = page.get_by_role("button", name="Lättläst")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    said = ask(page, "Varför behövs kunskap om våld?")
    quoted = answers(page).last.locator("blockquote").first.inner_text().strip()
    assert said.index("Våld mot kvinnor och barn händer varje dag.") < said.index(quoted)


def test_how_to_reach_the_organisation_is_answered_honestly(page: Page) -> None:
    said = ask(page, "Hur kontaktar jag er?")
    assert not INVENTED.search(said)
    links = answers(page).last.get_by_role("link")
    assert "/kontakt" in [link.get_attribute("href") for link in links.all()]


def test_somebody_in_danger_gets_112_first_and_then_support_lines(page: Page) -> None:
    said = ask(page, "Min man slår mig")
    numbers = answers(page).last.locator("a[href^='tel:']")
    assert numbers.first.get_attribute("href") == "tel:112"
    assert "020-50 50 50" in said
    expect(answers(page)).to_have_count(1)  # once, though the assistant was told of it as well


def test_what_no_article_answers_is_not_answered_and_a_person_is_offered(page: Page) -> None:
    said = ask(page, "Vad blir det för väder imorgon?")
    assert "hittar inget svar" in said
    assert answers(page).last.locator("blockquote").count() == 0
    expect(answers(page).last.get_by_role("button", name="Prata med en person")).to_be_visible()


def test_a_question_for_a_person_is_taken_and_kept_in_the_record(page: Page, product: Product) -> None:
    assert "fråga personalen" in ask(page, "Jag vill prata med en människa", answers_=2)
    assert "nå dig" in ask(page, "Kan ni komma och föreläsa hos oss i höst?")
    assert "säkert" in ask(page, "anna.exempel@example.com")
    assert "heter" in ask(page, "Ja, på dagtid")
    assert "deadline" in ask(page, "nej")
    said = ask(page, "nej")
    reference = re.search(r"KF-\w{4}", said)
    assert reference, said
    record = engine(product.settings.record_url)
    kept = {handover.reference: handover for handover in list_handovers(record)}[reference.group()]
    assert kept.question == "Kan ni komma och föreläsa hos oss i höst?"
    assert contact_of(record, load_key(product.settings.home), kept.reference) == "anna.exempel@example.com"
    assert "anna.exempel" not in page.locator("#logg").inner_text()
    assert b"anna.exempel" not in content(*product.settings.home.glob("record.db*"))


def test_a_follow_up_is_understood_and_a_person_is_one_button_away_in_the_same_page(page: Page) -> None:
    assert "26 till 27 april" in ask(page, "När var konferensen i Umeå?")
    assert "Malin Rönnblom" in ask(page, "Vilka fick man lyssna till där?")
    page.get_by_role("button", name="Prata med en person", exact=True).last.click()
    expect(answers(page).last).to_contain_text("Ska jag skicka den frågan till personalen?")
    assert page.url.split("#")[0].endswith("/chatt")


def test_the_button_to_a_person_begins_the_same(page: Page) -> None:
    page.get_by_role("button", name="Prata med en person").click()
    expect(answers(page).last).to_contain_text("fråga personalen")
