"""What admins see and do: accounts, and the log of what staff did."""

import html
import re
from typing import get_args

import pytest
import sqlalchemy as sa

from bot.record import accounts, audit
from bot.web import texts
from tests.support.console import at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.test_signing_in import PASSWORD, browser, member, sign_in

PATH = "/personal/konton"


@pytest.mark.parametrize("role", ["reader", "agent", "editor"])
async def test_accounts_and_log_are_for_admins(web: Web, record: sa.engine.Engine, role: accounts.Role) -> None:
    async with at_console(web.url, record, staff(record, f"En {role}", role)) as console:
        for path in (PATH, f"{PATH}/1", "/personal/logg"):
            status, page = await console.get(path)
            assert status == 403 and "Din roll räcker inte" in page
        assert "Konton" not in page
        for path in (PATH, f"{PATH}/1/roll", f"{PATH}/1/lank"):
            status, _ = await console.post(path, role="admin", name="X", email="x@kommun.example")
            assert status == 403
    assert accounts.by_email(record, "x@kommun.example") is None


async def test_an_admin_adds_a_colleague_who_signs_in_by_the_link_and_changes_what_they_may(
    web: Web, record: sa.engine.Engine
) -> None:
    chief = member(record, "Chefen", "admin")
    async with at_console(web.url, record, chief) as console:
        new = {"name": "Karin", "email": "Karin@kommun.example", "role": "reader"}
        await console.get(PATH)
        for wrong, said in (
            ({"name": ""}, "Skriv ett namn"),
            ({"email": "karin"}, "Skriv en e-postadress"),
            ({"role": "kung"}, "Välj en roll"),
            ({"email": chief.email}, "finns redan"),
        ):
            status, page = await console.post(PATH, **{**new, **wrong})
            assert status == 400 and said in page and "<title>Fel: " in page
        status, page = await console.post(PATH, **new)
        assert status == 200 and "Karin" in page
        (link,) = re.findall(rf"<code>{re.escape(web.settings.public_url)}(/personal/valkommen/[\w-]+)</code>", page)
        karin = accounts.by_email(record, "karin@kommun.example")
        assert karin and karin.role == "reader"
        one = f"{PATH}/{karin.id}"
        assert link not in (await console.get(one))[1], "it is shown once"
        assert "Har inte loggat in än" in (await console.get(PATH))[1]
        async with browser(web) as hers:
            await hers.get(link)
            assert "Hej Karin" in (await hers.post(link, name="Karin", password=PASSWORD, again=PASSWORD))[1]
            assert (await hers.get("/personal/logg"))[0] == 403
            status, page = await console.post(f"{one}/roll", role="admin")
            assert status == 200 and "Rollen är sparad" in page
            assert (await hers.get("/personal/logg"))[0] == 200, "it holds at once"
            status, page = await console.post(f"{one}/stang")
            assert status == 200 and "Kontot är avstängt" in page
            assert "Logga in" in (await hers.get("/personal"))[1]
            await console.post(f"{one}/oppna")
            assert "Hej Karin" in (await sign_in(hers, karin.email))[1]
            status, page = await console.post(f"{one}/lank")
            assert status == 200 and "/personal/valkommen/" in page
            assert "Logga in" in (await hers.get("/personal"))[1]
        async with browser(web) as hers:
            assert (await sign_in(hers, karin.email))[0] == 401, "the old password holds no more"
        assert (await console.get(f"{PATH}/999999"))[0] == 404
        status, page = await console.get("/personal/logg")
        assert status == 200 and "konto karin@kommun.example: öppnat" in page and chief.email in page


async def test_nobody_locks_the_last_admin_out(web: Web, record: sa.engine.Engine) -> None:
    chief = member(record, "Chefen", "admin")
    for one in accounts.list_accounts(record):
        if one.role == "admin" and one.id != chief.id:
            accounts.disable(record, one.id, "test")
    async with at_console(web.url, record, chief) as console:
        status, page = await console.post(f"{PATH}/{chief.id}/roll", role="reader")
        assert status == 400 and "Ingen skulle vara kvar" in page
        for did in ("stang", "lank"):
            status, page = await console.post(f"{PATH}/{chief.id}/{did}")
            assert status == 400 and "ditt eget konto" in page
        assert (await console.get(PATH))[0] == 200


async def test_the_log_shows_a_hundred_at_a_time(web: Web, record: sa.engine.Engine) -> None:
    chief = member(record, "Chefen", "admin")
    for number in range(130):
        audit.note(record, "<anna>", "read", f"samtal {number}.")
    async with at_console(web.url, record, chief) as console:
        _, page = await console.get("/personal/logg?fore=xyz")
        assert page.count("<tr>") == 101 and "samtal 129." in page and "samtal 20." not in page
        assert "&lt;anna&gt;" in page and "läste" in page
        (older,) = re.findall(r'href="(/personal/logg\?fore=\d+)"', page)
        _, page = await console.get(older)
        assert "samtal 20." in page and "samtal 129." not in page and "Visa det senaste" in page


def test_all_that_is_logged_has_a_word_for_it(web: Web) -> None:
    assert set(get_args(audit.Did)) == set(texts.load(web.settings.material_folders).did)


async def test_the_log_is_narrowed_to_one_person_page_by_page(web: Web, record: sa.engine.Engine) -> None:
    chief = member(record, "Chefen", "admin")
    for number in range(101):
        audit.note(record, "Berit@kommun.example", "changed", f"artikel {number}")
        audit.note(record, "carl@kommun.example", "changed", f"kontakt {number}")
    async with at_console(web.url, record, chief) as console:
        _, page = await console.get("/personal/logg?vem=berit%40kommun.example")
        assert page.count("<td>artikel ") == 100 and "<td>kontakt" not in page
        assert 'value="berit@kommun.example"' in page and f'<option value="{chief.email}">' in page
        older = html.unescape(re.findall(r'href="(/personal/logg\?fore=[^"]+)"', page)[0])
        _, page = await console.get(older)
        assert page.count("<td>artikel 0</td>") == 1 and "<td>kontakt" not in page
        newest = html.unescape(re.findall(r'href="(/personal/logg[^"]*)">Visa det senaste', page)[0])
        assert "<td>kontakt" not in (await console.get(newest))[1]
        assert "Det finns inget att visa." in (await console.get("/personal/logg?vem=%22ingen%22"))[1]
