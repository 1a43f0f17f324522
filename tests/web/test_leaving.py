"""What remains: nothing after leaving or erasing, an empty page after quiet minutes, a handover by its reference."""

import random
import string
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.record.database import engine
from bot.record.handovers import create_handover, list_handovers
from bot.record.schema import conversations
from tests.support.assistant_double import AssistantDouble
from tests.support.web_server import Web
from tests.web.conftest import Visitor, bytes_on_disk, until_true


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
    made = create_handover(
        record, b"x" * 43 + b"=", conversation=conversation, unique="1", question="Vem ordnar?", contact=None
    )
    await visitor.submit("/lamna")
    (kept,) = [one for one in list_handovers(record) if one.reference == made.reference]
    assert (kept.question, kept.conversation) == ("Vem ordnar?", None)


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
