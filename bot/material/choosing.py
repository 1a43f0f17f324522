"""Which sentence of the best paragraphs answers a question.

Every sentence is described by a few numbers (`features`): how much of the question stands in it, beside it and above
it, how well its paragraph was found, and whether it holds the kind of thing that was asked for. A linear score of them
decides; its weights lie in `choosing.json` and were fitted by `bot/evaluate/fit_answerability.py`.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.language.questions import NEEDS_EVIDENCE, asked_for, evidence, leans
from bot.material.matching import (
    PART,
    Question,
    Text,
    grades,
    grams_of,
    near_words,
    pairs,
    question_of,
    sentences_of,
    text_of,
)

Numbers = NDArray[np.float64]

_WEIGHTS = Path(__file__).with_name("choosing.json")
# How much of a word counts for a sentence that stands beside the one that holds it, or below a title that does.
_BESIDE = 0.5
# The same for a sentence that goes on with what the one before it was about.
_CARRIED = 0.9
# Cosines of multilingual-e5 differ by hundredths.
_COSINE_SCALE = 10
# Kinds of things asked for that count alike.
_LIKE = {"year": "when", "time": "when", "share": "how_many", "cost": "how_many", "measure": "how_many"}


class Candidate(NamedTuple):
    """A paragraph that may answer.

    Attributes:
        score: how well it was found, comparable within one search.
        scores: the same by the kinds of evidence ("words", "characters", "meaning"); may be empty.
        article: candidates of the same article name it alike: what one of them says holds for the others. Empty: alone.
        meanings: how near the meaning of each of its sentences is to the question's (cosines); empty: not known.
    """

    text: str
    title: str = ""
    score: float = 0.0
    scores: Mapping[str, float] = {}
    article: str = ""
    meanings: Sequence[float] = ()


class Sentence(NamedTuple):
    """A sentence of a candidate.

    Attributes:
        candidate: the number of the candidate.
        index: which sentence of it, from 0.
        text: as it stands there.
        score: 0–1; 1 for the best one, how likely it is beside that for the others.
        coverage: 0–1, how much of the question's words (the rarer, the more) stands in the paragraph or its title.
        own: 0–1, the same in the sentence alone.
        answers: it holds the kind of thing that was asked for, or none is needed.
        meaning: how near its meaning is to the question's (a cosine); None where that is not known.
    """

    candidate: int
    index: int  # type: ignore[assignment]  # tuple.index is asked for nowhere
    text: str
    score: float
    coverage: float
    own: float
    answers: bool
    meaning: float | None = None


class Described(NamedTuple):
    """The sentences of some candidates, in their order, with their features.

    Attributes:
        places: of each sentence the number of its candidate, and which sentence of it it is.
        coverage, own: see `Sentence`.
        features: by name, a number for each sentence.
    """

    places: Sequence[tuple[int, int]]
    texts: Sequence[str]
    coverage: Numbers
    own: Numbers
    features: Mapping[str, Numbers]


def choose(question: str, candidates: Sequence[Candidate]) -> list[Sentence]:
    """The sentences of the candidates (paragraphs, best first), the one that answers best first."""
    described = features(question, candidates)
    if described is None:
        return []
    weights = _models()[_model(candidates)]
    scores = np.sum([weights.get(name, 0.0) * values for name, values in described.features.items()], axis=0)
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    kind = asked_for(question).kind
    if kind == "why" and (reason := _reason_after(order[0], described)):
        scores[reason] = scores[order[0]]
        order = [reason, *(n for n in order if n != reason)]
    beside = np.exp(np.maximum(scores - scores[order[0]], -50.0)).tolist()
    coverage, own = described.coverage.tolist(), described.own.tolist()
    answers = ((described.features["evidence"] > 0) | (kind not in NEEDS_EVIDENCE)).tolist()
    found = []
    for n in order:
        number, index = described.places[n]
        meanings = candidates[number].meanings
        meaning = meanings[index] if meanings else None
        text = described.texts[n]
        found.append(Sentence(number, index, text, beside[n], coverage[n], own[n], answers[n], meaning))
    return found


def _reason_after(number: int, described: Described) -> int | None:
    """The number of the sentence behind one that gives no reason itself, where that one gives it: "… flyttas. Skälet
    är …"."""
    following, evidence = number + 1, described.features["evidence"]
    if evidence[number] or following == len(described.places):
        return None
    same = described.places[following][0] == described.places[number][0]
    return following if same and evidence[following] else None


def _model(candidates: Sequence[Candidate]) -> str:
    """Which weights go with what is known of the candidates."""
    if any(one.meanings for one in candidates):
        return "with_sentences"
    return "with_meaning" if any("meaning" in one.scores for one in candidates) else "without_meaning"


def features(question: str, candidates: Sequence[Candidate]) -> Described | None:
    """What the score of each sentence is made of, in the order of the candidates; None where they hold none.

    Of the question's words, the rarer ones counting more: `own_local` stand in the sentence (and in few others here);
    `near` there, beside it or in the title; `coverage` in its paragraph or title; `article` anywhere in its article;
    `left` are those that the title does not hold, in the sentence or the one before; `left_carried` the same, where a
    sentence that goes on with what the one before says has nearly all of its words too (`leans`). `pairs`, `chars`:
    neighbours and runs of letters. `sentence_meaning`: how near its meaning is to the question's, beside the nearest of
    all. `evidence`: the kind of thing asked for; `evidence_near`: beside the words of the question; `reason_after`: a
    reason, where the sentence before says what it is the reason for. `new`: how much it tells beside the question.
    """
    asked, wanted = question_of(question), asked_for(question).kind
    paragraphs = [sentences_of(candidate.text) for candidate in candidates]
    every = [sentence for paragraph in paragraphs for sentence in paragraph]
    if not every:
        return None
    titles = [text_of(candidate.title) for candidate in candidates]
    found = np.array(_found(asked, [*every, *titles]), dtype=float).reshape(len(asked.terms), len(every) + len(titles))
    weights = np.array([term.weight for term in asked.terms])
    total = weights.sum() or 1.0
    sizes = [len(paragraph) for paragraph in paragraphs]
    of_paragraph = [
        np.maximum(found[:, a:b].max(axis=1, initial=0.0), found[:, len(every) + number])
        for number, (a, b) in enumerate(pairwise(np.cumsum([0, *sizes])))
    ]
    places = [(number, index) for number, size in enumerate(sizes) for index in range(size)]
    goes_on = np.array([index > 0 and leans(text.text) for (_, index), text in zip(places, every, strict=True)])
    shares = _shares(found, sizes, weights, weights * _local(found[:, : len(every)]), goes_on)
    holds = np.array([evidence(wanted, sentence.text, asked.words) for sentence in every])
    of_candidates = {
        "coverage": np.array([weights @ grades_ for grades_ in of_paragraph]) / total,
        "article": np.array([weights @ grades_ for grades_ in _of_articles(candidates, of_paragraph)]) / total,
        **_standing(candidates),
    }
    described = {
        **{name: shares[name] for name in ("own_local", "near", "left", "left_carried")},
        **{name: np.repeat(values, sizes) for name, values in of_candidates.items()},
        "leans": goes_on.astype(float),
        "pairs": np.array([pairs(asked, sentence) for sentence in every]),
        "evidence": holds,
        "evidence_near": holds * shares["near_carried"],
        "reason_after": holds * (wanted == "why") * goes_on * shares["before"],
        f"evidence_{_LIKE.get(wanted, wanted)}": holds,
        "chars": _chars(asked, every),
        "new": np.log([1 + len(sentence.places) - len(asked.stems & sentence.places.keys()) for sentence in every]),
        **_nearness(candidates, sizes),
    }
    texts = [sentence.text for sentence in every]
    return Described(places, texts, described["coverage"], shares["own"], described)


def _shares(
    found: Numbers, sizes: Sequence[int], weights: Numbers, local: Numbers, goes_on: NDArray[np.bool_]
) -> dict[str, Numbers]:
    """How much of the question stands in each sentence, beside it and above it (0–1), for all sentences at once.

    Args:
        found: terms × (sentences, then titles): the grades.
        sizes: how many sentences each paragraph has. weights, local: of the terms. goes_on: of the sentences.
    """
    count = sum(sizes)
    own = found[:, :count]
    paragraph = np.repeat(np.arange(len(sizes)), sizes)
    title = found[:, count:][:, paragraph]
    same = paragraph[1:] == paragraph[:-1]
    before, after = np.zeros_like(own), np.zeros_like(own)
    before[:, 1:] = own[:, :-1] * same
    after[:, :-1] = own[:, 1:] * same
    near = np.maximum.reduce([own, _BESIDE * before, _BESIDE * title, 0.5 * _BESIDE * after])
    carried = np.where(goes_on, _CARRIED, _BESIDE) * before
    left = weights[:, None] * (title < PART)
    all_left = left.sum(axis=0)
    all_left[all_left == 0] = 1.0
    total = weights.sum() or 1.0
    return {
        "own": weights @ own / total,
        "own_local": local @ own / (local.sum() or 1.0),
        "near": weights @ near / total,
        "near_carried": weights @ np.maximum(near, carried) / total,
        "before": weights @ before / total,
        "left": (left * np.maximum(own, _BESIDE * before)).sum(axis=0) / all_left,
        "left_carried": (left * np.maximum(own, carried)).sum(axis=0) / all_left,
    }


def _nearness(candidates: Sequence[Candidate], sizes: Sequence[int]) -> dict[str, Numbers]:
    """How near the meaning of each sentence is, beside the nearest of all: 0 for those of which it is not known."""
    nearest = max((cosine for candidate in candidates for cosine in candidate.meanings), default=0.0)
    if not any(candidate.meanings for candidate in candidates):
        return {}
    cosines = [candidate.meanings or [nearest] * size for candidate, size in zip(candidates, sizes, strict=True)]
    return {"sentence_meaning": _COSINE_SCALE * (np.concatenate(cosines) - nearest)}


def _of_articles(candidates: Sequence[Candidate], of_paragraph: Sequence[Numbers]) -> list[Numbers]:
    """For each candidate what stands of each term anywhere in its article."""
    best: dict[str, Numbers] = {}
    names = [candidate.article or f"#{number}" for number, candidate in enumerate(candidates)]
    for name, grades_ in zip(names, of_paragraph, strict=True):
        best[name] = np.maximum(best[name], grades_) if name in best else grades_
    return [best[name] for name in names]


def _found(asked: Question, texts: Sequence[Text]) -> list[list[float]]:
    """For each term of the question its grade in each text."""
    near = near_words(asked.terms, texts)
    return [grades(term, texts, near) for term in asked.terms]


def _local(found: Numbers) -> Numbers:
    """For each term (a row) how telling it is among these sentences: less where it stands in many of them."""
    local: Numbers = np.log(1 + (found.shape[1] + 1) / (0.5 + found.sum(axis=1)))
    return local


def _chars(asked: Question, texts: Sequence[Text]) -> Numbers:
    """For each text 0–1: how much of the runs of letters of the question's words stands there.

    A run counts less where many texts hold it.
    """
    wanted = frozenset[str]().union(*(grams_of(term.word) for term in asked.terms))
    if not wanted:
        return np.zeros(len(texts))
    held = np.array([[gram in text.letters for text in texts] for gram in sorted(wanted)], dtype=float)
    weights = np.log(1 + (len(texts) + 1) / (0.5 + held.sum(axis=1)))
    chars: Numbers = weights @ held / weights.sum()
    return chars


def _standing(candidates: Sequence[Candidate]) -> dict[str, Numbers]:
    """How well each candidate was found beside the best one: by its place, and by each kind of evidence there is."""
    found = {"place": 1.0 / np.arange(1, len(candidates) + 1)}
    for kind in ("words", "sentence", "meaning"):
        if any(kind in candidate.scores for candidate in candidates):
            scores = np.array([candidate.scores.get(kind, 0.0) for candidate in candidates])
            best = scores.max()
            if kind == "meaning":
                found[kind] = _COSINE_SCALE * (scores - best)
            elif best > 0:
                found[kind] = scores / best
    return found


Models = Mapping[str, Mapping[str, float]]
_fitted: list[Models] = []


def use(models: Models) -> None:
    """Choose by these weights from now on: for fitting them."""
    _fitted[:] = [models]


def _models() -> Models:
    if not _fitted:
        stored: Models = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["models"]
        _fitted.append(stored)
    return _fitted[0]
