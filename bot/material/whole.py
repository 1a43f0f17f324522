"""What is known of an article as a whole, and how well all that stands in it fits a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from bot.material.correcting import is_correction
from bot.material.matching import NEAR, Term, Text, grades, near_words, question_of, text_of
from bot.material.model import Article, Material
from bot.material.passages import Passage, passages

SHORT_NAME = 5
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LAST_YEAR = re.compile(r"\b(?:förra året?s?|i fjol|fjolårets?)\b", re.IGNORECASE)


class Known(NamedTuple):
    """What the words of an article are.

    Attributes:
        title: as it stands, and the other forms of its abbreviations.
        words: of its title and all its paragraphs.
        years: those that its title or text names, and the one when it was published.
        dated: it says when it was published.
    """

    title: str
    words: Text
    years: frozenset[str]
    dated: bool


class Told(NamedTuple):
    """How well an article fits a question as a whole.

    Attributes:
        covers: 0–1, how much of the question (the rarer a word, the more) stands in it, anywhere.
        titled: 0–1, how much stands in its title.
        other_year: the question names a year that the article has nothing to do with.
        lacks_name: the question names somebody or something that stands nowhere in it.
        corrects: it corrects another article.
        title: of the article.
    """

    covers: float
    titled: float
    other_year: bool
    lacks_name: bool
    corrects: bool
    title: str

    @property
    def alike(self) -> "Told":
        """The same, where the article is known already: nothing tells for or against it."""
        return self._replace(covers=0.0, titled=0.0, other_year=False, lacks_name=False)

    @property
    def other(self) -> bool:
        """Whether it is about something else than the question."""
        return self.other_year or self.lacks_name


def described(passages: Sequence[Passage]) -> dict[str, object]:
    """What is kept of an article (its passages) so that `known` needs not read it again; fit for JSON."""
    title, published = passages[0].title, passages[0].published
    every = [
        title,
        published[:4],
        passages[0].also,
        *(text for passage in passages for text in (passage.heading, passage.text)),
    ]
    whole: set[str] = set()
    parts: set[str] = set()
    for text in every:
        found = text_of(text)
        whole.update(found.places)
        parts.update(found.parts)
    years = {year for text in every for year in YEAR.findall(text)}
    return {
        "title": f"{title} {passages[0].titled}".strip(),
        "words": sorted(whole),
        "parts": sorted(parts),
        "years": sorted(years),
        "dated": bool(published),
    }


def known(stored: Mapping[str, object]) -> Known:
    """An article of what `described` made."""
    words, parts, years = (_texts(stored[name]) for name in ("words", "parts", "years"))
    return Known(str(stored["title"]), Text.of_stems(words, frozenset(parts)), frozenset(years), bool(stored["dated"]))


def tell(question: str, articles: Sequence[Known], today: date | None = None) -> list[Told]:
    """How well each of some articles fits a question."""
    terms, named = question_of(question).terms, question_of(question).named
    wanted = years_of(question, today)
    texts = [article.words for article in articles]
    titles = [text_of(article.title) for article in articles]
    near = near_words(terms, texts)
    found = [grades(term, texts, near) for term in terms]
    in_titles = [grades(term, titles, near) for term in terms]
    total = sum(term.weight for term in terms) or 1.0
    return [
        Told(
            sum(term.weight * row[number] for term, row in zip(terms, found, strict=True)) / total,
            sum(term.weight * row[number] for term, row in zip(terms, in_titles, strict=True)) / total,
            bool(wanted) and article.dated and article.years.isdisjoint(wanted),
            any(
                term in named and not _stands(term, row[number], article)
                for term, row in zip(terms, found, strict=True)
            ),
            is_correction(article.title),
            article.title,
        )
        for number, article in enumerate(articles)
    ]


def years_of(question: str, today: date | None = None) -> frozenset[str]:
    """The years that a question names; "förra året" is one."""
    found = set(YEAR.findall(question))
    if _LAST_YEAR.search(question):
        found.add(str((today or date.today()).year - 1))
    return frozenset(found)


def withdrawn_covers(question: str, material: Material) -> float:
    """0–1: how much of a question stands in a withdrawn article, at most. It answers nothing any more."""
    gone = [_known_whole(article) for article in material.withdrawn]
    return max((told.covers for told in tell(question, gone)), default=0.0) if gone else 0.0


def _stands(term: Term, grade: float, article: Known) -> bool:
    """Whether a name stands in an article; one letter makes another short name of it (DIGA, DIGO).

    A part of it alone is no name: Hemkollen is not Hemtjänsten.
    """
    return grade >= NEAR if len(term.word) > SHORT_NAME else term.stem in article.words.places


@lru_cache(maxsize=256)
def _known_whole(article: Article) -> Known:
    return known(described(passages(replace(article, withdrawn=False))))


def _texts(stored: object) -> list[str]:
    assert isinstance(stored, list)
    return [str(one) for one in stored]
