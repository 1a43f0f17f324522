"""What has had its time goes: when web starts, and each night."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.record.retention import Limits, Purged, add, purge_some
from bot.web.record_thread import RecordThread
from bot.web.rendering import TIME_ZONE
from bot.web.scrubbing import Scrubber

HOUR = 3
AGAIN_SECONDS = 600.0

log = structlog.get_logger(__name__)


async def purge_nightly(record: RecordThread, scrubber: Scrubber, kept: Limits, again: float = AGAIN_SECONDS) -> None:
    """Purge now and each night at three, without end. Where it goes wrong it is tried `again` so many
    seconds later."""
    while True:
        try:
            await _purge(record, scrubber, kept)
            await asyncio.sleep(_seconds_until_night(datetime.now(TIME_ZONE)))
        except Exception as error:
            log.error("purge_failed", error=type(error).__name__)
            await asyncio.sleep(again)


async def _purge(record: RecordThread, scrubber: Scrubber, kept: Limits) -> None:
    gone = Purged()
    while any(part := await record.run(purge_some, kept)):
        gone = add(gone, part)
    if any(gone):
        await scrubber.scrub()
        log.info("purged", **gone._asdict())


def _seconds_until_night(now: datetime) -> float:
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return night.timestamp() - now.timestamp()
