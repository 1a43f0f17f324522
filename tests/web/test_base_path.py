"""Web below a path: every address that it gives leads there, and it is found with the path and without it."""

import json
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.settings import SettingsError, load
from bot.web import base_path
from tests.support.assistant_double import AssistantDouble, answer_to
from tests.support.web_server import Web, settings_for
from tests.web.conftest import Visitor, visiting, web_and_double

BASE = "/del/chatt-tjanst"
OWN_PAGES = ("/", "/chatt", "/kontakt", "/integritet", "/tillganglighet", "/personal/logga-in", "/finns-inte")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, AssistantDouble]]:
    settings = settings_for(tmp_path_factory.mktemp("below"), BOT_PUBLIC_URL=f"http://www.example.test{BASE}")
    with web_and_double(settings) as both:
        yield both


@pytest_asyncio.fixture
async def visitor(served: tuple[Web, AssistantDouble]) -> AsyncIterator[Visitor]:
    async with visiting(served[0].url) as made:
        yield made


def addresses(html: str) -> set[str]:
    """Those of a page that are on its own host."""
    return set(re.findall(r'(?:href|src|srcset|action)="(/[^"#]*)', html))


async def test_all_that_pages_lead_to_is_below_the_path_and_there(visitor: Visitor) -> None:
    found = set()
    for path in OWN_PAGES:
        _, html = await visitor.page(path)
        found |= addresses(html)
    assert {f"{BASE}/chatt", f"{BASE}/lamna", f"{BASE}/"} <= found
    assert [address for address in found if not address.startswith(f"{BASE}/")] == []
    for address in found - {f"{BASE}/lamna"}:
        async with visitor.http.get(visitor.url + address.replace("&amp;", "&")) as response:
            assert response.status == 200, address


async def test_it_is_found_with_the_path_and_without_it_and_not_by_what_only_begins_like_it(visitor: Visitor) -> None:
    for path, status in ((BASE, 200), (f"{BASE}/chatt", 200), ("/chatt", 200), (f"{BASE}2/chatt", 404)):
        assert (await visitor.page(path))[0] == status, path
    assert (await visitor.page(f"{BASE}/api/conversation", after="0"))[0] == 200
    assert (await visitor.page(f"{BASE}?inbaddad=1"))[0] == 200


async def test_redirects_and_the_cookie(visitor: Visitor) -> None:
    response = await visitor.submit(f"{BASE}/chatt", text="Vem ordnar?", id="frage-1234")
    assert f"Path={BASE}/; HttpOnly" in response.headers["Set-Cookie"]
    for path in ("/radera", f"{BASE}/chatt/visa"):
        async with visitor.http.get(visitor.url + path, allow_redirects=False) as response:
            assert response.headers["Location"] == f"{BASE}/chatt"
    async with visitor.http.get(f"{visitor.url}/lamna", allow_redirects=False) as response:
        assert response.headers["Location"] == "https://www.smhi.se/", "another website's address stays as it is"
    body = {"till": f"{BASE}/nyheter/en"}  # as a script of ours reads it from a link
    own = {"Sec-Fetch-Site": "same-origin"}
    async with visitor.http.post(f"{visitor.url}/fortsatt", data=body, headers=own, allow_redirects=False) as response:
        assert response.headers["Location"] == f"{BASE}/nyheter/en"


async def test_the_console_is_below_the_path_too(visitor: Visitor) -> None:
    async with visitor.http.get(f"{visitor.url}{BASE}/personal", allow_redirects=False) as response:
        assert response.headers["Location"] == f"{BASE}/personal/logga-in"
    async with visitor.http.get(f"{visitor.url}{BASE}/personal/logga-in") as response:
        assert f'action="{BASE}/personal/logga-in"' in await response.text()
        assert f"Path={BASE}/personal; HttpOnly; SameSite=Strict" in response.headers["Set-Cookie"]


async def test_a_page_of_ours_may_post_and_another_origin_may_not(visitor: Visitor) -> None:
    await visitor.page("/chatt")
    for origin, status in (("http://www.example.test", 200), ("https://other.test", 403)):
        headers, form = {"Origin": origin}, {"text": "Vem ordnar?", "id": "frage-12345"}
        async with visitor.http.post(f"{visitor.url}/chatt", data=form, headers=headers) as response:
            assert response.status == status, origin


async def test_links_of_answers_in_the_api_and_what_scripts_ask_for(
    visitor: Visitor, served: tuple[Web, AssistantDouble]
) -> None:
    source = {"type": "source", "title": "En artikel", "url": "/nyheter/en"}
    reply = {"kind": "answer", "blocks": [source], "buttons": []}
    served[1].respond = lambda body: answer_to(body, reply)
    async with visiting(visitor.url + BASE) as below:  # where the cookie holds
        await below.send("Vem ordnar?")
        (said,) = [found for found in await below.until(lambda found: len(found) > 1) if found["sender"] == "bot"]
    assert f'href="{BASE}/nyheter/en"' in said["html"]
    _, page = await visitor.page("/chatt")
    scripts = [found for found in addresses(page) if ".js" in found]
    for script in scripts:
        _, text = await visitor.page(script)
        assert re.findall(r"""["'`](/(?!del/)[a-z][\w/]*)""", text) == [], script
    _, api = await visitor.page("/api/openapi.json")
    assert json.loads(api)["servers"] == [{"url": f"http://www.example.test{BASE}"}]


def test_what_visitors_write_is_no_address_of_ours() -> None:
    written = "&lt;a href=&#34;/chatt&#34;&gt;"
    assert base_path.html(BASE, written) == written
    html = '<a href="/chatt">/chatt</a><a href="//other.test/"></a><a href="https://other.test/chatt"></a><a href="#a">'
    assert base_path.html(BASE, html) == html.replace('"/chatt"', f'"{BASE}/chatt"')
    assert base_path.html(BASE, base_path.html(BASE, html)) == base_path.html(BASE, html)
    assert base_path.html("", html) == html


@pytest.mark.parametrize(
    "wrong",
    ["chatt.example.se", "ftp://example.se", "https://", "https://a.se/en väg", "https://a.se/x?y", "https://a.se//x"],
)
def test_a_public_address_that_is_none(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"BOT_PUBLIC_URL.*must be like"):
        load({"BOT_PUBLIC_URL": wrong})


@pytest.mark.parametrize(
    ("given", "origin", "base"),
    [
        ("https://a.se/", "https://a.se", ""),
        ("https://a.se:8443/chatt/", "https://a.se:8443", "/chatt"),
        ("http://[::1]:8000", "http://[::1]:8000", ""),
    ],
)
def test_the_parts_of_a_public_address(given: str, origin: str, base: str) -> None:
    settings = load({"BOT_PUBLIC_URL": given})
    assert (settings.public_url, settings.public_origin, settings.base_path) == (given.rstrip("/"), origin, base)
