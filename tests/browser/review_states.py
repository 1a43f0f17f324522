"""States of reviewing: the list, a conversation, and the form about a wrong answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from bot.record import messages, reviews

from ..support.staff import staff
from .desks import let_in

if TYPE_CHECKING:
    from .test_states import Around

PLACE = "/personal/granska"
REPLY = {"kind": "answer", "blocks": [{"type": "text", "text": "Konferensen var i Umeå i april."}], "buttons": []}


def say(record: sa.engine.Engine, word: str, *questions: str) -> tuple[str, list[int]]:
    """A conversation with these questions, each with `word` in it: its id, and the numbers of the questions."""
    who, seqs = uuid.uuid4().hex, []
    for question in questions:
        written = messages.append_visitor(record, who, uuid.uuid4().hex, f"{question} {word}?")
        passages = [{"text": "Den 26 till 27 april", "title": "Konferens", "link": "/nyheter/x", "score": 0.7}]
        understanding = {"intent": "news_question", "confidence": 0.4, "runner_up": None, "passages": passages}
        messages.append_replies(record, written.message, [REPLY], understanding=understanding)
        seqs.append(written.message.seq)
    return who, seqs


def at(path: str) -> Callable[[Page, Around], None]:
    """A page of it, with a conversation that a colleague has judged and labelled; `{}` in the path is its number."""

    def go(page: Page, around: Around) -> None:
        who, (seq, _) = say(around.record, "i april", "När var konferensen i Umeå", "Var var det")
        bo = staff(around.record, "Bo")
        reviews.judge(around.record, seq, bo, False, should_kind="missing")
        reviews.put_label(around.record, who, bo, "öppettider")
        let_in(page.context, around.record, staff(around.record, "Lisa", "reader"), page.url)
        page.goto(path.format(seq))

    return go


def conversation(page: Page, around: Around) -> None:
    at(f"{PLACE}/{{}}")(page, around)
    page.get_by_role("button", name="Rätt").first.click()
    page.wait_for_url("**#m-*")
    page.get_by_text("Så förstod boten").first.click()
    page.get_by_text("Snabbtangenter", exact=True).click()


def wrong(page: Page, around: Around) -> None:
    at(f"{PLACE}/{{}}")(page, around)
    page.get_by_role("button", name="Fel").first.click()
    expect(page.locator("#borde-form")).to_be_visible()


REVIEWING: dict[str, tuple[str, Callable[[Page, Around], None]]] = {
    "staff-review": ("/chatt", at(PLACE)),
    "staff-review-none": ("/chatt", at(f"{PLACE}?ord=finnsinte&fara=1")),
    "staff-review-conversation": ("/chatt", conversation),
    "staff-review-wrong": ("/chatt", wrong),
}
