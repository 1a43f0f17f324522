"""Finds a text in the files of a run, however it may have been encoded on its way there."""

import base64
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

State = dict[Path, tuple[int, int]]


def encodings(text: str) -> set[bytes]:
    """The bytes that say that a text is there: plain, in JSON, in an address, in Base64 anywhere in a longer text."""
    spelled = {text, text.lower()}
    found = {one.encode(code) for one in spelled for code in ("utf-8", "utf-16-le", "latin-1") if _can(one, code)}
    found |= {json.dumps(one)[1:-1].encode() for one in spelled}
    found |= {json.dumps(json.dumps(one))[3:-3].encode() for one in spelled}  # JSON within JSON
    found |= {way(one).encode() for one in spelled for way in (quote, quote_plus)}
    raw = text.encode()
    for before in range(3):  # three bytes are four signs; those at the edges belong to the neighbours as well
        whole = base64.b64encode(b"\0" * before + raw)
        middle = whole[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        found |= {middle, middle.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def state(folder: Path) -> State:
    """Time and size of each file below the folder; a file that its process removes meanwhile is none."""
    found = {}
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if file.is_file():
                found[file] = (file.stat().st_mtime_ns, file.stat().st_size)
    return found


def content(*files: Path) -> bytes:
    """All that stands in the files. (A log goes with the last connection; its database holds what it held.)"""
    whole = b""
    for file in files:
        with suppress(FileNotFoundError):
            whole += file.read_bytes()
    return whole


def found_in(folder: Path, before: State, texts: Iterable[str]) -> list[str]:
    """The texts that a file below the folder holds, each with the file; not of files that are as they were `before`."""
    wanted = {text: encodings(text) for text in texts}
    found = []
    for file, now in state(folder).items():
        if before.get(file) == now:
            continue
        whole = content(file)
        lower = whole.lower()
        found += [
            f"{text!r} in {file.relative_to(folder)}"
            for text, ways in wanted.items()
            if any(way in whole or way in lower for way in ways)
        ]
    return found


def _can(text: str, code: str) -> bool:
    try:
        return bool(text.encode(code))
    except UnicodeEncodeError:
        return False
