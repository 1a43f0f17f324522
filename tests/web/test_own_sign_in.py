"""Signing in to the console with the organisation's own sign-in (OpenID Connect): real processes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.record import accounts, audit, signins
from bot.record.crypto import load_key
from bot.record.database import engine
from bot.web.staff.attempts import FOR_ADDRESS
from bot.web.staff.oidc import BACK, COOKIE, START
from tests.support.console import Console
from tests.support.provider import Provider, running_provider
from tests.support.staff import staff
from tests.support.web_server import Web, free_port, running_web, settings_for
from tests.web.test_signing_in import PASSWORD, browser, member, sign_in


@contextmanager
def web_and_provider(home: Path, **variables: str) -> Iterator[tuple[Web, Provider]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running_provider(free_port(), f"{url}{BACK}") as provider:
        settings = settings_for(home, BOT_PORT=str(port), **{**provider.settings, **variables})
        with running_web(settings) as web:
            yield web, provider


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Provider]]:
    with web_and_provider(tmp_path_factory.mktemp("web")) as made:
        yield made


@pytest.fixture(scope="module")
def lying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Provider]]:
    """The same, for what is refused so often that it would count against the other tests."""
    with web_and_provider(tmp_path_factory.mktemp("lying")) as made:
        yield made


async def comes(web: Web, path: str = START) -> tuple[int, str]:
    """What somebody sees who chooses "Logga in med …", and where it leads on at once, that page."""
    async with browser(web) as console:
        return await led_on(console, *await console.get(path))


async def led_on(console: Console, status: int, page: str) -> tuple[int, str]:
    if found := re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page):
        return await console.get(unescape(found[1]))
    return status, page


def last(record: sa.engine.Engine) -> tuple[str, str, str]:
    entry = audit.entries(record, limit=1)[0]
    return entry.who, entry.did, entry.what


async def test_who_has_an_account_is_let_in_to_where_they_wanted_to_go(both: tuple[Web, Provider]) -> None:
    web, provider = both
    record = engine(web.settings.record_url)
    anna = staff(record)
    provider.says(anna.email.title())
    async with browser(web) as console:
        status, page = await console.get("/personal/konto")
        button = re.search(r'<a class="btn btn-main" href="([^"]+)">Logga in med Kommunens inloggning</a>', page)
        assert button and 'autocomplete="current-password"' in page, "a password does as well"
        status, page = await led_on(console, *await console.get(unescape(button[1])))
        assert status == 200 and f"Du är inloggad som <strong>{anna.email}</strong>" in page
        assert COOKIE not in {cookie.key for cookie in console.http.cookie_jar}
    asked = provider.asked[-1]
    assert asked["scope"] == "openid email profile" and len(asked["state"]) == len(asked["nonce"]) == 43
    assert last(record) == (anna.email, "signed in", f"konto {anna.email}: Kommunens inloggning")
    found = accounts.by_email(record, anna.email)
    assert found is not None and found.provided and not found.has_password
    (line,) = [line for line in audit.entries(record) if "person" in line.what] or [None]
    assert line is None, "who they are to the provider is kept as a hash alone"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lies": {"nonce": "en annan"}},
        {"lies": {"nonce": None}},
        {"lies": {"aud": "en annan klient"}},
        {"lies": {"aud": ["chatten", "en annan"]}},
        {"lies": {"iss": "https://inloggning.example.se"}},
        {"lies": {"exp": 1_700_000_000}},
        {"lies": {"azp": "en annan klient"}},
        {"stranger": True},
        {"forged": True},
    ],
    ids=str,
)
async def test_a_token_that_is_not_as_it_must_be_lets_nobody_in(
    lying: tuple[Web, Provider], wrong: dict[str, Any]
) -> None:
    web, provider = lying
    provider.says(staff(engine(web.settings.record_url)).email)
    for name, value in wrong.items():
        setattr(provider, name, value)
    status, page = await comes(web)
    assert status == 403 and "Vi kunde inte lita på svaret från Kommunens inloggning." in page
    provider.says()
    assert (await comes(web))[0] == 200, "and the next time is as good as any"


async def test_an_address_that_the_provider_does_not_vouch_for_lets_nobody_in(both: tuple[Web, Provider]) -> None:
    web, provider = both
    record = engine(web.settings.record_url)
    bo = staff(record, "Bo")
    for said in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}):
        provider.says(bo.email, **said)
        status, page = await comes(web)
        assert status == 403 and "har inte bekräftat din e-postadress" in page
    assert last(record) == (bo.email, "was refused", "inloggning: unverified")
    provider.says("")
    assert "berättar inte vilken e-postadress du har" in (await comes(web))[1]


async def test_what_the_token_does_not_hold_is_asked_for_beside_it(both: tuple[Web, Provider]) -> None:
    web, provider = both
    bo = staff(engine(web.settings.record_url), "Bo")
    provider.person = {"sub": "person bo"}
    provider.userinfo = {"email": bo.email, "email_verified": True}
    assert (await comes(web))[0] == 200
    provider.userinfo = {"email": bo.email, "email_verified": True, "sub": "någon annan"}
    status, page = await comes(web)
    assert status == 403 and "Vi kunde inte lita på svaret" in page


async def test_no_account_a_disabled_one_and_one_of_somebody_before_are_told_apart(both: tuple[Web, Provider]) -> None:
    web, provider = both
    record = engine(web.settings.record_url)
    provider.says("ny@kommun.example")
    status, page = await comes(web)
    assert status == 403 and "Det finns inget konto här för ny@kommun.example." in page
    assert all("ny@" not in entry.who for entry in audit.entries(record)), "nothing is kept of who is none of the staff"
    gone = staff(record, "Slutat")
    provider.says(gone.email)
    assert (await comes(web))[0] == 200
    accounts.disable(record, gone.id, "test")
    status, page = await comes(web)
    assert status == 403 and "Ditt konto är avstängt." in page
    assert last(record) == (gone.email, "was refused", "inloggning: disabled")
    accounts.enable(record, gone.id, "test")
    provider.says(gone.email, sub="en ny person")
    status, page = await comes(web)
    assert status == 403 and "har använts av någon annan" in page
    signins.reset(record, gone, "test")
    assert (await comes(web))[0] == 200, "an admin gives the account to the address's new owner"


async def test_a_code_from_another_browser_or_used_before_lets_nobody_in(both: tuple[Web, Provider]) -> None:
    web, provider = both
    provider.says(staff(engine(web.settings.record_url)).email)
    async with browser(web) as console:
        async with console.http.get(f"{web.url}{START}", allow_redirects=False) as response:
            there = response.headers["Location"]
            assert "SameSite=Lax" in response.headers["Set-Cookie"] and "HttpOnly" in response.headers["Set-Cookie"]
        async with console.http.get(there, allow_redirects=False) as response:
            back = response.headers["Location"]
        for somewhere in (back.replace("state=", "state=x"), re.sub(r"&?state=[^&]*", "", back)):
            async with browser(web) as other:
                status, page = await other.get(somewhere.removeprefix(web.url))
                assert status == 400 and "Inloggningen tog för lång tid" in page
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        async with console.http.get(back, headers=elsewhere) as response:
            page = await response.text()
            assert "Set-Cookie" not in response.headers and "Sidan öppnas" in page, "our own page asks for it again"
        assert (await led_on(console, *await led_on(console, 200, page)))[0] == 200
        status, page = await console.get(back.removeprefix(web.url))
        assert status == 400 and "Inloggningen tog för lång tid" in page
    async with browser(web) as other:
        await other.get(f"{START}?till=/personal/konto")
        status, page = await other.get(back.removeprefix(web.url))
        assert status == 400


async def test_who_stops_half_way_is_told_so(both: tuple[Web, Provider]) -> None:
    web, provider = both
    provider.stops = "access_denied"
    status, page = await comes(web)
    assert status == 400 and "Inloggningen med Kommunens inloggning avbröts." in page


async def test_one_time_codes_are_asked_for_all_the_same(both: tuple[Web, Provider]) -> None:
    web, provider = both
    record = engine(web.settings.record_url)
    kim = staff(record, "Kim")
    accounts.set_totp(record, load_key(web.settings.home), kim.id, "JBSWY3DPEHPK3PXP", kim.email)
    provider.says(kim.email)
    status, page = await comes(web)
    assert status == 200 and "Skriv din engångskod" in page


async def test_tries_that_come_to_nothing_are_counted(tmp_path: Path) -> None:
    with web_and_provider(tmp_path / "home") as (web, provider):
        provider.says("ny@kommun.example")
        for _ in range(FOR_ADDRESS // 2):
            assert (await comes(web))[0] == 403
        status, page = await comes(web)
        assert status == 429 and "Det har varit för många försök." in page
        assert len(provider.asked) == FOR_ADDRESS // 2


async def test_while_the_provider_is_down_a_password_does_and_web_is_well(tmp_path: Path) -> None:
    with web_and_provider(tmp_path / "home", BOT_OIDC_ISSUER=f"http://127.0.0.1:{free_port()}") as (web, _):
        record = engine(web.settings.record_url)
        anna = member(record)
        status, page = await comes(web)
        assert status == 503 and "Vi når inte Kommunens inloggning just nu." in page and 'name="password"' in page
        async with browser(web) as console:
            status, _ = await sign_in(console, anna.email)
            assert status == 200
        assert '"code": "down"' in web.log.read_text() or "code=down" in web.log.read_text()


async def test_without_passwords_only_the_own_sign_in_lets_in(tmp_path: Path) -> None:
    with web_and_provider(tmp_path / "home", BOT_STAFF_PASSWORDS="off") as (web, provider):
        record = engine(web.settings.record_url)
        admin = member(record, "Eva", "admin")
        link = signins.new_link(record, admin, "test")
        async with browser(web) as console:
            status, page = await console.get("/personal/logga-in")
            assert "Logga in med Kommunens inloggning" in page and 'type="password"' not in page
            for path in ("/personal/logga-in", f"/personal/valkommen/{link}"):
                status, page = await console.post(
                    path, email=admin.email, password=PASSWORD, again=PASSWORD, name="Eva"
                )
                assert status == 403 and "Här loggar du in med Kommunens inloggning" in page
            provider.says(admin.email)
            assert (await led_on(console, *await console.get(START)))[0] == 200
            status, page = await console.post("/personal/konton", name="Ny", email="ny@kommun.example", role="agent")
            assert status == 200 and "Kollegan loggar in med Kommunens inloggning" in page and "valkommen" not in page
        provider.says("ny@kommun.example")
        assert (await comes(web))[0] == 200


async def test_the_providers_groups_give_roles_and_make_accounts(tmp_path: Path) -> None:
    roles = {"BOT_OIDC_ROLE_CLAIM": "groups", "BOT_OIDC_ROLES": "agent=Chatt svarar, admin=Chatt sköter"}
    with web_and_provider(tmp_path / "home", **roles) as (web, provider):
        record = engine(web.settings.record_url)
        provider.says("lo@kommun.example", given_name="Lo", groups=["Alla", "Chatt svarar"])
        assert (await comes(web))[0] == 200
        made = accounts.by_email(record, "lo@kommun.example")
        assert made is not None and (made.name, made.role, made.provided) == ("Lo", "agent", True)
        provider.says("lo@kommun.example", groups=["Chatt svarar", "Chatt sköter"])
        status, page = await comes(web, f"{START}?till=/personal/konton")
        assert status == 200 and "Organisationens inloggning" in page, "as an admin now"
        provider.says("lo@kommun.example", groups="Alla")
        status, page = await comes(web)
        assert status == 403 and "Du har ingen roll i chatten" in page
        assert last(record) == ("lo@kommun.example", "was refused", "inloggning: no_role")


async def test_where_no_provider_is_set_there_is_no_such_page(web: Web) -> None:
    for path in (START, BACK):
        assert (await comes(web, path))[0] == 404
    async with browser(web) as console:
        assert "Logga in med" not in (await console.get("/personal/logga-in"))[1]
