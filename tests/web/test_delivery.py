"""An assistant that is down, loading, late, hanging or wrong: nothing is lost, and nothing is answered twice."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.record import erased, messages, staffing
from bot.record.crypto import load_key, load_secret
from bot.record.database import QUICK_SECONDS, engine, upgrade
from bot.record.messages import Message
from bot.web import texts
from bot.web.assistant_client import AssistantClient
from bot.web.assistant_watch import AssistantWatch
from bot.web.delivery import Delivery
from bot.web.metrics import Metrics
from bot.web.outgoing import Outgoing
from bot.web.record_thread import RecordThread
from tests.support.assistant_double import AssistantDouble, answer_to
from tests.support.staff import give_back, take_over
from tests.support.web_server import Web, running_web, settings_for
from tests.web.conftest import Visitor, bytes_on_disk, new_id, said, until, until_true, visiting


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Web alone; the test starts the assistant when it should be there."""
    with running_web(settings_for(tmp_path_factory.mktemp("web"))) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_is_left(web: Web) -> Iterator[None]:
    """What a test leaves unanswered is brought to the assistant of no other test."""
    yield
    record = engine(web.settings.record_url)
    for message in messages.pending(record):
        messages.settle(record, message.seq)


@pytest.fixture
def double(web: Web) -> Iterator[AssistantDouble]:
    made = AssistantDouble(web.settings.assistant_port, load_secret(web.settings.home))
    yield made
    made.stop()


@pytest_asyncio.fixture
async def visitor(web: Web) -> AsyncIterator[Visitor]:
    async with visiting(web.url) as made:
        yield made


async def test_a_question_asked_before_the_assistant_is_up_is_answered_when_it_is(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Är du vaken?")
    found = await until(visitor.conversation, lambda found: bool(found["status"]["text"]))
    assert 0 < found["status"].pop("left") <= 30 * 60
    assert found["status"] == {
        "assistant": "loading",
        "text": "Chattboten startar. Din fråga är sparad och får svar strax.",
        "waiting": True,
        "expects": None,
        "easy": False,
        "speaker": "bot",
    }
    assert said(found["messages"]) == []
    double.ready = False
    double.start()
    await until_true(lambda: bool(double.tried))
    double.ready = True
    assert await visitor.answers() == ["Chattboten: Svar på: Är du vaken?"]
    assert double.texts() == ["Är du vaken?"]
    status = (await visitor.conversation())["status"]
    assert (status["assistant"], status["text"], status["waiting"]) == ("ready", "", False)


async def test_help_in_danger_is_there_at_once_though_the_assistant_is_down(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Vad är OKSE?")
    await visitor.send("Min man slår mig")
    first, second, helped = await visitor.messages()
    assert [message["sender"] for message in (first, second, helped)] == ["visitor", "visitor", "bot"]
    assert "112" in helped["spoken"] and "msg-help" in helped["html"]
    double.start()
    assert len(await visitor.answers(2)) == 2
    await until_true(lambda: len(double.received) == 2)
    assert double.received[1]["metadata"] == {"easy": False, "danger": True}
    assert len(said(await visitor.messages())) == 2, "the assistant is quiet about it"


async def test_what_was_pending_when_web_ended_is_answered_after_its_restart(tmp_path: Path) -> None:
    settings, cookies = settings_for(tmp_path), aiohttp.CookieJar(unsafe=True)
    with running_web(settings) as web:
        async with visiting(web.url, cookies) as visitor:
            await visitor.send("Svara sedan på anna.b@example.se")
        web.process.kill()
        web.process.wait()
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    try:
        with running_web(settings) as web:
            async with visiting(web.url, cookies) as visitor:
                assert await visitor.answers() == ["Chattboten: Svar på: Svara sedan på [e-postadress]"]
                assert double.texts() == ["Svara sedan på anna.b@example.se"], "the assistant gets what was said"
            assert [
                message.sealed
                for message in messages.list_after(engine(settings.record_url), double.tried[0]["conversation"])
            ] == [None] * 2
        assert b"anna.b" not in bytes_on_disk(tmp_path)
    finally:
        double.stop()


async def test_what_the_assistant_has_yet_to_forget_is_forgotten_after_a_restart_too(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    try:
        with running_web(settings) as web:
            async with visiting(web.url) as visitor:
                await visitor.send("Vem ordnar?")
                await visitor.answers()
                double.stop()
                await visitor.submit("/lamna")
            web.process.kill()
            web.process.wait()
        conversation = double.tried[0]["conversation"]
        assert conversation.encode() not in bytes_on_disk(tmp_path)
        double.start()
        with running_web(settings):
            await until_true(lambda: double.forgotten == [conversation])
            await until_true(lambda: erased.to_forget(engine(settings.record_url), load_key(settings.home)) == [])
    finally:
        double.stop()


async def test_a_message_whose_action_always_fails_is_given_up_and_does_not_stop_the_next(
    tmp_path: Path, web: Web, double: AssistantDouble
) -> None:
    """In this process, where the test can set how long web tries."""
    url, who = f"sqlite:///{tmp_path / 'record.db'}", "a" * 22
    upgrade(url)
    record = RecordThread(engine(url), engine(url, QUICK_SECONDS))
    client = AssistantClient(web.settings.assistant_url, load_secret(web.settings.home))
    delivery = Delivery(
        record,
        client,
        AssistantWatch(client, lambda: None),
        texts.load(web.settings.material_folders),
        show=lambda conversation, new: None,
        status=lambda conversation: None,
        public=list,
        key=load_key(tmp_path),
        metrics=Metrics(),
        give_up_seconds=1.5,
    )

    def said_to(asked: Message) -> list[str]:
        found = messages.list_after(engine(url), who)
        return [one.reply["blocks"][0]["text"] for one in found if one.reply and one.reply_to == asked.seq]

    double.error = "actions_unavailable"
    double.start()
    first, second = (messages.append_visitor(engine(url), who, new_id(), words).message for words in ("Ett", "Två"))
    delivery.submit(Outgoing(first, "Ett"))
    await until_true(lambda: len(said_to(first)) == 2)
    late, failed = said_to(first)
    assert "jag försöker igen" in late and "skriva till en person i stället" in failed
    assert [message.seq for message in messages.pending(engine(url))] == [second.seq]
    double.error = None
    delivery.submit(Outgoing(second, "Två"))
    await until_true(lambda: said_to(second) == ["Svar på: Två"])
    await delivery.close()
    await client.close()
    record.close()


async def test_a_failing_action_server_is_told_and_the_retry_continues(
    visitor: Visitor, double: AssistantDouble
) -> None:
    double.error = "actions_unavailable"
    double.start()
    await visitor.send("Vem ordnar?")
    (late,) = await visitor.answers()
    assert "Din fråga är sparad" in late and late.endswith("Skriv till oss")
    assert (await visitor.conversation())["status"]["waiting"] is False
    double.error = None
    assert await visitor.answers(2) == [late, "Chattboten: Svar på: Vem ordnar?"]
    assert len({request["message"]["id"] for request in double.tried}) == 1
    assert len(double.received) == 1


@pytest.mark.parametrize("fault", ["no_answer", "empty", "against the contract", "another message", "bare block"])
async def test_an_answer_that_cannot_be_used_is_said_so_and_does_not_stop_the_next(
    visitor: Visitor, double: AssistantDouble, fault: str
) -> None:
    double.start()
    bare = {"kind": "answer", "blocks": [{"type": "text"}], "buttons": []}
    if fault == "no_answer":
        double.error = fault
    else:
        double.respond = {
            "empty": lambda body: answer_to(body, replies=[]),
            "against the contract": lambda body: {"svar": "Hej"},
            "another message": lambda body: answer_to(body, message_id="0"),
            "bare block": lambda body: answer_to(body, bare),
        }[fault]
    await visitor.send("Vem ordnar?")
    assert "kan tyvärr inte svara" in (await visitor.answers())[0]
    double.reset()
    await visitor.send("Och var?")
    assert (await visitor.answers(2))[1] == "Chattboten: Svar på: Och var?"
    assert double.texts() == ["Och var?"]


async def test_a_hanging_assistant_holds_up_its_own_conversation_only(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    double.hang = 3600
    double.start()
    await visitor.send("Den som hänger")
    await until_true(lambda: bool(double.tried))
    double.hang = 0
    async with visiting(web.url) as other:
        await other.send("Den som går")
        assert await other.answers() == ["Chattboten: Svar på: Den som går"]


async def test_an_assistant_that_disappears_and_comes_back_is_found_again(
    visitor: Visitor, double: AssistantDouble
) -> None:
    double.start()
    await visitor.send("Ett")
    await visitor.answers(1)
    double.stop()
    await visitor.send("Två")
    double.start()
    assert await visitor.answers(2) == ["Chattboten: Svar på: Ett", "Chattboten: Svar på: Två"]


async def test_a_conversation_that_a_person_has_taken_is_not_sent_to_the_bot(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    double.start()
    await visitor.send("Ett")
    await visitor.answers(1)
    take_over(engine(web.settings.record_url), double.received[0]["conversation"])
    await visitor.send("Till en person")
    await visitor.send("Min man slår mig")
    assert "112" in (await visitor.answers(2))[1]
    give_back(engine(web.settings.record_url), double.received[0]["conversation"])
    await visitor.send("Till boten igen")
    await visitor.answers(3)
    assert double.texts() == ["Ett", "Till boten igen"]


async def test_what_is_written_while_waiting_for_a_person_is_kept_for_that_person(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    double.start()
    await visitor.send("Ett")
    await visitor.answers(1)
    record, conversation = engine(web.settings.record_url), double.received[0]["conversation"]
    staffing.ask(record, conversation)
    await visitor.send("Medan jag väntar")
    await visitor.send("ser ingen framtid alls")
    helped = (await visitor.answers(2))[1]
    assert "112" in helped and "En person har tagit över" not in helped
    assert [message.text for message in messages.list_after(record, conversation)][2] == "Medan jag väntar"
    assert double.texts() == ["Ett"]


async def test_what_stood_in_line_when_a_person_took_over_is_not_sent_to_the_bot(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Ett i kö")
    await visitor.send("Två i kö")
    one, _ = messages.pending(engine(web.settings.record_url))
    take_over(engine(web.settings.record_url), one.conversation)
    double.start()
    give_back(engine(web.settings.record_url), one.conversation)
    await visitor.send("Tre")
    assert await visitor.answers(1) == ["Chattboten: Svar på: Tre"]
    assert double.texts() == ["Tre"]


async def test_what_the_bot_was_about_to_say_when_a_person_took_over_is_not_said(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    record = engine(web.settings.record_url)
    double.hang = 0.5
    double.start()
    await visitor.send("Vem ordnar?")
    await until_true(lambda: bool(double.tried))
    take_over(record, double.tried[0]["conversation"])
    await until_true(lambda: bool(double.received))
    double.hang = 0
    give_back(record, double.tried[0]["conversation"])
    await visitor.send("Tre")
    assert await visitor.answers(1) == ["Chattboten: Svar på: Tre"]


async def test_the_record_keeps_how_it_was_understood_and_where_the_time_went(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    double.start()
    await visitor.send("Vem ordnar?")
    await visitor.answers()
    conversation = double.received[0]["conversation"]
    question, answer = messages.list_after(engine(web.settings.record_url), conversation)
    assert question.understanding and question.understanding["intent"] == "news_question"
    assert question.timings and {"web", "record", "assistant", "parse", "policies", "action", "total"} <= set(
        question.timings
    )
    assert answer.reply_to == question.seq


async def test_erasing_while_an_answer_is_on_its_way_keeps_nothing_of_it(
    web: Web, visitor: Visitor, double: AssistantDouble
) -> None:
    double.hang = 0.5
    double.start()
    await visitor.send("Berätta om ozonskiktet")
    await until_true(lambda: bool(double.tried))
    conversation = double.tried[0]["conversation"]
    await visitor.submit("/radera")
    await until_true(lambda: conversation in double.forgotten)
    assert double.received, "the answer was made, then forgotten"
    assert messages.list_after(engine(web.settings.record_url), conversation) == []
    assert b"ozonskiktet" not in bytes_on_disk(web.settings.home)


async def test_help_in_danger_is_in_english_to_who_writes_in_english(visitor: Visitor) -> None:
    await visitor.send("my husband hits me")
    helped = (await visitor.messages())[1]
    assert "Nobody may hurt you" in helped["spoken"]
    assert "112" in helped["spoken"]


async def test_the_same_help_is_given_in_full_once_and_then_in_a_line_until_the_danger_is_another(
    visitor: Visitor,
) -> None:
    for text in ("Min man slår mig", "min man slår mig ofta", "jag vill dö"):
        await visitor.send(text)
    first, again, other = [message["spoken"] for message in await visitor.messages() if message["sender"] == "bot"]
    assert "Kvinnofridslinjen" in first and "Självmordslinjen" in other
    assert "112" in again and "Kvinnofridslinjen" not in again


async def test_what_may_be_danger_gets_help_where_no_assistant_answers(visitor: Visitor) -> None:
    await visitor.send("ser ingen framtid alls")
    assert "112" in (await visitor.messages())[1]["spoken"]


async def test_who_writes_in_a_language_nobody_reads_is_told_of_112_and_1177(visitor: Visitor) -> None:
    await visitor.send("زوجي يضربني")
    helped = (await visitor.messages())[1]["spoken"]
    assert helped.count("112") == 2 and helped.count("1177") == 2


async def test_the_help_says_whether_a_person_reads(web: Web, visitor: Visitor, double: AssistantDouble) -> None:
    double.start()
    await visitor.send("Hej")
    await visitor.answers()
    take_over(engine(web.settings.record_url), double.received[0]["conversation"])
    await visitor.send("Min man slår mig")
    await visitor.send("ser ingen framtid alls")
    helped = [message["spoken"] for message in await visitor.messages() if "msg-help" in message["html"]]
    assert len(helped) == 2, "in a doubt too, since the assistant says nothing now"
    assert all("En person har tagit över chatten" in text for text in helped)
