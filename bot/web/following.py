"""Shows visitors what others write into the record: the staff's words, who speaks now, and the place in the queue.

The staff's console, the actions and the commands write it, each where they are; here it is seen, whoever wrote.
"""

import asyncio
import time
from typing import TYPE_CHECKING

import structlog

from bot.record import messages, queue
from bot.record.changes import Changes
from bot.record.queue import Standing
from bot.web import persons

if TYPE_CHECKING:
    from bot.web.services import Services

LOOK_SECONDS = 0.1
# Nobody writes that somebody has gone, or that it has become five.
ANYWAY_SECONDS = 1.0

log = structlog.get_logger(__name__)


async def follow(services: "Services") -> None:
    """Without end, until cancelled."""
    changes = Changes()
    shown: dict[str, tuple[Standing, bool]] = {}
    seq, looked = await services.record.quick(messages.newest_seq), 0.0
    try:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                changed = await services.record.quick(changes.any)
                if changed or time.monotonic() - looked > ANYWAY_SECONDS:
                    looked = time.monotonic()
                    if changed:
                        services.desk.wake()
                    seq = await _messages(services, seq) if changed else seq
                    shown = await _standings(services, shown)
            except Exception as error:  # the record is locked, most likely
                log.error("following_failed", error=type(error).__name__)
                await asyncio.sleep(ANYWAY_SECONDS)
    finally:
        changes.close()


async def _messages(services: "Services", seq: int) -> int:
    """Show what staff said, and what was said of them, after this number. Gives the last one."""
    found = await services.record.quick(messages.list_of_staff, seq)
    for message in found:
        services.show(message.conversation, [message])
    return found[-1].seq if found else seq


async def _standings(
    services: "Services", before: dict[str, tuple[Standing, bool]]
) -> dict[str, tuple[Standing, bool]]:
    """Tell the views of each conversation that stands elsewhere than before, or whose staff came or went."""
    standings = await services.record.quick(queue.live)
    there = bool(standings) and await persons.is_there(services)
    now = {conversation: (standing, there) for conversation, standing in standings.items()}
    for conversation in before.keys() | now.keys():
        if before.get(conversation) != now.get(conversation):
            services.publish_status(conversation)
    return now
