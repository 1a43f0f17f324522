"""Somebody of the staff at the console, over HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from sqlalchemy.engine import Engine
from yarl import URL

from bot.record import signins
from bot.record.accounts import Account
from bot.record.crypto import load_key
from bot.web.staff.signing_in import COOKIE, cookie_of


@dataclass
class Console:
    """A browser of somebody who is signed in."""

    url: str
    http: aiohttp.ClientSession
    account: Account
    csrf: str = ""

    async def get(self, path: str) -> tuple[int, str]:
        """A page: its status and text."""
        async with self.http.get(self.url + path) as response:
            text = await response.text()
            if found := re.search(r'name="csrf" value="([^"]+)"', text):
                self.csrf = found[1]
            return response.status, text

    async def fetch(self, path: str) -> tuple[int, str, dict[str, str]]:
        """A file or a page: its status, text and headers."""
        async with self.http.get(self.url + path) as response:
            return response.status, await response.text("utf-8"), dict(response.headers)

    async def post(self, path: str, *, json: bool = False, **fields: str) -> tuple[int, str]:
        """Send a form of a page; the status and text of what it leads to. `json`: as the page's script does."""
        if not self.csrf:
            await self.get("/personal")
        data = {"csrf": self.csrf, **fields}
        headers = {"Accept": "application/json"} if json else {}
        async with self.http.post(self.url + path, data=data, headers=headers) as response:
            return response.status, await response.text()

    @asynccontextmanager
    async def stream(self, number: int | None = None) -> AsyncIterator[aiohttp.ClientResponse]:
        """The live stream, with a conversation opened."""
        params = {"samtal": str(number)} if number else {}
        timeout = aiohttp.ClientTimeout(total=30)
        async with self.http.get(f"{self.url}/personal/handelser", params=params, timeout=timeout) as response:
            yield response


@asynccontextmanager
async def at_console(url: str, record: Engine, account: Account) -> AsyncIterator[Console]:
    """Somebody who is signed in."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        jar.update_cookies({COOKIE: sign_in(record, account)}, URL(url))
        yield Console(url, http, account)


def sign_in(record: Engine, account: Account) -> str:
    """What the cookie of somebody holds who has signed in."""
    return cookie_of(load_key(Path(record.url.database).parent), signins.begin(record, account))
