"""The real web as a process, an assistant that can fail, and visitors who speak to web over HTTP."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.record.crypto import load_secret
from bot.record.database import engine
from bot.settings import Settings
from tests.support.assistant_double import AssistantDouble
from tests.support.traces import content
from tests.support.web_server import Web, running_web, settings_for

PATIENCE = 20.0
"""Seconds until a test gives up waiting: far longer than anything takes, so that a busy machine fails no test."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def running_double(settings: Settings) -> Iterator[AssistantDouble]:
    made = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def web(settings: Settings, running_double: AssistantDouble) -> Iterator[Web]:
    """Web with an assistant beside it, for tests that leave both as they were."""
    with running_web(settings) as running:
        yield running


@pytest.fixture
def record(web: Web) -> sa.engine.Engine:
    """What web writes into."""
    return engine(web.settings.record_url)


@contextmanager
def web_and_double(settings: Settings) -> Iterator[tuple[Web, AssistantDouble]]:
    """Web with settings of its own, and an assistant beside it."""
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    with running_web(settings) as web:
        yield web, double
    double.stop()


@pytest.fixture
def double(running_double: AssistantDouble) -> Iterator[AssistantDouble]:
    """The assistant, well and remembering nothing."""
    running_double.reset()
    yield running_double
    running_double.reset()


@dataclass
class Visitor:
    """A browser's side of a conversation, cookies and all."""

    url: str
    http: aiohttp.ClientSession
    tab: str = ""
    """What the tab holds: the token of the last answer."""

    async def send(self, text: str, message_id: str | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
        """Send by the API; the status and the body of the answer."""
        body = {"id": message_id or new_id(), "text": text, "tab": self.tab, **more}
        async with self.http.post(f"{self.url}/api/messages", json=body) as response:
            answer = await response.json()
            self.tab = answer.get("tab", self.tab)
            return response.status, answer

    async def conversation(self, after: int = 0) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/api/conversation", params={"after": after, "tab": self.tab}) as response:
            assert response.status == 200
            found: dict[str, Any] = await response.json()
            return found

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.conversation(after))["messages"]
        return found

    async def until(self, good: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The messages, once they are as they should be."""
        return await until(self.messages, good)

    async def answers(self, number: int = 1) -> list[str]:
        """What was said by others, once there are so many."""
        found = await self.until(lambda messages: len(said(messages)) >= number)
        return said(found)

    async def page(self, path: str, **params: str) -> tuple[int, str]:
        async with self.http.get(self.url + path, params=params) as response:
            return response.status, await response.text()

    async def submit(self, path: str, follow: bool = False, **fields: str) -> aiohttp.ClientResponse:
        """Send a form, as a browser without JavaScript does."""
        response = await self.http.post(self.url + path, data=fields, allow_redirects=follow)
        await response.read()
        return response

    @asynccontextmanager
    async def stream(self, **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """The live stream's events as dicts of name, id and data."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        params = {"tab": self.tab}
        async with self.http.get(f"{self.url}/api/events", params=params, headers=headers, timeout=timeout) as response:
            assert response.status == 200
            yield events(response)


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if not line and event:
            yield event
            event = {}
        name, _, value = line.partition(": ")
        if name == "data":
            event["data"] = json.loads(value)
        elif name in ("event", "id"):
            event[name] = value


async def until(look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not good(found := await look()):  # noqa: ASYNC110 (it happens in another process)
            await asyncio.sleep(0.02)
    return found


async def until_true(good: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not good():  # noqa: ASYNC110 (it happens in another thread)
            await asyncio.sleep(0.02)


def new_id() -> str:
    return uuid.uuid4().hex


def said(messages: list[dict[str, Any]]) -> list[str]:
    return [message["spoken"] for message in messages if message["sender"] != "visitor"]


def bytes_on_disk(home: Path) -> bytes:
    """All that a run has written, but for the programs' own keys."""
    return content(*(file for file in home.rglob("*") if file.is_file() and file.parent.name != "keys"))


@asynccontextmanager
async def visiting(url: str, cookies: aiohttp.CookieJar | None = None) -> AsyncIterator[Visitor]:
    """Somebody who comes for the first time, or comes back with `cookies`."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True) if cookies is None else cookies) as http:
        yield Visitor(url, http)


@pytest_asyncio.fixture
async def visitor(web: Web) -> AsyncIterator[Visitor]:
    """Somebody who comes for the first time."""
    async with visiting(web.url) as made:
        yield made


@pytest_asyncio.fixture
async def other(web: Web) -> AsyncIterator[Visitor]:
    """Somebody else."""
    async with visiting(web.url) as made:
        yield made
