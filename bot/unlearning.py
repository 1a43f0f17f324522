"""Takes lessons away wherever they are written down: what a reviewer taught may hold words that are to go at once."""

from collections.abc import Collection
from dataclasses import replace

from bot import models
from bot.material.learning import from_data, learn, learnt, to_data
from bot.material.lessons import Lesson, forget
from bot.settings import Settings


def unlearn(settings: Settings, gone: Collection[Lesson]) -> None:
    """Out of what was taught, of what the next training learns, and of what is told of each model and its answers.

    The models themselves, which are no text, are as they were: who wants the lessons out of them publishes.

    Raises:
        LessonError: somebody has broken the file of lessons.
        OSError: a file cannot be written.
    """
    for lesson in gone:
        forget(settings.content, lesson)
    learn(settings.content, [one for one in learnt(settings.content) if one.lesson not in gone])
    words = {lesson.words for lesson in gone}
    for model in models.ours(settings.models):
        if about := models.about(model):
            kept = [one for one in from_data(about.lessons) if one.lesson not in gone]
            if len(kept) < len(about.lessons):
                models.note(model, replace(about, lessons=to_data(kept)))
        asked = models.asked(model)
        told = {name: value for name, value in asked.items() if isinstance(value, list)}
        less = {name: [one for one in value if words.isdisjoint(one["turns"])] for name, value in told.items()}
        if less != told:
            models.keep_asked(model, asked | less)
