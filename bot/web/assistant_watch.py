"""Whether the assistant is there: looked up often while it is not, seldom while it is."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from bot.web.assistant_client import AssistantClient

AssistantState = Literal["ready", "loading", "down"]

LOADING_SECONDS = 60.0
"""An assistant that is away for longer is not just starting: it is down."""
_EVERY_AWAY = 0.25
_EVERY_READY = 5.0


class AssistantWatch:
    """Knows the assistant's state; `changed` is called when it becomes another."""

    def __init__(self, client: AssistantClient, changed: Callable[[], None]) -> None:
        self._client = client
        self._changed = changed
        self._ready = asyncio.Event()
        self._look = asyncio.Event()
        self._away_since = time.monotonic()
        self.state: AssistantState = "loading"

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._note(await self._client.ready())
            self._look.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), _EVERY_READY if self._ready.is_set() else _EVERY_AWAY)

    def gone(self) -> None:
        """Somebody just found it away."""
        self._note(False)
        self._look.set()

    async def wait_ready(self, seconds: float) -> None:
        """Until it is there, `seconds` at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), seconds)

    def _note(self, ready: bool) -> None:
        before = self.state
        if ready:
            self._ready.set()
            self.state = "ready"
        else:
            if self._ready.is_set():
                self._away_since = time.monotonic()
            self._ready.clear()
            self.state = "loading" if time.monotonic() - self._away_since < LOADING_SECONDS else "down"
        if self.state != before:
            self._changed()
