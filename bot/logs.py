"""Logs that hold no word of a visitor: what every process of ours that uses Python's logging sets up."""

import logging
import sys
import traceback
from types import TracebackType


class PrivateFormatter(logging.Formatter):
    """Tells of an exception its type and where it was raised, and not its text, which may quote a visitor."""

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


def _is_no_farewell_of_sanic(record: logging.LogRecord) -> bool:
    """Sanic 21.12 leaves a task of its own pending when it stops, which asyncio takes for an error."""
    return not (record.name == "asyncio" and "SignalRouter._dispatch" in record.getMessage())
