"""`bot evaluate masks`: how often the masks of personal data take something for personal that is not."""

import difflib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape

from bot.evaluate.figures import per_cent
from bot.language.personal import mask

_AROUND = 40


class Passage(NamedTuple):
    """A text to read, and where it stands."""

    place: str
    text: str


class Masked(NamedTuple):
    """A passage in which something was masked.

    Attributes:
        found: the words before, what was masked, its label, and the words after; for each.
    """

    passage: Passage
    found: list[tuple[str, str, str, str]]


class FileError(Exception):
    """A file holds no passages. The text names the file and the line."""


def read(file: Path) -> list[Passage]:
    """The passages of a file: each line's `title` and `text` of JSON lines, else the paragraphs of a text.

    Raises:
        FileError
    """
    whole = file.read_text(encoding="utf-8")
    if file.suffix != ".jsonl":
        parts = [part for part in whole.split("\n\n") if part.strip()]
        return [Passage(f"{file.name}, paragraph {number}", part) for number, part in enumerate(parts, 1)]
    passages = []
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            row = json.loads(line)
            text = "\n".join(filter(None, (row.get("title"), row["text"])))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise FileError(f'{file}:{number}: not {{"title": …, "text": …}} in JSON.') from error
        passages.append(Passage(f"{file.name}:{number}", text))
    return passages


def masked_of(passages: Sequence[Passage]) -> list[Masked]:
    """Those passages in which something is masked."""
    return [Masked(one, list(_differences(one.text, mask(one.text)))) for one in passages if mask(one.text) != one.text]


def run(files: Sequence[Path], at_most: float) -> int:
    """Print what is masked in the files' passages, and the share of passages in which something is.

    Returns:
        0; 1 where the share is above `at_most` per cent; 2 where a file cannot be used.
    """
    console = Console(soft_wrap=True)
    try:
        passages = [passage for file in files for passage in read(file)]
    except (FileError, OSError, UnicodeDecodeError) as error:
        console.print(escape(str(error)))
        return 2
    masked = masked_of(passages)
    for one in masked:
        for before, what, label, after in one.found:
            console.print(
                f"{escape(one.passage.place)}: …{escape(before)}[bold]{escape(what)}[/]{escape(after)}… ", end=""
            )
            console.print(f"→ {escape(label)}")
    console.print(f"Masked in {len(masked)} of {len(passages)} passages: {per_cent(len(masked), len(passages))}.")
    return 1 if passages and 100 * len(masked) / len(passages) > at_most else 0


def _differences(text: str, masked: str) -> Iterator[tuple[str, str, str, str]]:
    for kind, start, end, first, last in difflib.SequenceMatcher(None, text, masked, autojunk=False).get_opcodes():
        if kind != "equal":
            around = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
            yield around[0], text[start:end], masked[first:last], around[1]
