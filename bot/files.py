"""Files that nobody ever reads half of."""

import os
from pathlib import Path


def write_at_once(file: Path, text: str) -> None:
    """Write the file in one step: who reads it meanwhile reads what stood there before.

    Raises:
        OSError: it cannot be written.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def write_changed(file: Path, text: str) -> None:
    """The same, with the file's folder; a file that holds this text already is left alone, and an empty one removed."""
    if not text:
        file.unlink(missing_ok=True)
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_at_once(file, text)
