"""How sure it is that the material answers a question: a probability, from the best sentence and what stands around it.

A logistic model over a few numbers (`features`), none of which depends on how large the material is: the same must
hold for one article and for ten thousand. Its weights lie in `answerability.json`, one set with and one without the
cosine of meanings, fitted by `bot/evaluate/fit_answerability.py`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from bot.language.needs import asking_part, asks_for_bearer, is_lacking, people
from bot.language.questions import (
    NEEDS_EVIDENCE,
    QuestionType,
    asked_for,
    asks_for_now,
    evidence,
    names_the_kind,
    question_type,
)
from bot.language.words import tokens, words
from bot.material.choosing import Candidate, Sentence
from bot.material.matching import Term, Text, grades, near_words, question_of, sentences_of, text_of

_WEIGHTS = Path(__file__).with_name("answerability.json")
# Raw cosines of multilingual-e5 lie close together: they are counted from here, in tenths.
_COSINE_FROM, _COSINE_SCALE = 0.8, 10
# From so many paragraphs on, an article tells also by what it does not hold.
_SEVERAL = 3
_ALL = 0.99
# A name stands beside the word for a role with at most so many words between.
_BESIDE = 3
_UNMISTAKABLE = frozenset({"year", "time", "cost"})
# How sure it can be at most where an article tells of somebody or something, but nothing of what is asked about it.
MOST_ASTRAY = 0.45
# Where so much of a question stands nowhere in the article, it is so much less sure.
STRANGE = 0.45
STRANGE_SHARE = 0.85
# A sentence that holds less of a question hardly speaks of what it asks.
_HARDLY = 0.25
_OPEN = frozenset({"what", "which", "other"})
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
    sure = 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))
    if found.get("article_unheard", 0.0) >= STRANGE:
        sure *= STRANGE_SHARE
    return min(sure, MOST_ASTRAY) if found.get("article_astray") else sure


def features(question: str, sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> dict[str, float]:
    """What the confidence is made of, by name; empty where nothing was found or asked.

    own: how much of the question (its rare words count more) stands in the sentence. rest: the same of what is not a
    name, in the sentence's paragraph and title. rest_zero: 1 where nothing of that stands there. missing_name,
    missing_number: 1 where a name or a number of the question stands nowhere there. lacks: 1 where a thing is asked for
    (a date, a place, "vilket parti") and the sentence holds none, 2 where it cannot be mistaken (a year, an hour, a
    sum). now: 1 where it is asked how it is today. negated: 1 where the question holds a "not" and the sentence none.
    terms: the logarithm of how many words the question has. characters, meaning: as the search found the paragraph.

    Where the paragraph is one of several of an article, whose words are all known, those that begin with `article`
    stand beside these (else they are left out): what stands nowhere in a whole article tells more than what a lone
    paragraph lacks. article_unheard: the share of the question's words (no names) that stand nowhere in it.
    article_without: 1 where somebody's words, an age or the bearer of a role is asked for and the sentence holds none,
    or where a name of the question's stands nowhere in the article. article_lacks: lacks.
    article_all: 1 where all words stand in the sentence. article_own: as own, without names. article_meaning: meaning.
    article_astray: 1 where an open question asks for what the article does not tell of. It is no part of the model, but
    sets a limit.
    """
    question = asking_part(question)
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
    others = [one.text for one in candidates if candidate.article and one.article == candidate.article]
    if len(others) >= _SEVERAL:
        result |= _in_article(question, paragraph[best.index], _whole((candidate.title, *others)), result)
    return result


def _in_article(question: str, sentence: Text, article: Text, shared: Mapping[str, float]) -> dict[str, float]:
    """The features of a sentence whose whole article is known; see `features`."""
    asked = question_of(question)
    near = near_words(asked.terms, [article])
    own = [
        (term.weight, grades(term, [sentence], near)[0])
        for term in asked.terms
        if not (term.name or term.stem in article.names)
    ]
    in_whole = [
        (term.weight, grades(term, [article], near)[0])
        for term in asked.terms
        if not (term.name or term.number or term.stem in article.names or names_the_kind(term.word))
    ]
    unheard = [weight for weight, grade in in_whole if grade == 0]
    names = [term for term in asked.named if len(term.word) > 1]
    strange = any(not _stands(term, article, near) for term in names)
    lacking = strange or is_lacking(question, sentence.text) or _nobody(question, sentence, near)
    result = {
        "article_unheard": sum(unheard) / sum(term.weight for term in asked.terms),
        "article_lacks": shared["lacks"],
        "article_without": float(lacking),
        "article_all": float(shared["own"] > _ALL),
        "article_astray": float(_is_astray(question_type(question), shared["own"], [grade for _, grade in in_whole])),
        "article_own": sum(w * g for w, g in own) / sum(w for w, _ in own) if own else 1.0,
    }
    if "meaning" in shared:
        result["article_meaning"] = shared["meaning"]
    return result


def _is_astray(kind: QuestionType, own: float, in_whole: Sequence[float]) -> bool:
    """Whether an open question asks for what an article does not tell of.

    Nothing of it but names stands there; or it asks what, some of it stands nowhere, and the sentence holds hardly any.

    Args:
        own: of the sentence. in_whole: for each word of the question, but names, how far it stands in the article.
    """
    if kind not in _OPEN or not in_whole:
        return False
    return not any(in_whole) or (kind == "what" and own < _HARDLY and not all(in_whole))


def _stands(term: Term, text: Text, near: Mapping[str, frozenset[str]]) -> bool:
    """Whether a name stands in a text as it is: its parts here and there are no name."""
    alike = near.get(term.stem, frozenset[str]())
    return term.stem in text.places or term.stem in text.parts or not alike.isdisjoint(text.places)


def _nobody(question: str, sentence: Text, near: Mapping[str, frozenset[str]]) -> bool:
    """Whether it is asked who bears a role, and beside its word no name stands that the question does not know."""
    if not asks_for_bearer(question):
        return False
    asked = question_of(question)
    text, standing = sentence.text, people(sentence.text)
    of_names = frozenset(stem for a, b in standing for stem in text_of(text[a:b]).places)
    roles = [
        term
        for term in asked.terms
        if not (term.name or term.number or term.stem in of_names or names_the_kind(term.word))
        and near.get(term.stem, frozenset[str]()).isdisjoint(of_names)
    ]
    new = [(a, b) for a, b in standing if asked.words.isdisjoint(words(text[a:b]))]
    for token in tokens(text) if roles and new else ():
        if any(grades(term, [text_of(token.text)], near)[0] for term in roles):
            between = (text[token.end : a] if token.end <= a else text[b : token.start] for a, b in new)
            if any(len(gap.split()) <= _BESIDE for gap in between):
                return False
    return bool(roles)


@lru_cache(maxsize=200)
def _whole(texts: tuple[str, ...]) -> Text:
    """Texts as one."""
    every = [sentence for text in texts for sentence in sentences_of(text)]
    return Text.of_stems(
        (stem for one in every for stem in one.places),
        frozenset[str]().union(*(one.parts for one in every)),
        frozenset[str]().union(*(one.names for one in every)),
    )


@cache
def _models() -> Mapping[str, Mapping[str, float]]:
    stored: Mapping[str, Mapping[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["models"]
    return stored
