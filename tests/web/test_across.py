"""Who speaks is a state of the record, across everything that may happen around it: commands to Rasa, tabs, killed
processes, quiet minutes, and visitors who go in the middle."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa
from yarl import URL

from bot.record import conversations, messages, schema, turns
from bot.record.crypto import load_secret
from bot.record.database import engine, writing
from tests.support.assistant_double import AssistantDouble
from tests.support.console import Console, at_console
from tests.support.staff import comes, in_queue, staff
from tests.support.web_server import Web, running_web, settings_for
from tests.web.conftest import Visitor, until, visiting

ASK = {"text": "Jag vill prata med en person", "button": "hand_over"}


@pytest.fixture
def record(web: Web) -> sa.engine.Engine:
    """The record; nobody waits."""
    made = engine(web.settings.record_url)
    with writing(made) as connection:
        connection.execute(schema.conversations.update().values(state="closed", account=None))
    return made


async def taken(visitor: Visitor, record: sa.engine.Engine, anna: Console) -> tuple[str, int]:
    """A visitor who talks with Anna: the conversation, and its number."""
    comes(record)
    await visitor.send(**ASK)
    (conversation,) = in_queue(record)
    with record.connect() as connection:
        number = conversations.number_in(connection, conversation) or 0
    assert (await anna.post(f"/personal/samtal/{number}/ta"))[0] == 200
    return conversation, number


def holder(record: sa.engine.Engine, conversation: str) -> tuple[str, int | None]:
    found = turns.current(record, conversation)
    assert found is not None
    return found.state, found.account


@pytest.mark.parametrize("text", ["/restart", "/session_start", "/handover{}"])
async def test_what_is_a_command_to_rasa_is_a_text_to_the_person(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, text: str
) -> None:
    async with at_console(web.url, record, staff(record)) as anna:
        conversation, number = await taken(visitor, record, anna)
        await visitor.send(text)
        assert text in (await anna.get(f"/personal/samtal/{number}"))[1]
    assert holder(record, conversation) == ("staff", anna.account.id) and double.texts() == []


async def test_all_tabs_of_a_visitor_and_of_two_of_the_staff_tell_the_same(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    async with (
        at_console(web.url, record, staff(record)) as anna,
        at_console(web.url, record, staff(record, "Bo")) as bo,
        visiting(web.url, visitor.http.cookie_jar) as other_tab,
    ):
        _, number = await taken(visitor, record, anna)
        await visitor.send("Från den ena fliken")
        await other_tab.send("Från den andra")
        async with other_tab.stream() as there:
            await anna.post(f"/personal/samtal/{number}/svara", text="Hej i båda", id="svar-0001", json=True)
            async for event in there:
                if event["event"] == "message" and "Hej i båda" in event["data"]["html"]:
                    break
        for tab in (visitor, other_tab):
            assert [message["spoken"] for message in await tab.messages()][-1] == "Anna (personal): Hej i båda"
            assert (await tab.conversation())["status"]["speaker"] == "staff"
        for console in (anna, bo):
            page = (await console.get(f"/personal/samtal/{number}"))[1]
            assert "Från den ena fliken" in page and "Från den andra" in page
        assert (await bo.post(f"/personal/samtal/{number}/svara", text="Nej", id="svar-0002", json=True))[0] == 409


@pytest.mark.parametrize(("path", "says"), [("/lamna", "Besökaren lämnade"), ("/radera", "Besökaren raderade")])
async def test_a_visitor_who_goes_in_the_middle_is_gone_for_both_and_the_next_in_the_queue_moves_up(
    web: Web, visitor: Visitor, other: Visitor, double: AssistantDouble, record: sa.engine.Engine, path: str, says: str
) -> None:
    async with at_console(web.url, record, staff(record)) as anna, visiting(web.url) as third:
        conversation, number = await taken(visitor, record, anna)
        for each in (other, third):
            await each.send(**ASK)
        assert (await third.conversation())["status"]["text"].startswith("1 före dig")
        await other.submit(path)
        await until(third.conversation, lambda found: found["status"]["text"].startswith("Du är först"))
        async with anna.stream(number) as response:
            await visitor.submit(path)
            async for line in response.content:
                if says in line.decode():
                    break
        status, page = await anna.post(f"/personal/samtal/{number}/svara", text="Hej", id="svar-0003", json=True)
        assert status == 404 and "Besökaren kan ha raderat det" in page
        assert conversations.find(record, conversation) is None


async def test_web_is_killed_and_the_same_person_has_the_same_visitor_with_all_that_was_said(tmp_path: Path) -> None:
    settings, cookies = settings_for(tmp_path), aiohttp.CookieJar(unsafe=True)
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    jar = aiohttp.CookieJar(unsafe=True)
    try:
        with running_web(settings) as web:
            record = engine(settings.record_url)
            async with visiting(web.url, cookies) as visitor, at_console(web.url, record, staff(record)) as anna:
                conversation, number = await taken(visitor, record, anna)
                await visitor.send("Före")
                jar.update_cookies(anna.http.cookie_jar.filter_cookies(web.url), URL(web.url))
            web.process.kill()
            web.process.wait()
        with running_web(settings) as web:
            async with visiting(web.url, cookies) as visitor, aiohttp.ClientSession(cookie_jar=jar) as http:
                anna = Console(web.url, http, staff(record))
                assert holder(record, conversation) == ("staff", anna.account.id)
                await visitor.send("Efter")
                page = (await anna.get(f"/personal/samtal/{number}"))[1].partition('id="logg"')[2]
                assert page.index("Före") < page.index("Efter") and "Svara som Anna" in page
                await anna.post(f"/personal/samtal/{number}/svara", text="Jag är kvar", id="svar-0001")
                assert (await visitor.messages())[-1]["spoken"] == "Anna (personal): Jag är kvar"
                assert double.texts() == []
    finally:
        double.stop()


async def test_quiet_minutes_end_what_the_visitor_sees_but_never_give_it_to_the_bot(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine
) -> None:
    async with at_console(web.url, record, staff(record)) as anna:
        conversation, number = await taken(visitor, record, anna)
        await visitor.send("Vänta, jag ska leta")
        with writing(record) as connection:
            quiet = datetime.now(UTC) - timedelta(minutes=web.settings.session_minutes + 1)
            mine = schema.conversations.c.id == conversation
            connection.execute(schema.conversations.update().where(mine).values(touched=quiet))
        assert await visitor.messages() == [], "who comes back much later begins anew"
        assert holder(record, conversation)[0] in ("staff", "closed")
        assert "Vänta, jag ska leta" in (await anna.get(f"/personal/samtal/{number}"))[1]
        await visitor.send("Vem är Lotta Brännström?")
        await visitor.answers()
        kept = [message.text for message in messages.list_after(record, conversation)]
        assert "Vem är Lotta Brännström?" not in kept and double.texts() == ["Vem är Lotta Brännström?"]
