"""Swedish compounds: våldsutsatta is våld + utsatta.

A split is as good as its parts are common (`bot.language.frequency`): the cost of a part is the negative logarithm of
its frequency, and the cheapest way through the word wins; so fewer and commoner parts do.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.language.frequency import zipf

# Shorter words are compounds too seldom; longer ones nobody means.
_SHORTEST_WORD, _LONGEST_WORD = 7, 60
# How common a part must be. Short words stand in others by chance: one of three letters must be on a list.
_LEAST = {3: 0.0, 4: 3.4, 5: 3.0, 6: 3.0, 7: 2.5}
_LEAST_LONGER = 1.4
# What a part costs is counted from here on. A word that is much commoner than its parts let expect is one word.
_COMMONEST = 8.0
_ONE_WORD, _RARE = 4.8, 3.0

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzåäöéü")
_SHORTEST_PART = 3
_VOWELS = frozenset("aeiouyåäöé")

# Endings of inflection: what is left of the word must be a known word, with an a or e perhaps.
_ENDINGS = (
    *("arnas", "ernas", "ornas", "arna", "erna", "orna", "ens", "ets", "ars", "ers", "ors", "nas", "ade", "en", "et"),
    *("ar", "er", "or", "na", "ns", "ad", "at", "n", "t", "s", "a", "e"),
)


_Split = tuple[float, tuple[str, ...]]


class _Lists(NamedTuple):
    """compounds.yml, which says what they are."""

    short_first: frozenset[str]
    short_last: frozenset[str]
    never_first: frozenset[str]
    never_last: frozenset[str]
    form_of: dict[str, str]


@cache
def _lists() -> _Lists:
    read = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    words = {name: frozenset(read[name].split()) for name in _Lists._fields if name != "form_of"}
    return _Lists(**words, form_of=read["form_of"])


@lru_cache(maxsize=50_000)
def parts(word: str) -> tuple[str, ...]:
    """The words that a lower-cased compound is made of, in order; () for a word that is none.

    The letter between them is taken away (våldsutsatta: våld, utsatta), and a first part gets its own form back
    (kvinnofråga: kvinna, fråga; skolbarn: skola, barn). The last part keeps its ending (socialtjänsternas: social,
    tjänsternas). A hyphen parts as well (it-stöd: it, stöd).
    """
    if "-" in word:
        return tuple(part for piece in word.split("-") if piece for part in (parts(piece) or (piece,)))
    if not _SHORTEST_WORD <= len(word) <= _LONGEST_WORD or not _LETTERS.issuperset(word):
        return ()
    found = _cheapest(word, 3)
    if found is None or (zipf(word) > _RARE and found[0] > _COMMONEST - zipf(word) + _ONE_WORD):
        return ()
    return found[1]


@lru_cache(maxsize=20_000)
def _cheapest(word: str, most: int) -> _Split | None:
    """The cost and parts of the cheapest split into 1–`most` parts, the first of which begins the word."""
    best: _Split | None = None
    if most < 1:
        return None
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        last = word[at:]
        if not (_VOWELS.intersection(last) and (first := _first(word[:at]))):
            continue
        form, frequency = first
        rest = _last(last)
        found: _Split | None = (_COMMONEST - rest, (last,)) if rest else None
        if len(last) >= _SHORTEST_WORD and most > 2:
            deeper = _cheapest(last, most - 1)
            if deeper and (found is None or deeper[0] < found[0] + 1):
                found = deeper
        if found:
            cost = _COMMONEST - frequency + found[0]
            if best is None or cost < best[0]:
                best = cost, (form, *found[1])
    return best


def _first(part: str) -> tuple[str, float] | None:
    """The word that stands at a compound's beginning or in its middle, and how common it is."""
    if form := _lists().form_of.get(part):
        return form, zipf(form)
    options = [(form, frequency) for form in _without_link(part) if (frequency := _as_first(form))]
    return max(options, key=lambda option: option[1], default=None)


def _without_link(part: str) -> Iterator[str]:
    yield part
    stump = part[:-1]
    if len(stump) > _SHORTEST_PART - 1:
        match part[-1]:
            case "s" if not stump.endswith("s"):
                yield stump
            case "o" | "u" if len(stump) > _SHORTEST_PART - 1:
                yield stump + "a"
            case "e" if len(stump) > _SHORTEST_PART:
                yield stump
                if len(stump) > 5:
                    yield stump + "a"


def _as_first(word: str) -> float:
    if word in _lists().never_first or not _VOWELS.intersection(word):
        return 0
    if len(word) == _SHORTEST_PART and word not in _lists().short_first:
        return 0
    frequency = zipf(word)
    return frequency if frequency >= _LEAST.get(len(word), _LEAST_LONGER) else 0


def _last(part: str) -> float:
    """How common the word at a compound's end is, in any of its forms; 0 if it is no word."""
    if part in _lists().never_last:
        return 0
    if len(part) == _SHORTEST_PART:
        return zipf(part) if part in _lists().short_last else 0
    frequency = zipf(part)
    if frequency < _LEAST.get(len(part), _LEAST_LONGER):
        frequency = 0
    for ending in _ENDINGS:
        if part.endswith(ending):
            stump = part.removesuffix(ending)
            for form in (stump, stump + "a", stump + "e"):
                if (len(form) == _SHORTEST_PART and form not in _lists().short_last) or form in _lists().never_last:
                    continue
                least = _LEAST.get(len(form), _LEAST_LONGER)
                if len(form) >= _SHORTEST_PART and (base := zipf(form)) >= least:
                    frequency = max(frequency, base - 0.7)
    return frequency
