"""What waits to be published: what has changed since the model in use was trained."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot import models
from bot.material.articles import slug_of
from bot.material.asked import ENDING, TAUGHT, asked_about
from bot.material.learning import EXAMPLES, from_data
from bot.material.lessons import Lesson, LessonError, lessons
from bot.material.made_of import changed, file_hashes
from bot.material.model import Material
from bot.material.reading import NEWS
from bot.settings import Settings

How = Literal["new", "changed", "gone"]


@dataclass(frozen=True)
class Waiting:
    """What has changed.

    Attributes:
        known: whether it is known what the model in use was made of; else all this is empty.
        lessons: questions in the reviewers' words; articles: their titles; questions: the titles of the articles that
            questions were written about; files: other training data. Each with how it has changed.
        problem: why the lessons cannot be read; empty: they can.
    """

    known: bool = True
    lessons: tuple[tuple[str, How], ...] = ()
    articles: tuple[tuple[str, How], ...] = ()
    questions: tuple[tuple[str, How], ...] = ()
    files: tuple[tuple[str, How], ...] = ()
    problem: str = ""

    @property
    def count(self) -> int:
        return len(self.lessons) + self.news

    @property
    def news(self) -> int:
        """What is no lesson."""
        return len(self.articles) + len(self.questions) + len(self.files)


def waiting(settings: Settings, material: Material) -> Waiting:
    """What has changed since the model in use was trained; all files are read, so not within the event loop."""
    current = models.current(settings.models)
    about = models.about(current) if current else None
    if about is None:
        return Waiting(known=False)
    now = file_hashes(settings.material_folders)
    articles: list[tuple[str, How]] = []
    questions: list[tuple[str, How]] = []
    files: list[tuple[str, How]] = []
    for name in changed(dict(about.files), now):
        if name == EXAMPLES or name.endswith(TAUGHT):
            continue  # shown as lessons
        if name not in now and _is_withdrawn(name, material):
            continue  # which holds at once
        how: How = "new" if name not in about.files else "changed" if name in now else "gone"
        kind = files if not name.startswith(f"{NEWS}/") else questions if name.endswith(ENDING) else articles
        kind.append((_title(name, material), how))
    try:
        taught, problem = _lessons(about, set(lessons(settings.content))), ""
    except LessonError as error:
        taught, problem = (), str(error)
    return Waiting(True, taught, tuple(articles), tuple(questions), tuple(files), problem)


def _is_withdrawn(name: str, material: Material) -> bool:
    article = material.article(slug_of(Path(name))) if name.startswith(f"{NEWS}/") else None
    return article is not None and article.withdrawn


def _lessons(about: models.About, now: set[Lesson]) -> tuple[tuple[str, How], ...]:
    """How the lessons differ from those that the model has learnt, by their words."""
    learnt = {one.lesson for one in from_data(about.lessons)}
    before, words = {lesson.words for lesson in learnt}, {lesson.words for lesson in now}
    found: list[tuple[str, How]] = [(one.words, "changed" if one.words in before else "new") for one in now - learnt]
    found += [(one.words, "gone") for one in learnt if one.words not in words]
    return tuple(sorted(found, key=lambda one: one[0].casefold()))


def _title(name: str, material: Material) -> str:
    """What an editor knows a file by: its article's title, or its name."""
    if not name.startswith(f"{NEWS}/"):
        return name
    path = Path(name)
    slug = asked_about(path) if name.endswith(ENDING) else slug_of(path)
    article = material.article(slug)
    return article.title if article else slug
