"""Which sentence of the best paragraphs answers a question.

Every sentence is described by a few numbers (`features`): how much of the question stands in it, beside it and above
it, how well its paragraph was found, and whether it holds the kind of thing that was asked for. A linear score of them
decides; its weights lie in `choosing.json` and were fitted by `bot/evaluate/fit_answerability.py`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.language.questions import NEEDS_EVIDENCE, asked_for, evidence
from bot.material.matching import (
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

_WEIGHTS = Path(__file__).with_name("choosing.json")
# How much of a word counts for a sentence that stands beside the one that holds it, or below a title that does.
_BESIDE = 0.5
# Kinds of things asked for that count alike.
_LIKE = {"year": "when", "time": "when", "share": "how_many", "cost": "how_many", "measure": "how_many"}


class Candidate(NamedTuple):
    """A paragraph that may answer.

    Attributes:
        score: how well it was found, comparable within one search.
        scores: the same by the kinds of evidence ("words", "characters", "meaning"); may be empty.
        article: candidates of the same article name it alike: what one of them says holds for the others. Empty: alone.
    """

    text: str
    title: str = ""
    score: float = 0.0
    scores: Mapping[str, float] = {}
    article: str = ""


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
    """

    candidate: int
    index: int  # type: ignore[assignment]  # tuple.index is asked for nowhere
    text: str
    score: float
    coverage: float
    own: float
    answers: bool


def choose(question: str, candidates: Sequence[Candidate]) -> list[Sentence]:
    """The sentences of the candidates (paragraphs, best first), the one that answers best first."""
    described = features(question, candidates)
    if not described:
        return []
    weights = _models()["with_meaning" if any("meaning" in one.scores for one in candidates) else "without_meaning"]
    scores = [sum(weights.get(name, 0.0) * value for name, value in one.features.items()) for one in described]
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    best = scores[order[0]]
    needed = asked_for(question).kind in NEEDS_EVIDENCE
    return [
        Sentence(
            one.candidate,
            one.index,
            one.text,
            math.exp(max(scores[n] - best, -50.0)),
            one.coverage,
            one.own,
            one.features["evidence"] > 0 or not needed,
        )
        for n in order
        for one in (described[n],)
    ]


class Described(NamedTuple):
    """A sentence with its features."""

    candidate: int
    index: int  # type: ignore[assignment]  # tuple.index is asked for nowhere
    text: str
    coverage: float
    own: float
    features: dict[str, float]


def features(question: str, candidates: Sequence[Candidate]) -> list[Described]:
    """What the score of each sentence is made of, in the order of the candidates."""
    asked = question_of(question)
    wanted = asked_for(question)
    paragraphs = [sentences_of(candidate.text) for candidate in candidates]
    every = [sentence for paragraph in paragraphs for sentence in paragraph]
    if not every:
        return []
    titles = [text_of(candidate.title) for candidate in candidates]
    found = _found(asked, [*every, *titles])
    local = _local(found, len(every))
    weights = [term.weight for term in asked.terms]
    total = sum(weights) or 1.0
    total_local = sum(w * k for w, k in zip(weights, local, strict=True)) or 1.0
    standing = _standing(candidates)
    described = []
    start = 0
    asked_stems = {term.stem for term in asked.terms}
    grams = _grams(asked, every)
    for number, paragraph in enumerate(paragraphs):
        title = [row[len(every) + number] for row in found]
        rows = [row[start : start + len(paragraph)] for row in found]
        whole = [max(*row, 0.0) if row else 0.0 for row in rows]
        coverage = sum(w * max(g, t) for w, g, t in zip(weights, whole, title, strict=True)) / total
        for index, sentence in enumerate(paragraph):
            own = [row[index] for row in rows]
            before = [row[index - 1] if index else 0.0 for row in rows]
            after = [row[index + 1] if index + 1 < len(paragraph) else 0.0 for row in rows]
            near = [
                max(o, _BESIDE * b, _BESIDE * t, 0.5 * _BESIDE * a)
                for o, b, a, t in zip(own, before, after, title, strict=True)
            ]
            own_share = sum(w * g for w, g in zip(weights, own, strict=True)) / total
            holds = evidence(wanted.kind, sentence.text, asked.words)
            described.append(
                Described(
                    number,
                    index,
                    sentence.text,
                    coverage,
                    own_share,
                    {
                        "own_local": sum(w * k * g for w, k, g in zip(weights, local, own, strict=True)) / total_local,
                        "near": sum(w * g for w, g in zip(weights, near, strict=True)) / total,
                        "coverage": coverage,
                        "pairs": pairs(asked, sentence),
                        "evidence": holds,
                        f"evidence_{_LIKE.get(wanted.kind, wanted.kind)}": holds,
                        "chars": _share(grams, sentence.grams),
                        "new": math.log(1 + sum(place not in asked_stems for place in sentence.places)),
                        **standing[number],
                    },
                )
            )
        start += len(paragraph)
    return described


def _found(asked: Question, texts: Sequence[Text]) -> list[list[float]]:
    """For each term of the question its grade in each text."""
    near = near_words(asked.terms, texts)
    return [grades(term, texts, near) for term in asked.terms]


def _local(found: Sequence[Sequence[float]], count: int) -> list[float]:
    """For each term how telling it is among these sentences: less where it stands in many of them."""
    return [math.log(1 + (count + 1) / (0.5 + sum(row[:count]))) for row in found]


def _grams(asked: Question, texts: Sequence[Text]) -> dict[str, float]:
    found = {gram for term in asked.terms for gram in grams_of(term.word)}
    return {g: math.log(1 + (len(texts) + 1) / (0.5 + sum(g in t.grams for t in texts))) for g in found}


def _share(weighted: Mapping[str, float], there: frozenset[str]) -> float:
    return sum(w for g, w in weighted.items() if g in there) / (sum(weighted.values()) or 1.0)


def _standing(candidates: Sequence[Candidate]) -> list[dict[str, float]]:
    """How well each candidate was found beside the best one: by its place, and by each kind of evidence there is."""
    kinds = {kind for candidate in candidates for kind in candidate.scores}
    best = {kind: max(candidate.scores.get(kind, 0.0) for candidate in candidates) for kind in kinds}
    result = []
    for place, candidate in enumerate(candidates):
        one = {"place": 1.0 / (1 + place)}
        for kind in ("words", "sentence"):
            if best.get(kind, 0.0) > 0:
                one[kind] = candidate.scores.get(kind, 0.0) / best[kind]
        if "meaning" in kinds:
            one["meaning"] = 10 * (candidate.scores.get("meaning", 0.0) - best["meaning"])
        result.append(one)
    return result


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
