"""What is to be fetched: a thing ("Var kan jag hämta sand?"), or somebody to speak with ("Hämta din chef!").

The words by which it is told stand in fetching.yml.
"""

import re
from functools import cache
from pathlib import Path

from bot.language.spoken import fold, lists


def fetches_a_thing(message: str) -> bool:
    """Whether a message speaks of fetching a thing, and of nobody that one could speak with."""
    said = fold(message)
    thing, speaking = _rules()
    return bool(thing.search(said)) and not speaking.search(said)


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A thing that is fetched, and who is spoken with, in folded text."""
    words = lists(Path(__file__).with_suffix(".yml"))
    no_thing = f"{words['before']}|{words['persons']}"
    thing = rf"\b(?:{words['fetch']}) (?:(?:{words['before']}) )*(?!(?:{no_thing})\b)[a-z0-9]+"
    return re.compile(thing), re.compile(rf"\b(?:{words['speaking']})\b")
