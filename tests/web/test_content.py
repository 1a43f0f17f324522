"""The content at the console: the articles, what is asked about them, easy Swedish, and taking them out of answers."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.material import replies
from bot.record import audit, messages, ratings
from bot.settings import Settings
from tests.support.console import Console, at_console
from tests.support.record_lock import hold_lock
from tests.support.staff import editor
from tests.support.web_server import Web, settings_for

PATH = "/personal/innehall"
ARTICLE = """---
title: {title}
published: {published}
contact: Har du frågor?
contacts:
- role: Samordnare
  name: Anna Berg
  telephone: 060-12 34 56
  source: https://www.example.se/nyheter/
  checked_on: {checked_on}
---

Kursen börjar den 3 mars 2027 i Sundsvall.

Anmälan

Anmälan görs senast den 1 februari. Det finns 24 platser.
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = settings_for(tmp_path_factory.mktemp("web"))
    news = made.content / "news"
    news.mkdir(parents=True)
    for name, published, checked_on in (
        *(
            ("ny-kurs", "2026-03-02", "2020-01-01"),
            ("kontakt", "", "2026-11-20"),
            ("artikel", "2019-01-01", "2026-11-20"),
        ),
    ):
        text = ARTICLE.format(title=f"Artikeln {name}", published=published, checked_on=checked_on)
        (news / f"{name}.md").write_text(text, encoding="utf-8")
    return made


def row(page: str, title: str) -> list[str]:
    """The cells of an article's row."""
    (found,) = [part for part in page.split("<tr>") if title in part]
    return [
        " ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", found, re.DOTALL)
    ]


def asked(record: sa.engine.Engine, words: str, link: str, helpful: bool, why: str = "") -> None:
    message = messages.append_visitor(record, words, words, words).message
    reply: Any = replies.reply("answer", [replies.quote("Den 3 mars."), replies.source("Kursen", link)])
    (answer,) = messages.append_replies(record, message, [reply])
    ratings.rate(record, words, answer.seq, helpful, why)


async def test_all_articles_stand_there_with_how_they_fared(web: Web, record: sa.engine.Engine) -> None:
    asked(record, "När börjar <den>?", "/nyheter/ny-kurs#:~:text=Kursen", helpful=False, why="Jag ville veta tiden")
    async with at_console(web.url, record, editor(record, "reader")) as console:
        status, page = await console.get(PATH)
        assert status == 200 and 'aria-current="page"' in page
        course, nameless = row(page, "Artikeln ny-kurs"), row(page, "Artikeln kontakt")
        assert course[0] == "Artikeln ny-kurs 1 kontaktuppgift är äldre än 180 dagar"
        assert course[1:] == ["2026-03-02", "Egen", "1", "0", "0", "1"]
        assert nameless[1:] == ["Saknar datum", "Egen", "0", "0", "0", "0"]
        assert '<th scope="col" class="figure">Utan svar, kan ha gällt artikeln</th>' in page
        assert "Följer med" in page and "Utan datum (" in page
        for query, there, not_there in (
            ("?visa=gamla", "Artikeln ny-kurs", "Artikeln kontakt"),
            ("?visa=utan-datum", "Artikeln kontakt", "Artikeln ny-kurs"),
            ("?visa=utan-svar", "Artikeln ny-kurs", "Artikeln kontakt"),
            ("?sok=KURS+artikeln", "Artikeln ny-kurs", "Artikeln kontakt"),
            ("?visa=nej&sida=x", "Artikeln ny-kurs", "Visa förra"),
            ("?sida=9", "Artikeln ny-kurs", "Visa förra"),
        ):
            status, page = await console.get(PATH + query)
            assert status == 200 and there in page and not_there not in page, query
        status, page = await console.get(f"{PATH}/ny-kurs")
        assert "När börjar &lt;den&gt;?" in page and "Jag ville veta tiden" in page
        (number,) = re.findall(r'href="/personal/samtal/(\d+)"', page)
        read = audit.entries(record, limit=1)[0]
        assert (read.did, read.what) == ("read", "frågor om artikel ny-kurs")
        assert (await console.get(f"/personal/samtal/{number}"))[0] == 200
        assert "Anna Berg, Samordnare" in page and "Kontrollerad 2020-01-01" in page and "Äldre än 180 dagar" in page
        assert "<strong>Anmälan</strong>" in page, "a heading belongs to its passage"
        assert (await console.get(f"{PATH}/finns-inte"))[0] == 404


async def test_an_article_whose_name_is_one_of_our_own_pages_has_an_address_of_its_own(
    web: Web, record: sa.engine.Engine
) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        _, listed = await console.get(PATH)
        for slug in ("kontakt", "artikel"):
            path = f"{PATH}/artikel/{slug}"
            assert f'href="{path}"' in listed
            status, page = await console.get(path)
            assert status == 200 and f"<h1>Artikeln {slug}</h1>" in page
            status, page = await console.post(f"{path}/lattlast", lattlast="En kort text.")
            assert status == 200 and f"<h1>Artikeln {slug}</h1>" in page and "är sparad" in page


async def test_an_article_that_is_withdrawn_is_gone_from_the_website_at_once_and_comes_back(
    web: Web, record: sa.engine.Engine
) -> None:
    account = editor(record)
    async with at_console(web.url, record, account) as console:
        assert (await console.get("/nyheter/ny-kurs"))[0] == 200
        status, page = await console.post(f"{PATH}/ny-kurs/dra-tillbaka")
        assert status == 200 and "Den finns inte i något svar längre" in page and "Ta tillbaka" in page
        assert (await console.get("/nyheter/ny-kurs"))[0] == 404
        assert "Tillbakadragen" in row((await console.get(PATH))[1], "Artikeln ny-kurs")[0]
        status, page = await console.post(f"{PATH}/ny-kurs/ta-tillbaka")
        assert status == 200 and "Artikeln visas igen" in page
        assert (await console.get("/nyheter/ny-kurs"))[0] == 200
    did = [(one.who, one.what) for one in audit.entries(record) if one.what.startswith("artikel ny-kurs")]
    assert did == [(account.email, "artikel ny-kurs: visas igen"), (account.email, "artikel ny-kurs: tillbakadragen")]


async def test_what_the_log_cannot_take_is_not_done(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        await console.get(f"{PATH}/ny-kurs")
        with hold_lock(web.settings.home):
            assert (await console.post(f"{PATH}/ny-kurs/dra-tillbaka"))[0] == 503
        assert (await console.get("/nyheter/ny-kurs"))[0] == 200


async def test_a_text_in_easy_swedish_is_kept_beside_what_ships(web: Web, record: sa.engine.Engine) -> None:
    (shipped,) = (web.settings.data / "news").glob("*.md")
    before = shipped.read_text(encoding="utf-8")
    path = f"{PATH}/{shipped.stem}"
    async with at_console(web.url, record, editor(record)) as console:
        long = "Det är svårt. " * 400
        status, page = await console.post(f"{path}/lattlast", lattlast=long)
        assert status == 400 and "för lång" in page and page.count("Det är svårt.") == 400, "nothing is lost"
        status, page = await console.post(f"{path}/lattlast", lattlast="Vi hjälper: alla.\r\n\r\n\r\nRing oss # gärna.")
        assert status == 200 and "Den lättlästa texten är sparad" in page
        assert "Vi hjälper: alla.\n\nRing oss # gärna.</textarea>" in page
        assert shipped.read_text(encoding="utf-8") == before
        own = read(web.settings.content / "news" / shipped.name)
        assert own.split("---\n", 2)[2] == before.split("---\n", 2)[2], "the article is as it was"
        assert "Egen" in row((await console.get(PATH))[1], shipped.stem)
        status, page = await console.post(f"{path}/lattlast", lattlast=" ")
        assert "Den lättlästa texten är borttagen" in page


async def test_an_article_is_given_a_date_and_another_title(web: Web, record: sa.engine.Engine) -> None:
    path = f"{PATH}/artikel/kontakt"
    async with at_console(web.url, record, editor(record)) as console:
        assert "Saknar datum" in row((await console.get(PATH))[1], "Artikeln kontakt")
        given = {"rubrik": "Vem kan jag fråga: alla?", "kategori": "Fakta"}
        for day in ("9 mars", "20260309", "2026-02-30"):
            status, page = await console.post(f"{path}/uppgifter", **given, datum=day)
            assert status == 400 and "Skriv datumet som 2026-11-29" in page and f'value="{day}"' in page, day
        status, page = await console.post(f"{path}/uppgifter", rubrik=" ", datum="2026-03-09", kategori="")
        assert status == 400 and "Skriv en rubrik" in page and "<title>Fel: Artikeln kontakt" in page
        status, page = await console.post(f"{path}/uppgifter", **given, datum="2026-03-09")
        assert status == 200 and "när ni har publicerat" in page and 'href="/personal/publicera"' in page
        assert "Saknar datum" not in row((await console.get(PATH))[1], "Vem kan jag fråga: alla?")
        _, page = await console.get("/nyheter/kontakt")
        assert "<h1>Vem kan jag fråga: alla?</h1>" in page and "Fakta. Publicerad" in page and "2026-03-09" in page
        await console.post(f"{path}/uppgifter", rubrik="Artikeln kontakt", datum="", kategori="")
        assert "Saknar datum" in row((await console.get(PATH))[1], "Artikeln kontakt")


async def test_a_contact_that_still_holds_is_looked_up_with_one_click(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        assert "Artikeln ny-kurs" in (await console.get(f"{PATH}?visa=gamla"))[1]
        assert (await console.post(f"{PATH}/ny-kurs/kontrollerad", nummer="7"))[0] == 400
        status, page = await console.post(f"{PATH}/ny-kurs/kontrollerad", nummer="0")
        assert status == 200 and "kontrollerad i dag" in page and f"Kontrollerad {date.today()}" in page
        assert "Artikeln ny-kurs" not in (await console.get(f"{PATH}?visa=gamla"))[1]


async def test_who_only_reads_changes_nothing(web: Web, record: sa.engine.Engine) -> None:
    for role in ("reader", "agent"):
        async with at_console(web.url, record, editor(record, role)) as console:
            page = (await console.get(f"{PATH}/ny-kurs"))[1]
            assert "Dra tillbaka" not in page and "<textarea" not in page
            for did in ("dra-tillbaka", "lattlast", "uppgifter"):
                assert (await console.post(f"{PATH}/ny-kurs/{did}", lattlast="x"))[0] == 403
    async with at_console(web.url, record, editor(record)) as console:
        await forged(console)
        assert (await console.post(f"{PATH}/ny-kurs/annat"))[0] == 404


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


async def forged(console: Console) -> None:
    assert (await console.post(f"{PATH}/ny-kurs/dra-tillbaka", csrf="x"))[0] == 403
