"""A home in which something was published: the models, and how the publication stands."""

import json
from pathlib import Path

from bot import models
from bot.material.learning import learn, learnt, to_data
from bot.material.lessons import taught
from bot.material.made_of import file_hashes
from bot.settings import Settings
from bot.web.publication import FILE, Publication

OLD, NEW = "a" * 16, "b" * 16


def model(settings: Settings, name: str) -> Path:
    """A file of a model that was trained now, with what it was made of: all that was taught."""
    settings.models.mkdir(parents=True, exist_ok=True)
    made = models.file(settings.models, name)
    made.write_bytes(b"model")
    learn(settings.content, taught(settings.content))
    lessons = to_data(learnt(settings.content))
    about = models.About("2026-11-29T08:00:00+00:00", "", file_hashes(settings.material_folders), lessons, 1)
    models.note(made, about)
    return made


def standing(settings: Settings, now: Publication) -> None:
    (settings.home / FILE).write_text(json.dumps(vars(now)), encoding="utf-8")


def worse(settings: Settings) -> None:
    """A new model has answered something worse, and waits."""
    models.use(settings.models, model(settings, OLD))
    change = {"id": "1", "turns": ["Vem är Lotta?"], "change": "worse", "before": "Projektledare.", "after": ""}
    asked = {"of": 9, "right": 8, "right_before": 9, "changes": [change]}
    models.asked_file(model(settings, NEW)).write_text(json.dumps(asked), encoding="utf-8")
    standing(settings, Publication("worse", by="eva@kommun.example", model=NEW, before=OLD))
