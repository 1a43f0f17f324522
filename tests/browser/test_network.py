"""When the network, or the script, fails: nothing is lost and nothing doubled."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Route, expect

from ..support.assistant_double import AssistantDouble
from .asking import answers, ask, hears, own
from .conftest import Visit


def test_a_message_that_could_not_be_sent_stays_and_is_sent_again_once(
    visit: Visit, assistant: AssistantDouble
) -> None:
    page = visit(complains=True)
    page.route("**/api/messages", lambda route: route.abort())
    ask(page, "Vem är Lotta Brännström?")
    expect(own(page)).to_contain_text("Inte skickat.")
    expect(own(page)).to_contain_text("Vem är Lotta Brännström?")
    page.unroute("**/api/messages")
    page.get_by_role("button", name="Skicka igen").click()
    expect(answers(page)).to_have_count(1)
    expect(own(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Skicka igen")).to_have_count(0)


def test_a_message_whose_receipt_was_lost_is_not_asked_twice(visit: Visit, assistant: AssistantDouble) -> None:
    page = visit(complains=True)

    def lose_the_receipt(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/messages", lose_the_receipt)
    ask(page, "Vem är Lotta Brännström?")
    expect(answers(page)).to_have_count(1)
    page.unroute("**/api/messages")
    again = page.get_by_role("button", name="Skicka igen")
    if again.count():
        again.click()
    expect(own(page)).to_have_count(1)
    expect(answers(page)).to_have_count(1)
    assert len(assistant.received) == 1


def test_back_online_sends_what_waited(visit: Visit) -> None:
    page = visit(complains=True)
    page.context.set_offline(True)
    ask(page, "Vem är Lotta Brännström?")
    expect(own(page)).to_contain_text("Inte skickat.")
    page.context.set_offline(False)
    expect(answers(page)).to_have_count(1, timeout=10000)
    expect(own(page)).to_have_count(1)


def test_without_the_stream_answers_come_by_asking_now_and_then(visit: Visit, assistant: AssistantDouble) -> None:
    page = visit("about:blank", complains=True)
    page.route("**/api/events*", lambda route: route.abort())
    page.goto("/chatt")
    assistant.hang = 1.0
    ask(page, "Vem är Lotta Brännström?")
    expect(own(page)).to_have_count(1)
    expect(answers(page)).to_have_count(1, timeout=15000)


def test_without_its_script_the_page_is_a_form(visit: Visit) -> None:
    page = visit("about:blank", complains=True)
    page.route("**/static/*.js*", lambda route: route.abort())
    page.goto("/chatt")
    page.get_by_label("Skriv din fråga").fill("Vem är Lotta Brännström?")
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(answers(page).locator("blockquote")).to_be_visible()


def test_quick_messages_keep_their_order(visit: Visit) -> None:
    page = visit()
    for number in range(5):
        ask(page, f"Fråga nummer {number}")
    expect(answers(page)).to_have_count(5)
    said = own(page).locator(".said").all_inner_texts()
    assert said == [f"Fråga nummer {number}" for number in range(5)]


def test_help_in_danger_is_shown_though_the_message_could_not_be_kept(
    visit: Visit, record_locked: Callable[[], AbstractContextManager[None]]
) -> None:
    page = visit(complains=True)
    with record_locked():
        ask(page, "Min man slår mig")
        expect(page.locator('.msg-help a[href="tel:112"]').first).to_be_visible()
        expect(own(page)).to_contain_text("Inte skickat.")
        hears(page, "112")
    page.get_by_role("button", name="Skicka igen").click()
    expect(page.get_by_role("button", name="Skicka igen")).to_have_count(0)
    expect(page.locator(".msg-help")).to_have_count(1)
    expect(own(page)).to_have_count(1)
