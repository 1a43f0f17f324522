"""What a conversation so far tells: in which language a visitor is to be answered, and which messages ask something."""

import re
from collections.abc import Sequence

from bot.language.english import is_english
from bot.language.words import STOP_WORDS, words

SMALL_TALK = frozenset({"greet", "thank", "goodbye", "affirm", "deny"})
ASKS_NOTHING = SMALL_TALK | {"cancel", "who_are_you", "praise", "complaint", "give_contact", "danger", "ask_privacy"}
"""Intents of messages that ask nothing which a person of the staff could be asked in their place."""

# So few words may be said by anybody ("ok", "stop", a name), unless one of them is a common Swedish word.
_FEW = 2
_SWEDISH_LETTERS = re.compile("[åäöÅÄÖ]")
_SWEDISH = STOP_WORDS | {"avbryt", "svenska"}
# The same word in both languages.
_BOTH = frozenset(["i", "a", "as", "at", "so", "man", "by", "for", "in", "ok", "info", "all", "under", "till", "min"])
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|[+\d][\d\s()/-]*")


def speaks_english(messages: Sequence[str]) -> bool:
    """Whether the latest message (the last one) is to be answered in English.

    A message that tells no language (an address, "ok", a name) is in that of the one before it.
    """
    for text in reversed(messages):
        if is_english(text):
            return True
        if not _tells_nothing(text):
            return False
    return False


def _tells_nothing(text: str) -> bool:
    said = words(_ADDRESS.sub(" ", text))
    return len(said) <= _FEW and not _SWEDISH_LETTERS.search(text) and not (set(said) & _SWEDISH - _BOTH)
