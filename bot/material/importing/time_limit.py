"""An end to what takes too long to read: a stranger's page may be written so that it does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from bot.material.importing.draft import ReadError

READ_SECONDS = 20.0
"""Of the processor's time for one page. A long article takes less than one."""


class _Over(BaseException):
    """No `Exception`: a library that goes on whatever happens would go on."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Ends the block after so many seconds of the processor's time. For the main thread, where signals arrive.

    Raises:
        ReadError: `slow`, it took longer.
    """

    def end(*_: object) -> None:
        raise _Over

    before = signal.signal(signal.SIGVTALRM, end)
    try:
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _Over as over:
        raise ReadError("slow", f"reading it took more than {seconds:g} seconds") from over
    finally:
        signal.signal(signal.SIGVTALRM, before)
