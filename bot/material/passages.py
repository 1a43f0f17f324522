"""Passages: what the bot can answer with, a sentence of an article each."""

from typing import NamedTuple

from bot.language.sentences import sentences
from bot.material.model import Article


class Passage(NamedTuple):
    """A sentence as it stands in an article.

    `paragraph` and `sentence` count from 0, the sentence within its paragraph; `id` is made of slug and both, `context`
    is the whole paragraph.
    """

    id: str
    slug: str
    title: str
    link: str
    paragraph: int
    sentence: int
    text: str
    context: str


def passages(article: Article) -> list[Passage]:
    """The passages of an article, in its order. A withdrawn article has none."""
    if article.withdrawn:
        return []
    return [
        Passage(f"{article.slug}:{p}:{s}", article.slug, article.title, article.link, p, s, text, paragraph)
        for p, paragraph in enumerate(article.paragraphs)
        for s, text in enumerate(sentences(paragraph))
    ]
