"""Another process holds the record's lock (a backup, say): nothing is lost, and help in danger does not wait."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bot.record import dangers, messages
from bot.record.database import engine
from bot.record.handovers import list_handovers
from tests.support.assistant_double import AssistantDouble
from tests.support.record_lock import hold_lock
from tests.support.web_server import Web
from tests.web.conftest import Visitor, new_id, until, until_true

Lock = Callable[[], AbstractContextManager[None]]
DANGER = "Min man slår mig"


@pytest.fixture
def locked(web: Web) -> Lock:
    """Holds the lock for as long as the block lasts."""

    return lambda: hold_lock(web.settings.home)


async def health(visitor: Visitor) -> tuple[int, str]:
    async with visitor.http.get(f"{visitor.url}/health") as response:
        return response.status, (await response.json())["record"]


async def test_an_answer_that_cannot_be_kept_at_once_comes_when_it_can(
    visitor: Visitor, double: AssistantDouble, locked: Lock
) -> None:
    double.hang = 0.5
    await visitor.send("Vem ordnar?")
    with locked():
        status = (await until(visitor.conversation, lambda found: bool(found["status"]["text"])))["status"]
        assert status["waiting"] and "Din fråga är sparad" in status["text"]
    assert await visitor.answers() == ["Chattboten: Svar på: Vem ordnar?"]
    assert double.texts() == ["Vem ordnar?"], "the assistant is asked once"
    await visitor.send("Och var?")
    assert (await visitor.answers(2))[1] == "Chattboten: Svar på: Och var?"


async def test_help_in_danger_comes_though_nothing_can_be_kept(
    visitor: Visitor, double: AssistantDouble, locked: Lock
) -> None:
    await visitor.page("/chatt")
    with locked():
        status, body = await visitor.send(DANGER)
        assert (status, body["error"]["code"]) == (503, "not_kept")
        assert "tel:112" in body["help"]["html"] and "112" in body["help"]["spoken"]
        answer = await visitor.submit("/chatt", id=new_id(), text=DANGER)
        assert answer.status == 503 and "tel:112" in await answer.text()
    assert await visitor.messages() == [] and double.tried == []


async def test_danger_that_could_not_be_kept_flags_its_conversation_once_the_record_is_free(
    web: Web, visitor: Visitor, double: AssistantDouble, locked: Lock
) -> None:
    await visitor.send("Vem ordnar?")
    await visitor.answers()
    with locked():
        assert (await visitor.send(DANGER))[0] == 503
    conversation, record = double.received[0]["conversation"], engine(web.settings.record_url)
    await until_true(lambda: conversation in [found.conversation for found in dangers.list_dangers(record)])


async def test_a_written_question_that_cannot_be_kept_is_not_lost_and_danger_in_it_is_heard(
    web: Web, visitor: Visitor, locked: Lock
) -> None:
    with locked():
        answer = await visitor.submit("/kontakt", id=new_id(), question=DANGER, contact="")
        page = await answer.text()
    assert answer.status == 503 and "tel:112" in page and DANGER in page and "KF-" not in page
    assert list_handovers(engine(web.settings.record_url)) == []


async def test_health_says_that_the_record_is_busy(visitor: Visitor, locked: Lock) -> None:
    with locked():
        assert await health(visitor) == (503, "busy")
    assert await health(visitor) == (200, "ok")


async def test_leaving_does_not_wait_for_the_record_and_erases_when_it_can(
    web: Web, visitor: Visitor, double: AssistantDouble, locked: Lock
) -> None:
    await visitor.send("Vem ordnar?")
    await visitor.answers()
    conversation = double.received[0]["conversation"]
    with locked():
        answer = await visitor.submit("/lamna")
        assert (answer.status, answer.headers["Location"]) == (303, web.settings.exit_url)
    await until_true(lambda: messages.list_after(engine(web.settings.record_url), conversation) == [])
    await until_true(lambda: conversation in double.forgotten)
