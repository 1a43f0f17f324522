"""Is a message in a language of many who may need help here, and which nobody reads? By its script and common words.

The words and scripts stand in `data/danger/languages.yml`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parents[2] / "data/danger/languages.yml"
_WORD = re.compile(r"[^\W\d_]+")
# A word that says so alone.
_LONG = 4
# Letters of the script that a message needs, and of all its letters that share; words of a language, and their share.
_LETTERS, _LETTERS_SHARE = 3, 0.3
_WORDS, _WORDS_SHARE = 2, 0.4


@dataclass(frozen=True)
class Languages:
    """`scripts`: the beginning of a letter's Unicode name → language; `words`: language → its common words."""

    scripts: Mapping[str, str]
    words: Mapping[str, frozenset[str]]


def foreign_language(text: str, languages: Languages | None = None) -> str | None:
    """The name of the language of a message, or None where it is none of the file's."""
    known = languages or _languages()
    words = [word.casefold() for word in _WORD.findall(text)]
    letters = [letter for word in words for letter in word]
    for script, language in known.scripts.items():
        of_it = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
        if of_it >= _LETTERS and of_it >= _LETTERS_SHARE * len(letters):
            return language
    for language, common in known.words.items():
        hits = [word for word in words if word in common]
        enough = len(set(hits)) >= _WORDS or (len(words) == 1 and len(words[0]) >= _LONG)
        if hits and enough and len(hits) >= _WORDS_SHARE * len(words):
            return language
    return None


def read_languages(path: Path) -> Languages:
    """Read the file of scripts and words.

    Raises:
        OSError, yaml.YAMLError, KeyError: it is missing or not as it was written.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {language: frozenset(str(block).casefold().split()) for language, block in raw["words"].items()}
    return Languages(dict(raw["scripts"]), words)


@lru_cache
def _languages() -> Languages:
    return read_languages(_FILE)
