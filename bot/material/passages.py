"""Passages: what the bot looks for an answer in, a paragraph of an article each."""

import re
from typing import NamedTuple

from bot.material.model import Article
from bot.material.search import Document

# A heading is short and ends without a full stop; what it stands above is about it.
_LONGEST_HEADING = 100
_NO_HEADING = re.compile(r"[.!?:…”\"»)]$|^[|–—*+-]|^\d+[.)] ", re.MULTILINE)


class Passage(NamedTuple):
    """A paragraph as it stands in an article; a table or a list is one.

    `paragraph` counts from 0, `id` is made of slug and paragraph, `published` is a day ("2024-05-01") or empty,
    `heading` the one that it stands below, or empty.
    """

    id: str
    slug: str
    title: str
    link: str
    published: str
    paragraph: int
    heading: str
    text: str

    @property
    def document(self) -> Document:
        """What is indexed of it. The year is part of the title: "konferensen 2023" is the article of that year."""
        above = (self.title, self.heading, self.published[:4])
        return Document(self.text, " ".join(part for part in above if part), self.slug)


def passages(article: Article) -> list[Passage]:
    """The passages of an article, in its order. A withdrawn article has none."""
    if article.withdrawn:
        return []
    published = article.published.isoformat() if article.published else ""
    found = []
    heading = ""
    for number, text in enumerate(article.paragraphs):
        if _is_heading(text) and number + 1 < len(article.paragraphs):
            heading = text
            continue
        name = f"{article.slug}:{number}"
        found.append(Passage(name, article.slug, article.title, article.link, published, number, heading, text))
    return found


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_HEADING and not _NO_HEADING.search(paragraph)
