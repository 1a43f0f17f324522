"""Finding passages by their words: BM25 over sentences, with a share of their paragraph's and title's words.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in the variant whose
inverse document frequency is never negative (Lucene's). The weights of a term in a passage do not depend on the
question, so they are computed once, and a search adds up a few rows of a sparse matrix.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.language.words import terms

# Usual values of the literature; not tuned.
K1 = 1.2
B = 0.75
# How much a word of the paragraph or the title counts beside one of the sentence itself.
PARAGRAPH_WEIGHT = 0.3
TITLE_WEIGHT = 0.3


# A term that stands nowhere as it is may be a part of longer words, if it has so many letters; it counts less then.
PART_LENGTH = 4
PART_FACTOR = 0.7


class Document(NamedTuple):
    """What is indexed of a passage: its own text, the paragraph it stands in and the title above it."""

    text: str
    paragraph: str
    title: str


class Hit(NamedTuple):
    """A passage found.

    Attributes:
        document: its number among the documents.
        score: BM25; comparable within one search only.
        coverage: 0–1, how much of the question's words (weighted by how rare they are) stands in the sentence, its
            paragraph or its title.
        own: 0–1, the same counted in the sentence alone.
    """

    document: int
    score: float
    coverage: float
    own: float


class Index:
    """A searchable set of documents."""

    def __init__(
        self, vocabulary: Sequence[str], weights: sparse.csr_matrix, own: sparse.csr_matrix, idf: NDArray[np.float64]
    ):
        """Args:
        vocabulary: a term a row of the matrices.
        weights: terms × documents, BM25 weight of the term in the document.
        own: terms × documents, 1 where the term stands in the sentence itself.
        idf: inverse document frequency a term.
        """
        self._rows = {term: row for row, term in enumerate(vocabulary)}
        self._weights = weights
        self._own = own
        self._idf = idf
        # A word that stands nowhere is as telling as the rarest that does.
        self._unknown_idf = float(idf.max()) if len(idf) else 1.0

    @property
    def size(self) -> int:
        """How many documents."""
        return int(self._weights.shape[1])

    @classmethod
    def build(cls, documents: Sequence[Document]) -> "Index":
        """Index documents, given in the order by which hits number them."""
        own_counts = [Counter(terms(document.text)) for document in documents]
        mixed = [_mixed(counts, document) for counts, document in zip(own_counts, documents, strict=True)]
        vocabulary = sorted({term for counts in mixed for term in counts})
        rows = {term: row for row, term in enumerate(vocabulary)}
        frequency = Counter(term for counts in own_counts for term in counts)
        total = max(len(documents), 1)
        idf = np.array([np.log(1 + (total - frequency[t] + 0.5) / (frequency[t] + 0.5)) for t in vocabulary])
        lengths = np.array([sum(counts.values()) for counts in mixed])
        average = float(lengths.mean()) if len(documents) else 0.0
        norms = K1 * (1 - B + B * lengths / (average or 1.0))
        cells = [
            (rows[term], column, idf[rows[term]] * count * (K1 + 1) / (count + norms[column]))
            for column, counts in enumerate(mixed)
            for term, count in counts.items()
        ]
        own_cells = [(rows[term], column, 1.0) for column, counts in enumerate(own_counts) for term in counts]
        shape = (len(vocabulary), len(documents))
        return cls(vocabulary, _matrix(cells, shape), _matrix(own_cells, shape), idf)

    def search(self, question: str, limit: int = 3) -> list[Hit]:
        """The best documents for a question, best first; none where no word of it stands anywhere."""
        asked = [self._matches(term) for term in dict.fromkeys(terms(question))]
        rows = [row for match in asked for row in match.rows]
        if not rows:
            return []
        factors = np.array([match.factor for match in asked for _ in match.rows], dtype=np.float32)
        weights = self._weights[rows].multiply(factors[:, None]).tocsr()
        scores = np.asarray(weights.sum(axis=0)).ravel()
        best = _largest(scores, limit)
        covered = _share(asked, weights[:, best].toarray() > 0)
        own = _share(asked, self._own[rows][:, best].toarray() > 0)
        return [Hit(int(d), float(scores[d]), float(covered[n]), float(own[n])) for n, d in enumerate(best)]

    def _matches(self, term: str) -> "_Match":
        """The rows where an asked term stands: its own, or those of longer words that begin or end with it.

        So "ordnade" finds "anordnade", and "jämställdhet" finds "jämställdhetsarbete".
        """
        row = self._rows.get(term)
        if row is not None:
            return _Match((row,), float(self._idf[row]), 1.0)
        if len(term) >= PART_LENGTH:
            parts = tuple(r for word, r in self._rows.items() if word.startswith(term) or word.endswith(term))
            if parts:
                return _Match(parts, float(self._idf[list(parts)].mean()), PART_FACTOR)
        return _Match((), self._unknown_idf, 0.0)

    def save(self, path: Path) -> None:
        """Write the index to one `.npz` file."""
        vocabulary = [term for term, _ in sorted(self._rows.items(), key=lambda item: item[1])]
        np.savez_compressed(
            path,
            vocabulary=np.array(vocabulary, dtype=np.str_),
            idf=self._idf,
            shape=np.array(self._weights.shape),
            **{f"weights_{part}": getattr(self._weights, part) for part in ("data", "indices", "indptr")},
            **{f"own_{part}": getattr(self._own, part) for part in ("data", "indices", "indptr")},
        )

    @classmethod
    def load(cls, path: Path) -> "Index":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            shape = tuple(stored["shape"])
            matrices = [
                sparse.csr_matrix(tuple(stored[f"{name}_{part}"] for part in ("data", "indices", "indptr")), shape)
                for name in ("weights", "own")
            ]
            return cls(stored["vocabulary"].tolist(), matrices[0], matrices[1], stored["idf"])


class _Match(NamedTuple):
    """Where an asked term stands: the rows of the index, how rare it is, and how well those rows stand for it (0–1)."""

    rows: tuple[int, ...]
    idf: float
    factor: float


def _share(asked: Sequence[_Match], stands: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much of what was asked stands in each document, 0–1; `stands` is rows of all matches × documents."""
    found = np.zeros(stands.shape[1])
    start = 0
    for match in asked:
        here = stands[start : start + len(match.rows)]
        start += len(match.rows)
        if len(here):
            found += match.idf * match.factor * here.any(axis=0)
    return found / sum(match.idf for match in asked)


def _mixed(own: Counter[str], document: Document) -> dict[str, float]:
    """Weighted counts of the terms of the sentence, its paragraph and its title."""
    counts: dict[str, float] = dict(own)
    for text, weight in ((document.paragraph, PARAGRAPH_WEIGHT), (document.title, TITLE_WEIGHT)):
        for term in set(terms(text)):
            counts[term] = counts.get(term, 0.0) + weight
    return counts


def _matrix(cells: Iterable[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns, values = ([], [], []) if not (found := list(cells)) else zip(*found, strict=True)
    return sparse.csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=shape)


def _largest(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Indices of the largest positive scores, largest first; equal ones in document order."""
    if limit < len(scores):
        threshold = np.partition(scores, -limit)[-limit]
        candidates = np.flatnonzero((scores >= threshold) & (scores > 0))
    else:
        candidates = np.flatnonzero(scores > 0)
    best: NDArray[np.intp] = candidates[np.argsort(-scores[candidates], kind="stable")][:limit]
    return best
