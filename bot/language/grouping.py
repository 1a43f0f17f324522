"""Questions that ask for the same thing, brought together by the words they share.

Each question is a vector of its words' stems and of the parts of its compounds, weighted by TF-IDF; it joins the group
whose mean it is most like (cosine). Nothing is drawn by lot: the same questions give the same groups.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from bot.language.words import STOP_WORDS, stems, words

ALIKE = 0.27
"""Cosine from which on a question belongs to a group; set on the questions of the demo and of tests/language."""
_PART = 0.7  # a compound's part, beside the whole
_WORDS = 3
_LEAST_SHARE = 0.3  # of a group's people, who must have used a word of its heading
_MASK = re.compile(r"\[[^\[\]]*\]")
_LETTERS = re.compile(r"[^\W\d_][\w-]+")

# Words of asking that say nothing of what is missing on a website.
_ASKING = """
ansöka ansökan ansöker behöver behövs brukar finns får gäller gör göra går hur kan kommun kommunen kommunens kontakta
man när ska ställa ställer söka söker var
a and are can does for how in is it much of on the there to what when where you your
"""
_SAYS_NOTHING = frozenset(_ASKING.split())

Vector = dict[str, float]


class Group(NamedTuple):
    """Questions that are alike. `members`: where they stand in what was grouped; `words`: what they are about, as it is
    written most, each used by more than one person."""

    members: tuple[int, ...]
    words: tuple[str, ...]


def group(texts: Sequence[str], people: Sequence[Hashable]) -> list[Group]:
    """The groups of the texts, the one that most people asked about first.

    Args:
        people: who wrote each text. Words of one person alone are never in a group's `words`: one whose people share
            no word has none, and neither has a group of one person.
    """
    counted = [_terms(text) for text in texts]
    known = Counter(term for terms in counted for term in terms)
    idf = {term: math.log(1 + len(texts) / many) for term, many in known.items()}
    vectors = [_unit({term: weight * idf[term] for term, weight in terms.items()}) for terms in counted]
    members = _gathered(vectors)
    found = [Group(tuple(one), _heading(one, texts, people, vectors)) for one in members]
    return sorted(found, key=lambda one: (-len({people[at] for at in one.members}), one.members))


def _terms(text: str) -> Vector:
    """The weights of a text's words: a whole word counts 1, the parts of a compound less."""
    found: Vector = {}
    for word in words(_MASK.sub(" ", text)):
        if word in STOP_WORDS or word in _SAYS_NOTHING or not _LETTERS.fullmatch(word):
            continue
        whole, *parts = stems(word)
        found[whole] = 1.0
        for part in parts:
            found.setdefault(part, _PART)
    return found


class _Means:
    """The groups while they are gathered: of each the sum of its vectors, by term, and how long that is."""

    def __init__(self) -> None:
        self._by_term: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._squares: list[float] = []
        self._lengths: list[float] = []

    def begin(self) -> int:
        """A new group, empty."""
        self._squares.append(0.0)
        self._lengths.append(0.0)
        return len(self._squares) - 1

    def add(self, group: int, vector: Vector) -> None:
        for term, weight in vector.items():
            before = self._by_term[term].get(group, 0.0)
            self._by_term[term][group] = before + weight
            self._squares[group] += (before + weight) ** 2 - before**2
        self._lengths[group] = math.sqrt(self._squares[group])

    def nearest(self, vector: Vector) -> int | None:
        """The group that a vector is most like, if it is like any."""
        products: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for group, sum_ in self._by_term[term].items():
                products[group] += weight * sum_
        best, most = None, ALIKE
        for group, product in products.items():
            cosine = product / self._lengths[group]
            if cosine > most or (cosine == most and best is not None and group < best):
                best, most = group, cosine
        return best


def _gathered(vectors: Sequence[Vector]) -> list[list[int]]:
    """Each joins the group that it is most like, or begins one; then each goes once more where it is most at home."""
    means = _Means()
    # What is asked most often in the same words begins the groups.
    same = Counter(frozenset(vector) for vector in vectors)
    for at in sorted(range(len(vectors)), key=lambda at: (-same[frozenset(vectors[at])], at)):
        home = means.nearest(vectors[at])
        means.add(means.begin() if home is None else home, vectors[at])
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, vector in enumerate(vectors):
        home = means.nearest(vector)
        members[-1 - at if home is None else home].append(at)
    return list(members.values())


def _heading(
    members: Sequence[int], texts: Sequence[str], people: Sequence[Hashable], vectors: Sequence[Vector]
) -> tuple[str, ...]:
    """The words that tell a group from others, as they are written most, each used by several people."""
    users: defaultdict[str, set[Hashable]] = defaultdict(set)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    weights: defaultdict[str, float] = defaultdict(float)
    for at in members:
        for word in dict.fromkeys(words(_MASK.sub(" ", texts[at]))):
            whole = stems(word)[0]
            if whole in vectors[at]:
                users[whole].add(people[at])
                forms[whole][word] += 1
                weights[whole] += vectors[at][whole]
    least = max(2, math.ceil(_LEAST_SHARE * len({people[at] for at in members})))
    shared = [term for term in weights if len(users[term]) >= least]
    best = sorted(shared, key=lambda term: (-weights[term], term))[:_WORDS]
    return tuple(min(forms[term], key=lambda form: (-forms[term][form], form)) for term in best)


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {term: weight / length for term, weight in vector.items()}
