"""Asking for a person where one is there: the place in the queue, told live, and the ways out of it."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from bot.record import accounts, staffing
from bot.record.crypto import load_key
from bot.record.database import engine
from bot.record.turns import current
from tests.support.assistant_double import AssistantDouble
from tests.support.staff import comes, empty_queue, give_back, in_queue, staff, take_over
from tests.support.web_server import Web
from tests.web.conftest import Visitor, until

ASK = {"text": "Jag vill prata med en person", "button": "hand_over"}


@pytest.fixture
def record(web: Web) -> sa.engine.Engine:
    """The record, with nobody of the staff there."""
    made = engine(web.settings.record_url)
    accounts.set_available(made, staff(made).id, False)
    empty_queue(made)
    return made


async def status(visitor: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = (await visitor.conversation())["status"]
    return found


async def told(visitor: Visitor, text: str) -> None:
    await until(lambda: status(visitor), lambda found: text in found["text"])


async def test_who_asks_while_somebody_is_there_waits_with_a_place_and_the_bot_is_silent(
    web: Web, visitor: Visitor, other: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    comes(record)
    await visitor.send(**ASK)
    assert "Du står nu i kö" in (await visitor.messages())[-1]["spoken"]
    found = await status(visitor)
    assert (found["speaker"], found["text"]) == ("waiting", "Du är först i kön till personalen.")
    assert (found["waiting"], found["expects"]) == (False, None)
    await other.send("Hej")
    await other.answers()
    async with other.stream() as events:
        await other.send(**ASK)
        (first, second) = in_queue(record)
        seen = []
        async for event in events:
            if event["event"] == "status" and event["data"]["text"] not in seen:
                seen.append(event["data"]["text"])
                if seen[-1].startswith("1 före dig"):
                    take_over(record, first)
                if seen[-1].startswith("Du är först"):
                    break
    assert [text for text in seen if text] == [
        "1 före dig i kön till personalen.",
        "Du är först i kön till personalen.",
    ]
    await visitor.send("Det gäller kursen i maj")
    assert double.texts() == ["Hej"], "who waits is not answered by the bot"
    give_back(record, second)


async def test_the_queue_is_told_to_who_has_no_javascript_with_the_ways_out_of_it(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    comes(record)
    _, page = await visitor.page("/chatt")
    assert ways(page) == ["Prata med en person"]
    await visitor.submit("/chatt", id="fraga-person-1", **ASK)
    _, page = await visitor.page("/chatt")
    assert "Du är först i kön till personalen." in page and "Skriv till personalen</label>" in page
    assert ways(page) == ["Skriv i stället", "Tillbaka till boten"]
    await visitor.submit("/chatt", id="tillbaka-0001", text="Tillbaka till boten", button="back_to_bot")
    _, page = await visitor.page("/chatt")
    assert "Nu svarar boten igen." in page and ways(page) == ["Prata med en person"]
    await visitor.send("När var konferensen?")
    await visitor.until(lambda messages: "Svar på: När var konferensen?" in messages[-1]["spoken"])


async def test_who_rather_writes_is_asked_for_the_question_by_the_bot(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    comes(record)
    await visitor.send(**ASK)
    await visitor.send("Skriv i stället", button="hand_over:written")
    await visitor.until(lambda messages: "Svar på: Skriv i stället" in messages[-1]["spoken"])
    assert double.received[-1]["message"]["button"] == "hand_over:written"
    assert (await status(visitor))["speaker"] == "bot" and in_queue(record) == []


async def test_who_waits_is_told_when_nobody_is_there_any_more_and_keeps_the_place(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    comes(record)
    await visitor.send(**ASK)
    (mine,) = in_queue(record)
    asked = current(record, mine)
    async with visitor.stream() as events:
        async for event in events:
            text = event["data"].get("text", "")
            if "först i kön" in text:
                accounts.set_available(record, staff(record).id, False)
            if "Ingen i personalen är här just nu" in text:
                break
    assert "skriva i stället" in text and current(record, mine) == asked
    comes(record)
    await told(visitor, "Du är först i kön")


async def test_where_nobody_is_there_the_bot_takes_the_question_and_without_the_bot_the_contact_page_does(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    await visitor.send(**ASK)
    await visitor.answers()
    assert double.received[-1]["message"]["button"] == "hand_over" and in_queue(record) == []
    double.ready = False
    await visitor.send("Är någon där?")
    await until(lambda: status(visitor), lambda found: found["assistant"] != "ready")
    await visitor.send(**ASK)
    last = (await visitor.messages())[-1]
    assert "Ingen i personalen är här just nu" in last["spoken"] and 'href="/kontakt"' in last["html"]


async def test_what_a_person_says_is_seen_at_once_whoever_wrote_it_and_once(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    comes(record)
    await visitor.send(**ASK)
    (mine,) = in_queue(record)
    take_over(record, mine)
    async with visitor.stream() as events:
        staffing.answer(record, load_key(web.settings.home), mine, staff(record), "svar-0001", "Vi ses i maj.")
        said, speaker = [], ""
        async for event in events:
            if event["event"] == "status":
                speaker = f"{event['data']['speaker']} {event['data']['text']}"
            else:
                said.append(event["data"]["sender"])
            if said[-1:] == ["staff"]:  # and once more would come before what is sent now
                await visitor.send("Tack")
            if said[-1:] == ["visitor"] and len(said) > 1:
                break
    assert said == ["visitor", "system", "staff", "visitor"]
    assert speaker == "staff Du pratar med Anna (personal)."
    give_back(record, mine)


def ways(page: str) -> list[str]:
    """The buttons that lead to a person and back, as far as they are seen."""
    forms = re.findall(r'<form[^>]*data-when="[^"]*"([^>]*)>.*?<button[^>]*>([^<]*)</button>', page, re.DOTALL)
    return [words for hidden, words in forms if "hidden" not in hidden]
