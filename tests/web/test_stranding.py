"""A person who is gone, or silent: the visitor is told, keeps the place, and has ways out of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.record import accounts, conversations, database, messages, schema, staffing, turns
from bot.record.crypto import load_key
from bot.record.database import engine
from bot.settings import Settings
from bot.web import tending
from bot.web.record_thread import RecordThread
from tests.support.staff import staff
from tests.support.web_server import Web, settings_for
from tests.web.conftest import Visitor, until_true

ASK = {"text": "Jag vill prata med en person", "button": "hand_over"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("web"), BOT_STAFF_LOST_SECONDS="1", BOT_STAFF_SILENT_SECONDS="3")


def there(record: sa.engine.Engine, name: str, minutes: float) -> accounts.Account:
    """One of the staff, whose console is open for so long."""
    found = staff(record, name)
    accounts.set_available(record, found.id, True)
    accounts.be_present(record, found.id, datetime.now(UTC) + timedelta(minutes=minutes))
    return found


async def taken(visitor: Visitor, record: sa.engine.Engine, by: accounts.Account) -> str:
    """The visitor's conversation, which the person has."""
    await visitor.send(**ASK)
    with record.connect() as connection:
        conversation: str = connection.execute(sa.text("SELECT id FROM conversations WHERE state = 'waiting'")).scalar()
    staffing.take(record, conversation, by, None)
    return conversation


async def test_who_has_a_person_that_is_gone_waits_again_in_the_same_place_and_is_told(
    visitor: Visitor, record: sa.engine.Engine, double: object
) -> None:
    anna = there(record, "Anna", 1 / 60)
    conversation = await taken(visitor, record, anna)
    asked = turns.current(record, conversation)
    found = await visitor.until(lambda messages: "tappat kontakten med Anna" in messages[-1]["spoken"])
    assert "skriva i stället" in found[-1]["spoken"] and "tillbaka till boten" in found[-1]["spoken"]
    turn = turns.current(record, conversation)
    assert turn and asked and (turn.state, turn.account, turn.asked) == ("waiting", None, asked.asked)
    await until_true(lambda: not staff(record, "Anna").available)
    bo = there(record, "Bo", 10)
    staffing.take(record, conversation, bo, None)
    await visitor.send("Tillbaka till boten", button="back_to_bot")
    accounts.set_available(record, bo.id, False)


async def test_who_gets_no_answer_waits_again_and_who_is_answered_stays(
    web: Web, visitor: Visitor, record: sa.engine.Engine, double: object
) -> None:
    bo = there(record, "Bo", 10)
    conversation = await taken(visitor, record, bo)
    key = load_key(web.settings.home)
    staffing.answer(record, key, conversation, bo, "svar-0001", "Hej, jag tittar på det.")
    async with visitor.stream() as events:
        await visitor.send("Tack!")
        async for event in events:
            if event["event"] == "message" and "Bo svarar inte" in event["data"]["spoken"]:
                break
    changes = turns.history(record, conversation)
    assert [(change.after, change.actor) for change in changes] == [
        *[("waiting", "visitor"), ("staff", "staff"), ("waiting", "system")]
    ]
    await until_true(lambda: not staff(record, "Bo").available)


async def test_who_looks_on_stays_in_the_queue_however_quiet_and_who_has_gone_does_not(tmp_path: Path) -> None:
    chosen = settings_for(tmp_path)
    database.upgrade(chosen.record_url)
    record = engine(chosen.record_url)
    ago = datetime.now(UTC) - timedelta(hours=2)
    for conversation in ("a" * 22, "b" * 22):
        messages.append_visitor(record, conversation, "fråga-1", "Hej")
        staffing.ask(record, conversation)
    with database.writing(record) as connection:
        connection.execute(schema.conversations.update().values(touched=ago))
    services: Any = SimpleNamespace(
        settings=chosen,
        record=RecordThread(record, record),
        seen={},
        streams=SimpleNamespace(open_conversations=lambda: ("a" * 22,)),
        publish_status=lambda conversation: None,
    )
    await tending._keep_waiting(services)
    stays, left = (conversations.find(record, each * 22) for each in "ab")
    assert stays and stays.state == "waiting" and stays.touched > ago
    assert left and left.state == "closed"
