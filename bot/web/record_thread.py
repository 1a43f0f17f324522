"""The record is used from one thread of its own: SQLite blocks, and the event loop must not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

P = ParamSpec("P")
R = TypeVar("R")


class RecordThread:
    """Runs functions of `bot.record`, one after the other."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="record")

    async def run(
        self, function: Callable[Concatenate[sa.engine.Engine, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`function(engine, …)`, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: function(self._engine, *args, **kwargs)
        )

    def close(self) -> None:
        """Wait for what is being written, then end the thread."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()
