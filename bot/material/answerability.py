"""How sure it is that the material answers a question: a probability, from the best sentence and what stands around it.

A logistic model over a few numbers (`features`), none of which depends on how large the material is: the same must
hold for one article and for ten thousand. Its weights lie in `answerability.json`, one set with and one without the
cosine of meanings, fitted by `bot/evaluate/fit_answerability.py`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.language.questions import NEEDS_EVIDENCE, asked_for, evidence
from bot.material.choosing import Candidate, Sentence
from bot.material.matching import grades, gram_share, near_words, pairs, question_of, sentences_of, text_of

_WEIGHTS = Path(__file__).with_name("answerability.json")
# Raw cosines of multilingual-e5 lie close together; they are counted from here, in tenths.
_COSINE_FROM = 0.8


def confidence(question: str, sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> float:
    """0–1: the probability that the first of the sentences answers the question.

    `sentences` are what `bot.material.choosing.choose` made of the question and the candidates. 0 where there are none,
    or where the question says nothing about any subject.
    """
    found = features(question, sentences, candidates)
    if not found:
        return 0.0
    model = _models()["with_meaning" if "meaning" in found else "without_meaning"]
    total = model["bias"] + sum(model.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))


def features(question: str, sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> dict[str, float]:
    """What the confidence is made of, by name; empty where nothing was found or asked."""
    asked = question_of(question)
    if not sentences or not asked.terms:
        return {}
    best = sentences[0]
    candidate = candidates[best.candidate]
    paragraph = sentences_of(candidate.text)
    texts = [*paragraph, text_of(candidate.title)]
    near = near_words(asked.terms, texts)
    found = [grades(term, texts, near) for term in asked.terms]
    weights = [term.weight for term in asked.terms]
    total = sum(weights)
    around = [max(row) for row in found]
    missing = [term for term, grade in zip(asked.terms, around, strict=True) if grade == 0]
    sentence = paragraph[best.index]
    kind = asked_for(question).kind
    holds = evidence(kind, best.text, asked.words)
    result = {
        "own": sum(w * row[best.index] for w, row in zip(weights, found, strict=True)) / total,
        "around": sum(w * g for w, g in zip(weights, around, strict=True)) / total,
        "chars": gram_share(asked, [sentence]),
        "chars_around": gram_share(asked, texts),
        "missing": max((term.weight for term in missing), default=0.0) / 5,
        "missing_name": float(any(term.name for term in missing)),
        "missing_number": float(any(term.number for term in missing)),
        "found": max((t.weight * g for t, g in zip(asked.terms, around, strict=True)), default=0.0) / 5,
        "pairs": pairs(asked, sentence),
        "lacks": float(kind in NEEDS_EVIDENCE and holds == 0),
        "holds": holds if kind in NEEDS_EVIDENCE or kind in {"who", "who_is"} else 0.0,
        "terms": math.log(len(asked.terms)),
        "next": sentences[1].score if len(sentences) > 1 else 0.0,
    }
    if "meaning" in candidate.scores:
        result["meaning"] = 10 * (candidate.scores["meaning"] - _COSINE_FROM)
    return result


@cache
def _models() -> Mapping[str, Mapping[str, float]]:
    stored: Mapping[str, Mapping[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["models"]
    return stored
