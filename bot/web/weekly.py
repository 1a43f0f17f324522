"""Staff who want it get the week's figures by mail on Monday mornings."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.material.checking import facts_older_than
from bot.record import weekly
from bot.record.weekly import Week
from bot.web.noticing import CONSOLE
from bot.web.rendering import TIME_ZONE
from bot.web.waiting import waiting

if TYPE_CHECKING:
    from bot.web.services import Services

LOOK_SECONDS = 60.0

log = structlog.get_logger(__name__)


async def tell_weekly(services: "Services") -> None:
    """Without end, until cancelled. Where there is no mail server there is nobody to tell."""
    while services.mailer is not None:
        try:
            await tell_week(services)
        except Exception as error:  # the record is locked, most likely
            log.error("weekly_failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def tell_week(services: "Services", now: datetime | None = None) -> int:
    """Write the mail for those who are to get it now. Gives how many that were."""
    if services.mailer is None or not await services.record.quick(weekly.is_due, TIME_ZONE, now):
        return 0
    week = await services.record.quick(weekly.of_week, TIME_ZONE, now)
    waits = await asyncio.to_thread(waiting, services.settings, services.material)
    old = len(facts_older_than(services.material, today=(now or datetime.now(TIME_ZONE)).date()))
    console = f"{services.settings.public_url}{CONSOLE}"
    subject, text = mail_of(services.texts.weekly, console, week, waits.count, old)
    written = await services.record.run(weekly.write, TIME_ZONE, subject, text, now)
    if written:
        services.mailer.wake()
        log.info("week_told", mails=written)
    return written


def mail_of(texts: Mapping[str, str], console: str, week: Week, to_publish: int, old_facts: int) -> tuple[str, str]:
    """The subject and the text.

    Args:
        console: the whole address of the console's start.
        to_publish: how many changes wait for somebody to publish them.
        old_facts: how many facts nobody has looked up for long.
    """
    waits = {"to_publish": to_publish, "old_facts": old_facts}
    values = {**vars(week.numbers), **week._asdict(), **waits, "console": console}
    return texts["subject"], texts["text"].format(**values)
