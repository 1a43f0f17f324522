"""Wakes the console's open views when something has changed; what it is they read in the record themselves."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Desk:
    """Many wait, anybody wakes them all. `views`: how many are open; `closed`: web ends, and so are they to."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.views = 0
        self.closed = False

    @contextmanager
    def view(self) -> Iterator[None]:
        """A view is open."""
        self.views += 1
        try:
            yield
        finally:
            self.views -= 1

    def wake(self) -> None:
        """Something that staff may see has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """End the views."""
        self.closed = True
        self.wake()

    def next_change(self) -> asyncio.Event:
        """What the next change sets."""
        return self._changed

    async def wait(self, change: asyncio.Event, seconds: float) -> None:
        """Until this change, or until the time is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(change.wait(), seconds)
