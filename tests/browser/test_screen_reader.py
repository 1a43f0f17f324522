"""What a simulated screen reader says: each answer once, whole, with its sender; never the visitor's own words."""

from playwright.sync_api import Page, expect

from .answers import TITLE
from .asking import answers, ask, own
from .conftest import Visit
from .tools import ScreenReader

QUESTION = "Vem är Lotta Brännström?"
ANSWER = (
    "Chattboten: ”En önskan är att fler män engagerar sig i de här frågorna, eftersom en överväldigande majoritet av "
    "förövarna är män, säger Lotta Brännström, projektledare på Kommunförbundet Västernorrland.” "
    f"Källa: {TITLE}. Artikeln saknar datum."
)


def ask_and_wait(page: Page, text: str, answered: int) -> None:
    ask(page, text)
    expect(answers(page)).to_have_count(answered)
    expect(page.locator("#hors > *")).to_have_count(1)  # spoken
    expect(page.locator("#hors")).to_be_empty()  # and taken away again


def test_it_says_each_answer_once_and_whole_with_its_sender_and_nothing_else(visit: Visit) -> None:
    page = visit()
    reader = ScreenReader(page)
    reader.start()
    ask_and_wait(page, QUESTION, 1)
    assert reader.announced() == [ANSWER]
    ask_and_wait(page, "Två svar, tack", 3)
    assert reader.announced()[1:] == ["Chattboten: Det första svaret. Chattboten: Det andra svaret."]
    ask_and_wait(page, "Min man slår mig", 4)
    (help_,) = reader.announced()[2:]
    assert help_.startswith("Chattboten: Är det bråttom? Ring 112.") and "020-50 50 50" in help_
    expect(own(page)).to_have_count(3)


def test_it_says_nothing_of_what_comes_back_when_the_page_is_loaded_anew(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    expect(answers(page)).to_have_count(1)
    reader = ScreenReader(page)  # before the page is loaded anew: in the middle of it its script may not be let through
    page.reload(wait_until="commit")
    reader.start()
    expect(answers(page)).to_have_count(1)
    page.wait_for_timeout(500)
    assert reader.announced() == []
