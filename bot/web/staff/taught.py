"""What reviewers have taught, as the one who publishes sees it: the question, what it leads to, and who has said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.material import lessons
from bot.material.lessons import Lesson, LessonError
from bot.material.model import Material
from bot.record.reviews import Verdict
from bot.web.staff import reviewed
from bot.web.staff.teaching import lesson_of
from bot.web.texts import Texts


@dataclass(frozen=True)
class Taught:
    """A lesson in words. `by`: who of the reviewers has said so, where their verdicts are still there; `disagreed`: who
    has said something else of the same question."""

    words: str
    leads_to: str
    by: tuple[str, ...]
    disagreed: tuple[str, ...]


def taught(content: Path, texts: Texts, material: Material, verdicts: Sequence[Verdict]) -> list[Taught]:
    """All lessons, by their words; none where somebody has broken their file, which the page says elsewhere.

    Args:
        verdicts: those that teach (`reviews.examples`).
    """
    try:
        found = lessons.lessons(content)
    except LessonError:
        return []
    by_words: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_words.setdefault(verdict.reworded or "", []).append(verdict)
    return [_told(lesson, texts, material, by_words.get(lesson.words, ())) for lesson in found]


def forget(content: Path, words: str) -> None:
    """Take the lesson with these words back, whoever has taught it."""
    for lesson in lessons.lessons(content):
        if lesson.words == words:
            lessons.forget(content, lesson)


def _told(lesson: Lesson, texts: Texts, material: Material, verdicts: Sequence[Verdict]) -> Taught:
    same = [verdict.name for verdict in verdicts if lesson_of(verdict) == lesson]
    others = [verdict.name for verdict in verdicts if lesson_of(verdict) != lesson]
    leads_to = reviewed.should_in_words(texts, material, lesson.should_kind, lesson.should)
    return Taught(lesson.words, leads_to, tuple(dict.fromkeys(same)), tuple(dict.fromkeys(others)))
