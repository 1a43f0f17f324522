"""The visitor's own say: deleting by a message and by a button, the receipt, hiding, and what goes by itself."""

import asyncio
import random
import sqlite3
import string
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.record import conversations, erased, erasing, ledger, messages
from bot.record.crypto import load_key
from bot.record.database import engine, upgrade, writing
from bot.record.handovers import create_handover, list_handovers
from bot.record.retention import Limits
from bot.record.schema import conversations as conversations_table
from bot.web.nightly import purge_nightly
from bot.web.record_thread import RecordThread
from bot.web.scrubbing import Scrubber
from tests.support.assistant_double import AssistantDouble
from tests.support.staff import take_over
from tests.support.web_server import Web, running_web, settings_for
from tests.web.conftest import Visitor, bytes_on_disk, new_id, until_true, visiting, web_and_double

WHO = "a" * 22


@pytest.fixture
def secret() -> str:
    """A word that stands nowhere else."""
    return "".join(random.choices(string.ascii_lowercase, k=20))


async def conversation_of(visitor: Visitor, double: AssistantDouble, words: str) -> str:
    """Somebody has written. Gives the conversation."""
    await visitor.send(words)
    await visitor.answers()
    found: str = double.received[-1]["conversation"]
    return found


# --- by a message


@pytest.mark.parametrize(
    ("message", "title"), [("Radera min chatt", "Du kan radera"), ("delete my chat", "You can delete")]
)
async def test_a_message_that_asks_to_delete_is_answered_with_what_deletes(
    visitor: Visitor, double: AssistantDouble, message: str, title: str
) -> None:
    await visitor.send(message)
    (asked, answer) = await visitor.messages()
    assert asked["sender"] == "visitor" and title in answer["spoken"]
    assert '<form action="/radera" method="post">' in answer["html"] and 'name="fragor"' in answer["html"]
    assert len(await visitor.messages()) == 2, "it asks first: nothing is deleted yet"
    assert double.tried == [], "the assistant need not be told"


async def test_it_is_answered_also_where_the_assistant_is_down_or_a_person_has_taken_over(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    conversation = await conversation_of(visitor, double, "Hej")
    double.ready = False
    await visitor.send("ta bort det jag skrivit")
    assert 'action="/radera"' in (await visitor.messages())[-1]["html"]
    take_over(engine(web.settings.record_url), conversation)
    await visitor.send("radera chatten")
    assert 'action="/radera"' in (await visitor.messages())[-1]["html"]


async def test_without_javascript_it_is_there_on_the_next_page(visitor: Visitor, double: AssistantDouble) -> None:
    double.ready = False
    answer = await visitor.submit("/chatt", follow=True, id=new_id(), text="Radera samtalet")
    assert "Du kan radera samtalet här." in await answer.text()


async def test_who_is_in_danger_gets_help_first(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Min man slår mig, radera chatten")
    assert "tel:112" in (await visitor.messages())[1]["html"]


# --- questions to a person


async def test_a_question_to_a_person_goes_too_where_the_visitor_says_so(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await conversation_of(visitor, double, f"Berätta om {secret}")
    record, key = engine(web.settings.record_url), load_key(web.settings.home)
    made = create_handover(
        record, key, conversation=conversation, unique=secret, question=f"Vem är {secret}?", contact="a@b.se"
    )
    page = await (await visitor.submit("/radera", fragor="1")).text()
    assert f"Det du har skickat till personalen är också borta: {made.reference}." in page
    assert "Radera det också" not in page
    assert made.reference not in [handover.reference for handover in list_handovers(record)]
    assert secret.encode() not in bytes_on_disk(web.settings.home)


async def test_the_receipt_takes_back_the_question_that_stayed(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    conversation = await conversation_of(visitor, double, "Hej")
    record, key = engine(web.settings.record_url), load_key(web.settings.home)
    create_handover(record, key, conversation=conversation, unique=secret, question=secret, contact=None)
    page = await (await visitor.submit("/radera")).text()
    assert secret.encode() in bytes_on_disk(web.settings.home)
    token = page.split('name="kvitto" value="')[1].split('"')[0]
    answer = await visitor.submit("/radera/fraga", kvitto=token)
    assert "Frågan är raderad." in await answer.text()
    assert secret.encode() not in bytes_on_disk(web.settings.home)
    forged = await visitor.submit("/radera/fraga", kvitto=f"x{token}")  # the last sign may say the same as another
    assert forged.status == 400


async def test_a_question_from_the_contact_page_can_be_taken_back_there_and_asked_anew(
    web: Web, visitor: Visitor, double: AssistantDouble, secret: str
) -> None:
    form = {"id": new_id(), "question": f"Vem är {secret}?", "contact": ""}
    page = await (await visitor.submit("/kontakt", **form)).text()
    token = page.split('name="kvitto" value="')[1].split('"')[0]
    assert "Ja, radera frågan" in page
    await visitor.submit("/radera/fraga", kvitto=token)
    assert secret.encode() not in bytes_on_disk(web.settings.home)
    again = await visitor.submit("/kontakt", **form)
    page = await again.text()
    assert again.status == 409 and "Frågan är raderad." in page and secret in page
    form["id"] = page.split('name="id" value="')[1].split('"')[0]
    assert "Tack, vi har tagit emot" in await (await visitor.submit("/kontakt", **form)).text()


# --- what staff see


async def test_staff_can_be_told_who_deleted_and_who_left(web: Web, visitor: Visitor, double: AssistantDouble) -> None:
    record = engine(web.settings.record_url)
    for path, why in (("/radera", "deleted"), ("/lamna", "left")):
        double.reset()
        async with visiting(web.url) as somebody:
            conversation = await conversation_of(somebody, double, "Hej")
            await somebody.submit(path)
            assert erased.why_gone(record, conversation) == why


# --- hiding


@pytest.fixture(scope="module")
def hiding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, AssistantDouble]]:
    settings = settings_for(tmp_path_factory.mktemp("hiding"), BOT_DELETION="hide", BOT_CONVERSATION_DAYS="77")
    with web_and_double(settings) as both:
        yield both


@pytest_asyncio.fixture
async def hidden_visitor(hiding: tuple[Web, AssistantDouble]) -> AsyncIterator[Visitor]:
    async with visiting(hiding[0].url) as made:
        yield made


async def test_where_deleting_hides_the_receipt_says_so_and_the_record_keeps_it(
    hiding: tuple[Web, AssistantDouble], hidden_visitor: Visitor, secret: str
) -> None:
    web, double = hiding
    conversation = await conversation_of(hidden_visitor, double, f"Berätta om {secret}")
    _, page = await hidden_visitor.page("/chatt")
    assert "Ta bort samtalet" in page and "Radera samtalet" not in page
    page = await (await hidden_visitor.submit("/radera", follow=True)).text()
    assert "Samtalet är dolt." in page and "Det tas bort när 77 dagar har gått" in page
    assert "raderat" not in page and "borta hos oss" not in page and secret not in page
    await until_true(lambda: double.forgotten == [conversation])
    assert secret not in (await hidden_visitor.page("/chatt"))[1]
    found = conversations.find(engine(web.settings.record_url), conversation)
    assert found is not None and found.hidden is not None
    assert secret.encode() in bytes_on_disk(web.settings.home)
    assert "77 dagar" in (await hidden_visitor.page("/integritet"))[1]


# --- by itself


async def test_web_takes_away_what_has_had_its_time_when_it_starts(tmp_path: Path, secret: str) -> None:
    settings = settings_for(tmp_path, BOT_CONVERSATION_DAYS="10")
    upgrade(settings.record_url)
    record = engine(settings.record_url)
    messages.append_visitor(record, WHO, "fråga-1", secret)
    with writing(record) as connection:
        connection.execute(conversations_table.update().values(touched=datetime.now(UTC) - timedelta(days=11)))
    with running_web(settings) as web:
        await until_true(lambda: conversations.find(record, WHO) is None)
        await until_true(lambda: '"event": "purged"' in web.log.read_text())
        assert secret.encode() not in bytes_on_disk(settings.home)


async def test_web_shows_nothing_that_a_backup_put_back_by_hand_brings_back(tmp_path: Path, secret: str) -> None:
    settings = settings_for(tmp_path)
    upgrade(settings.record_url)
    record, key = engine(settings.record_url), load_key(settings.home)
    messages.append_visitor(record, WHO, "fråga-1", secret)
    record.dispose()
    file = tmp_path / "record.db"
    old = file.read_bytes()
    erasing.erase(record, key, WHO)
    record.dispose()
    file.write_bytes(old)
    with running_web(settings):
        assert conversations.find(record, WHO) is None and erased.is_erased(record, WHO)
        assert secret.encode() not in bytes_on_disk(settings.home)
    assert len(ledger.read(ledger.file_of(record))) == 1


async def test_a_purge_that_fails_is_tried_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    upgrade(url)
    messages.append_visitor(engine(url), WHO, "fråga-1", "Vem?")
    with writing(engine(url)) as connection:
        connection.execute(conversations_table.update().values(touched=datetime.now(UTC) - timedelta(days=31)))
    locked = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    record = RecordThread(engine(url, 0.05), engine(url, 0.05))
    purging = asyncio.create_task(
        purge_nightly(tmp_path, record, Scrubber(record), Limits(30, 90, 365, 90), again=0.05)
    )
    await asyncio.sleep(0.3)
    assert not purging.done() and conversations.find(engine(url), WHO) is not None
    locked.close()
    await until_true(lambda: conversations.find(engine(url), WHO) is None)
    purging.cancel()
    await asyncio.gather(purging, return_exceptions=True)
    record.close()


async def test_web_does_not_start_where_the_ledger_cannot_be_read(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (tmp_path / "erased.ledger").mkdir()
    with pytest.raises(AssertionError, match=r"erased\.ledger.*nothing is shown"), running_web(settings):
        pass


# --- the page


async def test_the_page_tells_what_is_kept_with_the_figures_of_the_settings(web: Web, visitor: Visitor) -> None:
    status, page = await visitor.page("/integritet")
    assert status == 200
    for figure in web.settings.figures.values():
        assert f"{figure} " in page
    for words in ("Personuppgiftsansvarig: ", "Dina rättigheter", "https://www.imy.se/", 'action="/radera"'):
        assert words in page
