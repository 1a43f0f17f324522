"""Live events, fanned out in this process to all open views of a conversation.

Nothing is kept here: a view that was away asks the record for what came after the last `seq` that it has seen.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_QUEUE = 200
VIEWS_OF_ONE = 8
"""Open views of one conversation; one more, and the oldest is ended."""
VIEWS = 2000
"""Open views in all, if the process may have as many connections."""

HEADERS = {"X-Accel-Buffering": "no"}
"""Of a stream: asks a proxy, which may hold answers back until they are whole, to pass each event on at once."""


class TooManyViewsError(Exception):
    """There are as many open views as web can serve."""


@dataclass(frozen=True)
class Event:
    """A server-sent event; `seq` is its id, where it is a message."""

    name: str
    data: str
    seq: int | None = None

    def encode(self) -> str:
        head = f"id: {self.seq}\n" if self.seq is not None else ""
        return f"{head}event: {self.name}\ndata: {self.data}\n\n"


def event(name: str, data: Mapping[str, Any], seq: int | None = None) -> Event:
    return Event(name, json.dumps(data, ensure_ascii=False, separators=(",", ":")), seq)


View = asyncio.Queue[Event | None]
"""What a view waits at; None says that its stream has ended."""


class Streams:
    """The open views, by conversation."""

    def __init__(self, most: int = VIEWS) -> None:
        self._most = most
        self._views: defaultdict[str, list[View]] = defaultdict(list)  # the oldest first

    @contextmanager
    def view(self, conversation: str) -> Iterator[View]:
        """A view that gets the conversation's events from now on.

        Raises:
            TooManyViewsError
        """
        if sum(map(len, self._views.values())) >= self._most:
            raise TooManyViewsError
        if len(self._views.get(conversation, ())) >= VIEWS_OF_ONE:
            _end(self._views[conversation].pop(0))
        queue: View = asyncio.Queue(_QUEUE)
        self._views[conversation].append(queue)
        try:
            yield queue
        finally:
            views = self._views.get(conversation, [])
            if queue in views:
                views.remove(queue)
            if not views:
                self._views.pop(conversation, None)

    def publish(self, conversation: str, event: Event) -> None:
        """Give the event to every view. One that does not keep up is ended: it comes back and resumes by `seq`."""
        for queue in tuple(self._views.get(conversation, ())):
            if queue.qsize() >= _QUEUE - 1:
                self._views[conversation].remove(queue)
                _end(queue)
            else:
                queue.put_nowait(event)

    def open_conversations(self) -> tuple[str, ...]:
        return tuple(self._views)

    def close(self, conversation: str) -> None:
        """End the conversation's views; a browser opens a new one, as whoever it is then."""
        for queue in self._views.get(conversation, ()):
            _end(queue)

    def close_all(self) -> None:
        for conversation in self.open_conversations():
            self.close(conversation)


def _end(queue: View) -> None:
    if not queue.full():
        queue.put_nowait(None)
