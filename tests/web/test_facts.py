"""Contact facts, support lines and hours at the console: a wrong value is refused at its field, a right one holds."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.material.editing import _SAID as SAID
from bot.material.editing import entries
from bot.material.forms import FORMS
from bot.material.hours import EVES, WEEKDAYS
from bot.material.model import WAYS
from bot.material.reading import read_material
from bot.record import audit
from bot.settings import ROOT, Settings
from bot.web import texts
from tests.support.console import Console, at_console
from tests.support.staff import editor
from tests.support.web_server import Web, settings_for
from tests.web.conftest import until

PATH = "/personal/innehall/kontakt"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = settings_for(tmp_path_factory.mktemp("web"))
    own = made.content / "contact" / "support_lines.yml"
    own.parent.mkdir(parents=True)
    shipped = (ROOT / "data" / "contact" / "support_lines.yml").read_text(encoding="utf-8")
    own.write_text(re.sub(r"checked_on: .*", f"checked_on: {date.today()}", shipped), encoding="utf-8")
    return made


async def filled(console: Console, path: str) -> dict[str, str]:
    """A form as it stands, to be sent again."""
    _, page = await console.get(path)
    form = page[page.index('class="fields"') :].partition("</form>")[0]
    found = dict(re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)".*?>\n(.*?)</textarea>', form, re.DOTALL))
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" value="1" checked', form), "1")
    found |= {"stamp": re.findall(r'name="stamp" value="(\w+)"', form)[0]}
    return {name: html.unescape(text) for name, text in found.items()}


def own(web: Web, name: str) -> str:
    file: Path = web.settings.content / "contact" / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


async def test_a_telephone_number_is_refused_until_it_is_one_and_holds_at_once(
    web: Web, record: sa.engine.Engine
) -> None:
    account = editor(record)
    async with at_console(web.url, record, account) as console:
        assert "0611-55 78 00" not in (await console.get("/kontakt"))[1]
        form = await filled(console, f"{PATH}/telefon/0")
        wrong = {**form, "value": "ring <växeln>", "source": ""}
        status, page = await console.post(f"{PATH}/telefon/0", **wrong)
        assert status == 400 and "Fyll i det här" in page and 'value="ring &lt;växeln&gt;"' in page
        status, page = await console.post(f"{PATH}/telefon/0", **{**wrong, "source": "Anna i växeln"})
        assert status == 400 and "Skriv ett telefonnummer" in page and 'value="Anna i växeln"' in page
        assert 'aria-describedby="value-fel' in page and "<title>Fel: " in page
        assert own(web, "organisation.yml") == ""
        right = {**form, "value": "0611-55 78 00", "source": "Anna i växeln"}
        status, page = await console.post(f"{PATH}/telefon/0", **right)
        assert status == 200 and "Boten säger det genast" in page and f"Kontrollerad {date.today()}" in page
        assert "0611-55 78 00" in (await console.get("/kontakt"))[1]
        status, page = await console.post(f"{PATH}/telefon/0", **{**right, "value": ""})
        assert status == 400 and "Någon annan ändrade filen" in page, "the page is as old as the file was"
        form = await filled(console, f"{PATH}/telefon/0")
        assert (await console.post(f"{PATH}/telefon/0", **{**form, "value": ""}))[0] == 200
        assert "0611-55 78 00" not in (await console.get("/kontakt"))[1]
    assert "# Telefonnummer till växeln." in own(web, "organisation.yml")
    logged = [(one.who, one.did, one.what) for one in audit.entries(record)]
    assert (account.email, "changed", "kontakt telefon: 0611-55 78 00") in logged
    assert not any("växeln" in what for _, _, what in logged), "what was not saved was not changed"


def first_key(web: Web, form: str) -> str:
    """What names the first item of a list in addresses."""
    return entries(web.settings.material_folders, FORMS[form])[0].key


async def test_an_address_of_a_list_leads_to_the_same_item_or_to_the_list_and_never_to_its_neighbour(
    web: Web, record: sa.engine.Engine
) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        for role in ("Växel", "Press", "Lön"):
            form = await filled(console, f"{PATH}/ansvariga/ny")
            person = {**form, "role": role, "name": "Anna Berg", "email": "anna@kommun.example", "source": "Anna"}
            assert (await console.post(f"{PATH}/ansvariga/ny", **person))[0] == 200, role
        _, page = await console.get(PATH)
        first, second, third = re.findall(rf'href="({PATH}/ansvariga/\w+)">Ändra', page)
        old = await filled(console, second)
        assert (await console.post(first, gor="ta-bort", stamp=old["stamp"]))[0] == 200
        status, page = await console.post(second, **{**old, "email": "press@kommun.example"})
        assert status == 400 and 'value="Press"' in page and 'value="press@kommun.example"' in page
        again = {**await filled(console, second), "email": "press@kommun.example"}
        assert (await console.post(second, **again))[0] == 200
        old = await filled(console, third)
        assert (await console.post(third, **{**old, "role": "Lönefrågor"}))[0] == 200
        status, page = await console.post(third, **{**old, "email": "lon@kommun.example"})
        assert status == 404 and "finns inte kvar under Ansvariga" in page and "<title>Fel: " in page
        assert "<dd>lon@kommun.example</dd>" in page and "Lönefrågor" in page
        assert "finns inte kvar" in (await console.get(first))[1]
    known = read_material(web.settings.material_folders)[0].organisation.responsible
    assert [(one.role, one.email) for one in known] == [
        ("Press", "press@kommun.example"),
        ("Lönefrågor", "anna@kommun.example"),
    ]


async def test_a_support_line_is_added_closed_and_taken_out(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        form = await filled(console, f"{PATH}/stodlinjer/ny")
        line = {**form, "name": "Jouren: Ö-vik", "source": "Jouren", "kinds": "violence", "audience": "all"}
        status, page = await console.post(f"{PATH}/stodlinjer/ny", **line)
        assert status == 400 and "Ett av dem måste finnas" in page
        assert re.search(r'name="kinds" value="violence" checked', page)
        status, page = await console.post(f"{PATH}/stodlinjer/ny", **{**line, "number": "0660-12 34 56"})
        assert status == 200 and "Jouren: Ö-vik" in page
        place = re.findall(rf'href="({PATH}/stodlinjer/\w+)">Ändra<span class="vh"> Jouren: Ö-vik', page)[0]
        assert "Jouren: Ö-vik" in (await console.get("/kontakt"))[1]
        form = {**await filled(console, place), "kinds": "violence", "audience": "all"}
        await console.post(place, **{**form, "closed": "1"})
        assert "Jouren: Ö-vik" not in (await console.get("/kontakt"))[1]
        form = await filled(console, place)
        assert form["closed"] == "1"
        status, page = await console.post(place, gor="ta-bort", stamp=form["stamp"])
        assert status == 200 and "Borttaget" in page and "Ö-vik" not in own(web, "support_lines.yml")
    assert "# Ingen krislinje" in own(web, "support_lines.yml"), "comments stay"
    assert read_material(web.settings.material_folders)[1] == []


async def test_a_support_line_is_moved_and_visitors_see_the_new_order_at_once(
    web: Web, record: sa.engine.Engine
) -> None:
    account = editor(record)
    async with at_console(web.url, record, account) as console:
        _, page = await console.get(PATH)
        place = re.findall(rf'href="({PATH}/stodlinjer/\w+)">Ändra<span class="vh"> Novahuset', page)[0]
        _, page = await console.get(place)
        assert re.search(r'<option value="\d+" selected>\d+\. Efter Bris \(nu\)</option>', page)
        stamp = re.findall(r'name="stamp" value="(\w+)"', page)[0]
        for wrong in ("0", "99", "sist", ""):
            status, page = await console.post(place, gor="flytta", stamp=stamp, plats=wrong)
            assert status == 400 and "Det gick inte att spara." in page, wrong
        status, page = await console.post(place, gor="flytta", stamp=stamp, plats="1")
        told = re.findall(r'<p class="said-so" role="status">(.*?)</p>', page)
        assert status == 200 and told == ["Flyttat. Novahuset står nu på plats 1 av 14."]
        _, page = await console.get("/kontakt")
        assert page.index("Novahuset") < page.index("Kvinnofridslinjen") < page.index("Bris")
        status, page = await console.post(place, gor="flytta", stamp=stamp, plats="2")
        assert status == 400 and "Någon annan ändrade filen" in page
        emergency = f"{PATH}/stodlinjer/{first_key(web, 'stodlinjer')}"
        assert "går inte att flytta" in (await console.get(emergency))[1]
        assert (await console.post(emergency, gor="flytta", stamp=stamp, plats="2"))[0] == 404
        assert (await console.get(f"{PATH}?sparat=moved&i=stodlinjer&plats=x"))[0] == 200
    assert "\n  # Ingen krislinje" in own(web, "support_lines.yml"), "comments stay"
    logged = [(one.who, one.did, one.what) for one in audit.entries(record)]
    assert (account.email, "changed", "kontakt stodlinjer: Novahuset, plats 1") in logged


async def test_hours_and_words_are_saved_too(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        week = {**await filled(console, f"{PATH}/veckan/0"), "måndag": "9–16", "fredag": "nio"}
        status, page = await console.post(f"{PATH}/veckan/0", **week)
        assert status == 400 and "Skriv tider som 9–16" in page and 'id="fredag-fel"' in page
        assert (await console.post(f"{PATH}/veckan/0", **{**week, "fredag": "stängt"}))[0] == 200
        days = {**await filled(console, f"{PATH}/undantag/ny"), "from": "2027-07-05", "to": "2027-07-30"}
        status, page = await console.post(f"{PATH}/undantag/ny", **days, **{})
        assert status == 200 and "2027-07-05 – 2027-07-30" in page and "<p>Måndag: 9–16<br>Fredag: stängt</p>" in page
        topic = f"{PATH}/amnen/{first_key(web, 'amnen')}"
        words = await filled(console, topic)
        status, page = await console.post(topic, **{**words, "words": "Press*, journalist*\r\n\r\npress*"})
        assert status == 200
    material = read_material(web.settings.material_folders)[0]
    assert material.hours.week[0] == ((540, 960),) and material.hours.exceptions[0].last == date(2027, 7, 30)
    assert material.topics.topics[0].words == ("Press*", "journalist*", "press*")


async def test_old_facts_are_listed_and_looked_up_with_one_click(web: Web, record: sa.engine.Engine) -> None:
    file = web.settings.content / "contact" / "support_lines.yml"
    text = own(web, "support_lines.yml")
    at = text.index("checked_on: ", text.index("name: Bris"))
    file.write_text(f"{text[:at]}checked_on: 2020-01-01{text[at + 22 :]}", encoding="utf-8")
    async with at_console(web.url, record, editor(record)) as console:
        _, page = await until(lambda: console.get("/personal/innehall"), lambda got: "kontakt#gamla" in got[1])
        told = re.findall(r'href="/personal/innehall/kontakt#gamla">(\d+) kontaktuppgift', page)
        _, page = await console.get(PATH)
        assert [f"Äldre än 180 dagar ({number})" in page for number in told] == [True]
        old = page[page.index('id="gamla"') :].partition("</section>")[0]
        assert "Bris" in old and "Kontrollerad 2020-01-01" in old
        place, stamp = re.findall(r'action="([^"]+)".*?name="stamp" value="(\w+)".*?: Bris', old, re.DOTALL)[-1]
        status, page = await console.post(place, gor="kontrollerad", stamp=stamp)
        assert status == 200 and "kontrollerad i dag" in page and "2020-01-01" not in page


async def test_readers_look_and_change_nothing_and_strange_addresses_are_none(
    web: Web, record: sa.engine.Engine
) -> None:
    async with at_console(web.url, record, editor(record, "agent")) as console:
        status, page = await console.get(PATH)
        assert status == 200 and "Bris" in page and "Ändra" not in page and "Lägg till" not in page
        assert (await console.get(f"{PATH}/telefon/0"))[0] == 403
        assert (await console.post(f"{PATH}/telefon/0", value="112", source="x"))[0] == 403
        assert (await console.post(f"{PATH}/stodlinjer/3", gor="flytta", plats="1"))[0] == 403
    async with at_console(web.url, record, editor(record)) as console:
        for path in ("telefon/ny", "telefon/1", "finns-inte/0", "stodlinjer/0", "stodlinjer/-1", "stodlinjer/x"):
            assert (await console.get(f"{PATH}/{path}"))[0] == 404, path
        for did in ("ta-bort", "kontrollerad", "flytta", "annat"):
            assert (await console.post(f"{PATH}/veckan/0", gor=did))[0] == 404


async def test_a_list_of_words_is_explained_as_one_whatever_its_words_are_about(
    web: Web, record: sa.engine.Engine
) -> None:
    async with at_console(web.url, record, editor(record)) as console:
        _, page = await console.get(f"{PATH}/ord/0")
        hints = re.findall(r'<p class="note" id="(\w+)-tips">(.*?)</p>', page)
    assert {key for key, _ in hints} == set(WAYS)
    assert all(text.startswith("En på varje rad.") for _, text in hints)


def test_every_form_field_and_mistake_has_its_words(web: Web) -> None:
    say = texts.load(web.settings.material_folders).content
    assert {f"form_{name}" for name in FORMS} <= say.keys()
    assert {f"wrong_{code}" for _, code in SAID} | {"wrong_other"} <= say.keys()
    days = {*WEEKDAYS, *EVES}
    assert {f"field_{field.key}" for form in FORMS.values() for field in form.all_fields if field.key not in days} <= {
        *say
    }
