"""Which of some labels a text has: TF-IDF of character n-grams and of pairs of words, and logistic regression.

Every text is a vector of length one, so that words which were never seen leave the probability low. Characters
instead of words, because visitors misspell, and because Swedish puts words together; pairs of words, because "vem är
ni" asks for something else than "är ni kvar". Dots and rings are left out on both sides: many write none, and little is
told apart by them.

A label's weights are learnt against all the rest (scikit-learn's liblinear), which takes a twentieth of the time of
learning all at once; in cross-validation of our examples it is as often right, and less sure where it is wrong.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Vector = tuple[NDArray[np.intp], Floats]

_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")
# So many words on are looked at for a pair: "vem hos er ansvarar" has vem-ansvarar.
_REACH = 4
SMALLEST, LONGEST = 2, 5


class TextClassifier:
    """Labels and their weights; made by `fit` or `load`.

    Attributes:
        labels: in the order of the columns of `weights`.
        lengths: the smallest and the longest n-gram.
    """

    def __init__(
        self,
        labels: Sequence[str],
        rows: dict[str, int],
        idf: Floats,
        weights: Floats,
        bias: Floats,
        lengths: tuple[int, int],
    ) -> None:
        self.labels = list(labels)
        self.lengths = lengths
        # What an n-gram's row in `idf` and `weights` is; `weights` is n-grams × labels, `bias` one number a label.
        self._rows = rows
        self._idf = idf
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        strength: float,
        least: int = 1,
        lengths: tuple[int, int] = (SMALLEST, LONGEST),
    ) -> "TextClassifier":
        """Learn from texts and their labels, of which there must be two at least.

        Args:
            strength: inverse of the regularisation (scikit-learn's C).
            least: n-grams of fewer texts are left out.
        """
        # Imported here: it takes time and memory that only training has to spend.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        analyzer = partial(ngrams, smallest=lengths[0], longest=lengths[1])
        vectorizer = TfidfVectorizer(analyzer=analyzer, min_df=least, sublinear_tf=True, dtype=np.float32)
        features = vectorizer.fit_transform(texts)
        # The dual form: more n-grams than examples. As sure as after twice the time, to the third decimal.
        model = LogisticRegression(
            C=strength, class_weight="balanced", solver="liblinear", dual=True, tol=0.1, random_state=0
        )
        model.fit(features, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]) / 2, np.array([-1, 1]) / 2 * bias
        return cls(
            [str(label) for label in model.classes_],
            vectorizer.vocabulary_,
            vectorizer.idf_.astype(np.float32),
            np.ascontiguousarray(weights.T, dtype=np.float32),
            bias.astype(np.float32),
            lengths,
        )

    def save(self, path: Path) -> None:
        vocabulary = sorted(self._rows, key=self._rows.__getitem__)
        np.savez_compressed(
            path,
            vocabulary=np.array(json.dumps(vocabulary)),
            labels=np.array(json.dumps(self.labels)),
            idf=self._idf,
            weights=self._weights,
            bias=self._bias,
            lengths=np.array(self.lengths),
        )

    @classmethod
    def load(cls, path: Path) -> "TextClassifier":
        with np.load(path, allow_pickle=False) as stored:
            rows = {ngram: row for row, ngram in enumerate(json.loads(str(stored["vocabulary"])))}
            smallest, longest = (int(length) for length in stored["lengths"])
            labels = json.loads(str(stored["labels"]))
            return cls(labels, rows, stored["idf"], stored["weights"], stored["bias"], (smallest, longest))

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Labels with their probabilities, likeliest first; nothing known of the text: nothing."""
        return self.ranked(self.vector(text))

    def ranked(self, vector: Vector) -> list[tuple[str, float]]:
        """The same of a text's vector."""
        rows, values = vector
        if not len(rows):
            return []
        scores = values @ self._weights[rows] + self._bias
        exponentials = np.exp(scores - scores.max())
        probabilities = exponentials / exponentials.sum()
        return [(self.labels[i], float(probabilities[i])) for i in np.argsort(-probabilities, kind="stable")]

    def vectors(self, texts: Sequence[str]) -> "sparse.csr_matrix":
        """The texts' vectors of length one, texts × n-grams."""
        found = [self.vector(text) for text in texts]
        ends = np.cumsum([0, *(len(rows) for rows, _ in found)])
        rows = np.concatenate([rows for rows, _ in found])
        values = np.concatenate([values for _, values in found])
        return sparse.csr_matrix((values, rows, ends), shape=(len(texts), len(self._rows)), dtype=np.float32)

    def likeness(self, vector: Vector, others: "sparse.csr_matrix") -> Floats:
        """How like a text is to others (cosine, 0–1 each), given its vector and what `vectors` made of them."""
        rows, values = vector
        dense = np.zeros(len(self._rows), dtype=np.float32)
        dense[rows] = values
        cosines: Floats = others @ dense
        return cosines

    def vector(self, text: str) -> Vector:
        """A text's vector of length one: the numbers of its n-grams, and their weights."""
        counts = Counter(row for ngram in ngrams(text, *self.lengths) if (row := self._rows.get(ngram)) is not None)
        rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        frequencies = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values: Floats = (np.log(frequencies) + np.float32(1)) * self._idf[rows]
        if len(rows):
            values /= np.linalg.norm(values)
        return rows, values


def ngrams(text: str, smallest: int, longest: int) -> list[str]:
    """What a text is known by, without capitals, dots and rings.

    Of each word its character n-grams of the lengths from `smallest` to `longest`, with a space at its ends: "hej" has
    " h", "he", …, " hej ". Of each two words that stand near one another the pair: "vem|ar"; of the first word and the
    last their place: "^|vem", "ni|$".
    """
    found = _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKD", text.lower())))
    grams = []
    for word in found:
        padded = f" {word} "
        for length in range(smallest, longest + 1):
            grams += [padded[start : start + length] for start in range(max(len(padded) - length, 0) + 1)]
    for place, word in enumerate(found):
        grams += [f"{word}|{other}" for other in found[place + 1 : place + 1 + _REACH]]
    return [*grams, f"^|{found[0]}", f"{found[-1]}|$"] if found else []
