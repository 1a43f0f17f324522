"""States of the staff's console: who waits, a conversation in each of its states, a written question from new to
closed, accounts. Each goes there in the browser of somebody of the staff."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from bot.record import accounts, messages, staffing
from bot.record.accounts import Role
from bot.record.conversations import number_in
from bot.record.handovers import create_handover

from ..support.staff import empty_queue, staff
from .desks import let_in
from .review_states import REVIEWING

if TYPE_CHECKING:
    from .test_states import Around


def signed_in(page: Page, around: Around, path: str, name: str = "Anna", role: Role = "agent") -> None:
    account = staff(around.record, name, role)
    accounts.set_available(around.record, account.id, True)
    let_in(page.context, around.record, account, page.url)
    page.goto(path)


def _visitor_waits(around: Around) -> str:
    """Somebody who waits for a person; nobody else does."""
    empty_queue(around.record)
    who = uuid.uuid4().hex
    asked = messages.append_visitor(around.record, who, "fraga-1", "När börjar kursen, och kan jag gå den på distans?")
    messages.settle(around.record, asked.message.seq)
    staffing.ask(around.record, who)
    messages.append_visitor(around.record, who, "fraga-2", "Jag vill prata med en person", button="hand_over")
    return who


def inbox(page: Page, around: Around) -> None:
    _visitor_waits(around)
    signed_in(page, around, "/personal")
    expect(page.locator("[data-key=vantar] li")).to_have_count(1)


def choices(page: Page, around: Around) -> None:
    inbox(page, around)
    page.get_by_text("Aviseringar").click()


def menu(page: Page, around: Around) -> None:
    inbox(page, around)
    page.set_viewport_size({"width": 320, "height": 256})
    page.get_by_text("Meny", exact=True).click()


def waiting(page: Page, around: Around) -> None:
    inbox(page, around)
    page.locator("[data-key=vantar] li a").click()
    expect(page.get_by_role("button", name="Ta över")).to_be_visible()


def mine(page: Page, around: Around) -> None:
    waiting(page, around)
    page.get_by_role("button", name="Ta över").click()
    page.get_by_label("Svara som Anna").fill("Hej! Kursen börjar den 3 mars.")
    page.get_by_label("Svara som Anna").press("Enter")
    expect(page.locator("#logg > .m-staff")).to_have_count(1)


def answer_wrong(page: Page, around: Around) -> None:
    mine(page, around)
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("#osant")).to_be_visible()


def all_open(page: Page, around: Around) -> None:
    mine(page, around)
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()


def of_another(page: Page, around: Around) -> None:
    who = _visitor_waits(around)
    staffing.take(around.record, who, staff(around.record, "Bo"), None)
    staffing.answer(around.record, around.key, who, staff(around.record, "Bo"), "svar-1", "Ring 070-174 06 05.")
    with around.record.connect() as connection:
        number = number_in(connection, who)
    signed_in(page, around, f"/personal/samtal/{number}")
    expect(page.locator("#lage")).to_have_text("Bo (personal) svarar")


def question(page: Page, around: Around) -> None:
    made = create_handover(
        around.record,
        around.key,
        conversation=None,
        unique=uuid.uuid4().hex,
        question="Kan ni komma och föreläsa hos oss i höst? Vi är 40 lärare i Sundsvall.",
        contact="larare.exempel@example.com",
        safe="Ja, på dagtid",
        name="Kim",
        deadline="på fredag",
    )
    signed_in(page, around, f"/personal/fraga/{made.reference}")
    expect(page.get_by_role("button", name="Ta frågan")).to_be_visible()


def question_mine(page: Page, around: Around) -> None:
    question(page, around)
    page.get_by_role("button", name="Ta frågan").click()
    expect(page.get_by_text("larare.exempel@example.com")).to_be_visible()


def question_wrong(page: Page, around: Around) -> None:
    question_mine(page, around)
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.locator("#svar-fel")).to_be_visible()


def question_closing(page: Page, around: Around) -> None:
    question_mine(page, around)
    page.get_by_text("Avsluta utan svar").click()


def question_answered(page: Page, around: Around) -> None:
    question_mine(page, around)
    page.get_by_label("Svara som Anna").fill("Ja, gärna. Ring 070-174 06 05 så bestämmer vi en dag.")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_text("Finns att läsa på kontaktsidan.")).to_be_visible()


def question_closed(page: Page, around: Around) -> None:
    question_closing(page, around)
    page.get_by_role("button", name="Avsluta frågan").click()
    expect(page.get_by_text("Avslutad")).to_be_visible()


def at(path: str, name: str = "Anna", role: Role = "agent") -> Callable[[Page, Around], None]:
    """A page that needs nothing to happen before."""
    return lambda page, around: signed_in(page, around, path, name, role)


def figures(page: Page, around: Around) -> None:
    _visitor_waits(around)
    signed_in(page, around, "/personal/statistik", "Lena", "reader")
    for summary in page.locator("main summary").all():
        summary.click()


def sign_in_wrong(page: Page, around: Around) -> None:
    page.get_by_label("E-postadress").fill("anna@kommun.example")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_be_visible()


CONSOLE: dict[str, tuple[str, Callable[[Page, Around], None]]] = {
    "staff-inbox": ("/chatt", inbox),
    "staff-menu": ("/chatt", menu),
    "staff-choices": ("/chatt", choices),
    "staff-waiting": ("/chatt", waiting),
    "staff-mine": ("/chatt", mine),
    "staff-answer-wrong": ("/chatt", answer_wrong),
    "staff-all-open": ("/chatt", all_open),
    "staff-of-another": ("/chatt", of_another),
    "staff-question": ("/chatt", question),
    "staff-question-mine": ("/chatt", question_mine),
    "staff-question-wrong": ("/chatt", question_wrong),
    "staff-question-closing": ("/chatt", question_closing),
    "staff-question-answered": ("/chatt", question_answered),
    "staff-question-closed": ("/chatt", question_closed),
    "staff-all": ("/chatt", at("/personal/alla")),
    "staff-canned": ("/chatt", at("/personal/sparade-svar")),
    "staff-account": ("/chatt", at("/personal/konto")),
    "staff-accounts": ("/chatt", at("/personal/konton", "Chefen", "admin")),
    "staff-log": ("/chatt", at("/personal/logg", "Chefen", "admin")),
    "staff-figures": ("/chatt", figures),
    "staff-figures-wrong": ("/chatt", at("/personal/statistik?fran=2026-11-20&till=2026-11-01", "Lena", "reader")),
    "staff-export": ("/chatt", at("/personal/export", "Chefen", "admin")),
    "staff-kept": ("/chatt", at("/personal/gallring", "Lena", "reader")),
    "staff-sign-in-wrong": ("/personal/logga-in", sign_in_wrong),
    **REVIEWING,
}
