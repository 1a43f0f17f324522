"""Whose opening hours a question asks for: those of the organisation that answers, or of something else that it names.

The words by which it is told stand in opening_hours.yml.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from bot.language.spoken import fold, lists


def whose(question: str) -> Literal["ours", "another's"] | None:
    """Whose hours a question on opening hours means, where its words tell.

    Another's: it names a thing that opens, and speaks to nobody ("När stänger badhuset?"). The organisation's own
    office, switchboard and the like are no such thing, nor is a time. Ours: it speaks to us and names no such thing
    ("När är det öppet hos er på lördag?").
    """
    said = fold(question)
    spoken_to, another = (rule.search(said) is not None for rule in _rules())
    if spoken_to == another:
        return None
    return "ours" if spoken_to else "another's"


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Whom it speaks to, and how another thing is named, in folded text."""
    words = lists(Path(__file__).with_suffix(".yml"))
    no_thing = "|".join(words[name] for name in ("before", "spoken_to", "ours", "no_thing"))
    thing = rf"(?:(?:{words['before']}) )*(?!(?:{no_thing})\b)[a-z0-9]+"
    definite = rf"{thing}(?<=[en][nt]|ts|ns|an)"
    opens, open_, hours = words["opens"], words["open"], words["hours"]
    is_ = "ar|e|har|haller|blir|var|galer"
    ways = (
        rf"(?:{opens}) (?:ni |igen |nu )?{thing}",  # "När stänger badhuset?"
        rf"(?:{is_}) {thing} (?:[a-z0-9]+ )??(?:{open_}|{hours})",  # "Är badhuset öppet?", "Vad har badhuset för …?"
        rf"(?:{hours}) (?:{is_}|galer for) {thing}",  # "Vilka öppettider har badhuset?"
        rf"(?:{hours}|{open_}) (?:(?:for|pa|i|hos|til|vid) )?{definite}",  # "öppettider på badet"
        rf"^\W*{definite} (?:{open_}|{hours})",  # "badhusets öppettider"
        rf"(?:does|do|is|are|wil) {thing} (?:[a-z0-9]+ ){{0,2}}?(?:open|opens|opening|close|closes|closed)",
    )
    another = "|".join(rf"(?:{way})\b" for way in ways)
    return re.compile(rf"\b(?:{words['spoken_to']})\b"), re.compile(rf"(?<![a-z0-9])(?:{another})")
