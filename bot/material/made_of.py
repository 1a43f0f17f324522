"""What a model is made of, and so what has changed since: the files of articles, questions and training data.

What holds at once, before any training, is left out of an article: its easy Swedish, and when its contacts were looked
up. One that is withdrawn is in no model.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from bot.material.reading import NEWS

_FOLDERS = (NEWS, "nlu", "rules", "stories")
_ENDINGS = frozenset({".md", ".yml", ".yaml"})
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?\n)---[ \t]*\r?\n", re.DOTALL)
_WITHDRAWN = re.compile(rb"^withdrawn:[ \t]*[\"']?(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)
# A key with all the lines of its value, which are empty or stand further in.
_AT_ONCE = re.compile(rb"^(?:lattlast|withdrawn):.*\n(?:(?:[ \t].*)?\r?\n)*|^[ \t]+checked_on:.*\n", re.MULTILINE)


def file_hashes(folders: Sequence[Path]) -> dict[str, str]:
    """The files that a model is trained on, by their names (`news/kurs.md`), each with a hash of what it holds.

    Where two folders have a file of the same name, that of the later one counts. Hidden files are none, nor are
    articles that are withdrawn.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for part in _FOLDERS:
            files = (file for file in (folder / part).rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())
            names = ((file.relative_to(folder), file) for file in files)
            found |= {name.as_posix(): file for name, file in names if not any(p.startswith(".") for p in name.parts)}
    held = {name: _learnt(found[name].read_bytes()) for name in sorted(found)}
    return {name: hashlib.sha256(what).hexdigest()[:16] for name, what in held.items() if what is not None}


def _learnt(held: bytes) -> bytes | None:
    """What is learnt of a file; None where it is an article that is withdrawn."""
    head = _HEAD.match(held)  # only articles have one
    if head is None:
        return held
    lines = (line.rstrip() for line in _AT_ONCE.sub(b"", head[1]).splitlines())
    return None if _WITHDRAWN.search(head[1]) else b"\n".join(filter(None, lines)) + held[head.end() :]


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The names of the files that are new, others than before, or gone."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
