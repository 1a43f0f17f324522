"""A sentence that needs the one beside it: the reason for what it tells, or whom its "hon" stands for."""

import re
from collections.abc import Sequence

from bot.language.questions import asked_for, leans
from bot.material.answer_kinds import gives_reason, says_therefore
from bot.material.choosing import Sentence
from bot.material.names import names_in
from bot.material.passages import Passage

_PRONOUN = re.compile(r"^\s*(?:han|hon|hen)\b", re.IGNORECASE)
_NAME_FIRST = re.compile(r"^\s*[A-ZÅÄÖÉ][\w-]+ [A-ZÅÄÖÉ][\w-]+")


def with_companion(question: str, sentences: list[Sentence], places: Sequence[Passage]) -> tuple[list[Sentence], int]:
    """The sentences; behind the best one the one that belongs to it. How many of them answer together: 2, or 0.

    Where it is asked why, that is the reason: it stands before a "Därför …", and goes on behind what it is the reason
    for ("… ställs in. Orsaken är …"). Where it is asked who, and the best begins with "Hon", it is the sentence before,
    which names her.

    Args:
        places: the passages of the candidates.
    """
    kind = asked_for(question).kind if sentences else ""
    companion = None
    if kind == "why":
        companion = _reason(sentences, places)
    elif kind == "who" and _PRONOUN.match(sentences[0].text):
        companion = _beside(sentences, places, [(0, -1)])
        named = companion is not None and (names_in(companion.text) or _NAME_FIRST.match(companion.text))
        companion = companion if named else None
    if companion is None:
        return sentences, 0
    best = sentences[0]
    rest = [one for one in sentences[1:] if (one.candidate, one.index) != (companion.candidate, companion.index)]
    return [best, companion._replace(score=best.score), *rest], 2


def _reason(sentences: Sequence[Sentence], places: Sequence[Passage]) -> Sentence | None:
    """The sentence beside the best that gives the reason; None where there is none, or the best gives it itself."""
    best = sentences[0].text
    if says_therefore(best):
        return _beside(sentences, places, [(0, -1)])
    if gives_reason(best):
        return None
    for one in (_beside(sentences, places, [(0, 1)]), _beside(sentences, places, [(1, 0)])):
        if one and leans(one.text) and gives_reason(one.text):
            return one
    following = _beside(sentences, places, [(0, 1), (1, 0)])
    return following if following and says_therefore(following.text) else None


def _beside(
    sentences: Sequence[Sentence], places: Sequence[Passage], steps: Sequence[tuple[int, int]]
) -> Sentence | None:
    """The sentence beside the best one, at the first of some steps from it that there is.

    Args:
        steps: (0, n): n sentences on in the same paragraph; (1, 0): the first one of the next paragraph.
    """
    best, paragraph = sentences[0], places[sentences[0].candidate]
    there = {(places[one.candidate].slug, places[one.candidate].paragraph, one.index): one for one in sentences}
    for paragraphs, on in steps:
        index = best.index + on if paragraphs == 0 else on
        if one := there.get((paragraph.slug, paragraph.paragraph + paragraphs, index)):
            return one
    return None
