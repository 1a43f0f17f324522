"""What a question needs of a sentence beside a thing of the kind asked for, and which part of a message asks.

The words by which it is told stand in needs.yml.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.language.questions import is_talk, names_the_kind, question_type
from bot.language.sentences import sentences
from bot.language.words import STOP_WORDS, words


@lru_cache(maxsize=1_000)
def asking_part(message: str) -> str:
    """The part of a message that asks: "Jag är lärare. Vem talade?" → "Vem talade?".

    All of it where nothing tells, or where that part does not say about what ("… Vilken dag är det?").
    """
    every = sentences(message)
    asking = [one for one in every if question_type(one) != "other"]
    part = " ".join(asking) if len(asking) < len(every) else message
    part = part if _says_about_what(part) else message
    before = _rules().before.match(part)
    rest = part[before.end() :] if before else ""
    return rest if _says_about_what(rest) else part


def is_lacking(question: str, sentence: str) -> bool:
    """Whether a question asks what somebody said, or for an age, and the sentence tells nothing of the kind."""
    return any(asked.search(question) and not held.search(sentence) for asked, held in _rules().kinds)


def asks_for_bearer(question: str) -> bool:
    """Whether a question asks who bears a role ("Vem är rektor?", "Vad heter rektorn?")."""
    return question_type(question) == "who_is" or bool(_rules().named.search(question))


def who_is_meant(question: str) -> str:
    """Whose role is asked for by a guess at it ("Är Eva Ek rektor?"), as a question ("Vem är Eva Ek?"); else empty.

    Whoever asks so is helped by the role that the person has.
    """
    found = _rules().guesses_role.match(question)
    return f"Vem är {found[1] or found[2]}?" if found else ""


def people(sentence: str) -> list[tuple[int, int]]:
    """Where names of two words or more stand in a sentence (from, to; in characters), but for those where one works."""
    return [found.span() for found in _rules().person.finditer(sentence)]


def _says_about_what(text: str) -> bool:
    return any(not (word in STOP_WORDS or names_the_kind(word) or is_talk(word)) for word in words(text))


class _Rules(NamedTuple):
    kinds: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    named: re.Pattern[str]
    person: re.Pattern[str]
    before: re.Pattern[str]
    guesses_role: re.Pattern[str]


@cache
def _rules() -> _Rules:
    read = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    kinds = tuple((_compiled(read[kind]["asked"]), _compiled(read[kind]["held"])) for kind in ("saying", "age"))
    return _Rules(kinds, *(_compiled(read[name]) for name in ("named", "person", "before", "guesses_role")))


def _compiled(rule: str) -> re.Pattern[str]:
    """A rule; a folded line of the file goes on before a |."""
    return re.compile(rule.replace(" |", "|"))
