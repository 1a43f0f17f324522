"""Articles are taken in at the console: shown first, and written when they are accepted."""

import re
from collections.abc import Iterator
from datetime import date

import aiohttp
import pytest
import sqlalchemy as sa

from bot.benchmark.news_site import NewsSite, Page, site_of
from bot.material.articles import read_article
from bot.material.importing import writing
from bot.record import audit
from bot.settings import Settings
from bot.web.staff.adding import LARGEST
from tests.material.importing.conftest import COURSE, PRIZE
from tests.support.console import Console, at_console
from tests.support.record_lock import hold_lock
from tests.support.staff import editor
from tests.support.web_server import Web, settings_for

PATH = "/personal/innehall"
NEW = f"{PATH}/ny"
TEXT = """Kursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla som arbetar i socialtjänsten.

Anna har 850709-9805.

Kontakt
Anna Berg, projektledare
060-12 34 56
"""


@pytest.fixture(scope="module")
def site() -> Iterator[NewsSite]:
    with site_of([COURSE, PRIZE], troubles=False) as running:
        running.pages["/trasig/"] = Page(b"\0\1\2", "application/pdf")
        yield running


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, site: NewsSite) -> Settings:
    feed = {"BOT_NEWS_FEED": f"{site.url}/sitemap.xml", "BOT_NEWS_PRIVATE_HOSTS": site.host}
    return settings_for(tmp_path_factory.mktemp("web"), **feed)


async def look(console: Console, **fields: str) -> tuple[int, str, str]:
    """Send a form and wait until there is something to see: its status, the page, and the page's address."""
    if not console.csrf:
        await console.get(NEW)
    async with console.http.post(console.url + NEW, data={"csrf": console.csrf, **fields}) as response:
        status, page, path = response.status, await response.text(), response.url.path
    while "Titta igen" in page:
        status, page = await console.get(path)
    return status, page, path


def own(web: Web) -> set[str]:
    return {file.name for file in (web.settings.content / "news").glob("*.md")}


async def test_an_article_of_an_address_is_shown_and_kept_when_it_is_accepted(
    web: Web, record: sa.engine.Engine, site: NewsSite
) -> None:
    account = editor(record)
    async with at_console(web.url, record, account) as console:
        status, page, path = await look(console, fran="adress", adress=f"{site.url}/nyheter/ny-kurs/")
        assert status == 200 and COURSE.title in page and COURSE.paragraphs[0] in page and "Spara det valda" in page
        assert own(web) == set(), "nothing is written before it is accepted"
        assert (await console.get("/nyheter/ny-kurs"))[0] == 404
        status, page = await console.post(path, gor="spara")
        assert status == 400 and "Kryssa i minst en artikel" in page
        with hold_lock(web.settings.home):
            assert (await console.post(path, gor="spara", ta="0"))[0] == 503
        assert own(web) == set(), "nor before it is in the log"
        status, page = await console.post(path, gor="spara", ta="0")
        assert status == 200 and "Artikeln är sparad" in page and COURSE.title in page
        assert own(web) == {"ny-kurs.md"} and (await console.get("/nyheter/ny-kurs"))[0] == 200
        assert (await console.get(path))[0] == 404, "what was accepted is there no more to be accepted"
        assert list((web.settings.home / "imports").iterdir()) == []
        _, page, path = await look(console, fran="adress", adress=f"{site.url}/nyheter/ny-kurs/")
        assert "1 artikel är oförändrad" in page and "Spara det valda" not in page
    (entry,) = (one for one in audit.entries(record) if one.what.startswith("artikel ny-kurs"))
    assert (entry.who, entry.did, entry.what) == (account.email, "changed", "artikel ny-kurs: ny")


async def test_what_cannot_be_read_is_told_in_plain_words(web: Web, record: sa.engine.Engine, site: NewsSite) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        for address, said in (
            ("kfvn.se/nyheter", "Skriv hela adressen"),
            ("http://127.0.0.1:1/", "ligger i ett internt nät. Be den som sköter driften."),
            (f"{site.url}/trasig/", "Det är ingen text"),
        ):
            status, page, _ = await look(console, fran="adress", adress=address)
            assert said in page and address in page and "Spara det valda" not in page, address
            assert status == (400 if said.startswith("Skriv") else 200)
            if status == 200:
                back = re.findall(r'href="([^"]+)">Tillbaka', page)[0]
                assert f'value="{address}"' in (await console.get(back))[1], "to be mended and sent again"
        _, page, _ = await look(console, fran="text", rubrik="Höns", datum="2026-03-02", text="För kort.")
        _, page = await console.get(re.findall(r'href="([^"]+)">Tillbaka', page)[0])
        assert 'value="Höns"' in page and 'value="2026-03-02"' in page and "För kort.</textarea>" in page
        assert "För kort." not in (await console.get(f"{NEW}?fran=x"))[1]


async def test_a_text_that_was_pasted_becomes_an_article_with_its_contact(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        status, page, _ = await look(console, fran="text", rubrik="", datum="igår", text=TEXT)
        assert status == 400 and "Skriv en rubrik" in page and "Skriv datumet som" in page
        assert "850709-9805" in page and 'value="igår"' in page, "nothing is lost"
        status, page, path = await look(console, fran="text", rubrik="Kurs: i vår", datum="2026-03-02", text=TEXT)
        assert "Anna Berg, 060-12 34 56" in page and "2026-03-02" in page and "850709-9805" not in page
        assert "1 nummer som pekar ut någon" in page
        await console.post(path, ta="0")
    article = read_article(web.settings.content / "news" / "kurs-i-var.md").value
    assert article and (article.title, str(article.published)) == ("Kurs: i vår", "2026-03-02")
    assert [(one.name, one.role, one.telephone) for one in article.contacts] == [
        ("Anna Berg", "projektledare", "060-12 34 56")
    ]
    fact = article.contacts[0].fact
    assert (fact.source, fact.source_date) == ("inklistrad text", str(date.today()))


async def test_what_would_be_written_over_is_shown_beside_what_it_becomes(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        for title in ("Lediga <platser>", "Annat att läsa"):
            text = TEXT.replace("öppen", f"öppen ({title})")
            _, page, path = await look(console, fran="text", rubrik=title, datum="", text=text)
            assert "skriver över" not in page, "another text that was pasted is another article"
            await console.post(path, ta="0")
        more = TEXT.replace("3 mars", "4 april")
        _, page, path = await look(console, fran="text", rubrik="lediga <platser>", datum="2026-03-09", text=more)
        found = " ".join(re.sub("<[^>]+>", " ", page[page.index("skriver över") :].partition("</dl>")[0]).split())
        assert "Lediga &lt;platser&gt; Rubrik Nu: Lediga &lt;platser&gt; Blir: lediga &lt;platser&gt;" in found
        assert "Datum Nu: (inget) Blir: 2026-03-09" in found
        assert found.index("Kursen börjar den 3 mars") < found.index("Kursen börjar den 4 april")
        assert f'href="{PATH}/lediga-platser"' in page
        await console.post(path, gor="avbryt")
        _, page = await console.get(f"{PATH}/lediga-platser")
        assert f"Inklistrad {date.today()}." in page and "från filen" not in page


async def test_a_file_of_up_to_five_megabytes_is_taken(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        for name, body, said in (
            ("../../kursen.html", _page(300_000), "Kursen börjar den 3 mars"),
            ("kurs.docx", b"PK" + b"x" * 100, "Det är ingen text"),
            ("stor.html", _page(LARGEST + 100), "Det är för stort"),
            ("tom.txt", b"", "Filen är tom"),
        ):
            form = aiohttp.FormData()
            form.add_field("csrf", console.csrf or await _csrf(console))
            form.add_field("fran", "fil")
            form.add_field("fil", body, filename=name)
            async with console.http.post(console.url + NEW, data=form) as response:
                page = await response.text()
            assert said in page, name
            if name.endswith("kursen.html"):
                assert "kursen.html" in page and ".." not in re.findall(r"<h2>.*?</h2>", page)
        form = aiohttp.FormData({"csrf": "x", "fran": "fil", "fil": "y" * 100_000})
        async with console.http.post(console.url + NEW, data=form) as response:
            assert response.status == 403


async def test_news_are_fetched_from_the_feeds_and_each_is_chosen(
    web: Web, record: sa.engine.Engine, site: NewsSite
) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        assert "Hämta nyheter nu" in (await console.get(PATH))[1]
        _, page, path = await look(console, fran="webbplatsen")
        assert PRIZE.title in page
        number = _number(page, PRIZE.title)
        with writing.alone(web.settings.home):
            status, page = await console.post(path, ta=number)
            assert status == 400 and "Någon annan sparar" in page
            _, page, _ = await look(console, fran="webbplatsen")
            assert "Någon annan hämtar artiklar just nu" in page
        (web.settings.content / "news").mkdir(parents=True, exist_ok=True)
        (web.settings.content / "news" / "priset.md").write_text("annat", encoding="utf-8")
        status, page = await console.post(path, ta=number)
        assert status == 400 and "De här artiklarna sparades inte" in page
        (web.settings.content / "news" / "priset.md").unlink()
        status, page = await console.post(path, ta=number)
        assert status == 200 and "Artikeln är sparad" in page and "priset.md" in own(web)
        _, page, path = await look(console, fran="webbplatsen")
        assert "Allt innehåll" in page
        status, page = await console.post(path, gor="avbryt")
        assert status == 200 and "<h1>Innehåll</h1>" in page and (await console.get(path))[0] == 404


async def test_only_editors_take_anything_in(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record, "agent")) as console:
        assert f'href="{NEW}"' not in (await console.get(PATH))[1]
        assert (await console.get(NEW))[0] == 403
        status, _, _ = await look(console, fran="adress", adress="https://www.example.se/")
        assert status == 403
    async with aiohttp.ClientSession() as http, http.post(web.url + NEW, data={"x": "y" * 200_000}) as response:
        assert response.url.path == "/personal/logga-in"


def _page(size: int) -> bytes:
    text = (
        "<p>Kursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla i länet som arbetar i socialtjänsten.</p>"
    )
    page = f"<html><head><title>Kursen</title></head><body><main><h1>Kursen</h1>{text}</main></body></html>"
    return f"{page}<!-- {'x' * (size - len(page))} -->".encode()


def _number(page: str, title: str) -> str:
    (part,) = (one for one in page.split("<li>") if f"<h2>{title}" in one)
    return re.findall(r'name="ta" value="(\d+)"', part)[0]


async def _csrf(console: Console) -> str:
    await console.get(NEW)
    return console.csrf
