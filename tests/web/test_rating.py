"""Whether an answer helped: kept masked with the answer, with a script and without, and never asked under help."""

import re
from typing import Any

import pytest

from bot.material.reading import read_material
from bot.material.support import help_line
from bot.record.database import engine
from bot.record.ratings import Rating, of_conversation
from bot.settings import ROOT
from tests.support.assistant_double import AssistantDouble, answer_to, text_reply
from tests.support.web_server import Web
from tests.web.conftest import Visitor, bytes_on_disk

RATE = 'action="/chatt/omdome"'


async def answered(visitor: Visitor, text: str = "Vem ordnar?") -> dict[str, Any]:
    """Ask, and wait for the answer."""
    await visitor.send(text)
    return (await visitor.until(lambda found: found[-1]["sender"] == "bot"))[-1]


async def rate(visitor: Visitor, seq: int, helpful: bool = True, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"seq": seq, "helpful": helpful, "tab": visitor.tab, **more}
    async with visitor.http.post(f"{visitor.url}/api/ratings", json=body) as response:
        return response.status, await response.json()


def kept(web: Web, seq: int) -> Rating | None:
    """What the record has of the message."""
    record = engine(web.settings.record_url)
    with record.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT conversation FROM messages WHERE seq = {seq}").scalar()
    return of_conversation(record, found).get(seq) if found else None


def pressed(html: str) -> list[str]:
    return re.findall(r'value="(\w+)" aria-pressed="true"', html)


async def test_it_is_kept_and_shown_as_pressed_and_the_last_word_counts(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    answer = await answered(visitor)
    assert RATE in answer["html"] and pressed(answer["html"]) == []
    status, body = await rate(visitor, answer["seq"])
    assert status == 200 and pressed(body["html"]) == ["ja"]
    status, body = await rate(visitor, answer["seq"], helpful=False)
    assert pressed(body["html"]) == ["nej"]
    assert kept(web, answer["seq"]) == Rating(helpful=False)
    _, page = await visitor.page("/chatt")
    assert pressed(page) == ["nej"]


async def test_a_reason_is_masked_before_it_is_kept_and_stays_when_only_the_answer_changes(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    answer = await answered(visitor)
    await rate(visitor, answer["seq"], helpful=False, why="Ring mig på 070-174 06 05, det stämmer inte")
    assert kept(web, answer["seq"]) == Rating(helpful=False, why="Ring mig på [telefonnummer], det stämmer inte")
    assert b"070-174 06 05" not in bytes_on_disk(web.settings.home)
    await rate(visitor, answer["seq"], helpful=True)
    assert kept(web, answer["seq"]) == Rating(helpful=True, why="Ring mig på [telefonnummer], det stämmer inte")


async def test_without_a_script_it_is_a_form_that_leads_back_to_the_answer(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    seq = (await answered(visitor))["seq"]
    response = await visitor.submit("/chatt/omdome", seq=str(seq), svar="nej")
    assert (response.status, response.headers["Location"]) == (303, f"/chatt#svar-{seq}")
    await visitor.submit("/chatt/omdome", seq=str(seq), svar="nej", varfor="Fel dag")
    assert kept(web, seq) == Rating(helpful=False, why="Fel dag")
    _, page = await visitor.page("/chatt")
    assert "Tack. Personalen kan läsa det du skrev." in page


async def test_it_is_not_asked_under_help_in_danger_nor_taken(visitor: Visitor, double: AssistantDouble) -> None:
    help_ = await answered(visitor, "Min man slår mig")
    assert "020-50 50 50" in help_["html"] and RATE not in help_["html"]
    status, _ = await rate(visitor, help_["seq"])
    assert status == 404


async def test_it_is_not_asked_under_an_answer_with_a_line_of_help(visitor: Visitor, double: AssistantDouble) -> None:
    material, _ = read_material([ROOT / "data"])
    reply = text_reply("Det vet jag inte.")
    double.respond = lambda body: answer_to(body, {**reply, "blocks": [*reply["blocks"], help_line(material)]})
    answer = await answered(visitor)
    assert RATE not in answer["html"]
    assert (await rate(visitor, answer["seq"]))[0] == 404


async def test_nobody_rates_what_another_visitor_was_told_or_what_is_no_answer(
    web: Web, visitor: Visitor, other: Visitor, double: AssistantDouble
) -> None:
    answer = await answered(visitor)
    await answered(other)
    assert (await rate(other, answer["seq"]))[0] == 404
    assert (await rate(visitor, answer["seq"] - 1))[0] == 404
    assert kept(web, answer["seq"]) is None


@pytest.mark.parametrize("wrong", [{"seq": "1"}, {"helpful": "ja"}, {"why": 7}, {"seq": None}])
async def test_what_is_no_rating_is_refused(visitor: Visitor, double: AssistantDouble, wrong: dict[str, Any]) -> None:
    answer = await answered(visitor)
    status, body = await rate(visitor, **{"seq": answer["seq"], **wrong})
    assert (status, body["error"]["code"]) == (400, "bad_request")


async def test_a_reason_that_speaks_of_danger_is_answered_with_help(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    answer = await answered(visitor)
    _, body = await rate(visitor, answer["seq"], helpful=False, why="Min man slår mig")
    assert "Ring 112" in body["help"]["spoken"]
    flagged = "SELECT count(*) FROM dangers JOIN messages USING (conversation) WHERE messages.seq = "
    with engine(web.settings.record_url).connect() as connection:
        found = connection.exec_driver_sql(f"{flagged}{answer['seq']}").scalar()
    assert found == 1, "staff are told"


async def test_the_help_is_there_without_a_script_too(visitor: Visitor, double: AssistantDouble) -> None:
    seq = (await answered(visitor))["seq"]
    response = await visitor.submit("/chatt/omdome", seq=str(seq), svar="nej", varfor="Min man slår mig")
    assert response.status == 200 and 'href="tel:112"' in await response.text()


async def test_deleting_the_conversation_takes_what_was_said_of_its_answers(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    answer = await answered(visitor)
    await rate(visitor, answer["seq"], helpful=False, why="Ettsäregetord")
    await visitor.submit("/radera", follow=True)
    assert kept(web, answer["seq"]) is None
    assert "Ettsäregetord".encode() not in bytes_on_disk(web.settings.home)
