"""Which article a visitor means, and which of the passages found still stand in the material."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker

from actions.quoting import MOST_SENTENCES
from actions.saying import asked
from bot.language.asking import subject
from bot.language.followups import focus_of
from bot.language.words import stem, stems, terms, words
from bot.material.model import Article, Material

Passage = Mapping[str, Any]
# An article is about what was asked for where this much of it stands there.
ENOUGH_COVERED = 0.5
# An article fits too where its score is this near to the best.
ALSO_FITS = 0.6
# When an article was published is told by what is known of it, and not by a sentence in it.
_PUBLISHED = re.compile(
    r"\bnär\b.*\b(?:publicera|skrevs|lades|kom)\w*\b.*\b(?:artikel|nyhet|text)|\bhur (?:gammal|ny) är (?:artikel|nyhet)"
    r"|\bvilket datum\b.*\b(?:artikel|nyhet)|\b(?:artikel|nyhet)\w*\b.*\b(?:datum|publicera)",
    re.IGNORECASE,
)


def in_focus(tracker: Tracker, known: Material) -> Article | None:
    article = known.article(focus_of(tracker.get_slot("focus")).slug)
    return None if article is None or article.withdrawn else article


def meant(tracker: Tracker, known: Material) -> Article | None:
    """The article that a message is about: by its subject, else the one in focus, else the only one there is."""
    message = tracker.latest_message
    named = subject(asked(tracker)) and not message.get("about")
    if named and (found := fitting(shown_now(message.get("passages") or [], known), known, asked(tracker))):
        return found[0]
    if article := in_focus(tracker, known):
        return article
    return known.shown[0] if len(known.shown) == 1 else None


def fitting(hits: Sequence[Passage], known: Material, question: str = "") -> list[Article]:
    """The articles of the hits that cover what was asked for, best first; before them those whose title says it all."""
    subject_ = {stem(word) for word in words(subject(question)) if terms(word)}
    best = max((hit["score"] for hit in hits), default=0.0)
    fits = [hit for hit in hits if hit.get("covers", hit["coverage"]) >= ENOUGH_COVERED and not hit.get("other")]
    titled = [hit["slug"] for hit in fits if subject_ and subject_ <= _words(hit["title"])]
    found = [*titled, *(hit["slug"] for hit in fits if hit["score"] >= ALSO_FITS * best)]
    return [article for slug in dict.fromkeys(found) if (article := known.article(slug))][:MOST_SENTENCES]


def _words(title: str) -> set[str]:
    """The stems of the words of a title, and of their parts."""
    return {found for word in words(title) for found in stems(word)}


def asks_when_published(question: str) -> bool:
    """Whether it is the day of the article itself that is asked for."""
    return bool(_PUBLISHED.search(question))


def shown_now(passages: Sequence[Passage], known: Material) -> list[Passage]:
    """Those that stand in an article as it is now: an editor may have changed or withdrawn it since the training."""
    texts = {slug: _text(known.article(slug)) for slug in {passage["slug"] for passage in passages}}
    return [passage for passage in passages if passage["text"] in texts[passage["slug"]]]


def _text(article: Article | None) -> str:
    return "" if article is None or article.withdrawn else "\n".join(article.paragraphs)
