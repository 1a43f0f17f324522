"""A message's way through web: checked, kept once, answered once, in order, and masked."""

import json
from typing import Any

import aiohttp
import pytest
from jsonschema import Draft7Validator, RefResolver

from bot.web.api import OPENAPI
from tests.support.assistant_double import AssistantDouble, answer_to, text_reply
from tests.support.web_server import Web
from tests.web.conftest import Visitor, bytes_on_disk, new_id, said, until_true


def described(name: str) -> Draft7Validator:
    """The validator of a schema of openapi.json (its `nullable` as JSON Schema has it)."""
    text = json.dumps(OPENAPI).replace('"type": "string", "nullable": true', '"type": ["string", "null"]')
    described = json.loads(text)
    return Draft7Validator({"$ref": f"#/components/schemas/{name}"}, resolver=RefResolver.from_schema(described))


async def test_a_question_gets_its_answer(visitor: Visitor, double: AssistantDouble) -> None:
    status, body = await visitor.send("Vem är Lotta Brännström?")
    assert status == 202 and body["duplicate"] is False
    assert "Vem är Lotta Brännström?" in body["html"]
    assert await visitor.answers() == ["Chattboten: Svar på: Vem är Lotta Brännström?"]
    assert double.texts() == ["Vem är Lotta Brännström?"]


async def test_a_retry_is_recognised_and_never_answered_twice(visitor: Visitor, double: AssistantDouble) -> None:
    message = new_id()
    _, first = await visitor.send("Vad är OKSE?", message)
    status, again = await visitor.send("Vad är OKSE?", message)
    assert (status, again["seq"], again["duplicate"]) == (200, first["seq"], True)
    await visitor.answers()
    await visitor.send("Vad är OKSE?", message)
    await visitor.send("Nästa fråga")
    assert await visitor.answers(2) == ["Chattboten: Svar på: Vad är OKSE?", "Chattboten: Svar på: Nästa fråga"]


async def test_messages_are_answered_in_the_order_they_came(visitor: Visitor, double: AssistantDouble) -> None:
    double.hang = 0.05
    asked = [f"Fråga nummer {number}" for number in range(8)]
    for words in asked:
        await visitor.send(words)
    assert await visitor.answers(8) == [f"Chattboten: Svar på: {words}" for words in asked]
    assert double.texts() == asked


async def test_visitors_do_not_see_one_anothers_messages(
    visitor: Visitor, other: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Min fråga")
    await other.send("En annans fråga")
    assert await visitor.answers() == ["Chattboten: Svar på: Min fråga"]
    assert await other.answers() == ["Chattboten: Svar på: En annans fråga"]
    conversations = {request["conversation"] for request in double.received}
    assert len(conversations) == 2


@pytest.mark.parametrize("words", ["/restart", "/greet{}", "  / hej"])
async def test_a_leading_slash_is_text(visitor: Visitor, double: AssistantDouble, words: str) -> None:
    await visitor.send(words)
    await visitor.answers()
    (request,) = double.received
    assert request["message"] == {"id": request["message"]["id"], "text": words.strip()}


async def test_a_button_travels_in_a_field_of_its_own(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Ja tack", button="affirm", page="/om-oss")
    await visitor.answers()
    (request,) = double.received
    assert (request["message"]["text"], request["message"]["button"]) == ("Ja tack", "affirm")
    assert request["metadata"] == {"easy": False, "page": "/om-oss"}


async def test_suggested_answers_come_with_the_answer(visitor: Visitor, double: AssistantDouble) -> None:
    reply = text_reply("Vill du prata med en person?", [{"title": "Ja tack", "payload": "affirm"}])
    double.respond = lambda body: answer_to(body, reply, expects="contact")
    await visitor.send("Hej")
    found = await visitor.until(lambda messages: bool(said(messages)))
    assert 'name="button" value="affirm"' in found[-1]["html"] and "Ja tack" in found[-1]["html"]
    assert (await visitor.conversation())["status"]["expects"] == "contact"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"id": "kort", "text": "Hej"}, 400, "bad_request"),
        ({"id": "å" * 20, "text": "Hej"}, 400, "bad_request"),
        ({"text": "Hej"}, 400, "bad_request"),
        ({"id": "a" * 20, "text": 7}, 400, "bad_request"),
        ({"id": "a" * 20, "text": "Hej", "button": "/restart"}, 400, "bad_request"),
        ({"id": "a" * 20, "text": "Hej", "page": ["x"]}, 400, "bad_request"),
        (["Hej"], 400, "bad_request"),
        ({"id": "a" * 20, "text": " \n\t "}, 400, "empty"),
        ({"id": "a" * 20, "text": "å" * 1001}, 413, "too_long"),
        ({"id": "a" * 20, "text": "å" * 70_000}, 413, "too_long"),
    ],
)
async def test_what_is_no_message_is_refused_in_plain_words(
    visitor: Visitor, double: AssistantDouble, body: Any, status: int, code: str
) -> None:
    async with visitor.http.post(f"{visitor.url}/api/messages", json=body) as response:
        assert response.status == status
        found = await response.json()
    described("Error").validate(found)
    assert found["error"]["code"] == code
    assert await visitor.messages() == [] and double.tried == []


async def test_broken_json_is_refused(visitor: Visitor) -> None:
    async with visitor.http.post(f"{visitor.url}/api/messages", data=b"{") as response:
        assert response.status == 400
        described("Error").validate(await response.json())


async def test_the_longest_message_and_odd_signs_are_let_in(visitor: Visitor, double: AssistantDouble) -> None:
    assert (await visitor.send("å" * 1000))[0] == 202
    async with visitor.http.post(
        f"{visitor.url}/api/messages", data=rb'{"id": "' + b"u" * 20 + rb'", "text": "halv \ud83d och \u0000 slut"}'
    ) as response:
        assert response.status == 202
    await visitor.answers(2)
    assert double.texts()[1] == "halv ? och  slut"


async def test_markup_is_shown_as_text(visitor: Visitor, double: AssistantDouble) -> None:
    _, body = await visitor.send("<script>alert(1)</script>")
    assert "&lt;script&gt;" in body["html"] and "<script>" not in body["html"]
    await visitor.answers()
    assert all("<script>" not in message["html"] for message in await visitor.messages())


async def test_too_many_in_a_minute_are_told_to_wait(visitor: Visitor, other: Visitor, double: AssistantDouble) -> None:
    first = new_id()
    await visitor.send("Den första", first)
    for number in range(19):
        assert (await visitor.send(f"Fråga {number}"))[0] == 202
    body = {"id": new_id(), "text": "En för mycket"}
    async with visitor.http.post(f"{visitor.url}/api/messages", json=body) as response:
        assert response.status == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 61
        assert (await response.json())["error"]["code"] == "too_many"
    assert (await visitor.send("Den första", first))[0] == 200, "a retry is no new message"
    assert (await visitor.send("Min man slår mig"))[0] == 202, "danger is always heard"
    assert (await other.send("Hej"))[0] == 202
    assert await visitor.answers(20)


async def test_many_from_one_address_are_told_to_wait(web: Web, double: AssistantDouble) -> None:
    statuses = []
    for number in range(125):
        async with (
            aiohttp.ClientSession(headers={"X-Forwarded-For": "203.0.113.7"}) as http,
            http.post(f"{web.url}/api/messages", json={"id": new_id(), "text": f"Fråga {number}"}) as response,
        ):
            statuses.append(response.status)
    assert statuses == [202] * 120 + [429] * 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elak.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elak.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/api/messages", "/chatt", "/radera", "/lamna", "/kontakt"])
async def test_other_websites_cannot_post(visitor: Visitor, headers: dict[str, str], path: str) -> None:
    async with visitor.http.post(visitor.url + path, headers=headers, data=b"{}", allow_redirects=False) as response:
        assert response.status == 403
    assert await visitor.messages() == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Sec-Fetch-Site": "none"}, {}]
)
async def test_our_own_pages_and_programs_can_post(
    visitor: Visitor, double: AssistantDouble, headers: dict[str, str]
) -> None:
    body = {"id": new_id(), "text": "Hej"}
    async with visitor.http.post(f"{visitor.url}/api/messages", json=body, headers=headers) as response:
        assert response.status == 202
    await visitor.answers()


async def test_an_old_browser_that_hides_where_it_is_can_post_with_its_cookie(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.page("/chatt")
    body = {"id": new_id(), "text": "Hej"}
    async with visitor.http.post(f"{visitor.url}/api/messages", json=body, headers={"Origin": "null"}) as response:
        assert response.status == 202
    await visitor.answers()


async def test_what_is_personal_is_never_written_anywhere(web: Web, visitor: Visitor, double: AssistantDouble) -> None:
    words = "Jag är 19121212-1212, skriv till anna.b@example.se eller ring 070-174 06 05"
    _, body = await visitor.send(words)
    (answer,) = await visitor.answers()
    on_disk = bytes_on_disk(web.settings.home)
    for trace in ("1212-1212", "anna.b@", "174 06 05"):
        assert trace.encode() not in on_disk
        assert trace not in body["html"] and trace not in answer
    assert double.texts() == [words], "the assistant gets what was said"


async def test_no_words_of_a_visitor_are_logged(web: Web, visitor: Visitor, double: AssistantDouble) -> None:
    double.respond = lambda body: {"version": 1, "error": body["message"]["text"]}
    await visitor.send("Berätta om granbarkborren")
    await visitor.answers()
    log = web.log.read_text()
    assert '"answer_late"' in log and "granbarkborren" not in log


async def test_the_apis_answers_are_as_described(visitor: Visitor, double: AssistantDouble) -> None:
    _, body = await visitor.send("Hej")
    described("Kept").validate(body)
    await visitor.answers()
    found = await visitor.conversation()
    described("Status").validate(found["status"])
    for message in found["messages"]:
        described("Message").validate(message)
    async with visitor.http.get(f"{visitor.url}/health") as response:
        described("Health").validate(await response.json())
    async with visitor.http.get(f"{visitor.url}/api/openapi.json") as response:
        assert await response.json() == {**OPENAPI, "servers": [{"url": visitor.url}]}


async def test_what_kind_of_danger_somebody_is_in_is_not_logged(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    before = web.log.read_text()
    _, body = await visitor.send("Min man slår mig")
    await until_true(lambda: bool(double.received))
    await visitor.send("Hej")
    await visitor.answers(2)
    logged = web.log.read_text().removeprefix(before)
    assert '"help_given"' in logged and "violence" not in logged and f'"seq": {body["seq"]},' not in logged
