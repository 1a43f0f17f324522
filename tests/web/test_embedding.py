"""The chat in a frame of another website: who may show it, and how the visitor's conversation is found there."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.support.assistant_double import AssistantDouble
from tests.support.web_server import Web, settings_for
from tests.web.conftest import Visitor, new_id, visiting, web_and_double
from tests.web.test_start import start

HOST = "https://www.other.test"
FRAME = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, AssistantDouble]]:
    """Web as it is on the internet: by https, with a host that may show it."""
    settings = settings_for(
        tmp_path_factory.mktemp("embedding"), BOT_PUBLIC_URL="https://chatt.example.test", BOT_ALLOWED_HOSTS=HOST
    )
    with web_and_double(settings) as both:
        yield both


@pytest_asyncio.fixture
async def visitor(served: tuple[Web, AssistantDouble]) -> AsyncIterator[Visitor]:
    """A browser that keeps no cookie by itself: these tests say which one it sends."""
    async with visiting(served[0].url, aiohttp.DummyCookieJar()) as made:
        yield made


async def opened(visitor: Visitor, headers: dict[str, str]) -> tuple[str, list[str], str]:
    """The chat page, the cookies that came with it, and what the tab is to hold."""
    async with visitor.http.get(f"{visitor.url}/chatt", params={"inbaddad": "1"}, headers=headers) as response:
        page = await response.text()
        held = re.search(r'data-samtal="([^"]*)"', page)
        assert held
        return page, response.headers.getall("Set-Cookie", []), held.group(1)


async def asked(visitor: Visitor, headers: dict[str, str], text: str = "Vem ordnar?") -> aiohttp.ClientResponse:
    body = {"id": new_id(), "text": text}
    async with visitor.http.post(f"{visitor.url}/api/messages", json=body, headers=headers) as response:
        await response.read()
        return response


async def heard(visitor: Visitor, headers: dict[str, str]) -> int:
    """How many messages this visitor is shown."""
    async with visitor.http.get(f"{visitor.url}/api/conversation", headers=headers) as response:
        return len((await response.json())["messages"])


def sent(cookies: list[str]) -> dict[str, str]:
    """The header that a browser sends for the cookies it got."""
    return {"Cookie": "; ".join(cookie.split(";")[0] for cookie in cookies)}


async def test_in_a_frame_of_another_site_the_cookie_is_partitioned(visitor: Visitor) -> None:
    page, cookies, held = await opened(visitor, FRAME)
    (cookie,) = cookies
    for attribute in ("HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/"):
        assert attribute in cookie
    assert held and "Max-Age" not in cookie
    assert f'data-hosts="{HOST}"' in page


async def test_in_a_frame_of_our_own_site_the_cookie_is_the_usual_one(visitor: Visitor) -> None:
    _, (cookie,), _ = await opened(visitor, {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "iframe"})
    assert "SameSite=Lax" in cookie and "Secure" in cookie and "Partitioned" not in cookie
    _, _, held = await opened(visitor, sent([cookie]))
    assert held == "", "where the cookie of our own site came, the tab holds nothing"


async def test_by_the_frames_cookie_the_conversation_comes_back(visitor: Visitor) -> None:
    _, cookies, _ = await opened(visitor, FRAME)
    headers = {**OWN, **sent(cookies)}
    assert (await asked(visitor, headers)).status == 202
    assert await heard(visitor, sent(cookies)) >= 1
    page, again, held = await opened(visitor, {**FRAME, **sent(cookies)})
    assert "Vem ordnar?" in page and again == [] and held and "data-known" in page


async def test_without_any_cookie_what_the_tab_holds_names_the_conversation(visitor: Visitor) -> None:
    _, _, held = await opened(visitor, FRAME)
    headers = {**OWN, "X-Samtal": held}
    answer = await asked(visitor, headers)
    assert (await answer.json())["samtal"] == held
    assert await heard(visitor, {"X-Samtal": held}) >= 1
    assert await heard(visitor, {"X-Samtal": f"{held}x"}) == 0
    assert await heard(visitor, {}) == 0
    form = {"id": new_id(), "text": "Och när?", "samtal": held}
    async with visitor.http.post(f"{visitor.url}/chatt", data=form, headers=OWN, allow_redirects=False) as response:
        page = await response.text()
        assert response.status == 200 and "Vem ordnar?" in page and "Och när?" in page
        assert "Set-Cookie" not in response.headers, "what somebody posts as theirs becomes nobody's cookie"


async def test_a_cookie_is_not_what_a_tab_holds_and_the_other_way_round(visitor: Visitor) -> None:
    _, (cookie,), held = await opened(visitor, FRAME)
    value = cookie.split(";")[0].partition("=")[2]
    await asked(visitor, {**OWN, "X-Samtal": held})
    assert await heard(visitor, {"X-Samtal": value}) == 0
    for name in ("har_du_fragor", "har_du_fragor_ram"):
        assert await heard(visitor, {"Cookie": f"{name}={held}"}) == 0


@pytest.mark.parametrize("path", ["/api/messages", "/chatt", "/radera", "/lamna", "/fortsatt", "/chatt/visa"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": HOST},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://www.example.test"},
        {"Origin": HOST},
        {"Origin": "null"},
        {},
    ],
)
async def test_no_page_around_the_frame_can_post_with_the_frames_cookie(
    visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    """It is SameSite=None, so the browser sends it with whatever the page around the frame asks for."""
    _, cookies, _ = await opened(visitor, FRAME)
    with_cookie = {**headers, **sent(cookies)}
    async with visitor.http.post(
        visitor.url + path, headers=with_cookie, data={"text": "Hej", "till": "/"}, allow_redirects=False
    ) as response:
        assert response.status == 403


async def test_from_a_frame_one_goes_on_in_the_whole_window_with_the_conversation(visitor: Visitor) -> None:
    _, _, held = await opened(visitor, FRAME)
    await asked(visitor, {**OWN, "X-Samtal": held})
    form = {"samtal": held, "till": "/integritet"}
    async with visitor.http.post(f"{visitor.url}/fortsatt", data=form, headers=OWN, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/integritet")
        (cookie,) = response.headers.getall("Set-Cookie")
    assert "SameSite=Lax" in cookie
    assert await heard(visitor, sent([cookie])) >= 1


@pytest.mark.parametrize("path", ["https://elak.test/", "//elak.test", "/\\elak.test", "", "nyheter", "/a b"])
async def test_one_goes_on_to_no_other_website(visitor: Visitor, path: str) -> None:
    async with visitor.http.post(
        f"{visitor.url}/fortsatt", data={"till": path}, headers=OWN, allow_redirects=False
    ) as response:
        assert response.status == 400


async def test_the_page_around_can_erase_by_the_exit_it_was_given_and_do_nothing_else_with_it(
    visitor: Visitor, served: tuple[Web, AssistantDouble]
) -> None:
    page, cookies, held = await opened(visitor, FRAME)
    await asked(visitor, {**OWN, "X-Samtal": held})
    found = re.search(r'data-nyckel="([^"]+)"', page)
    assert found
    key = found.group(1)
    assert await heard(visitor, {"X-Samtal": key}) == 0
    for wrong in (held, f"{key}x", ""):
        async with visitor.http.get(
            f"{visitor.url}/lamna", params={"nyckel": wrong}, allow_redirects=False
        ) as response:
            assert response.status == 303 and "Clear-Site-Data" not in response.headers
    assert await heard(visitor, {"X-Samtal": held}) >= 1
    async with visitor.http.get(
        f"{visitor.url}/lamna", params={"nyckel": key}, headers=sent(cookies), allow_redirects=False
    ) as response:
        assert (response.status, response.headers["Location"]) == (303, served[0].settings.exit_url)
        assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert response.headers["Referrer-Policy"] == "no-referrer"
        expired = response.headers.getall("Set-Cookie")
    assert len(expired) == 2 and all("Max-Age=0" in cookie for cookie in expired)
    assert "Partitioned" in expired[1], "else the browser keeps it"
    assert await heard(visitor, {"X-Samtal": held}) == 0


async def test_deleting_in_a_frame_shows_the_receipt_in_the_frame(visitor: Visitor) -> None:
    _, _, held = await opened(visitor, FRAME)
    await asked(visitor, {**OWN, "X-Samtal": held})
    headers = {**OWN, "Sec-Fetch-Dest": "iframe"}
    async with visitor.http.post(f"{visitor.url}/radera", data={"samtal": held}, headers=headers) as response:
        page = await response.text()
    assert "Samtalet är raderat" in page and 'class="chat embedded"' in page
    forms = re.findall(r"<form [^>]*>", page)
    assert all('target="_self"' in form or "/lamna" in form for form in forms)
    assert await heard(visitor, {"X-Samtal": held}) == 0


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        *((path, f"'self' {HOST}") for path in ("/chatt", "/lamna", "/radera")),
        *((path, "'self'") for path in ("/", "/kontakt", "/personalen", "/x")),
        *((path, "'none'") for path in ("/personal", "/personal/logga-in")),
    ],
)
async def test_only_the_chat_may_be_shown_and_only_by_the_hosts_that_are_named(
    visitor: Visitor, path: str, ancestors: str
) -> None:
    async with visitor.http.get(visitor.url + path, allow_redirects=False) as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.endswith(f"; frame-ancestors {ancestors}")


def test_a_host_that_is_no_origin_stops_the_start_with_one_line(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    ended = start(replace(settings, allowed_hosts=("https://*.example.test",)))
    assert ended.returncode == 1 and ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("BOT_ALLOWED_HOSTS: 'https://*.example.test' is no origin")
