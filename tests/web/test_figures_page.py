"""The page of figures: charts beside tables, a period, and files for other programs."""

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest
import sqlalchemy as sa

from bot.material.replies import reply, source, text
from bot.record import erasing, messages, staffing
from bot.record.crypto import load_key
from tests.support.console import at_console
from tests.support.staff import staff
from tests.support.web_server import Web

PATH = "/personal/statistik"
ANSWER: Any = reply("answer", [text("I Umeå."), source("Konferens", "https://example.se/konferens")])
WORDS = "Var hålls konferensen om zebror?"


@pytest.fixture
def asked(record: sa.engine.Engine) -> None:
    """Two questions, of which one is deleted, and somebody who waits; once for all tests."""
    if messages.list_after(record, "a" * 22):
        return
    for who in ("a" * 22, "b" * 22):
        said = messages.append_visitor(record, who, "fråga-1", WORDS)
        messages.append_replies(record, said.message, [ANSWER], understanding={"intent": "news_question"})
    staffing.ask(record, "a" * 22)
    erasing.erase(record, load_key(Path(record.url.database or "").parent), "b" * 22)


def rows(page: str) -> dict[str, str]:
    """What the tables say, by the first cell of a row; the first that says it."""
    found: dict[str, str] = {}
    for head, cell in re.findall(r'<th scope="row">([^<]*)</th><td[^>]*>([^<]*)</td>', page):
        found.setdefault(head, cell)
    return found


def at_the_bars(drawn: str) -> list[str]:
    """The numbers that a chart has at its bars."""
    groups = (one for one in ElementTree.fromstring(drawn).iter() if one.get("class") == "plot text-overlay")
    return [text_.text or "" for group in groups for text_ in group.iter() if text_.tag.endswith("}text")]


async def test_who_may_read_sees_the_numbers_in_charts_and_in_tables_and_no_word_of_anybody(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        status, page, _ = await console.fetch(PATH)
        assert status == 200 and "zebror" not in page and "a" * 22 not in page
        told = rows(page)
        assert told["Samtal"] == "2" and told["Frågor"] == "2" and told["Besvarade"] == "1 (100\N{NO-BREAK SPACE}%)"
        assert told["Till en person"] == "1" and told["Raderade samtal"] == "1"
        assert told["Väntan på en person i chatten"] == "Ingen har fått svar."
        assert told["fråga om en nyhet"] == "1" and told["https://example.se/konferens"] == "1"
        assert "1 av samtalen är borttagna" in page
        pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
        assert [re.search(r"/(\w+)\.svg", src)[1] for src, _ in pictures] == ["samtal", "svar", "artiklar", "amnen"]  # type: ignore[index]
        assert "Tillsammans 2. Mest är" in pictures[0][1]
        narrow = re.findall(r'<source media="\(max-width: 48rem\)" srcset="([^"]+)" width="300"', page)
        assert len(narrow) == len(pictures)
        for src in (*narrow, *(src for src, _ in pictures)):
            status, drawn, headers = await console.fetch(src.replace("&amp;", "&"))
            assert status == 200 and headers["Content-Type"] == "image/svg+xml"
            assert "script" not in headers["Content-Security-Policy"]
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
            assert "rect" in tags and not tags & {"script", "foreignObject", "image", "a"}
            assert "prefers-color-scheme:dark" in drawn.replace(" ", "")
            assert f'width="{300 if "-smal.svg" in src else 760}"' in drawn
            numbers = at_the_bars(drawn)
            assert "0" not in numbers and bool(numbers) == ("/svar" not in src and "/samtal-smal" not in src), src


async def test_a_period_is_chosen_and_one_that_cannot_be_is_explained_and_kept(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        _, page, _ = await console.fetch(f"{PATH}?fran=2020-02-01&till=2020-02-03")
        assert rows(page)["Samtal"] == "0" and "1 februari 2020 – 3 februari 2020" in page and "<img" not in page
        _, page, _ = await console.fetch(f"{PATH}?till=2020-03-01")
        assert 'value="2020-02-01"' in page
        for query, told in (
            ("fran=2020-02-03&till=2020-02-01", "Den första dagen är efter den sista"),
            ("fran=i+g%C3%A5r", "”i går” är inget datum"),
            ("fran=2020-02-30&till=2020-03-01", "”2020-02-30” är inget datum"),
            ("fran=2001-01-01&till=2020-02-01", "högst 10 år"),
            ("fran=1900-01-01", "från och med år 2000"),
            ("till=0001-01-01", "från och med år 2000"),
        ):
            status, page, _ = await console.fetch(f"{PATH}?{query}")
            assert status == 400 and told in page and "Fel: Statistik – " in page and "<table" not in page
        assert 'value="2020-02-01"' in (await console.fetch(f"{PATH}?fran=2020-02-03&till=2020-02-01"))[1]
        assert (await console.fetch(f"{PATH}.json?fran=x"))[0] == 400
        assert (await console.fetch(f"{PATH}.csv?fran=x"))[0] == 400
        assert (await console.fetch(f"{PATH}/finns.svg"))[0] == 404
        assert (await console.fetch(f"{PATH}/samtal.svg?fran=x"))[0] == 404


@pytest.mark.parametrize(("days", "bars", "label"), [(45, 45, "Dag"), (46, 7, "Vecka från"), (371, 13, "Månad")])
async def test_a_long_period_has_bars_of_weeks_and_a_longer_one_of_months(
    web: Web, record: sa.engine.Engine, asked: None, days: int, bars: int, label: str
) -> None:
    last = date.today() + timedelta(days=1)
    query = f"fran={last - timedelta(days=days - 1)}&till={last}"
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        _, page, _ = await console.fetch(f"{PATH}?{query}")
        table = page.partition('<caption id="samtal-tabell">')[2].partition("</table>")[0]
        assert f'<th scope="col">{label}</th>' in table and table.count('<th scope="row">') in (bars, bars + 1)
        numbers = [int(found) for found in re.findall(r'<td class="figure">(\d+)</td>', table)]
        assert sum(numbers) == 2


async def test_the_same_numbers_come_as_csv_for_excel_and_as_json(
    web: Web, record: sa.engine.Engine, asked: None
) -> None:
    first = date.today() - timedelta(days=2)
    query = f"fran={first}&till={date.today() + timedelta(days=1)}"
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        async with console.http.get(f"{console.url}{PATH}.csv?{query}") as response:
            body = await response.read()
            assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
            assert f'filename="statistik-per-dag-{first}-' in response.headers["Content-Disposition"]
        assert body.startswith("\N{ZERO WIDTH NO-BREAK SPACE}Dag;Samtal;Frågor;Besvarade;".encode())
        head, *days = csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")
        assert len(days) == 4 and len(head) == 11
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) and all(map(str.isdecimal, more)) for day, *more in days)
        assert sum(int(day[1]) for day in days) == 2
        status, text_, headers = await console.fetch(f"{PATH}.json?{query}")
        assert headers["Content-Disposition"].startswith(f'attachment; filename="statistik-{first}-')
        found = json.loads(text_)
        assert status == 200 and found["total"]["conversations"] == 2 and found["gone"] == 1
        assert len(found["days"]) == 4 and found["days"][0] == {"day": str(first), **dict.fromkeys(found["total"], 0)}
        assert found["intents"] == [{"intent": "news_question", "times": 1}]
        assert found["articles"] == [{"url": "https://example.se/konferens", "times": 1}]
        assert found["live"] == {"seconds": None, "answered": 0, "asked": 1}


async def test_what_visitors_ask_most_about_stands_before_what_says_nothing(web: Web, record: sa.engine.Engine) -> None:
    numbers = dict.fromkeys(("other", "nlu_fallback", "news_question"), 9) | {"contact_hours": 2, "contact_phone": 3}
    for number, intent in enumerate(intent for intent, times in numbers.items() for _ in range(times)):
        said = messages.append_visitor(record, f"{number:022d}", "fråga-1", WORDS)
        answer = reply("answer", [text("Klockan 9."), source("Kom hit", "/nyheter/=1+1")])
        messages.append_replies(record, said.message, [answer], understanding={"intent": intent})
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        _, page, _ = await console.fetch(PATH)
        table = page.partition('<caption id="amnen-tabell">')[2].partition("</table>")[0]
        told = re.findall(r'<th scope="row">([^<]*)</th>', table)
        assert told[:2] == ["telefonnummer", "öppettider"]
        assert sorted(told[2:]) == ["fråga om en nyhet", "förstod inte", "något annat"]
        _, text_, headers = await console.fetch(f"{PATH}-summor.csv")
        assert 'filename="statistik-summor-' in headers["Content-Disposition"]
    head, *found = csv.reader(io.StringIO(text_.removeprefix("\ufeff")), delimiter=";")
    assert head == ["Slag", "Vad", "Antal", "Adress"]
    assert ["Väntan på en person i chatten", "Median i minuter", "", ""] in found
    assert ["Ämne", "telefonnummer", "3", ""] in found
    assert ["Artikel", "/nyheter/=1+1", str(sum(numbers.values())), "/nyheter/=1+1"] in found


async def test_nobody_sees_them_who_is_not_signed_in(web: Web) -> None:
    async with aiohttp.ClientSession() as http:
        for path in (PATH, f"{PATH}.csv", f"{PATH}-summor.csv", f"{PATH}.json", f"{PATH}/samtal.svg"):
            async with http.get(web.url + path, allow_redirects=False) as response:
                assert response.status == 303 and "/personal/logga-in" in response.headers["Location"]
