"""A plain no, as people give it to a question that they need not answer."""

import re

from bot.language.words import words

_NO = re.compile(r"\W*(?:nej|nä|näe|nope|no|nix|inte|inget|ingen|hoppa över)\b", re.IGNORECASE)
FEW_WORDS = 3


def begins_with_no(text: str) -> bool:
    """Whether it begins with a no, whatever follows."""
    return bool(_NO.match(text))


def declines(text: str) -> bool:
    """Whether it is a no, with hardly anything said besides."""
    return begins_with_no(text) and len(words(text)) <= FEW_WORDS
