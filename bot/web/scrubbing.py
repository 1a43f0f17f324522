"""What was deleted leaves the files: one rewriting of the record for all that ask for it at the same time."""

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError

from bot.record.database import scrub
from bot.web.record_thread import RecordThread

AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Scrubber:
    """Rewrites the record on demand."""

    def __init__(self, record: RecordThread) -> None:
        self._record = record
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    async def scrub(self) -> None:
        """Until no file holds a byte of what was deleted before this call, however often it takes."""
        if self._next is None:
            self._next = asyncio.create_task(self._scrub())
        await asyncio.shield(self._next)

    async def _scrub(self) -> None:
        async with self._turn:
            self._next = None  # what is deleted from now on needs the one after this
            while True:
                try:
                    return await self._record.run(scrub)
                except DBAPIError as error:
                    log.warning("scrub_late", error=type(error).__name__)
                    await asyncio.sleep(AGAIN_SECONDS)
