"""How far a sentence holds the words of a question: the same, their other forms, parts of compounds, near spellings.

Nothing here depends on how large the material is. How telling a word is comes from how rare it is in Swedish.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.language.frequency import zipf
from bot.language.questions import is_talk
from bot.language.sentences import sentences
from bot.language.synonyms import in_one_word, synonyms
from bot.language.words import STOP_WORDS, stems, tokens, written_words

# How much of a word stands where only its parts do, or a word that looks like it.
PART = 0.75
SYNONYM = 0.8
NEAR = 0.6
# Of 100; the share of equal letters from which two stems are taken for the same word, misspelt or in another form.
_NEAR_FROM = 82
_SHORTEST_NEAR = 5
# The zipf value (log10 of occurrences in a thousand million words) from which a word tells nothing.
_COMMONEST = 7.0
_RAREST = 2.0
_NUMBER = re.compile(r"\d")
_GRAM = 4


class Term(NamedTuple):
    """A word of a question that says what it is about.

    Attributes:
        word: in small letters.
        stem: its stem.
        parts: the stems of its parts, where it is a compound.
        weight: how telling it is, 1 (common) to 5 (rare).
        name: it is written with a capital inside of the question.
        number: it holds a digit.
    """

    word: str
    stem: str
    parts: frozenset[str]
    weight: float
    name: bool
    number: bool


class Text(NamedTuple):
    """A sentence, title or paragraph, ready to be compared.

    Attributes:
        places: a stem → where it stands first, in words.
        parts: stems of parts of its compounds.
        stems: all that stands in it, the stems of its words and of their parts.
        letters: of its words that are no stop words, in small letters, with a space at both ends of each.
        names: the stems of its words that have a capital and do not begin it.
    """

    text: str
    places: Mapping[str, int]
    parts: frozenset[str]
    stems: frozenset[str]
    letters: str
    names: frozenset[str]

    @classmethod
    def of_stems(cls, stems: Iterable[str], parts: frozenset[str], names: frozenset[str] = frozenset()) -> "Text":
        """A longer text of which no more is known than what stands in it."""
        places = dict.fromkeys(stems, 0)
        return cls("", places, parts, parts.union(places), "", names)


class Question(NamedTuple):
    """A question ready to be compared: the words that say what it is about, their stems, and all its words."""

    text: str
    terms: tuple[Term, ...]
    stems: frozenset[str]
    words: frozenset[str]

    @property
    def named(self) -> tuple[Term, ...]:
        """The terms that name somebody or something; none where somebody shouts, whose words all have capitals."""
        return () if self.text.isupper() else tuple(term for term in self.terms if term.name)


@lru_cache(maxsize=1_000)
def question_of(text: str) -> Question:
    """A question's terms, each once, in order."""
    found: dict[str, Term] = {}
    every = tokens(in_one_word(text))
    for number, token in enumerate(every):
        word = token.text.lower()
        if word in STOP_WORDS or is_talk(word):
            continue
        whole, *pieces = stems(word)
        if whole in found:
            continue
        found[whole] = Term(
            word,
            whole,
            frozenset(pieces),
            min(max(_COMMONEST - zipf(word), 1.0), _COMMONEST - _RAREST),
            number > 0 and token.text[:1].isupper(),
            bool(_NUMBER.search(word)),
        )
    return Question(text, tuple(found.values()), frozenset(found), frozenset(token.text.lower() for token in every))


def names_anything(question: str) -> bool:
    """Whether a question names somebody or something: a word with a capital inside of it."""
    return bool(question_of(question).named)


@lru_cache(maxsize=4_000)
def text_of(text: str) -> Text:
    """A text's stems and parts."""
    places: dict[str, int] = {}
    of_compounds: set[str] = set()
    small: list[str] = []
    names: list[str] = []
    for place, written in enumerate(written_words(in_one_word(text))):
        word = written.lower()
        if word in STOP_WORDS:
            continue
        small.append(word)
        whole, pieces = _stem_and_parts(word)
        places.setdefault(whole, place)
        if pieces:
            of_compounds.update(pieces)
        if place and written[0].isupper():
            names.append(whole)
    parts = frozenset(of_compounds)
    return Text(text, places, parts, parts.union(places), f" {'  '.join(small)} ", frozenset(names))


@lru_cache(maxsize=100_000)
def _stem_and_parts(word: str) -> tuple[str, tuple[str, ...]]:
    whole, *pieces = stems(word)
    return whole, tuple(pieces)


@lru_cache(maxsize=50_000)
def grams_of(word: str) -> frozenset[str]:
    """The runs of four letters of a word, its ends counted as letters: those of them stand in `Text.letters`."""
    padded = f" {word} "
    return frozenset(padded[n : n + _GRAM] for n in range(max(len(padded) - _GRAM + 1, 1)))


@lru_cache(maxsize=4_000)
def sentences_of(paragraph: str) -> tuple[Text, ...]:
    """The sentences of a paragraph, ready to be compared."""
    return tuple(text_of(sentence) for sentence in sentences(paragraph))


def grades(term: Term, texts: Sequence[Text], near: Mapping[str, frozenset[str]]) -> list[float]:
    """0–1 for each text: 1 where the term stands in it, less where only parts of it or a word like it do."""
    alike = near.get(term.stem, frozenset[str]())
    counts = alike.union((term.stem,), term.parts, synonyms(term.stem))
    return [0.0 if counts.isdisjoint(text.stems) else _grade(term, text, alike) for text in texts]


def _grade(term: Term, text: Text, alike: frozenset[str]) -> float:
    if term.stem in text.places:
        return 1.0
    if term.stem in text.parts:
        return PART
    best = 0.0
    if term.parts:
        there = sum(part in text.places or part in text.parts for part in term.parts)
        best = PART * there / len(term.parts)
    if best < SYNONYM and _stands_for(term.stem, text):
        best = SYNONYM
    if best < NEAR and alike and not alike.isdisjoint(text.places):
        best = NEAR
    return best


def _stands_for(word_stem: str, text: Text) -> bool:
    """Whether a word that can stand for this one is in the text, by itself or as a part of a compound."""
    others = synonyms(word_stem)
    return bool(others) and not (others.isdisjoint(text.places) and others.isdisjoint(text.parts))


def near_words(terms: Sequence[Term], texts: Sequence[Text]) -> dict[str, frozenset[str]]:
    """For the terms that stand in none of the texts: the stems of the texts that look like them."""
    missing = [
        term
        for term in terms
        if not term.number and len(term.stem) >= _SHORTEST_NEAR and not any(term.stem in text.places for text in texts)
    ]
    if not missing:
        return {}
    vocabulary = list({stem_ for text in texts for stem_ in text.places if len(stem_) >= _SHORTEST_NEAR - 1})
    found = {}
    for term in missing:
        hits = process.extract(term.stem, vocabulary, scorer=fuzz.ratio, score_cutoff=_NEAR_FROM, limit=4)
        if hits:
            found[term.stem] = frozenset(hit[0] for hit in hits)
    return found


def pairs(asked: Question, sentence: Text) -> float:
    """0–1: how many neighbours in the question stand near one another in the sentence, in the same order."""
    if len(asked.stems & sentence.stems) < 2:
        return 0.0
    near = 0
    for one, two in zip(asked.terms, asked.terms[1:], strict=False):
        a, b = sentence.places.get(one.stem), sentence.places.get(two.stem)
        near += a is not None and b is not None and 0 < b - a <= 4
    return near / (len(asked.terms) - 1)
