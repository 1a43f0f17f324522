"""How much a message is like the examples of danger (`data/danger/examples/`), beside those that are none.

A linear model over words, pairs of words and pieces of words, fitted by `bot/evaluate/fit_danger.py`, stored as whole
numbers (`data/danger/learned.json`): the same text gives the same answer, everywhere. It never alarms by itself: it
confirms the wide rules of `bot.language.danger`, and what it finds alone is a doubt.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from pathlib import Path

from bot.language.phrases import END

THRESHOLDS = ("somewhat", "very", "doubts", "unlike", "now")
SCALE = 100
"""The stored numbers are weights times this."""
_PIECES = (3, 4, 5)
# A list or rule that is found says so much more than a word: it is made of many.
_SIGN = 3.0
_KIND_PIECE = 4


@dataclass(frozen=True)
class Learned:
    """The fitted weights.

    Attributes:
        kinds: the names of the kinds, in the order of their weights.
        danger: feature → its weight; `bias` is what a message without any known feature gets.
        by_kind: feature → its weight for each kind.
        other, young, acute: feature → how much it says that somebody else than who writes is in danger, that a child
            or young person is, or that it is happening now.
        somewhat, very: from here on a rule holds that is so wide.
        doubts: from here on there is a doubt.
        unlike: below it a narrow rule is a doubt only.
        now: from here on a danger is acute; below 0, as a needless "112" costs less than a missing one.
    """

    kinds: tuple[str, ...]
    danger: Mapping[str, int]
    bias: int
    by_kind: Mapping[str, Sequence[int]]
    kind_bias: Sequence[int]
    other: Mapping[str, int]
    other_bias: int
    young: Mapping[str, int]
    young_bias: int
    acute: Mapping[str, int]
    acute_bias: int
    somewhat: float
    very: float
    doubts: float
    unlike: float
    now: float


@dataclass(frozen=True)
class Likeness:
    """`score`: log-odds of danger (0 is undecided); `kinds`: those of each kind; `other`: another one is in it;
    `young`: a child or young person is; `acute`: it is happening now."""

    score: float
    kinds: Mapping[str, float]
    other: bool
    young: bool
    acute: bool


def likeness(words: Sequence[str], lists: Collection[str], learned: Learned) -> Likeness:
    """Compare a message with the examples: its words as the speller leaves them, lists and rules found in it."""
    found = features(words, lists)
    known = [feature for feature in found if feature in learned.by_kind]
    length = length_of(known)
    rows = [(worth(feature) / length, learned.by_kind[feature]) for feature in known]
    by_kind = [
        (bias + sum(value * row[kind] for value, row in rows)) / SCALE for kind, bias in enumerate(learned.kind_bias)
    ]
    return Likeness(
        score=_score(found, learned.danger, learned.bias),
        kinds=dict(zip(learned.kinds, by_kind, strict=True)),
        other=_score(found, learned.other, learned.other_bias) > 0,
        young=_score(found, learned.young, learned.young_bias) > 0,
        acute=_score(found, learned.acute, learned.acute_bias) >= learned.now,
    )


def of_kind(feature: str) -> bool:
    """Whether a feature may tell the kind of danger, or who is in it: words, pairs, signs, pieces of four letters."""
    return feature[:2] in ("w ", "b ", "s ", "l ") or len(feature) == _KIND_PIECE


def features(words: Sequence[str], lists: Collection[str]) -> list[str]:
    """What a message is compared by: words (w), pairs (b), pairs with a word between (s), pieces and signs (l)."""
    found = {f"l {name}" for name in lists}
    for word in set(words):
        if word != END:
            found.add(f"w {word}")
            found.update(_pieces(word))
    found.update(f"b {one} {two}" for one, two in pairwise(words))
    found.update(f"s {one} {two}" for one, two in zip(words, words[2:], strict=False))
    return sorted(found)


def read_learned(path: Path) -> Learned:
    """Read what `bot/evaluate/fit_danger.py` wrote.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is missing or not as it was written.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Learned(
        kinds=tuple(raw["kinds"]),
        danger={str(feature): int(weight) for feature, weight in raw["danger"].items()},
        bias=int(raw["bias"]),
        by_kind={str(feature): tuple(map(int, weights)) for feature, weights in raw["by_kind"].items()},
        kind_bias=tuple(map(int, raw["kind_bias"])),
        other={str(feature): int(weight) for feature, weight in raw["other"].items()},
        other_bias=int(raw["other_bias"]),
        young={str(feature): int(weight) for feature, weight in raw["young"].items()},
        young_bias=int(raw["young_bias"]),
        acute={str(feature): int(weight) for feature, weight in raw["acute"].items()},
        acute_bias=int(raw["acute_bias"]),
        **{name: float(raw[name]) for name in THRESHOLDS},
    )


def _pieces(word: str) -> Iterator[str]:
    whole = f"<{word}>"
    for size in _PIECES:
        for at in range(len(whole) - size + 1):
            yield whole[at : at + size]


def worth(feature: str) -> float:
    """How much a feature that is there counts, before its weight."""
    return _SIGN if feature[:2] == "l " else 1.0


def length_of(features: Sequence[str]) -> float:
    """The length of a message's vector: what its features are divided by, so that a long message says no more."""
    signs = sum(feature[:2] == "l " for feature in features)
    return sqrt(len(features) + (_SIGN**2 - 1) * signs) or 1.0


def _score(found: Sequence[str], weights: Mapping[str, int], bias: int) -> float:
    known = [feature for feature in found if feature in weights]
    return (bias + sum(worth(feature) * weights[feature] for feature in known) / length_of(known)) / SCALE
