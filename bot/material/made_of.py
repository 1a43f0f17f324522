"""What a model is made of, and so what has changed since: the files of articles, questions and training data."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.material.reading import NEWS

_FOLDERS = (NEWS, "nlu", "rules", "stories")
_ENDINGS = frozenset({".md", ".yml", ".yaml"})


def file_hashes(folders: Sequence[Path]) -> dict[str, str]:
    """The files that a model is trained on, by their names (`news/kurs.md`), each with a hash of what it holds.

    Where two folders have a file of the same name, that of the later one counts. Hidden files are none.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for part in _FOLDERS:
            files = (file for file in (folder / part).rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())
            names = ((file.relative_to(folder), file) for file in files)
            found |= {name.as_posix(): file for name, file in names if not any(p.startswith(".") for p in name.parts)}
    return {name: hashlib.sha256(found[name].read_bytes()).hexdigest()[:16] for name in sorted(found)}


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The names of the files that are new, others than before, or gone."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
