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

from bot.language.questions import NEEDS_EVIDENCE, asked_for, asks_for_now, evidence, names_the_kind
from bot.language.words import words
from bot.material.choosing import Candidate, Sentence
from bot.material.matching import grades, near_words, question_of, sentences_of, text_of

_WEIGHTS = Path(__file__).with_name("answerability.json")
# Raw cosines of multilingual-e5 lie close together: they are counted from here, in tenths.
_COSINE_FROM, _COSINE_SCALE = 0.8, 10
_UNMISTAKABLE = frozenset({"year", "time", "cost"})
_NOT = frozenset(["inte", "ej", "aldrig", "icke", "ingen", "inget", "inga", "utan", "knappast"])


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
    """What the confidence is made of, by name; empty where nothing was found or asked.

    own: how much of the question (its rare words count more) stands in the sentence. rest: the same of what is not a
    name, in the sentence's paragraph and title. rest_zero: 1 where nothing of that stands there. missing_name,
    missing_number: 1 where a name or a number of the question stands nowhere there. lacks: 1 where a thing is asked for
    (a date, a place, "vilket parti") and the sentence holds none, 2 where it cannot be mistaken (a year, an hour, a
    sum). now: 1 where it is asked how it is today. negated: 1 where the question holds a "not" and the sentence none.
    terms: the logarithm of how many words the question has. characters, meaning: as the search found the paragraph.
    """
    asked = question_of(question)
    if not sentences or all(names_the_kind(term.word) for term in asked.terms):  # "vilket datum är det?"
        return {}
    best = sentences[0]
    candidate = candidates[best.candidate]
    paragraph = sentences_of(candidate.text)
    texts = [*paragraph, text_of(candidate.title)]
    kind = asked_for(question).kind
    holds = evidence(kind, best.text, asked.words) > 0 or kind not in NEEDS_EVIDENCE
    near = near_words(asked.terms, texts)
    named = frozenset[str]().union(*(text.names for text in texts))
    own, rest, missing = 0.0, [], []
    for term in asked.terms:
        row = grades(term, texts, near)
        at_least = float(holds and names_the_kind(term.word))
        grade = max(*row, at_least)
        own += term.weight * max(row[best.index], at_least)
        if grade == 0:
            missing.append(term)
        if not (term.name or term.stem in named):
            rest.append((term.weight, grade))
    nothing_else = bool(rest) and not any(grade for _, grade in rest)
    lacks = float(not holds) * (2 if kind in _UNMISTAKABLE else 1)
    if nothing_else and asked_for(question).noun:
        lacks = 1.0
    result = {
        "own": own / sum(term.weight for term in asked.terms),
        "rest": sum(w * g for w, g in rest) / sum(w for w, _ in rest) if rest else 1.0,
        "rest_zero": float(nothing_else),
        "missing_name": float(any(term.name for term in missing)),
        "missing_number": float(any(term.number for term in missing)),
        "lacks": lacks,
        "now": float(asks_for_now(question) and not asks_for_now(best.text)),
        "negated": float(not asked.words.isdisjoint(_NOT) and _NOT.isdisjoint(words(best.text))),
        "terms": math.log(len(asked.terms)),
        "characters": candidate.scores.get("characters", 0.0),
    }
    if "meaning" in candidate.scores:
        result["meaning"] = _COSINE_SCALE * (candidate.scores["meaning"] - _COSINE_FROM)
    return result


@cache
def _models() -> Mapping[str, Mapping[str, float]]:
    stored: Mapping[str, Mapping[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["models"]
    return stored
