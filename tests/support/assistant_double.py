"""An assistant's HTTP side for tests of web: a real server that holds to bot/contract.schema.json and can fail at will.

It stands in for Rasa where the failure is the subject. What the assistant really says is tested with the real one.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from jsonschema import Draft7Validator

from bot.settings import ROOT

CONTRACT = json.loads((ROOT / "bot" / "contract.schema.json").read_text(encoding="utf-8"))
REQUEST = Draft7Validator({"$ref": "#/definitions/request", "definitions": CONTRACT["definitions"]})


def text_reply(words: str, buttons: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"kind": "answer", "blocks": [{"type": "text", "text": words}], "buttons": buttons or []}


@dataclass
class AssistantDouble:
    """Answers each message with "Svar på: <text>". Set its fields from the test, also while it runs.

    Attributes:
        secret: what web must send; anything else is 403.
        ready: False is an assistant that listens, but has no model yet.
        error: an error of the contract to answer with (503), or nothing.
        hang: seconds that an answer takes.
        respond: makes another answer of a request.
        received: the requests that were answered, in order; `tried`: all.
        forgotten: the conversations that it was told to forget.
    """

    port: int
    secret: str
    ready: bool = True
    error: str | None = None
    hang: float = 0.0
    respond: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    received: list[dict[str, Any]] = field(default_factory=list)
    tried: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; returns once it does."""
        listening = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(self._loop, listening), daemon=True)
        self._thread.start()
        assert listening.wait(10)

    def stop(self) -> None:
        """Refuse connections from now on, as a process that is gone does."""
        if self._loop and self._thread:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop = self._thread = None

    def reset(self) -> None:
        """Be well, and remember nothing."""
        self.ready, self.error, self.hang, self.respond = True, None, 0.0, None
        for kept in (self.received, self.tried, self.forgotten):
            kept.clear()

    def texts(self, conversation: str | None = None) -> list[str]:
        """The texts that were answered, in order."""
        return [r["message"]["text"] for r in self.received if conversation in (None, r["conversation"])]

    def _run(self, loop: asyncio.AbstractEventLoop, listening: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        app = web.Application()
        app.router.add_post("/webhooks/web/message", self._message)
        app.router.add_delete("/webhooks/web/conversations/{conversation}", self._forget)
        app.router.add_get("/webhooks/web/ready", self._ready)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        loop.run_until_complete(runner.setup())
        loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start())
        loop.call_soon(listening.set)
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    async def _message(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Bot-Secret") != self.secret:
            return _error(403, "forbidden")
        body = await request.json()
        self.tried.append(body)
        if problem := next(REQUEST.iter_errors(body), None):
            return _error(400, f"bad_request: {problem.message}")
        if not self.ready:
            return _error(503, "not_ready")
        if self.hang:
            await asyncio.sleep(self.hang)
        if self.error:
            return _error(503, self.error)
        self.received.append(body)
        return web.json_response(self.respond(body) if self.respond else answer_to(body))

    async def _forget(self, request: web.Request) -> web.Response:
        self.forgotten.append(request.match_info["conversation"])
        return web.Response(status=204)

    async def _ready(self, request: web.Request) -> web.Response:
        return web.json_response({"version": 1, "ready": self.ready, "model": "double"})


def answer_to(body: dict[str, Any], *replies: dict[str, Any], **values: Any) -> dict[str, Any]:
    """An answer of the contract; without replies it says which text it answers, and after help in danger nothing."""
    told = [] if body["metadata"].get("danger") else [text_reply(f"Svar på: {body['message']['text']}")]
    return {
        "version": 1,
        "message_id": body["message"]["id"],
        "replies": list(replies) or told,
        "understanding": {"intent": "news_question", "confidence": 0.9, "runner_up": None, "passages": []},
        "expects": None,
        "timings": {"parse": 1.0, "policies": 1.0, "action": 1.0},
        **values,
    }


def _error(status: int, error: str) -> web.Response:
    return web.json_response({"version": 1, "error": error}, status=status)
