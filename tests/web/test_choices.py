"""What a visitor chooses for a conversation: easy Swedish, to go on, to keep it as a file; the questions offered."""

import html
import re
from typing import Any

from bot.material.reading import read_material
from bot.settings import ROOT
from tests.support.assistant_double import AssistantDouble, answer_to, text_reply
from tests.web.conftest import Visitor, until
from tests.web.test_pages import hidden_id


async def choose(visitor: Visitor, easy: Any) -> tuple[int, dict[str, Any]]:
    async with visitor.http.post(f"{visitor.url}/api/easy", json={"easy": easy}) as response:
        return response.status, await response.json()


def told(double: AssistantDouble) -> list[bool]:
    """Of each message: whether the assistant was told that easy Swedish is wanted."""
    return [request["metadata"]["easy"] for request in double.received]


def switched(page: str) -> str:
    found = re.search(r'id="lattlast"[^>]*aria-pressed="(\w+)"', page)
    assert found
    return found.group(1)


async def test_easy_swedish_is_told_the_assistant_and_shown_until_it_is_switched_off(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Hej")
    await visitor.answers()
    assert await choose(visitor, easy=True) == (200, {"easy": True, "kept": True})
    await visitor.send("Vem ordnar?")
    await visitor.answers(2)
    assert (await visitor.conversation())["status"]["easy"] is True
    await choose(visitor, easy=False)
    await visitor.send("Och när?")
    await visitor.answers(3)
    assert told(double) == [False, True, False]


async def test_chosen_before_the_first_message_it_comes_with_that(visitor: Visitor, double: AssistantDouble) -> None:
    assert await choose(visitor, easy=True) == (200, {"easy": True, "kept": False})
    await visitor.send("Vem ordnar?", easy=True)
    await visitor.answers()
    assert told(double) == [True]
    assert switched((await visitor.page("/chatt"))[1]) == "true"


async def test_without_a_script_it_is_a_form_that_keeps_what_is_written(
    visitor: Visitor, double: AssistantDouble
) -> None:
    response = await visitor.submit("/chatt/lattlast", valj="pa", text="Halvskriv")
    page = await response.text()
    assert switched(page) == "true" and "Halvskriv</textarea>" in page
    assert 'name="latt" value="1"' in page, "the first message brings it"
    await visitor.submit("/chatt", id=hidden_id(page), text="Vem ordnar?", latt="1")
    await visitor.answers()
    assert told(double) == [True]
    page = await (await visitor.submit("/chatt/lattlast", valj="av")).text()
    assert switched(page) == "false"


async def test_who_asks_for_easy_swedish_in_words_sees_the_switch_on(visitor: Visitor, double: AssistantDouble) -> None:
    def respond(body: dict[str, Any]) -> dict[str, Any]:
        answer = answer_to(body, text_reply("Här är en text på lätt svenska."))
        answer["understanding"]["intent"] = "easy_read"
        return answer

    double.respond = respond
    await visitor.send("Kan jag få det på lätt svenska?")
    await visitor.answers()
    assert switched((await visitor.page("/chatt"))[1]) == "true"


async def test_what_is_no_choice_is_refused(visitor: Visitor) -> None:
    status, body = await choose(visitor, easy="ja")
    assert (status, body["error"]["code"]) == (400, "bad_request")


async def test_going_on_gives_the_conversation_its_whole_time_again(visitor: Visitor, double: AssistantDouble) -> None:
    await visitor.send("Hej")
    await visitor.answers()

    async def left() -> int:
        seconds: int = (await visitor.conversation())["status"]["left"]
        return seconds

    whole = await left()
    quiet = await until(left, lambda seconds: seconds < whole - 1)
    async with visitor.http.post(f"{visitor.url}/api/go-on", json={}) as response:
        assert (await response.json())["left"] > quiet
    response = await visitor.submit("/chatt/fortsatt")
    assert (response.status, response.headers["Location"]) == (303, "/chatt#senaste")


async def test_a_conversation_is_kept_as_a_file_whose_links_lead_back(
    visitor: Visitor, double: AssistantDouble
) -> None:
    reply = text_reply("Läs mer.")
    reply["blocks"].append({"type": "source", "title": "Rubriken", "url": "/nyheter/en", "note": ""})
    double.respond = lambda body: answer_to(body, reply)
    await visitor.send("Ring mig på 070-174 06 05 <b>nu</b>")
    await visitor.answers()
    response = await visitor.submit("/chatt/spara")
    kept = await response.text()
    assert re.fullmatch(r'attachment; filename="samtal-\d{4}-\d\d-\d\d.html"', response.headers["Content-Disposition"])
    assert "Ring mig på [telefonnummer] &lt;b&gt;nu&lt;/b&gt;" in kept and "Läs mer." in kept
    assert re.search(r'href="https?://[^"]+/nyheter/en"', kept)
    assert "<script" not in kept and "<form" not in kept and 'src="' not in kept


async def test_a_tab_that_may_not_show_what_was_said_of_danger_cannot_save_it(
    visitor: Visitor, double: AssistantDouble
) -> None:
    await visitor.send("Min man slår mig")
    await visitor.answers()
    assert "slår" not in await (await visitor.submit("/chatt/spara")).text()
    assert "slår" in await (await visitor.submit("/chatt/spara", flik=visitor.tab)).text()


async def test_four_questions_are_offered_first_three_of_them_the_articles_own(visitor: Visitor) -> None:
    material, _ = read_material([ROOT / "data"])
    _, page = await visitor.page("/chatt")
    offered = [html.unescape(text) for text in re.findall(r'name="text" value="([^"]+)">', page)]
    assert offered[:4] == [*material.suggestions[:3], "Hur kontaktar jag er?"]
