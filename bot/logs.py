"""Logs that hold no word of a visitor: what every process of ours sets up.

What we log ourselves names no text. For what a library may log all the same, at any level, personal data is masked in
every line.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

from bot.language.personal import mask


class PrivateFormatter(logging.Formatter):
    """Masks every line. Of an exception it tells type and place, and not the text, which may quote a visitor."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))

    def formatException(  # noqa: N802 - the name is logging's own
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])[-3:]
        return f"{ei[0].__name__} at " + ", ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))


def configure(level: int = logging.WARNING) -> None:
    """Send Python's logging to standard error, in that form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PrivateFormatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_is_no_farewell_of_sanic)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def mask_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks what is personal in the event and in every value, deep inside too."""
    for key, value in event.items():
        event[key] = _masked(value)
    return event


def _masked(value: Any) -> Any:
    if isinstance(value, int | float | None):
        return value
    return mask(value if isinstance(value, str) else repr(value))


def _is_no_farewell_of_sanic(record: logging.LogRecord) -> bool:
    """Sanic 21.12 leaves a task of its own pending when it stops, which asyncio takes for an error."""
    return not (record.name == "asyncio" and "SignalRouter._dispatch" in record.getMessage())
