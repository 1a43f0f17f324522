"""What a short question leans on: "Vem är hon?", "när var det?", "och i Umeå?", "2024", "nej, jag menade den i Umeå".

A follow-up is made whole with what the conversation is about (its focus), so that it can be searched like any other
question. A question that stands by itself is left alone: the subject has changed, and the focus is forgotten.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from bot.language.asking import subject
from bot.language.exchanging import DEFINITE, NAME, PLACED, YEAR, exchanged
from bot.language.followup_rules import rules
from bot.language.questions import QuestionType, question_type
from bot.language.words import stem, terms, words

_ENDS = re.compile(r"[\s,]*\b(?:då|nu|igen|istället|i stället)?\s*[?!.]*\s*$", re.IGNORECASE)
_WHAT = re.compile(r"^\W*(?:vad|vilket|hur)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\bvem (?:är|e|var|va)\s+\S+\s*\S*\W*$", re.IGNORECASE)
_THEN = re.compile(r"\bdå\W*$", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_NEEDS: frozenset[QuestionType] = frozenset({"when", "where", "how_many", "measure", "who", "which", "why"})
# A question of so few words can lean on the one before it.
_FEW = 4
_ORDINAL = {"första": 0, "andra": 1, "tredje": 2, "fjärde": 3, "sista": -1}


@dataclass(frozen=True)
class Choice:
    """One of the articles that the visitor was asked to choose between; `label` is what they saw."""

    slug: str
    label: str


@dataclass(frozen=True)
class Focus:
    """What a conversation is about.

    Attributes:
        slug: the article that was answered from; empty where there was none.
        question: the last question, made whole.
        people: the persons it was about, the one who was asked about first.
        shown: ids of the passages that were shown from the article.
        choices: what the visitor was asked to choose between.
        intent: what the last question was taken for, where it was no question about the news.
        offered: the intent that a "ja tack" stands for after the last answer; empty where nothing was offered.
    """

    slug: str = ""
    question: str = ""
    people: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    intent: str = ""
    offered: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The focus as a slot keeps it."""
        return asdict(self)


class Resolved(NamedTuple):
    """A question made whole.

    Attributes:
        question: what to search for.
        about: the slug of the article that it is about; None: any.
        follows: whether it leant on what went before.
        people: where "hon" may be several persons: who; empty otherwise.
        own: the part of the question that is the visitor's own, where that says enough to choose a sentence by.
        must: words of the visitor's own, of which an answer must hold one: those from before answer nothing new.
        anew: it is the last question once more, with something new in it.
    """

    question: str
    about: str | None = None
    follows: bool = False
    people: tuple[str, ...] = ()
    own: str = ""
    must: tuple[str, ...] = ()
    anew: bool = False


def focus_of(stored: Any) -> Focus:
    """The focus that a slot holds; an empty one for anything else."""
    if not isinstance(stored, Mapping):
        return Focus()
    choices = tuple(Choice(str(c["slug"]), str(c["label"])) for c in stored.get("choices") or ())
    return Focus(
        slug=str(stored.get("slug") or ""),
        question=str(stored.get("question") or ""),
        people=tuple(stored.get("people") or ()),
        shown=tuple(stored.get("shown") or ()),
        choices=choices,
        intent=str(stored.get("intent") or ""),
        offered=str(stored.get("offered") or ""),
    )


def asks_for_source(message: str) -> bool:
    """Whether it is asked where the last answer stands, or for a link to it, and for nothing else."""
    if len(words(message)) > 2 * _FEW:
        return False
    return bool(rules().source.search(message) or (rules().link.search(message) and not subject(message)))


def resolve(question: str, focus: Focus, in_focus: Collection[str] = ()) -> Resolved:
    """A question, made whole with the focus where it leans on it.

    `in_focus` are the stems of the article in focus: a word that does not stand there speaks of something else.
    """
    if chosen := _chosen(question, focus.choices):
        return Resolved(focus.question, chosen, True)
    if meant := rules().corrects.sub("", question, count=1) if rules().corrects.match(question) else "":
        kinds = tuple(word for word in words(question) if stem(word) in rules().kinds)
        return _corrected(meant, focus, in_focus, kinds)
    if focus.slug and asks_for_source(question):
        return Resolved(question, focus.slug, True)
    if not focus.question or rules().enough.match(question):
        return Resolved(question)
    resolved = _leaning(question, focus, in_focus)
    # "Och vilka …?" of something else: what leads over to it is no part of the question.
    return resolved or Resolved(rules().begins.sub("", question) if question_type(question) != "other" else question)


def _leaning(question: str, focus: Focus, in_focus: Collection[str]) -> Resolved | None:
    """A question made whole; None where it stands by itself."""
    bare = _bare(question)
    asked = question_type(bare)
    own = _content(bare)
    if rules().person.search(bare) and len(own) <= _FEW:
        return _with_person(question, focus)
    if asked == "other" and bare and len(words(bare)) <= _FEW and _leans(question, bare):
        return _anew(focus, bare)
    if not own:
        leans = asked != "other" or question.rstrip().endswith("?")
        return _with_context(question, focus) if leans and words(bare) else None
    if len(own) > _FEW or asked == "meaning":
        return None
    known = sum(_known(term, in_focus) for term in own)
    if rules().thing.search(bare) and asked != "other" and 2 * known >= len(own):
        return _with_context(question, focus)
    if known == len(own) and _names_kind(bare, in_focus):
        return _with_context(question, focus)
    short = asked in _NEEDS or bool(_WHAT.search(bare))
    if len(own) == known == 1 and short and not _WHO_IS.search(bare) and not NAME.search(bare):
        return _with_context(question, focus)
    return None


def telling(text: str) -> tuple[str, ...]:
    """The words of a text that say what it asks for: without those that can be asked of anything."""
    return tuple(
        word
        for word in words(text)
        if (found := terms(word)) and not rules().person.fullmatch(word) and not set(found) <= rules().aspects
    )


def _bare(question: str) -> str:
    """A question without the words that lead over to it from what went before."""
    return _ENDS.sub("", rules().begins.sub("", rules().about.sub("", rules().begins.sub("", question))))


def _content(text: str) -> list[str]:
    return [term for term in terms(text) if not rules().person.fullmatch(term)]


def _known(term: str, in_focus: Collection[str]) -> bool:
    return term in in_focus or term in rules().aspects or term in rules().kinds


def _names_kind(bare: str, in_focus: Collection[str]) -> bool:
    """Whether a question speaks of what is in focus as "projektet", "kursen": nothing else tells which one is meant."""
    return any(
        DEFINITE.fullmatch(word) and stem(word) in rules().kinds and stem(word) in in_focus for word in words(bare)
    )


def _leans(question: str, bare: str) -> bool:
    """Whether a few words without a question word ask the last question anew: "och i Umeå?", "2024?", "i Kramfors"."""
    begins = bool(rules().begins.search(question) or rules().about.search(question) or _THEN.search(question))
    return begins or bool(YEAR.fullmatch(bare)) or bool(PLACED.fullmatch(bare))


def _anew(focus: Focus, new: str, other: bool = False) -> Resolved:
    """The last question once more, with something new in it."""
    whole = exchanged(focus.question, new, other)
    had = set(words(focus.question))
    must = tuple(word for word in words(whole) if word not in had and terms(word))
    return Resolved(whole, None, True, must=must, anew=True)


def _corrected(meant: str, focus: Focus, in_focus: Collection[str], kinds: Sequence[str]) -> Resolved:
    """What somebody says to have meant: a question, or what was wrong in the last one.

    `kinds` are the words by which the message names what is spoken of ("fel konferens").
    """
    *before, last = _SENTENCES.split(meant.strip())
    if question_type(last) == "other" and not before:
        return _anew(focus, _ENDS.sub("", last), other=True) if focus.question else Resolved(meant)
    if not before:
        return Resolved(last) if telling(last) else resolve(last, focus, in_focus)
    return resolve(last, Focus(question=" ".join([*before, *kinds])), in_focus)


def _with_person(question: str, focus: Focus) -> Resolved:
    if not focus.people:
        return _with_context(question, focus)
    if len(focus.people) > 1:
        return Resolved(question, focus.slug or None, True, focus.people)
    return Resolved(rules().person.sub(focus.people[0], question), None, True, must=telling(question))


def _with_context(question: str, focus: Focus) -> Resolved:
    """The question with the words of the last one that it lacks, but for what that one asked for."""
    own = set(terms(question))
    missing = [word for word in telling(focus.question) if not own & set(terms(word))]
    missing = missing or [word for word in words(focus.question) if terms(word) and not own & set(terms(word))]
    must = tuple(word for word in telling(question) if stem(word) not in rules().kinds)
    whole = f"{question} {' '.join(missing)}".strip()
    return Resolved(whole, focus.slug or None, True, own=question if must else "", must=must)


def _chosen(reply: str, choices: Sequence[Choice]) -> str | None:
    """The article that a reply chooses: by a word that one label alone has, or by its place ("den andra")."""
    said = words(reply)
    if not choices or len(said) > 2 * _FEW:
        return None
    for word in said:
        place = _ORDINAL.get(word)
        if place is not None and place < len(choices) and not _content(reply.replace(word, "")):
            return choices[place].slug
    wanted = {stem(word) for word in said if terms(word)}
    if not wanted:
        return None
    fitting = [choice for choice in choices if wanted <= {stem(word) for word in words(choice.label)}]
    return fitting[0].slug if len(fitting) == 1 else None
