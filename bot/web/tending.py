"""Nobody strands: who has a person that is gone, or silent, waits again and is told; who waits stays a visitor."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.record import accounts, conversations, queue, staffing
from bot.record.erased import ConversationErased
from bot.record.queue import Staffed
from bot.record.turns import TurnLost
from bot.web import persons

if TYPE_CHECKING:
    from bot.web.services import Services

LOOK_SECONDS = 1.0
TOUCH_SECONDS = 60.0

log = structlog.get_logger(__name__)


async def tend(services: "Services") -> None:
    """Without end, until cancelled."""
    started, touched = datetime.now(UTC), 0.0
    while True:
        try:
            if time.monotonic() - touched > TOUCH_SECONDS:
                touched = time.monotonic()
                await _keep_waiting(services)
            for one in await services.record.quick(queue.staffed):
                if why := _stranded(services, one, started):
                    await _lose(services, one, why)
        except Exception as error:  # the record is locked, most likely
            log.error("tending_failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def _keep_waiting(services: "Services") -> None:
    """Who looks at a conversation with a person is there, however quiet it is. The others have gone."""
    live = await services.record.quick(queue.live)
    there = [conversation for conversation in live if _is_watched(services, conversation, TOUCH_SECONDS * 2)]
    if there:
        await services.record.run(conversations.touch, there)
        for conversation in there:
            services.publish_status(conversation)  # the conversation lasts longer now
    await services.record.run(
        staffing.end_quiet, datetime.now(UTC) - timedelta(minutes=services.settings.session_minutes)
    )


def _stranded(services: "Services", one: Staffed, started: datetime) -> str | None:
    """Why the visitor has nobody any more: the console is gone (`lost`), or nothing is answered (`silent`).

    A console cannot say that it is there before web listens: all is counted from then at the earliest.
    """
    settings, now = services.settings, datetime.now(UTC)
    since = max(one.since, started)
    if now - max(since, one.present_until or since) > timedelta(seconds=settings.staff_lost_seconds):
        return "lost"
    silent = one.unanswered and now - max(since, one.unanswered) > timedelta(seconds=settings.staff_silent_seconds)
    if silent and _is_watched(services, one.conversation, settings.staff_silent_seconds):
        return "silent"
    return None


def _is_watched(services: "Services", conversation: str, seconds: float) -> bool:
    """Whether the visitor has the conversation before them, or had it so few seconds ago (without JavaScript)."""
    seen = services.seen.get(conversation)
    recently = seen is not None and time.monotonic() - seen < seconds
    return recently or conversation in services.streams.open_conversations()


async def _lose(services: "Services", one: Staffed, why: str) -> None:
    said = persons.turn(services.texts.person[why].format(name=one.name))
    try:
        await services.record.run(staffing.lose, one.conversation, one.account, said)
    except (TurnLost, ConversationErased):  # it was given back, or taken away, in this moment
        return
    await services.record.run(accounts.set_available, one.account, False)
    log.info("staff_lost", why=why, account=one.account)


Seen = dict[str, float]
"""Conversations that wait for a person, or have one, and when their visitors last looked (`time.monotonic`)."""


def note_seen(seen: Seen, conversation: str, clock: Callable[[], float] = time.monotonic) -> None:
    """The visitor looks at the conversation. What was looked at long ago is forgotten."""
    now = clock()
    seen[conversation] = now
    for old in [each for each, at in seen.items() if now - at > 24 * 60 * 60]:
        del seen[old]
