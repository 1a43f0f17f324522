"""What a wrong answer should have been, and the lesson that is made of it: the question in the reviewer's own words."""

import asyncio
from difflib import SequenceMatcher
from typing import cast

import structlog
from sanic.request import Request

from bot.language.words import bare
from bot.material import lessons
from bot.material.lessons import Lesson, LessonError
from bot.record import reviews
from bot.record.reviews import ShouldKind, Verdict
from bot.web.intake import clean
from bot.web.services import Services
from bot.web.staff import answer_search
from bot.web.staff.console import WrongError, field, services_of, staff_of
from bot.web.staff.reviewed import Reviewed

_LONGEST_RUN = 5
"""So many of the visitor's words may stand in a row in what is taught; a question has hardly any way around that."""
_MUST_NOT_BE_TAUGHT = ("intent", "danger")
"""Rules and a list of its own say what is danger."""

log = structlog.get_logger(__name__)


async def say_what_it_should_have_been(request: Request, found: Reviewed, message: int) -> None:
    """Keep it with the verdict, and teach the example, if there is one; what the verdict taught before is taken back.

    Raises:
        WrongError: the form is not filled in right, or the lesson could not be written.
        ConversationErased
    """
    services = services_of(request)
    if message not in found.judged:
        raise WrongError("borde", services.texts.reviewing["should_empty"])
    kind, should = _chosen(request, found, message)
    teaches = not found.grave and (kind, should) != _MUST_NOT_BE_TAUGHT
    words = _own_words(services, field(request, "fraga"), found.questions[message]) if teaches else ""
    verdict = await services.record.run(
        reviews.judge,
        message,
        staff_of(request),
        False,
        should_kind=kind,
        should=should or None,
        reworded=words or None,
    )
    await forget(services, found.judged[message].mine)
    if verdict.reworded:
        await _teach(services, Lesson(verdict.reworded, kind, should))


async def forget(services: Services, before: Verdict | None) -> None:
    """What was taught by a verdict that holds no more is taken back, where no other verdict teaches the same."""
    lesson = lesson_of(before) if before else None
    if lesson is None:
        return
    if await services.record.quick(reviews.teaches, lesson.words, lesson.should_kind, lesson.should):
        return
    try:
        await asyncio.to_thread(lessons.forget, services.settings.content, lesson)
    except (LessonError, OSError) as error:
        log.error("lesson_not_written", error=type(error).__name__)


def lesson_of(verdict: Verdict) -> Lesson | None:
    """What a verdict teaches, if it does."""
    if not verdict.reworded or not verdict.should_kind:
        return None
    return Lesson(verdict.reworded, verdict.should_kind, verdict.should or "")


async def forget_grave(services: Services) -> None:
    """What was taught by verdicts in conversations that have turned out to be about danger since is taken back."""
    for verdict in await services.record.run(reviews.drop_grave_examples):
        await forget(services, verdict)


async def _teach(services: Services, lesson: Lesson) -> None:
    try:
        await asyncio.to_thread(lessons.teach, services.settings.material_folders, lesson)
    except (LessonError, OSError) as error:
        log.error("lesson_not_written", error=type(error).__name__)
        raise WrongError("fraga", services.texts.reviewing["not_taught"]) from error


def _chosen(request: Request, found: Reviewed, message: int) -> tuple[ShouldKind, str]:
    """What it should have been.

    Raises:
        WrongError: nothing was chosen, or what is not there.
    """
    services = services_of(request)
    kind, _, id_ = field(request, "borde").partition(":")
    if kind == "intent" and (intent := field(request, "avsikt")) in services.texts.intents:
        return "intent", intent
    if kind == "svar" and answer_search.find(services.material, id_):
        return ("passage" if ":" in id_ else "article"), id_
    if kind in ("silence", "missing"):
        return cast("ShouldKind", kind), found.answered_from[message]
    raise WrongError("borde", services.texts.reviewing["should_empty"])


def _own_words(services: Services, typed: str, visitors: str) -> str:
    """The example to learn from, in the reviewer's own words; none where it says what the visitor said: that would
    outlive what the visitor deletes.

    Raises:
        WrongError: it is too long, or nearly all the visitor's words.
    """
    words = " ".join(clean(typed).split())
    mine, theirs = bare(words), bare(visitors)
    if mine == theirs:
        return ""
    if SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match().size > _LONGEST_RUN:
        raise WrongError("fraga", services.texts.reviewing["reworded_little"])
    if len(words) > lessons.LONGEST:
        raise WrongError("fraga", services.texts.reviewing["reworded_long"].format(limit=lessons.LONGEST))
    return words
