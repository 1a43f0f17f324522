"""Is a message written in English? Told by the little words that hold a sentence together; no model, no guess."""

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


@cache
def _lists() -> dict[str, frozenset[str]]:
    read = yaml.load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {name: frozenset(words.split()) for name, words in read.items()}
