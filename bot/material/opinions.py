"""What of a material has vectors: each paragraph with what stands above it, and the sentences of those with several.

The vector of a paragraph of one sentence is the sentence's too. So all together costs about twice what paragraphs do.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from bot.language.sentences import sentences
from bot.material.meaning import VectorMeaning
from bot.material.passages import Document
from bot.material.vectors import VectorFile


def paragraph_texts(documents: Sequence[Document]) -> list[str]:
    """A text for each document, in their order; with their vectors alone there is an opinion."""
    return [document.whole for document in documents]


def sentence_texts(documents: Sequence[Document]) -> list[str]:
    """The sentences of the documents that have several, in order. Their vectors make the opinion better."""
    return [sentence for some in _sentences(documents) for sentence in some]


def read_opinion(file: VectorFile, documents: Sequence[Document]) -> VectorMeaning | None:
    """The opinion that the vectors made so far allow; None as long as one of a paragraph is missing."""
    paragraphs = file.read(paragraph_texts(documents))
    if paragraphs is None:
        return None
    each = _sentences(documents)
    of_sentences = file.read([sentence for some in each for sentence in some]) if any(each) else paragraphs[:0]
    if of_sentences is None:
        return VectorMeaning(paragraphs)
    # In half precision, as they are kept: a large material has many.
    starts = list(accumulate(map(len, each), initial=0))
    return VectorMeaning(paragraphs, of_sentences.astype(np.float16), starts)


def _sentences(documents: Sequence[Document]) -> list[list[str]]:
    return [found if len(found) > 1 else [] for found in (sentences(document.text) for document in documents)]
