"""Which addresses are never connected to."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.benchmark.news_site import NewsSite, Page, article_page
from bot.material.importing import guarding
from bot.material.importing.fetching import Fetcher, FetchError
from bot.material.importing.guarding import is_public

from .conftest import COURSE, QUICK


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "0.1.2.3", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::a00:1"),
        *("2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "::127.0.0.1", "no address", ""),
    ],
)
def test_an_address_that_is_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["193.10.1.1", "8.8.8.8", "2a00:1450:400f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_a_private_address_is_none_in_any_wrapping(address) -> None:
    for form in (f"{address}", f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"):
        assert not is_public(form)


def get(url: str, allowed: tuple[str, ...] = ()) -> str:
    """The code of what went wrong, or nothing."""

    async def run() -> str:
        async with Fetcher(allowed=allowed, limits=QUICK) as fetcher:
            try:
                await fetcher.get(url)
            except FetchError as error:
                return error.code
        return ""

    return asyncio.run(run())


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0"),
        *("0177.0.0.1", "127.0.0.01", "127.000.000.001", "00.0.0.0"),
    ],
)
def test_nothing_of_this_machine_is_asked_however_it_is_written(site: NewsSite, host: str) -> None:
    port = site.host.rpartition(":")[2]
    assert get(f"http://{host}:{port}/nyheter/ny-kurs/") in {"private", "address"}
    assert site.asked == []


def test_a_setting_lets_a_host_be_private_and_its_neighbour_not(site: NewsSite) -> None:
    port = site.host.rpartition(":")[2]
    assert get(f"{site.url}/nyheter/ny-kurs/", (site.host,)) == ""
    assert get(f"http://localhost:{port}/nyheter/ny-kurs/", (site.host,)) == "private"
    assert get(f"http://localhost:{port}/nyheter/ny-kurs/", ("localhost",)) == ""


def test_an_ipv6_address_is_named_as_in_an_address() -> None:
    for allowed in ("[::1]:8080", "::1", "[::1]"):
        assert guarding.is_allowed("::1", 8080, (allowed,))
    assert not guarding.is_allowed("::1", 8081, ("[::1]:8080",))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.01", "127.000.000.001", "00.0.0.0"])
def test_a_redirect_leads_nowhere_that_an_address_would_not(site: NewsSite, host: str) -> None:
    with NewsSite({"/hemligt/": Page(article_page(COURSE).encode())}) as inside:
        where = f"{inside.url}/hemligt/".replace("127.0.0.1", host)
        site.pages["/nyheter/in/"] = Page(status=302, headers=(("Location", where),))
        assert get(f"{site.url}/nyheter/in/", (site.host,)) == "private"
        assert inside.asked == []


def test_robots_txt_is_no_way_in_either(site: NewsSite) -> None:
    with NewsSite({"/robots.txt": Page(b"")}) as inside:
        site.pages["/robots.txt"] = Page(status=301, headers=(("Location", f"{inside.url}/robots.txt"),))
        assert get(f"{site.url}/nyheter/ny-kurs/", (site.host,)) == "private"
        assert inside.asked == []


def test_a_name_that_answers_differently_the_second_time_leads_nowhere(
    site: NewsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was looked up and allowed is what is connected to, and it is looked up once a connection."""
    answers = iter([["203.0.114.7"], *[["127.0.0.1"]] * 10])
    looked_up = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        found = next(answers)
        looked_up.append(found)
        one = {"hostname": host, "port": port, "family": 2, "proto": 6, "flags": 0}
        return [{**one, "host": address} for address in found]

    monkeypatch.setattr(guarding.ThreadedResolver, "resolve", resolve)
    port = site.host.rpartition(":")[2]
    assert get(f"http://rebinding.example:{port}/nyheter/ny-kurs/") in {"unreachable", "slow", "private"}
    assert site.asked == []
    assert looked_up


def test_of_several_addresses_only_the_public_ones_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"host": "127.0.0.1"}, {"host": "193.10.1.1"}, {"host": "::1"}]

    monkeypatch.setattr(guarding.ThreadedResolver, "resolve", resolve)

    async def run() -> list[dict[str, object]]:
        return await guarding.GuardedResolver(()).resolve("www.example.se", 443)

    assert asyncio.run(run()) == [{"host": "193.10.1.1"}]
