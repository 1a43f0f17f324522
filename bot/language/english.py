"""Is a message written in English? Told by the little words that hold a sentence together; no model, no guess.

What such a question asks is said in Swedish words, one by one, so that it can be searched for in Swedish news.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from bot.language.words import words

# So many times more English than Swedish must it be: a Swedish question may hold an English name.
_CLEARLY = 2


@lru_cache(maxsize=2_000)
def is_english(text: str) -> bool:
    """Whether a visitor's message is in English. False where it is Swedish, mixed, nonsense, or too short to tell."""
    found = [word.replace("’", "'") for word in words(text)]
    lists = _lists()
    if len(found) == 1:
        return found[0] in lists["alone"]
    holding = sum(word in lists["english"] for word in found)
    subjects = sum(word in lists["subject"] for word in found)
    other = sum(word in lists["other"] for word in found)
    if holding + subjects < 2 or holding + subjects < _CLEARLY * other:
        return False
    if other and found[0] in lists["other"]:
        return False
    # Names apart, most words of an English phrase are on the lists; of a Swedish one with a name in it, few are.
    return holding >= 2 or (not other and (holding + subjects) * 2 > len(found))


@lru_cache(maxsize=2_000)
def in_swedish(question: str) -> str:
    """An English question in Swedish words, in their order; no sentence. Words that are not known stay.

    Words that hold a sentence together are left out, and so is what tells nothing ("of", "please").
    """
    known, pattern = _swedish()
    little = _lists()["english"]

    def said(found: re.Match[str]) -> str:
        word = found[0].lower().replace("’", "'")
        bare = word.removesuffix("'s")
        return known.get(word, known.get(bare, "" if bare in little else found[0]))

    return " ".join(pattern.sub(said, question).split())


@cache
def _swedish() -> tuple[dict[str, str], re.Pattern[str]]:
    """What words and phrases are in Swedish, and what finds them and every other word."""
    path = Path(__file__).with_name("english_words.yml")
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    phrases = "|".join(re.escape(phrase) for phrase in sorted(read["phrases"], key=len, reverse=True))
    known = read["phrases"] | read["words"]
    return known, re.compile(rf"\b(?:{phrases})\b|[^\W\d_]+(?:['’-][^\W\d_]+)*", re.IGNORECASE)


@cache
def _lists() -> dict[str, frozenset[str]]:
    read = yaml.load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {name: frozenset(words.split()) for name, words in read.items()}
