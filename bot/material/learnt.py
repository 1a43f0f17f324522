"""Which sentence answers, learnt from questions that people asked before (bot.material.asked).

People ask in words that the article does not use: "Kom det någon kunglighet?" None of them stands beside "Drottning
Silvia", but somebody asked something like it before. What was learnt is evidence beside the search's own: it may lead
to another sentence, and it makes an answer more certain or less.
"""

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from pathlib import Path

import numpy as np
from scipy import sparse

from bot.language.dates import MONTHS
from bot.language.needs import asking_part
from bot.language.questions import question_type
from bot.language.words import terms
from bot.material.classifying import TextClassifier
from bot.material.matching import question_of
from bot.material.model import Asked

# Questions that an article does not answer, and messages that are about something else altogether.
NOT_ANSWERED = "-"
ELSEWHERE = "~"
# Inverse strength of the regularisation.
STRENGTH = 20.0
# Of what is about something else, every so many-th message tells enough, in half the time.
_EVERY = 3
# So likely among the sentences that may answer, what was learnt leads to one, whatever the search found best in the
# same article; and so likely, also to one that holds no such thing as was asked for.
LEADS = 0.3
SURE = 0.6
# How certain it can be at most that an article answers which holds not every number of the question.
MOST_STRANGE = 0.2
# A question with more words than so that neither the article nor its questions have asks for something else.
MOST_UNHEARD = 2

# So likely must those sentences be together that hold the kind of thing asked for, to be the only ones that may lead.
LEAST_OF_KIND = 0.0005

FEATURES = (
    "confidence",
    "learnt",
    "answers",
    "like_answered",
    "like_not_answered",
    "not_answered",
    "strange_name",
    "unheard",
)
ABOUT_NEWS = frozenset({"news_question", "find_article", "summarise", "tell_more", "easy_read"})
"""The intents of messages that ask about the news; all others are about something else."""

_CLASSIFIER_FILE = "learnt.npz"
_EXAMPLES_FILE = "examples.npz"
_HEARD_FILE = "heard.json"
_NUMBER = re.compile(r"\d+")
_WEIGHTS = Path(__file__).with_name("learnt.json")


@dataclass(frozen=True)
class Guess:
    """What was learnt says of a question.

    Attributes:
        probabilities: of the sentences that answer it, by id; together 1, as if one of them did.
        likeness: how like the question is to the likest of the questions that a sentence answers (cosine, 0–1), by id;
            of NOT_ANSWERED as well.
        not_answered: the probability that it is one that no sentence answers.
        unheard: how many words of the question nobody used before, by article; those that questions are known of.
        strange: of these articles those that, with the questions that they answer, hold not every "number" (a month is
            one too) or not every "name" of the question.
        doubts: what was learnt may make an answer less certain; not of a follow-up, which nobody asks by itself.
    """

    probabilities: Mapping[str, float] = field(default_factory=dict)
    likeness: Mapping[str, float] = field(default_factory=dict)
    not_answered: float = 0.0
    unheard: Mapping[str, int] = field(default_factory=dict)
    strange: Mapping[str, frozenset[str]] = field(default_factory=dict)
    doubts: bool = True

    @cached_property
    def best(self) -> str:
        """The id of the likeliest sentence, where it is likely enough to lead; else empty."""
        id_, probability = max(self.probabilities.items(), key=lambda item: item[1], default=("", 0.0))
        return id_ if probability >= LEADS and self.unheard[slug_of(id_)] <= MOST_UNHEARD else ""

    @property
    def sure(self) -> bool:
        """Whether the likeliest sentence is so likely that nothing else is wanted of it."""
        return self.probabilities.get(self.best, 0.0) >= SURE

    def among(self, ids: Collection[str]) -> "Guess":
        """The same where only these sentences can answer, because they alone hold such a thing as is asked for.

        Where what was learnt gives them no chance, it knows better what holds such a thing: "varje dag" says how often.
        """
        together = sum(probability for id_, probability in self.probabilities.items() if id_ in ids)
        if together < LEAST_OF_KIND:
            return self
        return replace(self, probabilities={i: p / together for i, p in self.probabilities.items() if i in ids})

    def features(self, id_: str, confidence: float, answers: bool) -> dict[str, float]:
        """What decides how certain a sentence is, by name (FEATURES)."""
        strange = self.strange.get(slug_of(id_), frozenset())
        return {
            "confidence": _logit(confidence),
            "learnt": self.probabilities.get(id_, 0.0),
            "answers": float(answers),
            "like_answered": self.likeness.get(id_, 0.0),
            "like_not_answered": self.likeness.get(NOT_ANSWERED, 0.0),
            "not_answered": self.not_answered,
            "strange_name": float("name" in strange),
            "unheard": float(min(self.unheard.get(slug_of(id_), 0), MOST_UNHEARD + 1)),
        }

    def weighed(self, id_: str, confidence: float, answers: bool) -> float:
        """How certain it is that a sentence answers (0–1), by what was learnt too.

        Args:
            confidence: by the search alone.
            answers: whether it holds the kind of thing that is asked for.

        Returns:
            `confidence` for a sentence of an article that no questions are known of.
        """
        if slug_of(id_) not in self.unheard:
            return confidence
        weights = _weights()
        total = sum(weights[name] * value for name, value in self.features(id_, confidence, answers).items())
        certain = 1 / (1 + math.exp(-(total + weights["bias"])))
        if "number" in self.strange[slug_of(id_)]:
            return min(confidence, certain, MOST_STRANGE)
        return certain if self.doubts else max(confidence, certain)


@dataclass(frozen=True)
class Learnt:
    """What was learnt of all questions.

    Attributes:
        classifier: tells the sentences apart; None where there were no questions.
        examples: the vectors of all questions, and `ids` what answers each, in order.
        heard: the words of each article that questions are known of, and of those questions, as stems.
        told: the same, but for the questions that it does not answer.
    """

    classifier: TextClassifier | None = None
    examples: "sparse.csr_matrix | None" = None
    ids: tuple[str, ...] = ()
    heard: Mapping[str, frozenset[str]] = field(default_factory=dict)
    told: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Sequence[Asked], texts: Mapping[str, str], elsewhere: Iterable[str]) -> "Learnt":
        """Learn.

        Args:
            asked: the questions, with the ids of the sentences.
            texts: each article's title and text, by slug.
            elsewhere: messages that are about something else than the news.
        """
        if not any(one.id for one in asked):
            return cls()
        questions = sorted(
            ((question, one.id or NOT_ANSWERED) for one in asked for question in one.questions), key=itemgetter(1)
        )
        said = [question for question, _ in questions]
        ids = tuple(id_ for _, id_ in questions)
        others = list(elsewhere)[::_EVERY]
        if len({*ids, *(ELSEWHERE for _ in others)}) < 2:  # nothing to tell apart
            return cls()
        told = {one.slug: set(terms(texts.get(one.slug, ""))) for one in asked}
        heard = {slug: set(words) for slug, words in told.items()}
        for one in asked:
            used = {stem for question in one.questions for stem in terms(question)}
            heard[one.slug] |= used
            told[one.slug] |= used if one.id else set()
        classifier = TextClassifier.fit([*said, *others], [*ids, *(ELSEWHERE for _ in others)], STRENGTH)
        return cls(classifier, classifier.vectors(said), ids, _frozen(heard), _frozen(told))

    def guess(self, question: str, follows: bool = False) -> Guess:
        """What was learnt says of a question; nothing where nothing was learnt. `follows`: it is a follow-up."""
        if self.classifier is None:
            return Guess()
        vector = self.classifier.vector(question)
        probabilities = dict(self.classifier.ranked(vector))
        not_answered = probabilities.pop(NOT_ANSWERED, 0.0)
        probabilities.pop(ELSEWHERE, None)
        together = sum(probabilities.values())
        relative = {id_: value / together for id_, value in probabilities.items()}
        likest = np.maximum.reduceat(self.classifier.likeness(vector, self.examples), list(self._starts.values()))
        likeness = dict(zip(self._starts, likest.tolist(), strict=True))
        asked = set(terms(question))
        unheard = {slug: len(asked - heard) for slug, heard in self.heard.items()}
        strange = {slug: _strange(question, told) for slug, told in self.told.items()}
        return Guess(relative, likeness, not_answered, unheard, strange, doubts=not follows)

    @cached_property
    def _starts(self) -> dict[str, int]:
        """Where the questions of each sentence begin."""
        starts: dict[str, int] = {}
        for number, id_ in enumerate(self.ids):
            starts.setdefault(id_, number)
        return starts

    def save(self, folder: Path) -> None:
        if self.classifier is not None:
            self.classifier.save(folder / _CLASSIFIER_FILE)
            sparse.save_npz(folder / _EXAMPLES_FILE, self.examples)
        stored = {"ids": self.ids, "heard": _sorted(self.heard), "told": _sorted(self.told)}
        (folder / _HEARD_FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Learnt":
        stored = json.loads((folder / _HEARD_FILE).read_text(encoding="utf-8"))
        if not stored["ids"]:
            return cls()
        heard, told = _frozen(stored["heard"]), _frozen(stored["told"])
        examples = sparse.load_npz(folder / _EXAMPLES_FILE)
        return cls(TextClassifier.load(folder / _CLASSIFIER_FILE), examples, tuple(stored["ids"]), heard, told)


def slug_of(id_: str) -> str:
    """The article of a sentence's id."""
    return id_.partition(":")[0]


def _strange(question: str, told: frozenset[str]) -> frozenset[str]:
    """What of "number" and "name" a question holds that an article does not, by its stems.

    Who wants a yes or no ("Var det den 25 april?") is told the right number all the same.
    """
    asked = asking_part(question)
    lacking = [term for term in question_of(asked).terms if term.stem not in told and told.isdisjoint(term.parts)]
    shouts = question.isupper()
    kinds = {
        "number": question_type(asked) != "yes_no"
        and any((term.number and term.word not in _numbers(told)) or term.word in MONTHS for term in lacking),
        "name": any(term.name and not term.number and not shouts for term in lacking),
    }
    return frozenset(kind for kind, holds in kinds.items() if holds)


@lru_cache(maxsize=1_000)
def _numbers(told: frozenset[str]) -> frozenset[str]:
    """The numbers in some stems: "child 10" is Child10."""
    return frozenset(number for stem in told for number in _NUMBER.findall(stem))


def _frozen(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {slug: frozenset(stems) for slug, stems in words.items()}


def _sorted(words: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {slug: sorted(stems) for slug, stems in words.items()}


@cache
def _weights() -> Mapping[str, float]:
    stored: Mapping[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return stored


def _logit(probability: float) -> float:
    held = min(max(probability, 0.01), 0.99)
    return math.log(held / (1 - held))
