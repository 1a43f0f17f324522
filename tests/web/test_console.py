"""The staff's console over HTTP: conversations are taken, answered and given back; the other side sees it live."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.record import accounts, audit, conversations, handovers, inbox, messages, schema, turns, written
from bot.record.crypto import load_key
from bot.record.database import writing
from tests.support.assistant_double import AssistantDouble
from tests.support.console import Console, at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import Visitor, bytes_on_disk, events, until_true


@pytest_asyncio.fixture
async def team(web: Web, record: sa.engine.Engine) -> AsyncIterator[dict[str, Console]]:
    """Anna and Bo, who answer; Lena, who reads; Chefen, an admin: each at the console."""
    async with AsyncExitStack() as stack:
        roles: Any = {"Anna": "agent", "Bo": "agent", "Lena": "reader", "Chefen": "admin"}
        yield {
            name: await stack.enter_async_context(at_console(web.url, record, staff(record, name, role)))
            for name, role in roles.items()
        }


async def asked(visitor: Visitor, record: sa.engine.Engine, text: str = "Vem håller i kursen?") -> int:
    """The visitor asks; the number that staff call the conversation by."""
    await visitor.send(text)
    await visitor.answers()
    number: int = (await visitor.messages())[0]["seq"]
    return number


def state(record: sa.engine.Engine, number: int) -> turns.Turn:
    found = turns.current(record, conversations.by_number(record, number) or "")
    assert found is not None
    return found


async def spoken(visitor: Visitor) -> list[str]:
    return [message["spoken"] for message in await visitor.messages()]


async def test_a_person_takes_over_answers_and_gives_back_and_the_visitor_is_told_each_time(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record), team["Anna"]
    _, page = await anna.get(f"/personal/samtal/{number}")
    assert "Vem håller i kursen?" in page and "Så förstod boten" in page and "Boten svarar" in page
    await anna.post(f"/personal/samtal/{number}/ta")
    status, page = await anna.post(f"/personal/samtal/{number}/svara", id="svar-0001", text="Ring 070-174 06 05.")
    assert status == 200 and "Anna (personal) svarar" in page and "Ring 070-174 06 05." in page
    await visitor.send("Tack!")
    assert double.texts() == ["Vem håller i kursen?"], "the bot is silent"
    status, _ = await anna.post(
        f"/personal/samtal/{number}/svara", json=True, id="svar-0001", text="Ring 070-174 06 05."
    )
    assert status == 200, "one that is sent twice is one"
    await anna.post(f"/personal/samtal/{number}/tillbaka")
    said = await spoken(visitor)
    assert [text for text in said if "Nu svarar" in text or "Ring" in text] == [
        next(text for text in said if "Nu svarar Anna (personal)." in text),
        next(text for text in said if "Ring" in text),
        next(text for text in said if "Nu svarar boten igen." in text),
    ]
    await visitor.send("Är du där?")
    await until_true(lambda: double.texts()[-1] == "Är du där?")
    assert state(record, number).state == "bot"
    read = [entry for entry in audit.entries(record) if entry.did == "read" and entry.what == f"samtal {number}"]
    assert [entry.who for entry in read] == ["anna@kommun.example"]


async def test_of_two_who_take_it_one_has_it_and_the_other_sees_who_and_keeps_what_was_typed(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number = await asked(visitor, record)
    await team["Anna"].post(f"/personal/samtal/{number}/ta")
    for did, fields in (("ta", {}), ("svara", {"text": "Mitt långa svar"}), ("tillbaka", {}), ("avsluta", {})):
        status, page = await team["Bo"].post(f"/personal/samtal/{number}/{did}", **fields)
        assert (status, "Anna hann före" in page) == (409, True), did
    status, answer = await team["Bo"].post(f"/personal/samtal/{number}/svara", json=True, text="Hej")
    assert status == 409 and "Anna hann före" in answer
    status, _ = await team["Bo"].post(f"/personal/samtal/{number}/ta", fran=str(team["Anna"].account.id))
    assert status == 403, "only an admin takes from a colleague"
    _, page = await team["Chefen"].get(f"/personal/samtal/{number}")
    assert "Ta över från Anna" in page
    await team["Chefen"].post(f"/personal/samtal/{number}/ta", fran=str(team["Anna"].account.id))
    assert state(record, number).account == team["Chefen"].account.id
    await team["Chefen"].post(f"/personal/samtal/{number}/lamna", till=str(team["Bo"].account.id))
    assert state(record, number).account == team["Bo"].account.id
    status, page = await team["Bo"].post(f"/personal/samtal/{number}/avsluta", utfall="referred")
    assert "Avslutat: Hänvisad vidare" in page and "Nu svarar" not in (await spoken(visitor))[-1]


async def test_who_may_only_read_reads_and_without_the_pages_own_token_nothing_is_done(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, lena = await asked(visitor, record), team["Lena"]
    status, page = await lena.get(f"/personal/samtal/{number}")
    assert status == 200 and "Du kan läsa samtalet, men inte svara." in page and "Ta över" not in page
    await lena.post(f"/personal/samtal/{number}/ta")
    anna = team["Anna"]
    anna.csrf = "annan"
    status, _ = await anna.post(f"/personal/samtal/{number}/ta")
    assert status == 403 and state(record, number).state == "bot"


async def test_an_answer_in_writing_later_gives_the_visitor_a_number_and_a_code(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna, key = await asked(visitor, record), team["Anna"], load_key(web.settings.home)
    await anna.post(f"/personal/samtal/{number}/ta")
    status, page = await anna.post(f"/personal/samtal/{number}/skriftligt", question="")
    assert status == 400 and "Skriv vad du ska svara på." in page
    await anna.post(f"/personal/samtal/{number}/skriftligt", id="senare-01", question="Vem håller i kursen i maj?")
    last = (await spoken(visitor))[-1]
    reference, code = re.search(r"numret (KF-\w{4}) och koden (\w{4}-\w{4})", last).groups()  # type: ignore[union-attr]
    found = handovers.by_code(record, key, reference, code)
    assert found and (found.question, found.account) == ("Vem håller i kursen i maj?", anna.account.id)
    assert state(record, number).state == "bot"
    _, page = await anna.get(f"/personal/fraga/{reference}")
    assert "Du har frågan" in page
    status, page = await anna.post(f"/personal/fraga/{reference}/svara", text="Det gör Karin.", satt="page")
    assert "Avslutad: Frågan är besvarad" in page and "Det gör Karin." in page
    assert [answer.way for answer in handovers.answers_of(record, key, reference)] == ["page"]


async def test_the_open_page_gets_messages_who_speaks_and_that_the_visitor_is_gone(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record), team["Anna"]
    await anna.post(f"/personal/samtal/{number}/ta")
    async with anna.stream(number) as response:
        got = events(response)
        first = await the(got, "samtal")
        assert [entry["seq"] for entry in first["entries"]][:1] == [number] and first[
            "state"
        ] == "Anna (personal) svarar"
        await visitor.send("Är <b>du</b> där?")
        news = await the(got, "samtal")
        assert [entry["spoken"] for entry in news["entries"]] == ["Besökaren: Är <b>du</b> där?"]
        assert "Är &lt;b&gt;du&lt;/b&gt; där?" in news["entries"][0]["html"]
        await team["Chefen"].post(f"/personal/samtal/{number}/ta", fran=str(anna.account.id))
        state_ = await the(got, "samtal", lambda data: data["state"] == "Chefen (personal) svarar")
        assert state_["actions"] is None or "Svara som" not in state_["actions"]["html"]
        await visitor.submit("/radera")
        assert (await the(got, "borta"))["text"] == "Besökaren raderade samtalet."
    status, page = await anna.get(f"/personal/samtal/{number}")
    assert status == 404 and "Besökaren kan ha raderat det" in page


async def test_the_list_is_live_and_who_has_it_open_is_there(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    anna = team["Anna"]
    number = await asked(visitor, record)
    async with anna.stream() as response:
        got = events(response)
        await the(got, "inkorg", lambda data: not data["danger"])
        await until_true(lambda: any(one.id == anna.account.id for one in accounts.present(record)))
        await visitor.send("Jag vill prata med en person", button="hand_over")
        news = await the(got, "inkorg", lambda data: f"samtal-{number}" in data["keys"])
        assert news["count"] >= 1 and "Väntar nu" in news["html"]
        await anna.post("/personal/narvaro", tillganglig="0")
        await the(got, "inkorg", lambda data: not data["there"])
        assert not any(one.id == anna.account.id for one in accounts.present(record))
    await anna.post("/personal/narvaro", tillganglig="1")
    await anna.post(f"/personal/samtal/{number}/avsluta", utfall="no_reply")


async def test_words_are_taken_away_everywhere_and_notes_are_for_staff_alone(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record, "Min granne Ozonis Bergkvist bråkar"), team["Anna"]
    await anna.post(f"/personal/samtal/{number}/anteckna", note="Ringde Ozonis Bergkvist.")
    _, page = await anna.get(f"/personal/samtal/{number}")
    assert "Anteckning, bara för personalen" in page and "Ozonis" in page
    assert not any("Ringde" in text for text in await spoken(visitor))
    status, page = await anna.post(f"/personal/samtal/{number}/ta-bort", words="Finns Inte")
    assert status == 400 and "Orden står inte här." in page
    _, page = await anna.post(f"/personal/samtal/{number}/ta-bort", words="ozonis  bergkvist")
    assert "Ozonis" not in page and page.count("[borttaget]") >= 2
    assert [entry.what for entry in audit.entries(record) if entry.did == "redacted"] == [f"samtal {number}"]


async def test_words_that_are_taken_away_while_somebody_reads_the_record_are_logged_and_leave_its_files_afterwards(
    web: Web, visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record, "Min granne Zebedeus Lindkvist bråkar"), team["Anna"]
    with record.connect() as reading:
        reading.execute(sa.select(schema.messages)).all()
        status, page = await anna.post(f"/personal/samtal/{number}/ta-bort", words="Zebedeus Lindkvist")
        assert status == 200 and "Zebedeus" not in page
        assert next(entry.what for entry in audit.entries(record) if entry.did == "redacted") == f"samtal {number}"
        assert b"Zebedeus" in bytes_on_disk(web.settings.home)
    await until_true(lambda: b"Zebedeus" not in bytes_on_disk(web.settings.home))


@pytest.mark.parametrize(
    "place",
    [
        *(f"{place}/{'9' * 30}{more}" for place in ("samtal", "granska", "konton") for more in ("", "/angra")),
        f"samtal/{'9' * 30}/export.json",
        f"samtal/{'9' * 19}",
        "samtal/-1",
        "samtal/0",
    ],
)
async def test_a_number_that_no_conversation_or_account_can_have_is_of_none(
    team: dict[str, Console], place: str
) -> None:
    assert (await team["Chefen"].get(f"/personal/{place}"))[0] == 404


async def test_what_no_form_of_ours_sends_is_refused_or_left_out(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record), team["Anna"]
    await anna.post(f"/personal/samtal/{number}/ta")
    assert (await anna.post(f"/personal/samtal/{number}/lamna", till="9" * 30))[0] == 400
    assert (await team["Chefen"].post(f"/personal/samtal/{number}/ta", fran="9" * 30))[0] == 409
    for time in ("9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"):
        assert (await anna.get(f"/personal/alla?{urlencode({'fore': time})}"))[0] == 200


async def test_a_flagged_conversation_stands_in_the_list_until_somebody_has_seen_it(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    await visitor.send("Min man slår mig just nu, han är här")
    number, anna = (await visitor.messages())[0]["seq"], team["Anna"]
    _, page = await anna.get("/personal")
    assert f"/personal/samtal/{number}" in page and "Fara: våld, pågår nu" in page
    _, page = await anna.post(f"/personal/samtal/{number}/sedd")
    assert "Jag har sett" not in page
    conversation = conversations.by_number(record, number) or ""
    assert conversation not in [item.conversation for item in inbox.items(record, "flagged", 0)]


async def test_answers_to_use_again_are_written_by_staff_and_put_in_also_without_javascript(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record), team["Anna"]
    status, page = await anna.post("/personal/sparade-svar", rubrik="Öppettider", text="")
    assert status == 400 and "Skriv en rubrik och en text." in page and 'value="Öppettider"' in page
    await anna.post("/personal/sparade-svar", rubrik="Öppettider", text="Vi har öppet 8–16.")
    await anna.post(f"/personal/samtal/{number}/ta")
    _, page = await anna.get(f"/personal/samtal/{number}")
    chosen = re.search(r'name="infoga" value="(\d+)"', page)
    assert chosen
    _, page = await anna.post(f"/personal/samtal/{number}/svara", text="Hej!", infoga=chosen[1])
    assert "Hej!\nVi har öppet 8–16.</textarea>" in page
    assert not any("8–16" in text for text in await spoken(visitor)), "nothing is sent before it is sent"
    await anna.post("/personal/sparade-svar", nummer=chosen[1], gor="ta-bort")
    _, page = await anna.get("/personal/sparade-svar")
    assert "Öppettider" not in page
    await anna.post(f"/personal/samtal/{number}/tillbaka")


async def test_a_written_question_has_one_owner_and_its_contact_is_shown_to_that_one(
    web: Web, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    key = load_key(web.settings.home)
    made = handovers.create_handover(
        *(record, key),
        conversation=None,
        unique="prov 1",
        question="Vem ordnar?",
        contact="berit@exempel.se",
        safe="Inte efter klockan 18",
    )
    path, anna, bo = f"/personal/fraga/{made.reference}", team["Anna"], team["Bo"]
    _, page = await anna.get(path)
    assert "berit@" not in page and "Ta frågan" in page
    _, page = await anna.post(f"{path}/ta")
    assert "berit@exempel.se" in page and "Inte efter klockan 18" in page
    assert any(entry.what == f"kontakt {made.reference}" for entry in audit.entries(record))
    status, page = await bo.post(f"{path}/svara", text="Jag svarar", satt="page")
    assert status == 409 and "Anna har redan frågan." in page and "berit@" not in page
    status, page = await anna.post(f"{path}/svara", text="Vi gör det.", satt="email")
    assert status == 400 and "Det går inte att mejla." in page and "Vi gör det." in page, "no mail server is set"
    _, page = await anna.post(f"{path}/ringd", text="")
    assert "Avslutad: Uppringd" in page
    _, page = await anna.post(f"{path}/oppna")
    await anna.post(f"{path}/avsluta", utfall="no_contact")
    found = written.question(record, made.reference)
    assert found and found.handover.outcome == "no_contact"


async def the(got: AsyncIterator[dict[str, Any]], name: str, good: Any = lambda data: True) -> dict[str, Any]:
    """The next event of this name that is as it should be."""
    async for found in got:
        if found.get("event") == name and good(found["data"]):
            data: dict[str, Any] = found["data"]
            return data
    raise AssertionError(f"the stream ended without {name}")


async def test_nobody_sees_anything_without_signing_in(web: Web) -> None:
    paths = ("", "/alla", "/samtal/1", "/fraga/KF-ABCD", "/sparade-svar", "/handelser")
    async with aiohttp.ClientSession() as http:
        for path in paths:
            async with http.get(f"{web.url}/personal{path}", allow_redirects=False) as response:
                assert response.status in (302, 303, 401), path


async def test_the_visitor_reads_the_number_that_staff_write_for_a_day_and_is_told_when_it_has_gone(
    visitor: Visitor, double: AssistantDouble, record: sa.engine.Engine, team: dict[str, Console]
) -> None:
    number, anna = await asked(visitor, record), team["Anna"]
    await anna.post(f"/personal/samtal/{number}/ta")
    await anna.post(f"/personal/samtal/{number}/svara", id="svar-0001", text="Ring 070-174 06 05, eller anna@x.example")
    assert (await spoken(visitor))[-1] == "Anna (personal): Ring 070-174 06 05, eller anna@x.example"
    for path in ("/chatt", "/api/conversation/fil"):
        status, page = await visitor.page(path)
        if status == 200:
            assert "Ring 070-174 06 05" in page and "sparas bara i ett dygn" not in page, path
    kept = messages.list_after(record, conversations.by_number(record, number) or "")[-1]
    assert kept.text == "Ring [telefonnummer], eller [e-postadress]", "the record itself is masked"
    with writing(record) as connection:
        connection.execute(schema.messages.update().where(schema.messages.c.seq == kept.seq).values(sealed=None))
    _, page = await visitor.page("/chatt")
    assert "Ring [telefonnummer]" in page and "telefonnummer och adresser sparas bara i ett dygn" in page
