"""The page of what is missing on the website."""

import csv
import html
import io
import re

import pytest
import sqlalchemy as sa

from bot.material import replies
from bot.record import audit, erasing, messages
from bot.record.accounts import Role
from bot.record.crypto import load_key
from bot.record.reviews import judge
from tests.support.console import Console, at_console
from tests.support.staff import staff
from tests.support.web_server import Web

PATH = "/personal/saknas"
OWN = "Berit Blom vill ha parkeringstillstånd, jag med"


@pytest.fixture
def asked(record: sa.engine.Engine) -> None:
    """Two visitors who were not answered, one of them with words of her own; a reviewer has reworded it."""
    if messages.list_after(record, "s" * 22):
        return
    for who, words in (("s" * 22, OWN), ("t" * 22, "Hur söker jag parkeringstillstånd?")):
        said = messages.append_visitor(record, who, "fråga-1", words).message
        messages.append_replies(record, said, [replies.reply("unknown", [replies.text("Jag vet inte.")])])
    judge(record, said.seq, staff(record), False, should_kind="missing", reworded="=Vem får parkera?")


async def page(web: Web, record: sa.engine.Engine, role: Role, path: str = PATH) -> str:
    async with at_console(web.url, record, staff(record, f"Saknas {role}", role)) as console:
        status, text = await console.get(path)
        assert status == 200
        return text


async def tick_off(console: Console, did: str) -> tuple[int, str]:
    _, text = await console.get(PATH)
    numbers = re.search(r'name="fragor" value="([\d ]+)"', text)
    assert numbers
    return await console.post(f"{PATH}/{did}", fragor=numbers[1])


async def test_it_shows_what_several_ask_about_and_never_a_visitor_s_own_words(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    text = await page(web, record, "reader")
    assert "<h3>Parkeringstillstånd</h3>" in text
    assert "2 samtal" in text and "=Vem får parkera?" in text
    assert "Berit" not in text and "Hur söker jag" not in text
    assert "granskares mening</span>" not in text
    assert 'aria-current="page">Vad saknas?' in text


async def test_the_conversations_that_were_counted_can_be_read_and_no_others(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    said = messages.append_visitor(record, "u" * 22, "fråga-1", "Vilket parkeringstillstånd gäller?").message
    messages.append_replies(record, said, [replies.reply("answer", [replies.text("Det blå.")])])
    lonely = messages.append_visitor(record, "v" * 22, "fråga-1", "höns?").message
    messages.append_replies(record, lonely, [replies.reply("unknown", [replies.text("Jag vet inte.")])])
    judge(record, lonely.seq, staff(record), False, should_kind="missing", reworded="Får jag ha höns?")
    try:
        text = await page(web, record, "reader")
        group, alone = (text[text.index(f"<h3>{title}") :] for title in ("Parkeringstillstånd", "Får jag ha höns?"))
        assert "En granskares mening" in alone.partition("</li>")[0]
        for part, link, number in ((group, "Läs samtalen", 2), (alone, "Läs samtalet", 1)):
            path = html.unescape(re.findall(rf'<a href="([^"]+)">{link}<', part)[0])
            listed = await page(web, record, "reader", path)
            assert len(re.findall(r'href="/personal/granska/\w+', listed)) == number, path
            assert "Vilket parkeringstillstånd" not in listed
    finally:
        key = load_key(web.settings.home)
        for who in "uv":
            erasing.erase(record, key, who * 22)


async def test_an_editor_ticks_off_and_takes_it_back(web: Web, record: sa.engine.Engine, asked: None) -> None:
    async with at_console(web.url, record, staff(record, "Eva", "editor")) as eva:
        status, text = await tick_off(eva, "klart")
        assert status == 200 and "Frågorna är markerade som klara." in text
        assert "Klart (1)" in text and "Att göra (0)" in text
        _, text = await tick_off(eva, "oppna")
        assert "Att göra (1)" in text and "Klart (1)" not in text
        for wrong in ({"fragor": ""}, {"fragor": "1 x"}, {}):
            assert (await eva.post(f"{PATH}/klart", **wrong))[0] == 400
        assert (await eva.post(f"{PATH}/hoppsan", fragor="1"))[0] == 400
        assert (await eva.post(f"{PATH}/klart", fragor="999999"))[0] == 410


async def test_who_may_only_read_has_no_buttons_and_cannot_tick_off(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    text = await page(web, record, "agent")
    assert "Inte vårt" not in text
    async with at_console(web.url, record, staff(record, "Saknas agent", "agent")) as agent:
        assert (await agent.post(f"{PATH}/klart", fragor="1"))[0] == 403


async def test_it_can_be_had_as_a_file_for_a_spreadsheet(web: Web, record: sa.engine.Engine, asked: None) -> None:
    text = await page(web, record, "reader", f"{PATH}.csv?dagar=7")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert [(one.did, one.what) for one in audit.entries(record, limit=1)] == [("exported", "saknas (csv)")]
    assert head == ["Ämne", "Antal samtal", "Antal frågor", "Senast", "Läge", "Så här har granskare skrivit om frågan"]
    assert row[:3] == ["Parkeringstillstånd", "2", "2"] and row[4:] == ["Att göra", "'=Vem får parkera?"]


async def test_how_far_back_can_be_chosen(web: Web, record: sa.engine.Engine, asked: None) -> None:
    for given, days in (("7", 7), ("90", 90), ("1000000000000", 30), ("x", 30), ("", 30)):
        text = await page(web, record, "reader", f"{PATH}?dagar={given}")
        assert f'dagar={days}" aria-current="page"' in text
