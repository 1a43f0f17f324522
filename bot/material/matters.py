"""What a question is about, by the words that an editor lists: `contact/topics.yml` and `contact/others.yml`."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from bot.language import spoken
from bot.material.model import WAYS, Matter, Topics
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text

_MOST_STARS = 2
"""In a word: each star more takes a thousand times as long to look for in a long message."""
_MATTER = ("name", "words", "municipal", "text", "english")


def read_topics(path: Path) -> Parsed[Topics]:
    """The words by which one asks for a way to reach the organisation, and the topics that one wants a contact in."""
    sheet = Sheet(path)
    fields = _whole(sheet, ("ways", "topics"))
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    inner = fields.fields("ways", WAYS)
    ways = {} if inner is None else {way: _words(inner, way) for way in WAYS if inner.given(way)}
    return Parsed(Topics(ways, _matters(fields, "topics")), tuple(sheet.problems))


def read_others(path: Path) -> Parsed[tuple[Matter, ...]]:
    """What others than the organisation answer for."""
    sheet = Sheet(path)
    fields = _whole(sheet, ("others",))
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    return Parsed(_matters(fields, "others"), tuple(sheet.problems))


def fits(patterns: Sequence[str], text: str) -> int:
    """How many of the patterns stand in a text. A pattern is a word or several, and `*` stands for any letters.

    Case, dots over letters and doubled letters do not matter; hyphens are spaces, in patterns and texts alike.
    """
    said = spoken.fold(text)
    return sum(bool(_pattern(pattern).search(said)) for pattern in patterns)


def best(matters: Iterable[Matter], text: str) -> Matter | None:
    """The matter that a text fits best, the first of equals; None where it fits none."""
    found = max(matters, key=lambda matter: fits(matter.words, text), default=None)
    return found if found is not None and fits(found.words, text) else None


@lru_cache(maxsize=4000)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){spoken.pattern(words)}(?![a-z0-9])")


def _matters(fields: Fields, key: str) -> tuple[Matter, ...]:
    found = []
    for item in fields.items(key, _MATTER):
        name = item.text("name", required="Write a short name, for yourself.")
        words = _words(item, "words", required="List the words that visitors use for it.")
        text = item.text("text", required="Write what visitors are told.")
        english = item.text("english", required="Write the same in English.")
        municipal = item.flag("municipal")
        if item.sound:
            found.append(Matter(name, words, text, english, municipal))
    return tuple(found)


def _words(fields: Fields, key: str, required: str = "") -> tuple[str, ...]:
    words = fields.texts(key)
    if required and not words:
        fields.report(key, f'there are no "{key}"', required)
    return tuple(word for word in words if _is_sound(fields, key, word))


def _is_sound(fields: Fields, key: str, word: str) -> bool:
    if not any(sign.isalnum() for sign in word):
        fields.report(key, f'"{word}" fits every message', "Write at least one letter.")
    elif any(part.count("*") > _MOST_STARS for part in re.split(r"[\s-]", word)):
        fields.report(key, f'"{word}" has too many stars', f"Write at most {_MOST_STARS} in a word.")
    else:
        return True
    return False


def _whole(sheet: Sheet, known: Collection[str]) -> Fields | None:
    text = read_text(sheet)
    return None if text is None else read_fields(text, sheet, known)
