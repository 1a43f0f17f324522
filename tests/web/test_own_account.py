"""What staff change of their own, and signing in with one-time codes."""

import re
import time
from collections.abc import Iterator

import pyotp
import pytest
import sqlalchemy as sa

from bot.record import accounts, notices
from bot.web.staff import one_time
from tests.support.console import at_console
from tests.support.web_server import Web
from tests.web.test_signing_in import PASSWORD, browser, member, sign_in

PATH = "/personal/konto"
OTHER = "en helt annan lång mening"


@pytest.fixture
def anna(record: sa.engine.Engine) -> Iterator[accounts.Account]:
    yield (made := member(record))
    accounts.rename(record, made.id, "Anna", "test")


async def test_staff_choose_the_name_that_visitors_see(
    web: Web, record: sa.engine.Engine, anna: accounts.Account
) -> None:
    async with at_console(web.url, record, anna) as console:
        assert 'value="Anna"' in (await console.get(PATH))[1]
        status, page = await console.post(f"{PATH}/namn", name="  ")
        assert status == 400 and "Skriv vad besökare ska kalla dig" in page and "<title>Fel: " in page
        status, page = await console.post(f"{PATH}/namn", name=" Anna\n <b>B</b> ")
        assert status == 200 and "Namnet är sparat." in page and "Anna &lt;b&gt;B" in page
        assert "åäö" not in (await console.get(f"{PATH}?sparat=åäö"))[1]
    found = accounts.find(record, anna.id)
    assert found and found.name == "Anna <b>B</b>"


async def test_a_new_password_wants_the_old_one_and_signs_out_everywhere_else(
    web: Web, record: sa.engine.Engine, anna: accounts.Account
) -> None:
    async with at_console(web.url, record, anna) as console, at_console(web.url, record, anna) as elsewhere:
        await console.get(PATH)
        for current, new, again, said in (
            ("fel", OTHER, OTHER, "Det är inte ditt lösenord"),
            (PASSWORD, "kort", "kort", "för lätt att gissa"),
            (PASSWORD, OTHER, "annat", "inte lika"),
        ):
            status, page = await console.post(f"{PATH}/losenord", current=current, password=new, again=again)
            assert status == 400 and said in page and OTHER not in page
        assert anna.email in (await elsewhere.get("/personal"))[1]
        status, page = await console.post(f"{PATH}/losenord", current=PASSWORD, password=OTHER, again=OTHER)
        assert status == 200 and "Lösenordet är bytt." in page, "here one stays signed in"
        assert "Logga in" in (await elsewhere.get("/personal"))[1]
    async with browser(web) as console:
        assert (await sign_in(console, anna.email))[0] == 401
        assert "Hej Anna" in (await sign_in(console, anna.email, OTHER))[1]


async def test_with_one_time_codes_a_password_alone_lets_nobody_in(
    web: Web, record: sa.engine.Engine, anna: accounts.Account
) -> None:
    async with at_console(web.url, record, anna) as console:
        _, page = await console.get(PATH)
        assert '<img src="data:image/svg+xml' in page
        secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].split())
        hidden = re.findall(r'name="secret" value="([^"]+)"', page)[0]
        app = pyotp.TOTP(secret)
        status, page = await console.post(f"{PATH}/engangskoder", secret=hidden, code="123")
        assert status == 400 and "Koden stämmer inte" in page and " ".join(re.findall("....", secret)) in page
        other = one_time.set_up_token(b"x" * 32, anna.id, secret)
        assert (await console.post(f"{PATH}/engangskoder", secret=other, code=app.now()))[0] == 400
        first = app.now()
        status, page = await console.post(f"{PATH}/engangskoder", secret=hidden, code=first)
        assert status == 200 and "loggar du in med lösenord och kod" in page
    async with browser(web) as guest:
        status, page = await sign_in(guest, anna.email)
        assert status == 200 and "Skriv din engångskod" in page and "Logga in" in (await guest.get("/personal"))[1]
        _, page = await sign_in(guest, anna.email)
        step = re.findall(r'name="steg" value="([^"]+)"', page)[0]
        for code in ("000", first):
            status, page = await guest.post("/personal/logga-in/kod", steg=step, code=code)
            assert status == 401 and "eller är redan använd" in page
        async with browser(web) as thief:
            await thief.get("/personal/logga-in")
            status, _ = await thief.post("/personal/logga-in/kod", steg=step, code=app.now())
            assert status == 403, "the second step is for the browser of the first"
        code = app.at(time.time() + one_time.STEP_SECONDS)  # the next one: good already, and surely not used
        status, page = await guest.post("/personal/logga-in/kod", steg=step, code=f" {code[:3]} {code[3:]}")
        assert status == 200 and "Hej Anna" in page
        await guest.get(PATH)
        status, page = await guest.post(f"{PATH}/utan-engangskoder", current_for_codes="fel")
        assert status == 400 and "Det är inte ditt lösenord" in page
        status, page = await guest.post(f"{PATH}/utan-engangskoder", current_for_codes=PASSWORD)
        assert status == 200 and "utan kod" in page
    async with browser(web) as guest:
        assert "Hej Anna" in (await sign_in(guest, anna.email))[1]


def test_a_code_is_good_half_a_minute_early_and_late_and_no_more() -> None:
    secret, now = one_time.new_secret(), 1_800_000_015.0
    step = int(now) // 30
    for off in (-2, -1, 0, 1, 2):
        code = pyotp.TOTP(secret).at(int(now) + off * 30)
        assert one_time.step_of(secret, code, now) == (step + off if abs(off) < 2 else None)


async def test_staff_choose_whether_they_are_mailed_what_is_new(web: Web, record: sa.engine.Engine) -> None:
    async with (
        at_console(web.url, record, member(record, "Bo")) as bo,
        at_console(web.url, record, member(record, "Lena", "reader")) as lena,
    ):
        assert 'name="mejl" value="1" checked' in (await bo.get(PATH))[1]
        for sent, kept in (({}, False), ({"mejl": "1"}, True)):
            status, page = await bo.post(f"{PATH}/mejl", **sent)
            assert status == 200 and "Valet är sparat." in page
            assert ('name="mejl" value="1" checked' in page) == kept
            found = accounts.find(record, bo.account.id)
            assert found and found.choices[notices.CHOICE] is kept
        await bo.post("/personal/val", sound="1")
        found = accounts.find(record, bo.account.id)
        assert found and found.choices[notices.CHOICE] is True, "other choices leave it alone"
        assert 'name="mejl"' not in (await lena.get(PATH))[1], "who only reads is never mailed"
