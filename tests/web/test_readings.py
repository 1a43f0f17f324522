"""Whoever of the staff reads what visitors wrote is in the log, whatever way leads there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.record import audit, handovers, messages, staffing, written
from bot.record.crypto import load_key
from tests.support.console import Console, at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import events, new_id

WORDS = "Vem håller i kursen om fjällripor?"
ANSWER = "Ring Berit på 070-174 06 05."
MASKED = "[telefonnummer]"


@pytest_asyncio.fixture
async def team(web: Web, record: sa.engine.Engine) -> AsyncIterator[dict[str, Console]]:
    """An agent and a reader who have read nothing yet."""
    async with AsyncExitStack() as stack:
        yield {
            role: await stack.enter_async_context(at_console(web.url, record, staff(record, new_id(), role)))
            for role in ("agent", "reader")
        }


@pytest.fixture
def number(web: Web, record: sa.engine.Engine) -> int:
    """A conversation that a person has answered in."""
    who, berit = new_id(), staff(record, "Berit")
    said = messages.append_visitor(record, who, "fråga-1", WORDS)
    staffing.ask(record, who)
    staffing.take(record, who, berit, None)
    staffing.answer(record, load_key(web.settings.home), who, berit, "svar-1", ANSWER)
    return said.message.seq


@pytest.fixture
def reference(web: Web, record: sa.engine.Engine) -> str:
    """A written question, answered, for which no contact was left."""
    key, berit = load_key(web.settings.home), staff(record, "Berit")
    made = handovers.create_handover(record, key, conversation=None, unique=new_id(), question=WORDS, contact=None)
    written.claim(record, made.reference, berit)
    written.answer(record, key, made.reference, berit, ANSWER, "page")
    return made.reference


def readings(record: sa.engine.Engine, console: Console) -> list[str]:
    found = [entry for entry in audit.entries(record, limit=50) if entry.who == console.account.email]
    return [entry.what for entry in found if entry.did == "read"]


async def test_who_follows_a_conversation_live_has_read_it(
    record: sa.engine.Engine, team: dict[str, Console], number: int
) -> None:
    async with team["reader"].stream(number) as response, asyncio.timeout(30):
        async for got in events(response):
            if got["event"] == "samtal" and WORDS in str(got["data"]):
                break
    assert readings(record, team["reader"]) == [f"samtal {number}"]


@pytest.mark.parametrize(
    ("role", "place", "typed"),
    [
        ("reader", "granska/{}/etikett", {"etikett": ""}),
        ("agent", "samtal/{}/anteckna", {"note": ""}),
        ("agent", "samtal/{}/svara", {"infoga": "1"}),
    ],
)
async def test_a_form_that_is_shown_again_with_the_conversation_is_a_reading_of_it(
    record: sa.engine.Engine, team: dict[str, Console], number: int, role: str, place: str, typed: dict[str, Any]
) -> None:
    _, page = await team[role].post(f"/personal/{place.format(number)}", **typed)
    assert WORDS in page and readings(record, team[role]) == [f"samtal {number}"]


@pytest.mark.parametrize("role", ["reader", "agent"])
async def test_who_reads_a_question_that_is_nobodys_or_a_colleagues_is_in_the_log(
    record: sa.engine.Engine, team: dict[str, Console], reference: str, role: str
) -> None:
    _, page = await team[role].get(f"/personal/fraga/{reference}")
    assert WORDS in page and readings(record, team[role]) == [f"fråga {reference}"]


async def test_a_form_that_is_shown_again_with_the_question_is_a_reading_of_it(
    record: sa.engine.Engine, team: dict[str, Console], reference: str
) -> None:
    _, page = await team["agent"].post(f"/personal/fraga/{reference}/ta-bort", words="")
    assert WORDS in page and readings(record, team["agent"]) == [f"fråga {reference}"]


async def test_who_may_not_answer_reads_what_colleagues_answered_masked(
    team: dict[str, Console], number: int, reference: str
) -> None:
    for place in (f"fraga/{reference}", f"samtal/{number}", f"granska/{number}"):
        _, page = await team["agent"].get(f"/personal/{place}")
        assert ANSWER in page, place
        _, page = await team["reader"].get(f"/personal/{place}")
        assert ANSWER not in page and MASKED in page, place


async def test_a_search_among_conversations_and_the_lists_of_them_are_readings_and_the_words_stay_out_of_the_log(
    record: sa.engine.Engine, team: dict[str, Console], number: int
) -> None:
    reader = team["reader"]
    for place in ("granska?ord=fjällripor&granskat=alla", "granska?granskat=alla", "alla"):
        _, page = await reader.get(f"/personal/{place}")
        assert WORDS in page, place
    assert readings(record, reader) == ["lista: alla samtal", "lista: samtal att granska", "sökning bland samtal"]
