"""A visitor's message on its way to the assistant."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.record.messages import Message
from bot.web.assistant_client import Answer


@dataclass
class Outgoing:
    """A message on its way. `received` is when web got it (`time.perf_counter`), `record_ms` what keeping it took."""

    message: Message
    text: str
    received: float = field(default_factory=time.perf_counter)
    record_ms: float = 0.0
    in_line: bool = False  # others were before it
    failures: int = 0
    told: bool = False  # the visitor has been told that it is late
    away: bool = False  # the assistant was not there when it was tried
    stuck: bool = False  # something of our own went wrong, the record most likely
    answer: tuple[Answer, float] | None = None  # and the milliseconds it took: here until the record has taken it
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def body(self, easy: bool) -> tuple[dict[str, str], Mapping[str, Any]]:
        """The message and its metadata, as the assistant's channel takes them. `easy`: easy Swedish is wanted."""
        message = {"id": str(self.message.seq), "text": self.text}
        if self.message.button:
            message["button"] = self.message.button
        metadata: dict[str, Any] = {"easy": easy}
        if self.message.danger:
            metadata["danger"] = True
        if self.message.page:
            metadata["page"] = self.message.page
        return message, metadata

    def timings(self, answer: Answer, assistant_ms: float) -> dict[str, float]:
        """Where the milliseconds went until now, by part: the assistant's own parts, and ours."""
        total = (time.perf_counter() - self.received) * 1000
        own = {
            "assistant": assistant_ms,
            "record": self.record_ms,
            "web": max(0.0, total - assistant_ms - self.record_ms),
            "total": total,
        }
        return {name: round(ms, 2) for name, ms in {**answer.timings, **own}.items()}
