"""The record is used from threads of its own: SQLite blocks, and the event loop must not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

P = ParamSpec("P")
R = TypeVar("R")

_QUICK_THREADS = 4


class RecordThread:
    """Runs functions of `bot.record`: what writes one after the other, what must not wait for that beside it.

    Args:
        patient: the engine that waits for its turn where another process writes.
        quick: the engine that soon gives up.
    """

    def __init__(self, patient: sa.engine.Engine, quick: sa.engine.Engine) -> None:
        self._patient, self._quick = patient, quick
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._quick_threads = ThreadPoolExecutor(_QUICK_THREADS, thread_name_prefix="record quick")

    async def run(
        self, function: Callable[Concatenate[sa.engine.Engine, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`function(engine, …)`, away from the event loop, after what was given before."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: function(self._patient, *args, **kwargs)
        )

    async def quick(
        self, function: Callable[Concatenate[sa.engine.Engine, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`function(engine, …)` at once, for what reads (a writer is in nobody's way) and for what cannot wait."""
        return await asyncio.get_running_loop().run_in_executor(
            self._quick_threads, lambda: function(self._quick, *args, **kwargs)
        )

    def close(self) -> None:
        """Wait for what is being written, then end the threads."""
        self._thread.shutdown(wait=True)
        self._quick_threads.shutdown(wait=True)
        self._patient.dispose()
        self._quick.dispose()
