"""What remains: nothing after leaving or erasing, an empty page after quiet minutes, a handover by its reference."""

import asyncio
import random
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from yarl import URL

from bot.record.conversations import find
from bot.record.database import engine
from bot.record.handovers import create_handover, list_handovers
from bot.record.schema import conversations
from tests.support.assistant_double import AssistantDouble, answer_to
from tests.support.web_server import Web
from tests.web.conftest import Visitor, bytes_on_disk, new_id, until_true, visiting

KEY = Fernet.generate_key()


@pytest.fixture
def secret() -> str:
    """A word that stands nowhere else."""
    return "".join(random.choices(string.ascii_lowercase, k=20))


async def chatted(visitor: Visitor, double: AssistantDouble, secret: str) -> str:
    """Somebody has asked about it. Gives the conversation."""
    await visitor.send(f"Berätta om {secret}")
    await visitor.answers()
    conversation: str = double.received[-1]["conversation"]
    return conversation


def gone_from_disk(web: Web, *words: str) -> bool:
    on_disk = bytes_on_disk(web.settings.home)
    return not [word for word in words if word.encode() in on_disk]


async def test_leaving_erases_everywhere_and_leads_to_a_neutral_page(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await chatted(visitor, double, secret)
    answer = await visitor.submit("/lamna")
    assert (answer.status, answer.headers["Location"]) == (303, web.settings.exit_url)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not list(visitor.http.cookie_jar)
    assert gone_from_disk(web, conversation, secret)
    await until_true(lambda: double.forgotten == [conversation])
    _, page = await visitor.page("/chatt")
    assert secret not in page and "raderat" not in page, "going back shows an empty, neutral page"


async def test_leaving_works_for_somebody_who_never_wrote(web: Web, visitor: Visitor) -> None:
    answer = await visitor.submit("/lamna")
    assert (answer.status, answer.headers["Location"]) == (303, web.settings.exit_url)


async def test_a_link_cannot_erase(visitor: Visitor, double: AssistantDouble, secret: str) -> None:
    await chatted(visitor, double, secret)
    async with visitor.http.get(f"{visitor.url}/lamna", allow_redirects=False) as response:
        assert response.status == 303
    assert len(await visitor.messages()) == 2


async def test_erasing_shows_a_receipt_and_begins_anew(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await chatted(visitor, double, secret)
    answer = await visitor.submit("/radera", follow=True)
    page = await answer.text()
    assert answer.status == 200 and "Samtalet är raderat" in page and secret not in page
    assert f"Säkerhetskopior kan ha kvar samtalet i högst {web.settings.backup_days} dagar." in page
    assert "Kvar är en siffra" in page and "Webbläsaren kan ha kvar" in page
    assert gone_from_disk(web, conversation, secret)
    await until_true(lambda: double.forgotten == [conversation])
    await visitor.send("Hej igen")
    await visitor.answers()
    assert double.received[-1]["conversation"] != conversation


async def test_a_handover_stays_when_its_conversation_is_erased(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await chatted(visitor, double, secret)
    record = engine(web.settings.record_url)
    made = create_handover(record, KEY, conversation=conversation, unique="1", question="Vem ordnar?", contact=None)
    await visitor.submit("/lamna")
    (kept,) = [one for one in list_handovers(record) if one.reference == made.reference]
    assert (kept.question, kept.conversation) == ("Vem ordnar?", None)


async def test_the_receipt_names_the_question_to_a_person_that_stays(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await chatted(visitor, double, secret)
    made = create_handover(
        engine(web.settings.record_url), KEY, conversation=conversation, unique=secret, question="Vem?", contact=None
    )
    answer = await visitor.submit("/radera")
    page = await answer.text()
    assert answer.status == 200 and secret not in page
    assert "Samtalet är raderat." in page
    assert f"Det du har skickat till personalen finns kvar: {made.reference}." in page
    assert not list(visitor.http.cookie_jar)
    assert gone_from_disk(web, conversation, secret)


@pytest.mark.parametrize("path", ["/lamna", "/radera"])
async def test_a_message_that_races_with_leaving_leaves_nothing(
    web: Web, double: AssistantDouble, secret: str, path: str
) -> None:
    told_after_forgetting: list[str] = []

    def respond(body: dict[str, Any]) -> dict[str, Any]:
        if body["conversation"] in double.forgotten:
            told_after_forgetting.append(body["conversation"])
        return answer_to(body)

    double.respond = respond
    conversations_: list[str] = []
    for number in range(30):
        async with visiting(web.url) as visitor:
            await visitor.page("/chatt")
            (cookie,) = [cookie.value for cookie in visitor.http.cookie_jar]
            conversations_.append(cookie.rsplit(".", 1)[0])
            if number % 2:
                await visitor.send("Den första")
            asking = asyncio.create_task(visitor.send(f"{secret} ring 070-174 06 05"))
            await asyncio.sleep(number % 8 / 1000)
            await visitor.submit(path)
            status, body = await asking
            assert status == 202 or body["error"]["code"] == "erased"
    heard = {request["conversation"] for request in double.tried}
    await until_true(lambda: heard <= set(double.forgotten))
    assert told_after_forgetting == []
    assert gone_from_disk(web, secret, *conversations_)
    record = engine(web.settings.record_url)
    assert not [one for one in conversations_ if find(record, one)]


async def test_a_visitor_whose_conversation_is_erased_elsewhere_can_begin_anew(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    await chatted(visitor, double, secret)
    cookies = {cookie.key: cookie.value for cookie in visitor.http.cookie_jar}
    await visitor.submit("/lamna")
    async with visiting(web.url) as tab:
        tab.http.cookie_jar.update_cookies(cookies, URL(web.url))
        status, body = await tab.send("Min man slår mig")
        assert (status, body["error"]["code"]) == (409, "erased")
        assert "Ring 112" in body["error"]["message"] and "tel:112" in body["help"]["html"]
        answer = await tab.submit("/chatt", id=new_id(), text="Hej igen")
        assert answer.status == 409 and "Hej igen" in await answer.text()
        answer = await tab.submit("/chatt", id=new_id(), text="Hej igen")
        assert answer.status == 303
        assert await tab.answers() == ["Chattboten: Svar på: Hej igen"]


async def test_after_quiet_minutes_the_page_is_empty_and_the_record_remains(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await chatted(visitor, double, secret)
    assert secret in (await visitor.page("/chatt"))[1], "until then a reload brings it back"
    with engine(web.settings.record_url).begin() as connection:
        quiet = datetime.now(UTC) - timedelta(minutes=web.settings.session_minutes, seconds=1)
        connection.execute(sa.update(conversations).where(conversations.c.id == conversation).values(touched=quiet))
    assert await visitor.messages() == []
    async with visitor.stream() as stale:
        _, kept = await visitor.send("En ny fråga")
        events = [event["event"] async for event in stale]
    assert events == ["status"], "the old view ends, and comes back as the new conversation's"
    assert await visitor.answers() == ["Chattboten: Svar på: En ny fråga"]
    assert double.received[-1]["conversation"] != conversation
    assert secret not in (await visitor.page("/chatt"))[1]
    assert secret.encode() in bytes_on_disk(web.settings.home)
    assert (await visitor.messages())[0]["seq"] == kept["seq"]
