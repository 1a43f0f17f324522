"""BM25 over any kind of terms: words and their parts, or the characters that words are made of.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in the variant whose
inverse document frequency is never negative (Lucene's). The weight of a term in a passage does not depend on the
question, so it is computed once, and a search adds up a few rows of a sparse matrix.

In a collection of a few passages every word is about as rare as the next. So the collection is thought of as having
some more passages, of Swedish as it is generally written (`background`); in a large one they hardly count.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# Usual values of the literature; not tuned.
K1 = 1.2
B = 0.75
# How many passages of general Swedish are thought to be in the collection, and how many words each has.
BACKGROUND_PASSAGES = 100
BACKGROUND_WORDS = 100


class Bm25:
    """How well passages fit a question, by one kind of terms."""

    def __init__(self, vocabulary: Sequence[str], weights: sparse.csr_matrix, idf: NDArray[np.float32]) -> None:
        """Args:
        vocabulary: a term a row of the matrix.
        weights: terms × passages, BM25 weight of the term in the passage, divided by K1 + 1, which it cannot reach.
        idf: inverse document frequency a term.
        """
        self._rows = {term: row for row, term in enumerate(vocabulary)}
        self._weights = weights
        self._idf = idf
        # A term that stands nowhere is as telling as the rarest that does.
        self._unknown_idf = float(idf.max()) if len(idf) else 1.0

    @property
    def size(self) -> int:
        """How many passages."""
        return int(self._weights.shape[1])

    @classmethod
    def build(
        cls, counts: sparse.csr_matrix, vocabulary: Sequence[str], background: Mapping[str, float] | None = None
    ) -> "Bm25":
        """Index passages.

        Args:
            counts: passages × terms, how often each term stands there (parts of words may count less than once).
            vocabulary: a term a column.
            background: term → the share of general Swedish passages that hold it (see `shares`).
        """
        cells = counts.tocoo()
        total = counts.shape[0]
        holding = np.bincount(cells.col, minlength=len(vocabulary)).astype(np.float32)
        if background:
            holding += BACKGROUND_PASSAGES * np.array([background.get(t, 0.0) for t in vocabulary], dtype=np.float32)
            total += BACKGROUND_PASSAGES
        idf = np.log(1 + (total - holding + 0.5) / (holding + 0.5)).astype(np.float32)
        lengths = np.asarray(counts.sum(axis=1), dtype=np.float32).ravel()
        average = float(lengths.mean()) if len(lengths) else 0.0
        norms = K1 * (1 - B + B * lengths / (average or 1.0))
        weights = (idf[cells.col] * cells.data / (cells.data + norms[cells.row])).astype(np.float32)
        shape = (len(vocabulary), counts.shape[0])
        return cls(vocabulary, sparse.csr_matrix((weights, (cells.col, cells.row)), shape=shape), idf)

    def scores(self, asked: Mapping[str, float]) -> NDArray[np.float32]:
        """For each passage 0–1: how much of the question (term → weight) stands in it, and how often.

        The same means the same whatever the size of the collection and the length of the question.
        """
        found = np.zeros(self.size, dtype=np.float32)
        data, passages, starts = self._weights.data, self._weights.indices, self._weights.indptr
        most = 0.0
        for term, weight in asked.items():
            row = self._rows.get(term)
            if row is None:
                most += weight * self._unknown_idf
                continue
            most += weight * float(self._idf[row])
            some = slice(starts[row], starts[row + 1])
            found[passages[some]] += np.float32(weight) * data[some]  # each passage stands in a row once
        return found / np.float32(most) if most else found

    def arrays(self, name: str) -> dict[str, Any]:
        """What `from_arrays` needs, to be stored as numpy arrays."""
        return {
            f"{name}_vocabulary": np.array(list(self._rows), dtype=np.str_),
            f"{name}_idf": self._idf,
            f"{name}_shape": np.array(self._weights.shape),
            **{f"{name}_{part}": getattr(self._weights, part) for part in ("data", "indices", "indptr")},
        }

    @classmethod
    def from_arrays(cls, name: str, stored: Mapping[str, Any]) -> "Bm25":
        parts = tuple(stored[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
        weights = sparse.csr_matrix(parts, tuple(stored[f"{name}_shape"]))
        return cls(stored[f"{name}_vocabulary"].tolist(), weights, stored[f"{name}_idf"])


def count(texts: Iterable[Iterable[str]]) -> tuple[sparse.csr_matrix, list[str]]:
    """How often each term stands in each text (texts × terms), and the terms in the order of the columns."""
    columns: dict[str, int] = {}
    cells: list[int] = []
    ends = [0]
    for text in texts:
        cells.extend(columns.setdefault(term, len(columns)) for term in text)
        ends.append(len(cells))
    ones = np.ones(len(cells), dtype=np.float32)
    counts = sparse.csr_matrix((ones, np.array(cells, dtype=np.int32), ends), shape=(len(ends) - 1, len(columns)))
    counts.sum_duplicates()
    return counts, list(columns)


def shares(words: Iterable[tuple[str, float]], terms: Callable[[str], Iterable[str]]) -> dict[str, float]:
    """The share of general Swedish passages that hold a term.

    Args:
        words: words with their Zipf frequency (log10 of occurrences in a thousand million words).
        terms: the different terms of a word.
    """
    frequency: dict[str, float] = {}
    for word, zipf in words:
        for term in terms(word):
            frequency[term] = frequency.get(term, 0.0) + 10 ** (zipf - 9)
    return {term: 1 - (1 - min(often, 1.0)) ** BACKGROUND_WORDS for term, often in frequency.items()}
