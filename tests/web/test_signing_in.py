"""Signing in to the console and out: who gets in, by what, and what no other website can do."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import sqlalchemy as sa
from yarl import URL

from bot.record import accounts, audit, signins
from bot.record.accounts import Account
from bot.record.database import writing
from bot.record.passwords import hash_password
from bot.record.schema import sessions
from bot.web.staff.attempts import FOR_ACCOUNT, FOR_ACCOUNT_ANYWHERE, FOR_ADDRESS, WINDOW, Attempts
from bot.web.staff.signing_in import COOKIE, FORM_COOKIE, own_path
from tests.support.console import Console, at_console
from tests.support.record_lock import hold_lock
from tests.support.staff import staff
from tests.support.web_server import Web

PASSWORD = "häst batteri korrekt klammer"
HASH = hash_password(PASSWORD)


def member(record: sa.engine.Engine, name: str = "Anna", role: accounts.Role = "agent") -> Account:
    """One of the staff who has a password."""
    made = staff(record, name, role)
    accounts.set_password(record, made.id, HASH, made.email)
    return accounts.by_email(record, made.email) or made


@asynccontextmanager
async def browser(web: Web) -> AsyncIterator[Console]:
    """A browser where nobody is signed in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Console(web.url, http, Account(0, "", "", "reader", datetime.now(UTC), None, True, None, {}, True, False))


async def sign_in(console: Console, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    await console.get("/personal/logga-in")
    return await console.post("/personal/logga-in", email=email, password=password, **more)


async def test_who_is_signed_in_is_told_so_and_signs_out(web: Web, record: sa.engine.Engine) -> None:
    anna = member(record)
    async with browser(web) as console:
        status, page = await console.get("/personal")
        assert status == 200 and 'autocomplete="current-password"' in page, "one is led to the form"
        status, page = await sign_in(console, anna.email.upper())
        assert status == 200 and f"Du är inloggad som {anna.email}. Din roll är handläggare." in page
        assert "Inkorg" in (await console.get("/personal/logga-in"))[1], "the form leads on"
        status, page = await console.post("/personal/logga-ut")
        assert status == 200 and "Du är utloggad." in page
        assert "Logga in" in (await console.get("/personal"))[1]
    did = [(entry.who, entry.did) for entry in audit.entries(record, limit=2)]
    assert did == [(anna.email, "signed out"), (anna.email, "signed in")]


async def test_a_wrong_password_no_account_and_a_disabled_one_are_told_alike(
    web: Web, record: sa.engine.Engine
) -> None:
    anna, gone = member(record), member(record, "Slutat")
    accounts.disable(record, gone.id, "test")
    pages = []
    async with browser(web) as console:
        for email, password in ((anna.email, "fel"), ("ingen@kommun.example", PASSWORD), (gone.email, PASSWORD)):
            status, page = await sign_in(console, email, password)
            assert status == 401 and "E-postadressen eller lösenordet stämmer inte." in page
            assert f'value="{email}"' in page and PASSWORD not in page, "the address is kept, the password is not"
            pages.append(re.sub(r'value="[^"]*"', "", page))
    assert len(set(pages)) == 1


async def test_the_cookie_is_for_the_console_alone_and_for_no_script(web: Web, record: sa.engine.Engine) -> None:
    anna = member(record)
    async with browser(web) as console:
        await console.get("/personal/logga-in")
        before = console.http.cookie_jar.filter_cookies(URL(f"{web.url}/personal"))[FORM_COOKIE].value
        data = {"csrf": console.csrf, "email": anna.email, "password": PASSWORD}
        async with console.http.post(f"{web.url}/personal/logga-in", data=data, allow_redirects=False) as response:
            (cookie,) = [one for one in response.headers.getall("Set-Cookie") if one.startswith(COOKIE)]
        assert "; HttpOnly" in cookie and "; SameSite=Strict" in cookie and "; Path=/personal" in cookie
        assert before not in cookie and "Max-Age" not in cookie
        value = cookie.partition("=")[2].partition(";")[0]
    async with aiohttp.ClientSession() as http:
        name, _, signature = value.partition(".")
        forged = f"{name}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        for held, good in ((value, True), (forged, False), (name, False)):
            async with http.get(f"{web.url}/personal", headers={"Cookie": f"{COOKIE}={held}"}) as response:
                assert (anna.email in await response.text()) is good
                assert response.headers["Cache-Control"] == "no-store"
                assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


async def test_no_form_of_another_website_is_let_in(web: Web, record: sa.engine.Engine) -> None:
    anna = member(record)
    async with at_console(web.url, record, anna) as console:
        for csrf in ("", "x" * 64, "å"):
            console.csrf = csrf or " "
            status, page = await console.post("/personal/logga-ut")
            assert status == 403 and "Gå tillbaka, ladda om sidan" in page
        async with at_console(web.url, record, member(record, "Bo")) as other:
            await other.get("/personal")
            console.csrf = other.csrf
            assert (await console.post("/personal/logga-ut"))[0] == 403, "nor one of a colleague"
        assert anna.email in (await console.get("/personal"))[1]
    async with (
        browser(web) as console,
        console.http.post(f"{web.url}/personal/logga-in", data={"email": anna.email, "password": PASSWORD}) as response,
    ):
        assert response.status == 403 and COOKIE not in response.cookies


async def test_a_link_on_another_website_leads_in_who_is_signed_in_all_the_same(
    web: Web, record: sa.engine.Engine
) -> None:
    """The cookie does not come with such a request; the page that it gets asks once more, and then it does."""
    async with browser(web) as console:
        for path in ("/personal?x=1", "/personal/logga-in?till=/personal?x=1"):
            headers = {"Sec-Fetch-Site": "cross-site"}
            async with console.http.get(web.url + path, headers=headers, allow_redirects=False) as response:
                page = await response.text()
                assert response.status == 200 and 'content="0; url=/personal?x=1"' in page
                assert "Set-Cookie" not in response.headers


async def test_a_script_is_told_with_a_status(web: Web) -> None:
    for kind in ("text/event-stream", "application/json"):
        async with browser(web) as console:
            response = await console.http.get(f"{web.url}/personal", headers={"Accept": kind})
            assert response.status == 401 and (await response.json())["error"]["code"] == "signed_out"


async def test_who_saves_when_the_sign_in_has_ended_is_told_so_and_led_back_to_the_page_of_the_form(web: Web) -> None:
    told = "Du har loggats ut. Det du skrev är inte sparat än."
    for sent, fields, back in (
        ("/personal/granska/7/borde", {"har": "/personal/granska/7?o=7#borde"}, "/personal/granska/7?o=7#borde"),
        ("/personal/innehall/ny-kurs/lattlast", {}, "/personal/innehall/ny-kurs"),
        ("/personal/samtal/7/svara", {"har": "https://ond.example/personal"}, "/personal"),
        ("/personal/samtal/7/svara", {}, "/personal/samtal/7"),
    ):  # fmt: skip
        async with browser(web) as console, console.http.post(web.url + sent, data=fields) as response:
            page = await response.text()
            assert told in page and f'name="till" value="{back}"' in page, sent
    async with browser(web) as console:
        status, page = await console.post("/personal/logga-ut")
        assert status == 200 and "Du är utloggad." in page


async def test_after_signing_in_one_comes_back_to_where_one_was_and_never_to_another_site(
    web: Web, record: sa.engine.Engine
) -> None:
    anna = member(record)
    for path in ("//ond.example", "https://ond.example/personal", "/personalen", "/kontakt", "/personal/logga-ut",
                 "/personal\\@ond", "javascript:alert(1)", "/personal/\n"):  # fmt: skip
        assert own_path(path) == "/personal"
    assert own_path("/personal/samtal/7?a=b#c") == "/personal/samtal/7?a=b#c"
    async with browser(web) as console:
        await console.get("/personal/logga-in?till=/personal?plats=1")
        data = {"csrf": console.csrf, "email": anna.email, "password": PASSWORD, "till": "/personal?plats=1"}
        async with console.http.post(f"{web.url}/personal/logga-in", data=data) as response:
            assert str(response.url).endswith("/personal?plats=1")


async def test_a_sign_in_that_is_too_old_asks_for_a_new_one(web: Web, record: sa.engine.Engine) -> None:
    anna = member(record, "Gammal")
    async with at_console(web.url, record, anna) as console:
        assert anna.email in (await console.get("/personal"))[1]
        old = datetime.now(UTC) - timedelta(minutes=web.settings.staff_idle_minutes, seconds=1)
        with writing(record) as connection:
            connection.execute(sessions.update().where(sessions.c.account == anna.id).values(used=old))
        assert "Logga in" in (await console.get("/personal"))[1]


async def test_the_first_admin_chooses_a_password_by_the_link_once(web: Web, record: sa.engine.Engine) -> None:
    for one in accounts.list_accounts(record):
        assert one.role != "admin"
    token = signins.first_admin_link(record)
    path = f"/personal/valkommen/{token}"
    async with browser(web) as console:
        assert (await console.get("/personal/valkommen/påhittad"))[0] == 404
        status, page = await console.get(path)
        assert status == 200 and "Du blir den första administratören." in page
        fields = {"name": " Chefen \n", "email": "chef@kommun.example", "password": PASSWORD, "again": PASSWORD}
        for wrong, said in (
            ({"password": "kort", "again": "kort"}, "för lätt att gissa"),
            ({"again": "annat"}, "Lösenorden är inte lika"),
            ({"name": " "}, "Skriv vad besökare ska kalla dig"),
            ({"email": "chef"}, "Skriv en e-postadress"),
        ):
            status, page = await console.post(path, **{**fields, **wrong})
            assert status == 400 and said in page and PASSWORD not in page and 'aria-invalid="true"' in page
        status, page = await console.post(path, **fields)
        assert status == 200 and "Hej Chefen" in page and "administratör" in page
        assert (await console.get(path))[0] == 404
    async with browser(web) as console:
        assert "Hej Chefen" in (await sign_in(console, "chef@kommun.example"))[1]


async def test_who_gets_a_link_signs_in_with_what_was_chosen_there(web: Web, record: sa.engine.Engine) -> None:
    anna = member(record)
    path = f"/personal/valkommen/{signins.new_link(record, anna, 'test')}"
    chosen = "en helt annan lång mening"
    async with browser(web) as console:
        status, page = await console.get(path)
        assert status == 200 and anna.email in page and 'value="Anna"' in page
        with hold_lock(web.settings.home):
            assert (await console.post(path, name="Anna B", password=chosen, again=chosen))[0] == 503
        told = web.log.read_text(encoding="utf-8")
        assert "/personal/valkommen/<token" in told and path not in told, "a link that still holds is in no log"
        status, page = await console.post(path, name="Anna B", password=chosen, again=chosen, email="x@kommun.example")
        assert status == 200 and "Hej Anna B" in page
    async with browser(web) as console:
        assert (await sign_in(console, anna.email))[0] == 401
        assert "Hej Anna B" in (await sign_in(console, anna.email, chosen))[1]
    accounts.rename(record, anna.id, "Anna", "test")


async def test_who_guesses_at_an_account_has_to_wait_and_a_colleague_has_not(
    web: Web, record: sa.engine.Engine
) -> None:
    anna, bo = member(record), member(record, "Bo")
    elsewhere = {"X-Forwarded-For": "192.0.2.7"}
    async with browser(web) as console:
        console.http.headers.update(elsewhere)
        for _ in range(FOR_ACCOUNT - 1):
            assert (await sign_in(console, anna.email, "fel"))[0] == 401
        assert "Hej Anna" in (await sign_in(console, anna.email))[1], "and nothing counts any more"
        await console.post("/personal/logga-ut")
        for email in (anna.email.upper(), "nagon@kommun.example"):
            for _ in range(FOR_ACCOUNT):
                assert (await sign_in(console, email, "fel"))[0] == 401
            status, page = await sign_in(console, email)
            assert status == 429 and "Vänta 15 minuter" in page, "the right one too: it would tell that it is"
        assert "Hej Bo" in (await sign_in(console, bo.email))[1]
    assert audit.entries(record, limit=20)[2].did == "was refused"


def test_nobody_keeps_a_colleague_out_from_elsewhere_and_guesses_from_everywhere_have_an_end() -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for number in range(FOR_ACCOUNT_ANYWHERE - 1):
        assert attempts.wait("anna@kommun.example", f"192.0.2.{number % 20}") == 0
    assert attempts.wait("anna@kommun.example", "198.51.100.1") == 0, "she signs in from where she sits"
    assert attempts.wait("anna@kommun.example", "198.51.100.2") == WINDOW


def test_guesses_at_many_accounts_from_one_address_are_refused_and_forgotten_in_time() -> None:
    now = [0.0]
    attempts = Attempts(clock=lambda: now[0])
    for number in range(FOR_ADDRESS + 20):
        assert attempts.wait(f"{number}@kommun.example", "192.0.2.1") == 0
        attempts.succeeded(f"{number}@kommun.example", "192.0.2.1")
    for number in range(FOR_ADDRESS):
        assert attempts.wait(f"{number}@kommun.example", "192.0.2.1") == 0
    assert attempts.wait("ny@kommun.example", "192.0.2.1") == WINDOW
    assert attempts.wait("ny@kommun.example", "192.0.2.2") == 0
    now[0] = WINDOW
    assert attempts.wait("ny@kommun.example", "192.0.2.1") == 0
