"""Model files: which one is in use, which one fits, and what each was made of. Nothing here imports Rasa."""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.files import write_at_once

KEPT = 3
_POINTER = "current"
_HELD = "held"
_TRAINING = "training"
_OURS = re.compile(r"[0-9a-f]{16}\.tar\.gz")


def file(folder: Path, fingerprint: str) -> Path:
    """Where the model of that fingerprint lies, or would lie."""
    return folder / f"{fingerprint}.tar.gz"


def expect_training(folder: Path) -> None:
    """From now on, whoever is about to load a model waits for the one that is being trained."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _TRAINING).touch()


def is_training(folder: Path) -> bool:
    """Whether a model is being trained that is to be waited for."""
    return (folder / _TRAINING).exists()


def forget_training(folder: Path) -> None:
    """The training is over, or was cut off: nobody waits for it any longer."""
    (folder / _TRAINING).unlink(missing_ok=True)


def current(folder: Path) -> Path | None:
    """The model in use; None where there is none. (Rasa itself would take the newest file.)"""
    pointer = folder / _POINTER
    if not pointer.exists():
        return None
    model = folder / pointer.read_text(encoding="utf-8").strip()
    return model if model.is_file() else None


def use(folder: Path, model: Path, *, hold: bool = False) -> None:
    """Make a model the one in use, in one step, and remove all but the last few others.

    Args:
        hold: somebody has chosen it though another one may fit the material: it stays until another is taken into use.
    """
    before = current(folder)
    if before is not None and before != model:
        os.utime(before)  # the one that was in use is the last that is wanted again
    if hold:
        write_at_once(folder / _HELD, f"{model.name}\n")
    write_at_once(folder / _POINTER, f"{model.name}\n")
    if not hold:
        (folder / _HELD).unlink(missing_ok=True)
    for old in [path for path in ours(folder) if path != model][KEPT - 1 :]:
        old.unlink(missing_ok=True)
        for beside in (about_file(old), asked_file(old)):
            beside.unlink(missing_ok=True)


def forget_current(folder: Path) -> None:
    """No model is in use any more; they are all kept."""
    for name in (_POINTER, _HELD):
        (folder / name).unlink(missing_ok=True)


def held(folder: Path) -> Path | None:
    """The model in use, where somebody has chosen it; else None."""
    file = folder / _HELD
    model = current(folder)
    return model if model and file.exists() and file.read_text(encoding="utf-8").strip() == model.name else None


def ours(folder: Path) -> list[Path]:
    """The models that we trained, the latest first. What somebody trained by Rasa's own command has another name."""
    found = (path for path in folder.glob("*.tar.gz") if _OURS.fullmatch(path.name))
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


@dataclass(frozen=True)
class About:
    """What a model was made of.

    Attributes:
        made: when it was trained, ISO 8601 in UTC.
        code: a hash of the code and configuration.
        files: the files of articles, questions and training data, by name, each with a hash.
        lessons: what it has learnt of reviewers: `words`, `should_kind`, `should` and `sentence` each
            (bot.material.learning).
        articles: how many it answers from.
    """

    made: str
    code: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[Mapping[str, str], ...] = ()
    articles: int = 0

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.made)


def name_of(model: Path) -> str:
    """What staff call a model: its file's name without the ending."""
    return model.name.removesuffix(".tar.gz")


def about_file(model: Path) -> Path:
    return model.with_name(f"{name_of(model)}.json")


def asked_file(model: Path) -> Path:
    """Where it stands how the model answered the files of questions (bot.evaluate.comparing)."""
    return model.with_name(f"{name_of(model)}.asked.json")


def note(model: Path, about: About) -> None:
    """Keep what a model was made of, beside it."""
    text = json.dumps(asdict(about), ensure_ascii=False, indent=1, sort_keys=True)
    write_at_once(about_file(model), f"{text}\n")


def note_once(model: Path, made: Callable[[], About]) -> None:
    """The same for a model that an earlier version of the product has trained, and that fits what there is now. To
    tell what it was `made` of all material is read: it is asked for where nobody noted it."""
    if not about_file(model).exists():
        note(model, made())


def keep_asked(model: Path, told: Mapping[str, Any]) -> None:
    """Keep how the model answered the files of questions (`bot.evaluate.comparing`)."""
    write_at_once(asked_file(model), json.dumps(told, ensure_ascii=False, indent=1))


def asked(model: Path) -> dict[str, Any]:
    """How the model answered the files of questions; empty where it was not asked."""
    try:
        found: dict[str, Any] = json.loads(asked_file(model).read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        return {}


def about(model: Path) -> About | None:
    """What a model was made of; None where nobody noted it."""
    try:
        found = json.loads(about_file(model).read_text(encoding="utf-8"))
        return About(**{**found, "lessons": tuple(found["lessons"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
