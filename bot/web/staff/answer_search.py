"""Finding the passage that should have answered: a plain search over the material, for a reviewer who knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.language.words import STOP_WORDS, stem, words
from bot.material.model import Article, Material

MOST = 8
LIKELY = 4
"""So many are offered of themselves, before anybody has searched."""


@dataclass(frozen=True)
class Choice:
    """What can be chosen: an article (`id` is its slug) or a passage of it (`<slug>:<paragraph>`)."""

    id: str
    title: str
    text: str


def search(material: Material, asked: str) -> list[Choice]:
    """The passages and articles with most of the words, in any form; those of a title weigh as those of a passage."""
    return [choice for _, choice in _found(material, _wanted(asked))[:MOST]]


def likely(material: Material, asked: str) -> list[Choice]:
    """Of those, the few that are worth reading where nobody has searched: with a third of the question's words, and
    more than half of what the best has."""
    wanted = _wanted(asked)
    found = _found(material, wanted)[:LIKELY]
    return [choice for score, choice in found if score >= len(wanted) / 3 and score > found[0][0] / 2]


def _wanted(asked: str) -> set[str]:
    return {stem(word) for word in words(asked) if word not in STOP_WORDS}


def _found(material: Material, wanted: set[str]) -> list[tuple[float, Choice]]:
    found = [(score, choice) for article in material.shown for score, choice in _scored(article, wanted) if score]
    return sorted(found, key=lambda pair: -pair[0])


def find(material: Material, id_: str) -> Choice | None:
    """What this is the id of, if it is in the material and may be shown."""
    article = material.article(id_.partition(":")[0])
    if article is None or article.withdrawn:
        return None
    return next((choice for choice in _choices(article) if choice.id == id_), None)


def _scored(article: Article, wanted: set[str]) -> Iterator[tuple[float, Choice]]:
    title = article.title.lower()
    in_title = sum(each in title for each in wanted)
    for choice in _choices(article):
        passage = ":" in choice.id
        if passage:
            text = choice.text.lower()
            # A passage before its article, where the title says as much.
            yield sum(each in text for each in wanted) + 0.1 * in_title, choice
        else:
            yield in_title, choice


def _choices(article: Article) -> Iterator[Choice]:
    yield Choice(article.slug, article.title, "")
    for number, text in enumerate(article.paragraphs):
        yield Choice(f"{article.slug}:{number}", article.title, text)
