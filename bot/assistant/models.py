"""Model files: which one is in use, and which one fits. Nothing here imports Rasa."""

import os
import re
from pathlib import Path

KEPT = 3
_POINTER = "current"
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


def use(folder: Path, model: Path) -> None:
    """Make a model the one in use, in one step, and remove all but the last few others."""
    unfinished = folder / f".{_POINTER}.{os.getpid()}"
    unfinished.write_text(model.name + "\n", encoding="utf-8")
    unfinished.replace(folder / _POINTER)
    # Ours alone: what somebody trained by Rasa's own command has another name.
    ours = (path for path in folder.glob("*.tar.gz") if _OURS.fullmatch(path.name))
    others = sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)
    for old in [path for path in others if path != model][KEPT - 1 :]:
        old.unlink(missing_ok=True)
