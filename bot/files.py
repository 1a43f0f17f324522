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
