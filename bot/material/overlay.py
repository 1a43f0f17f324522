"""A file of texts of the data, with what an installation's own file of the same name says over it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml


class OverlayError(Exception):
    """A file of texts cannot be used. The text names it and says how to mend it."""


def read(folders: Sequence[Path], name: str, error: type[OverlayError]) -> dict[str, Any]:
    """The file of the folders: the later one wins key by key, within a key that has names line by line.

    Raises:
        error: a file is not YAML, or a key is one that the first file does not know, or of another kind there.
    """
    whole = _read(folders[0] / name, error)
    for file in (folder / name for folder in folders[1:]):
        if file.exists():
            for key, value in _read(file, error).items():
                if key not in whole or not isinstance(value, type(whole[key])):
                    raise error(f"{file}: {key!r} does not fit. The keys stand in {folders[0] / name}.")
                whole[key] = {**whole[key], **value} if isinstance(value, dict) else value
    return whole


def changed(folders: Sequence[Path], name: str) -> tuple[int, ...]:
    """Something that is another whenever a file of the folders has changed."""
    return tuple(_stamp(folder / name) for folder in folders)


def _read(file: Path, error: type[OverlayError]) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as problem:
        raise error(f"{file}: cannot be read as YAML in UTF-8: {' '.join(str(problem).split())}") from problem
    if not isinstance(found, dict):
        raise error(f"{file}: must be lines of the form `key: text`.")
    return found


def _stamp(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
