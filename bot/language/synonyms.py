"""Words that can stand for one another in a question and in the news: "vilka talade" is answered by "lyssna till".

The groups stand in `synonyms.yml`, by hand. They are few and narrow: a wrong synonym answers a question nobody asked.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import yaml

from bot.language.words import stem

_ENDS = ("", "d", "t")
_SHORT = 4
_FILE = Path(__file__).with_name("synonyms.yml")


def synonyms(word_stem: str) -> frozenset[str]:
    """The stems of the words that can stand for a word, given by its stem; without itself."""
    return _groups().get(_base(word_stem), frozenset())


def in_one_word(text: str) -> str:
    """The text with what is said in several words ("låg bakom") said in the one word that news use."""
    for pattern, word in _phrases():
        text = pattern.sub(word, text)
    return text


def said_in_several(text: str) -> list[str]:
    """The words for what a text says in several ("tar över efter": efterträda)."""
    return [word for pattern, word in _phrases() if pattern.search(text)]


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    stored = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["phrases"]
    return tuple((re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE), word) for word, phrases in stored.items())


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in yaml.safe_load(_FILE.read_text(encoding="utf-8"))["groups"]:
        bases = {_base(stem(word)) for word in group.split()}
        for one in bases:
            found[one] |= bases - {one}
    return {one: frozenset(base + end for base in others for end in _ENDS) for one, others in found.items()}


def _base(word_stem: str) -> str:
    """A stem without the d or t of a past tense, which the stemmer leaves: föreläst → föreläs."""
    return word_stem[:-1] if len(word_stem) > _SHORT and word_stem[-1] in "dt" else word_stem
