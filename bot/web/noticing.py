"""Staff who are away get one mail for what is new."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.record import notices
from bot.record.notices import New

if TYPE_CHECKING:
    from bot.web.services import Services

LOOK_SECONDS = 5.0
CONSOLE = "/personal"

log = structlog.get_logger(__name__)


async def notice(services: "Services") -> None:
    """Without end, until cancelled. Where there is no mail server there is nobody to tell."""
    if services.mailer is None:
        return
    words = partial(mail_of, services.texts.notice, f"{services.settings.public_url}{CONSOLE}")
    while True:
        try:
            if await services.record.quick(notices.due) and (
                written := await services.record.run(notices.write, words)
            ):
                services.mailer.wake()
                log.info("staff_noticed", mails=written)
        except Exception as error:  # the record is locked, most likely
            log.error("noticing_failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


def mail_of(texts: dict[str, str], link: str, new: New) -> tuple[str, str]:
    """The subject, and the text with how much is new."""
    lines = []
    for number, one, many in ((new.questions, "question", "questions"), (new.waiting, "waits", "wait")):
        if number:
            lines.append(f"– {texts[one] if number == 1 else texts[many].format(number=number)}")
    return texts["subject"], texts["text"].format(new="\n".join(lines), link=link)
