"""The live stream: every view gets every event once, and one that was away resumes where it was."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.web.streams import VIEWS_OF_ONE, Streams, TooManyViewsError
from tests.support.assistant_double import AssistantDouble, answer_to
from tests.support.web_server import Web
from tests.web.conftest import PATIENCE, Visitor, visiting


async def test_every_open_view_gets_the_question_and_the_answer(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.page("/chatt")
    async with visitor.stream() as one, visitor.stream() as two:
        _, kept = await visitor.send("Vem ordnar?", "a" * 20)
        for view in (one, two):
            seen = []
            async for event in view:
                if event["event"] == "message":
                    seen.append(event)
                if len(seen) == 2:
                    break
            question, answer = seen
            assert (question["data"]["sender"], question["data"]["id"]) == ("visitor", "a" * 20)
            assert question["data"]["html"] == kept["html"] and question["data"]["spoken"] == ""
            assert int(question["id"]) == kept["seq"] < int(answer["id"]) == answer["data"]["seq"]
            assert answer["data"]["spoken"] == "Chattboten: Svar på: Vem ordnar?"


async def test_the_status_says_that_an_answer_is_on_its_way_and_then_not(
    visitor: Visitor, double: AssistantDouble
) -> None:
    told = threading.Event()  # an answer at once might come before anybody could be told that it is on its way

    def answer_once_told(request: dict[str, Any]) -> dict[str, Any]:
        told.wait(PATIENCE)
        return answer_to(request)

    double.respond = answer_once_told
    await visitor.page("/chatt")
    async with visitor.stream() as view:
        await visitor.send("Vem ordnar?")
        waiting: list[bool] = []
        async for event in view:
            if event["event"] == "status":
                waiting.append(event["data"]["waiting"])
            if waiting[-1:] == [True]:
                told.set()
            if waiting[-2:] == [True, False]:
                break
    assert waiting[0] is False


async def test_a_view_that_was_away_resumes_after_the_last_it_saw(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Ett")
    await visitor.send("Två")
    await visitor.answers(2)
    all_of_it = await visitor.messages()
    async with visitor.stream(**{"Last-Event-ID": str(all_of_it[1]["seq"])}) as view:
        resumed = []
        async for event in view:
            if event["event"] == "status":
                break
            resumed.append(event["data"]["seq"])
    assert resumed == [message["seq"] for message in all_of_it[2:]]
    assert [message["seq"] for message in await visitor.messages(all_of_it[1]["seq"])] == resumed


async def test_a_message_that_resumes_and_comes_live_at_once_is_seen_once(
    visitor: Visitor, double: AssistantDouble
) -> None:
    seen: list[int] = []
    await visitor.page("/chatt")
    for number in range(5):
        await visitor.send(f"Fråga {number}")
        async with visitor.stream(**{"Last-Event-ID": str(seen[-1] if seen else 0)}) as view:
            async for event in view:
                if event["event"] == "message":
                    seen.append(event["data"]["seq"])
                if len(seen) == 2 * (number + 1):
                    break
    assert seen == sorted(set(seen))


async def test_a_stranger_has_nothing_to_wait_for(web: Web) -> None:
    async with visiting(web.url) as stranger, stranger.http.get(f"{web.url}/api/events") as response:
        assert response.status == 204


async def test_a_forged_cookie_is_a_strangers(web: Web, visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Hemlig fråga")
    await visitor.answers()
    (cookie,) = [cookie.value for cookie in visitor.http.cookie_jar if cookie.key == "har_du_fragor"]
    conversation = cookie.rsplit(".", 1)[0]
    for forged in (conversation, f"{conversation}.{'A' * 27}", f"default.{cookie.rsplit('.', 1)[1]}"):
        async with visiting(web.url) as forger:
            forger.http.cookie_jar.update_cookies({"har_du_fragor": forged})
            assert await forger.messages() == []
            assert "Hemlig fråga" not in (await forger.page("/chatt"))[1]


async def test_erasing_ends_the_other_views(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Hej")
    await visitor.answers()
    async with visitor.stream() as view:
        await visitor.submit("/radera")
        names = [event["event"] async for event in view]
    assert names[-1] == "erased"


async def test_one_view_too_many_of_a_conversation_ends_the_oldest(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.page("/chatt")
    async with contextlib.AsyncExitStack() as open_views:
        views = [await open_views.enter_async_context(visitor.stream()) for _ in range(VIEWS_OF_ONE + 1)]
        assert [event["event"] async for event in views[0]] == ["status"]
        await visitor.send("Vem ordnar?")
        for view in views[1:]:
            async for event in view:
                if event["event"] == "message" and event["data"]["sender"] == "bot":
                    break


def test_there_is_an_end_to_how_many_views_are_open() -> None:
    streams = Streams(most=2)
    with streams.view("a"), streams.view("b"), pytest.raises(TooManyViewsError), streams.view("c"):
        pass
    with streams.view("c"):
        assert streams.open_conversations() == ("c",)


async def test_web_may_have_as_many_connections_as_the_machine_lets_it(web: Web) -> None:
    limits = (Path("/proc") / str(web.process.pid) / "limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
    assert line.split()[3] == line.split()[4]
