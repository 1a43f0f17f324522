"""Passages: what the bot looks for an answer in, a paragraph of an article each."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from bot.language.abbreviations import abbreviations, other_forms
from bot.language.synonyms import said_in_several
from bot.language.words import words
from bot.material.model import Article

# A heading is short and ends without a full stop; what it stands above is about it.
_LONGEST_HEADING = 100
_NO_HEADING = re.compile(r"[.!?:…”\"»)]$|^[|–—*+-]|^\d+[.)] ", re.MULTILINE)


class Document(NamedTuple):
    """A paragraph, what stands above it (the title, the year), and which article it is of (empty: of none).

    `also` are words by which it is found as well as by its own; `titled` are those of them that the title stands for.
    """

    text: str
    title: str = ""
    article: str = ""
    also: str = ""
    titled: str = ""

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text


class Passage(NamedTuple):
    """A paragraph as it stands in an article; a table or a list is one.

    `paragraph` counts from 0, `id` is made of slug and paragraph, `published` is a day ("2024-05-01") or empty,
    `heading` the one that it stands below, or empty. `also`: the other forms of abbreviations that stand in it or
    in the title (OKSE, Ombudsmannen mot …), by which it can be found as well; `titled`: those of the title alone.
    """

    id: str
    slug: str
    title: str
    link: str
    published: str
    paragraph: int
    heading: str
    text: str
    also: str = ""
    titled: str = ""

    @property
    def document(self) -> Document:
        """What is indexed of it. The year is part of the title: "konferensen 2023" is the article of that year."""
        above = (self.title, self.heading, self.published[:4])
        return Document(self.text, " ".join(part for part in above if part), self.slug, self.also, self.titled)


def explained(articles: Iterable[Article]) -> dict[str, str]:
    """The abbreviations that some articles explain, with their long forms."""
    found: dict[str, str] = {}
    for article in articles:
        for text in (article.title, *article.paragraphs):
            for short, long in abbreviations(text).items():
                found.setdefault(short, long)
    return found


def passages(article: Article, short_forms: Mapping[str, str] = MappingProxyType({})) -> list[Passage]:
    """The passages of an article, in its order. A withdrawn article has none.

    Args:
        short_forms: the abbreviations of the whole material, as `explained` gives them.
    """
    if article.withdrawn:
        return []
    published = article.published.isoformat() if article.published else ""
    found = []
    heading = ""
    titled = " ".join(_other_forms(article.title, short_forms))
    for number, text in enumerate(article.paragraphs):
        if _is_heading(text) and number + 1 < len(article.paragraphs):
            heading = text
            continue
        name = f"{article.slug}:{number}"
        also = " ".join([*_other_forms(f"{article.title} {heading} {text}", short_forms), *said_in_several(text)])
        found.append(
            Passage(name, article.slug, article.title, article.link, published, number, heading, text, also, titled)
        )
    return found


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_HEADING and not _NO_HEADING.search(paragraph)


def _other_forms(text: str, short_forms: Mapping[str, str]) -> list[str]:
    """The other forms of the abbreviations of a text that do not stand there themselves."""
    there = set(words(text))
    return [form for form in other_forms(text, short_forms) if not there.issuperset(words(form))]
