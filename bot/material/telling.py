"""Telling articles apart that are alike: the same conference in three years, two grants of nearly the same name.

The search and the choice of a sentence look at paragraphs. Which article is meant is told by the whole of it: a year in
the title, a place in the first paragraph. An article of another year than the one asked for answers nothing.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bot.language.questions import asked_for, evidence
from bot.material.choosing import Candidate, Sentence, choose
from bot.material.finding import Finding
from bot.material.matching import Term, Text, grades, near_words, question_of, text_of
from bot.material.passages import Passage

# What the words of the question that stand anywhere in its article count in the score of a sentence (its logarithm).
ARTICLE_WEIGHT = 6.0
# "Nästa år hålls den i …" is about another time than the article, and "i fjol" too.
OTHER_TIME = 6.0
# It lacks a thing that the answer cannot do without (a date, a sum).
LACKS = 6.0
OTHER_ARTICLE = 20.0
# A sentence answers two questions at once where it is so good an answer to each, beside the best one.
BOTH = 0.2
SHORT_NAME = 5
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OTHER_TIME = re.compile(
    r"\b(?:nästa|förra|föregående) (?:år|året|gång|gången|omgång|omgången)\b|\bi fjol\b", re.IGNORECASE
)
_ASKS_OTHER_TIME = re.compile(r"\b(?:nästa|förra|föregående|i fjol|innan|kommande)\b", re.IGNORECASE)
_ASKS = r"(?:när|var|vem|vad|hur|vilken|vilket|vilka|varför|vart|varifrån)"
_TWO_WORDS = re.compile(rf"^\W*({_ASKS}) och ({_ASKS})\b\s*(.{{4,}})$", re.IGNORECASE)
_TWO_CLAUSES = re.compile(rf"^\W*({_ASKS}\b.{{4,}}?),? (?:och|samt) ({_ASKS}\b.{{4,}})$", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\b(?:förra året?s?|i fjol|fjolårets?)\b", re.IGNORECASE)


class Known(NamedTuple):
    """What the words of an article are.

    Attributes:
        words: of its title and all its paragraphs.
        years: those that its title or text names, and the one when it was published.
        dated: it says when it was published.
    """

    words: Text
    years: frozenset[str]
    dated: bool


class Told(NamedTuple):
    """How well an article fits a question as a whole.

    Attributes:
        covers: 0–1, how much of the question (the rarer a word, the more) stands in it, anywhere.
        other_year: the question names a year that the article has nothing to do with.
        lacks_name: the question names somebody or something that stands nowhere in it.
    """

    covers: float
    other_year: bool
    lacks_name: bool

    @property
    def other(self) -> bool:
        """Whether it is about something else than the question."""
        return self.other_year or self.lacks_name


class ToldApart(NamedTuple):
    """What was found, with the articles told apart.

    Attributes:
        told: how well each article of it fits, by its slug.
        together: how many of the first sentences answer a question that asks two things, together.
    """

    finding: Finding
    told: Mapping[str, Told]
    together: int


def described(passages: Sequence[Passage]) -> dict[str, object]:
    """What is kept of an article (its passages) so that `known` needs not read it again; fit for JSON."""
    title, published = passages[0].title, passages[0].published
    every = [title, published[:4], *(text for passage in passages for text in (passage.heading, passage.text))]
    whole: set[str] = set()
    parts: set[str] = set()
    for text in every:
        found = text_of(text)
        whole.update(found.places)
        parts.update(found.parts)
    years = {year for text in every for year in _YEAR.findall(text)}
    return {
        "words": sorted(whole),
        "parts": sorted(parts),
        "years": sorted(years),
        "dated": bool(published),
    }


def known(stored: Mapping[str, object]) -> Known:
    """An article of what `described` made."""
    words, parts, years = (_texts(stored[name]) for name in ("words", "parts", "years"))
    whole = Text("", dict.fromkeys(words, 0), frozenset(parts), len(words), frozenset(), frozenset())
    return Known(whole, frozenset(years), bool(stored["dated"]))


def apart(
    question: str,
    finding: Finding,
    passages: Sequence[Passage],
    articles: Mapping[str, Known],
    follows: bool = False,
) -> ToldApart:
    """What was found, with the articles told apart: the sentences of the one that is meant come first.

    Args:
        passages: those that were searched. articles: by their slugs.
        follows: it leans on what went before, which has told the article; the sentences keep their order.
    """
    found, candidates, sentences = finding
    slugs = list(dict.fromkeys(passages[hit.passage].slug for hit in found))
    told = dict(zip(slugs, tell(question, [articles[slug] for slug in slugs]), strict=True))
    if follows or len(articles) == 1:  # there is nothing to tell apart
        told = {slug: fits._replace(lacks_name=False) for slug, fits in told.items()} if len(articles) == 1 else told
        return ToldApart(finding, told, 0)
    of_each = [passages[found[sentence.candidate].passage].slug for sentence in sentences]
    sentences = reorder(question, sentences, [told[slug] for slug in of_each])
    if sentences and (asked := parts_of(question)):
        slug = passages[found[sentences[0].candidate].passage].slug
        places = [n for n, hit in enumerate(found) if passages[hit.passage].slug == slug]
        first = _of_parts(asked, places, candidates, told[slug])
        sentences = [*first, *(one for one in sentences if not any(_same(one, other) for other in first))]
        return ToldApart(Finding(found, candidates, sentences), told, len(first))
    return ToldApart(Finding(found, candidates, sentences), told, 0)


def parts_of(question: str) -> tuple[str, ...]:
    """The two questions that are asked in one ("Vem talade, och hur många kom?"); none where it is one.

    "När och var hålls mötet?" is two, each with all that follows.
    """
    if together := _TWO_WORDS.match(question):
        return f"{together[1]} {together[3]}", f"{together[2]} {together[3]}"
    if apart := _TWO_CLAUSES.match(question):
        return apart[1], apart[2]
    return ()


def _of_parts(
    asked: Sequence[str], places: Sequence[int], candidates: Sequence[Candidate], told: Told
) -> list[Sentence]:
    """The sentences of an article that answer the parts of a question, each once, in the order of the parts.

    Args:
        places: the numbers of the candidates that stand in the article.
    """
    found = []
    for part in asked:
        chosen = choose(part, [candidates[place] for place in places])
        chosen = reorder(part, chosen, [told] * len(chosen))
        found.append([one._replace(candidate=places[one.candidate]) for one in chosen if one.answers])
    kinds = [asked_for(part).kind for part in asked]
    for one in found[0]:  # "den 3 maj i Umeå" says when and where
        every = [next((other.score for other in some if _same(one, other)), 0.0) for some in found]
        if min(every) >= BOTH and all(evidence(kind, one.text) for kind in kinds):
            return [one._replace(score=1.0)]
    first: list[Sentence] = []
    for best in (some[0] for some in found if some):
        if not any(_same(best, other) for other in first):
            first.append(best._replace(score=1.0))
    return first


def _same(one: Sentence, other: Sentence) -> bool:
    return (one.candidate, one.index) == (other.candidate, other.index)


def tell(question: str, articles: Sequence[Known], today: date | None = None) -> list[Told]:
    """How well each of some articles fits a question."""
    terms = _terms(question)
    wanted = years_of(question, today)
    names = not question.isupper()  # who shouts writes every word with capitals
    texts = [article.words for article in articles]
    near = near_words(terms, texts)
    found = [grades(term, texts, near) for term in terms]
    total = sum(term.weight for term in terms) or 1.0
    return [
        Told(
            sum(term.weight * row[number] for term, row in zip(terms, found, strict=True)) / total,
            bool(wanted) and article.dated and article.years.isdisjoint(wanted),
            names
            and any(
                term.name and not _stands(term, row[number], article) for term, row in zip(terms, found, strict=True)
            ),
        )
        for number, article in enumerate(articles)
    ]


def _stands(term: Term, grade: float, article: Known) -> bool:
    """Whether a name stands in an article; one letter makes another short name of it (DIGA, DIGO)."""
    return grade > 0 if len(term.word) > SHORT_NAME else term.stem in article.words.places


def years_of(question: str, today: date | None = None) -> frozenset[str]:
    """The years that a question names; "förra året" is one."""
    found = set(_YEAR.findall(question))
    if _LAST_YEAR.search(question):
        found.add(str((today or date.today()).year - 1))
    return frozenset(found)


def reorder(question: str, sentences: Sequence[Sentence], told: Sequence[Told]) -> list[Sentence]:
    """Sentences with the scores that they have when their articles are told apart, best first (its score: 1).

    Args:
        told: how well the article of each sentence fits.
    """
    if not sentences:
        return []
    scores = []
    for sentence, fits in zip(sentences, told, strict=True):
        score = math.log(max(sentence.score, 1e-9)) + ARTICLE_WEIGHT * fits.covers
        if not sentence.answers:
            score -= LACKS
        if _OTHER_TIME.search(sentence.text) and not _ASKS_OTHER_TIME.search(question):
            score -= OTHER_TIME
        scores.append(score - (OTHER_ARTICLE if fits.other else 0.0))
    best = max(scores)
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    return [sentences[n]._replace(score=math.exp(max(scores[n] - best, -50.0))) for n in order]


def _terms(question: str) -> tuple[Term, ...]:
    return question_of(question).terms


def _texts(stored: object) -> list[str]:
    assert isinstance(stored, list)
    return [str(one) for one in stored]
