"""Words that staff take away: out of a conversation and its questions, and out of what was taught in them."""

import asyncio

import structlog
from sanic.request import Request

from bot.material.lessons import LessonError
from bot.record import reviews
from bot.record.redact import redact
from bot.record.reviews import Verdict
from bot.unlearning import unlearn
from bot.web.services import Services
from bot.web.staff.console import WrongError, field, services_of, staff_of
from bot.web.staff.teaching import lesson_of

log = structlog.get_logger(__name__)


async def redact_words(request: Request, where: int | str) -> None:
    """Take the words of the form away, as `redact` does (`where`); out of the files too, however often that takes.

    Raises:
        WrongError: there are none, or they stand nowhere there.
    """
    services = services_of(request)
    words = field(request, "words").strip()
    if not words:
        raise WrongError("words", services.texts.console["words_empty"])
    taught = await services.record.quick(reviews.examples)
    if not await services.record.run(redact, services.key, where, words, staff_of(request).email):
        raise WrongError("words", services.texts.console["words_nowhere"])
    await _unlearn(services, taught)
    services.spawn(services.scrubber.scrub())


async def _unlearn(services: Services, before: list[Verdict]) -> None:
    """What was taught in words that are taken away now is not learnt, and stands in no file any more."""
    still = await services.record.quick(reviews.examples)
    words = {(verdict.message, verdict.account): verdict.reworded for verdict in still}
    changed = [verdict for verdict in before if words.get((verdict.message, verdict.account)) != verdict.reworded]
    if gone := {lesson for verdict in changed if (lesson := lesson_of(verdict))}:
        try:
            await asyncio.to_thread(unlearn, services.settings, gone)
        except (LessonError, OSError) as error:
            log.error("lesson_not_taken_away", error=type(error).__name__)
