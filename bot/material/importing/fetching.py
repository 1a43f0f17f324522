"""Fetching pages from websites: politely, within limits, and never from inside one's own network."""

import asyncio
import time
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urljoin

import aiohttp
from protego import Protego
from yarl import URL

from bot.material.importing.guarding import GuardedResolver, PrivateAddressError, require_public

TEXT = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
ROBOT = "HarDuFragor"
"""How we are named in a robots.txt."""
_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5
_REDIRECTS = 5
_LONGEST_DELAY = 30.0
_GIVE_UP_AFTER = 5
_ANY_TYPE = ("", "application/octet-stream", "application/gzip", "application/x-gzip")


@dataclass(frozen=True)
class Limits:
    """How much is asked of others, and waited for.

    Attributes:
        bytes: of a page, also when it is unpacked.
        seconds: for a page, from the connection to its last byte.
        delay: between two requests to one host; its robots.txt may ask for more, up to 30 seconds.
    """

    bytes: int = 5 * 1024 * 1024
    seconds: float = 20.0
    delay: float = 1.0


LIMITS = Limits()


class FetchError(Exception):
    """A page that could not be had. `code` is a word for programs, the text a line for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Fetched(NamedTuple):
    """A page: its last address, after redirects, its media type, the charset that it was sent with, and its bytes."""

    url: str
    type: str
    charset: str
    body: bytes


@dataclass
class Fetcher:
    """Fetches one page after another. Use it as an asynchronous context manager.

    Attributes:
        contact: an address where the owner of a website reads who we are; part of the User-Agent.
        allowed: hosts (`host` or `host:port`) that may be private.
    """

    contact: str = ""
    allowed: Iterable[str] = ()
    limits: Limits = LIMITS
    _session: aiohttp.ClientSession = field(init=False)
    _robots: dict[str, Protego | FetchError] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    _failures: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Self:
        agent = f"{ROBOT}/1.0 (news import of a chatbot{f'; {self.contact}' if self.contact else ''})"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=GuardedResolver(self.allowed), limit=2),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(total=self.limits.seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._session.close()

    async def get(self, url: str) -> Fetched:
        """The page at an address.

        Raises:
            FetchError: its code is one of `address`, `private`, `robots`, `unreachable`, `slow`, `gone`, `status`,
                `busy`, `redirects`, `not_text`, `too_big` and `broken`.
        """
        for _ in range(_REDIRECTS + 1):
            parsed = _parsed(url)
            host = parsed.authority
            if self._failures[host] >= _GIVE_UP_AFTER:
                raise FetchError(
                    "unreachable", f"{host} failed {_GIVE_UP_AFTER} times on end; left alone for this time"
                )
            robots = await self._robots_of(parsed)
            if not robots.can_fetch(url, ROBOT):
                raise FetchError("robots", f"{host}/robots.txt does not let {ROBOT} read it")
            await self._wait(host, float(robots.crawl_delay(ROBOT) or 0))
            try:
                found = await self._request(parsed, self.limits.bytes)
            except FetchError as error:
                again = self._failures[host] + 1 if error.code in {"unreachable", "slow"} else 0
                self._failures[host] = _GIVE_UP_AFTER if error.code == "busy" else again
                raise
            self._failures[host] = 0
            if isinstance(found, Fetched):
                return found
            url = _joined(url, found)
        raise FetchError("redirects", f"it leads on more than {_REDIRECTS} times")

    async def _robots_of(self, url: URL) -> Protego:
        """The rules of a host, asked for once. Without such a file everything may be read; one that cannot be had
        forbids everything (RFC 9309, 2.3.1)."""
        origin = str(url.origin())
        if origin not in self._robots:
            self._robots[origin] = await self._fetch_robots(origin)
        known = self._robots[origin]
        if isinstance(known, FetchError):
            raise FetchError(known.code, str(known))
        return known

    async def _fetch_robots(self, origin: str) -> Protego | FetchError:
        address = f"{origin}/robots.txt"
        try:
            for _ in range(_REDIRECTS + 1):
                found = await self._request(_parsed(address), _ROBOTS_BYTES, any_type=True)
                if isinstance(found, Fetched):
                    return Protego.parse(found.body.decode("utf-8", errors="replace"))
                address = _joined(address, found)
        except FetchError as error:
            if error.code in {"private", "unreachable", "slow", "busy"}:
                return error
            if error.code == "status" and not str(error).startswith("4"):
                return FetchError("robots", f"{origin}/robots.txt cannot be had ({error}), so nothing is read there")
        return Protego.parse("")

    async def _wait(self, host: str, asked: float) -> None:
        delay = max(self.limits.delay, min(asked, _LONGEST_DELAY))
        now = time.monotonic()
        at = max(self._next.get(host, 0.0), now)
        self._next[host] = at + delay
        await asyncio.sleep(at - now)

    async def _request(self, url: URL, most: int, *, any_type: bool = False) -> Fetched | str:
        """One request: the page, or where it leads."""
        try:
            require_public(url.host or "", url.port or 0, self.allowed)
            async with self._session.get(url, allow_redirects=False) as response:
                status = response.status
                if status in {301, 302, 303, 307, 308} and response.headers.get("Location"):
                    return response.headers["Location"]
                if status in {404, 410}:
                    raise FetchError("gone", f"{status} {_phrase(status)}")
                if status == 429 or (status == 503 and "Retry-After" in response.headers):
                    raise FetchError("busy", f"{status} {_phrase(status)}: the website asks us to come back later")
                if status != 200:
                    raise FetchError("status", f"{status} {_phrase(status)}")
                kind = response.content_type if "Content-Type" in response.headers else ""
                if not any_type and kind not in (*TEXT, *FEEDS, *_ANY_TYPE):
                    raise FetchError("not_text", f"it is no text but {kind}")
                return Fetched(str(url), kind, response.charset or "", await _body(response, most))
        except PrivateAddressError as error:
            raise _private(error) from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, PrivateAddressError):
                raise _private(error.os_error) from error
            raise FetchError("unreachable", f"no connection: {error.os_error.strerror or error.os_error}") from error
        except TimeoutError as error:
            raise FetchError("slow", f"it did not end within {self.limits.seconds:g} seconds") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError("broken", f"the answer is broken ({type(error).__name__})") from error


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The bytes of an answer, unpacked; no more than `most`, neither on the way nor in memory."""
    too_big = FetchError("too_big", f"it is larger than {most / 1024 / 1024:g} MB")
    if (response.content_length or 0) > most:
        raise too_big
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise FetchError("broken", f"the answer is packed in a way that was not asked for ({encoding})")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            raise too_big
    return bytes(body) if encoding == "identity" and body[:2] != b"\x1f\x8b" else _unpacked(bytes(body), most, too_big)


def _unpacked(packed: bytes, most: int, too_big: FetchError) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        body = unpacking.decompress(packed, most + 1)
    except zlib.error as error:
        raise FetchError("broken", "the answer cannot be unpacked") from error
    if len(body) > most:
        raise too_big
    return body


def _joined(url: str, where: str) -> str:
    try:
        return urljoin(url, where)
    except ValueError as error:
        raise FetchError("address", f"it leads to what is no address: {where[:200]}") from error


def _parsed(url: str) -> URL:
    try:
        parsed = URL(url.strip())
        usable = parsed.scheme in {"http", "https"} and parsed.host and not parsed.user and parsed.port
    except ValueError:
        usable = False
    if not usable:
        raise FetchError("address", f"it is no address that can be fetched: {url[:200]}")
    return parsed.with_fragment(None)


def _private(error: OSError) -> FetchError:
    return FetchError("private", f"{error}; name the host in BOT_NEWS_PRIVATE_HOSTS if it may be read")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"
