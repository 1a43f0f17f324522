"""Where the time of one message goes: milliseconds by part, gathered while it is handled."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_parts: ContextVar[dict[str, float] | None] = ContextVar("message_timings", default=None)


@contextmanager
def message() -> Iterator[dict[str, float]]:
    """Gather the parts of one message; what it yields is filled while the block runs."""
    parts: dict[str, float] = {}
    token = _parts.set(parts)
    try:
        yield parts
    finally:
        _parts.reset(token)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Add the time of this block to a part; outside of a message it counts nothing."""
    start = time.perf_counter()
    try:
        yield
    finally:
        parts = _parts.get()
        if parts is not None:
            parts[name] = parts.get(name, 0.0) + (time.perf_counter() - start) * 1000
