"""Passages and questions to measure the search by, one JSON object a line.

Passages: `{"id", "title", "text"}`; questions: `{"id", "question", "gold": id of a passage or null}`, and `answers`
(texts that answer, as they stand in the passage) where they are known.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class FormatError(Exception):
    """A file cannot be used. The text says where, what is wrong and how to mend it."""


class Passage(NamedTuple):
    id: str
    title: str
    text: str


class Question(NamedTuple):
    """`gold` is the passage that answers, None where none does."""

    id: str
    text: str
    gold: str | None
    answers: tuple[str, ...]


def read_passages(path: Path) -> list[Passage]:
    """Raises FormatError."""
    found: dict[str, Passage] = {}
    for line, row in _rows(path):
        passage = Passage(*(_text(path, line, row, key) for key in ("id", "title", "text")))
        if passage.id in found:
            raise FormatError(f'{path}:{line}: the id "{passage.id}" stands twice. Give each passage its own.')
        found[passage.id] = passage
    if not found:
        raise FormatError(f'{path}:1: there are no passages. Write one a line: {{"id": …, "title": …, "text": …}}.')
    return list(found.values())


def read_questions(path: Path, passages: list[Passage]) -> list[Question]:
    """Raises FormatError, also where a question's passage is none of `passages`."""
    known = {passage.id for passage in passages}
    found = []
    for line, row in _rows(path):
        if "gold" not in row:
            raise FormatError(f'{path}:{line}: "gold" is missing. Write the id of the passage that answers, or null.')
        gold = row["gold"]
        if gold is not None and gold not in known:
            raise FormatError(f"{path}:{line}: there is no passage {gold!r}. Give one that there is, or null.")
        answers = row.get("answers") or []
        if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
            raise FormatError(f'{path}:{line}: "answers" must be a list of texts.')
        text, name = _text(path, line, row, "question"), _text(path, line, row, "id")
        found.append(Question(name, text, gold, tuple(answers)))
    if not found:
        raise FormatError(f'{path}:1: there are no questions. Write one a line: {{"id": …, "question": …, "gold": …}}.')
    return found


_WORD = re.compile(r"[^\W\d_]{5,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


def misspelt(question: str, seed: int) -> str:
    """The question with one typing error in one of its words of at least five letters (unchanged if it has none).

    The same question and seed give the same error: a letter left out, doubled, wrong or changed for its neighbour, each
    as likely, never the first.
    """
    chance = random.Random(f"{seed} {question}")
    found = list(_WORD.finditer(question))
    if not found:
        return question
    start, end = chance.choice(found).span()
    word = question[start:end]
    at = chance.randrange(1, len(word) - 1)
    others = [letter for letter in _LETTERS if letter != word[at].lower()]
    wrong = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice(others) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return question[:start] + chance.choice(wrong) + question[end:]


def _rows(path: Path) -> Sequence[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FormatError(f"{path}: the file cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: the file is not UTF-8. Save it with that encoding.") from error
    found = []
    # splitlines() would also break at signs that JSON allows inside a text
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise FormatError(f"{path}:{number}: no JSON ({error.msg}). Write one object a line.") from error
        if not isinstance(row, dict):
            raise FormatError(f"{path}:{number}: no object. Write keys with values in {{ }}.")
        found.append((number, row))
    return found


def _text(path: Path, line: int, row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise FormatError(f'{path}:{line}: "{key}" is missing, or is no text. Write it as "{key}": "…".')
    return value
