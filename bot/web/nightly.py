"""What is done each night: what has had its time goes (also when web starts), and news are taken in and published."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.record import audit
from bot.record.retention import Limits, Purged, add, purge_some
from bot.settings import Settings
from bot.web import imports
from bot.web.record_thread import RecordThread
from bot.web.rendering import TIME_ZONE
from bot.web.scrubbing import Scrubber
from bot.web.waiting import waiting

if TYPE_CHECKING:
    from bot.web.services import Services

HOUR = 3
AGAIN_SECONDS = 600.0
NEWS_MINUTE = 30

log = structlog.get_logger(__name__)


async def purge_nightly(
    home: Path, record: RecordThread, scrubber: Scrubber, kept: Limits, again: float = AGAIN_SECONDS
) -> None:
    """Purge now and each night at three, without end: the record, and what was looked at for taking it in. Where it
    goes wrong it is tried `again` so many seconds later."""
    while True:
        try:
            await asyncio.to_thread(imports.clear, home)
            await _purge(record, scrubber, kept)
            await asyncio.sleep(_seconds_until_night(datetime.now(TIME_ZONE)))
        except Exception as error:
            log.error("purge_failed", error=type(error).__name__)
            await asyncio.sleep(again)


async def sync_nightly(services: "Services", again: float = AGAIN_SECONDS) -> None:
    """Take in news from the feeds that are set, and publish them, each night, without end."""
    while True:
        await asyncio.sleep(_seconds_until_night(datetime.now(TIME_ZONE), NEWS_MINUTE))
        try:
            await sync_news(services.settings)
            await publish_news(services)
        except Exception as error:
            log.error("news_failed", error=type(error).__name__)
        await asyncio.sleep(again)


async def publish_news(services: "Services") -> bool:
    """Begin to publish what has changed of the material, where something has; whether that was begun."""
    waits = await asyncio.to_thread(waiting, services.settings, services.material)
    texts = services.texts.publishing
    if not waits.news or not await services.publisher.publish_news(texts["by_night"]):
        return False
    await services.record.run(audit.note, texts["by_night"], "changed", texts["logged_borja"])
    return True


async def sync_news(settings: Settings) -> int:
    """`bot material sync --yes`, what it says in `news.log`; its exit status."""
    with (settings.home / "news.log").open("wb") as lines:
        status = await imports.material(settings, ["sync", "--yes"], lines.fileno(), lines.fileno())
    told = (settings.home / "news.log").read_text(encoding="utf-8", errors="replace").splitlines()
    log.info("news", status=status, told=[line for line in told if line.endswith(".") and line[:1].isalnum()][-3:])
    return status


async def _purge(record: RecordThread, scrubber: Scrubber, kept: Limits) -> None:
    gone = Purged()
    while any(part := await record.run(purge_some, kept)):
        gone = add(gone, part)
    if any(gone):
        await scrubber.scrub()
        log.info("purged", **gone._asdict())


def _seconds_until_night(now: datetime, minute: int = 0) -> float:
    night = now.replace(hour=HOUR, minute=minute, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return night.timestamp() - now.timestamp()
