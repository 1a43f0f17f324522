"""The words by which a message is seen to lean on what went before, as followups.yml lists them."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.language.words import stem


class Rules(NamedTuple):
    """The rules; `aspects` and `kinds` are stems."""

    aspects: frozenset[str]
    kinds: frozenset[str]
    person: re.Pattern[str]
    thing: re.Pattern[str]
    begins: re.Pattern[str]
    about: re.Pattern[str]
    corrects: re.Pattern[str]
    enough: re.Pattern[str]
    source: re.Pattern[str]
    link: re.Pattern[str]
    year_before: re.Pattern[str]
    year_after: re.Pattern[str]


@cache
def rules() -> Rules:
    """The rules of followups.yml; read once."""
    read = yaml.safe_load(Path(__file__).with_name("followups.yml").read_text(encoding="utf-8"))
    whole = {name: _compiled(rf"^\W*(?:{read[name]})\W*$") for name in ("enough", "source")}
    start = {name: _compiled(rf"^\W*(?:{read[name]})\b[\s,:]*") for name in ("begins", "about")}
    inside = {
        name: _compiled(rf"\b(?:{read[name]})\b") for name in ("person", "thing", "link", "year_before", "year_after")
    }
    return Rules(
        aspects=_stems(read["aspects"]),
        kinds=_stems(read["kinds"]),
        corrects=_compiled(rf"^\W*(?:{read['corrects']})"),
        **whole,
        **start,
        **inside,
    )


def _stems(listed: str) -> frozenset[str]:
    return frozenset(stem(word) for word in listed.split())


def _compiled(rule: str) -> re.Pattern[str]:
    """A folded line of the file goes on before a |."""
    return re.compile(rule.replace(" |", "|").replace("\n", " "), re.IGNORECASE)
