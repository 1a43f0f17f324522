"""What a short question leans on: "Vem är hon?", "när var det?", "och i Umeå?", "2024".

A follow-up is made whole with what the conversation is about (its focus), so that it can be searched like any other
question. A question that stands by itself is left alone: the subject has changed, and the focus is forgotten.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from bot.language.questions import QuestionType, question_type
from bot.language.words import stem, terms, words

_PERSON = re.compile(r"\b(?:hon|henne|hennes|han|honom|hans|hen|henom|hens)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:den|det|dess|där|dit|då|detta|denna|denne|dessa|samma|artikeln|nyheten|de|dem|dom|deras)\b", re.IGNORECASE
)
_BEGINS = re.compile(r"^\W*(?:och|å|men|ok|okej|jaha|aha|eller|sen|sedan)\b[\s,:]*", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*(?:hur är det med|hur var det med|vad gäller|och vad gäller)\b\s*", re.IGNORECASE)
_ENDS = re.compile(r"[\s,]*\b(?:då|nu|igen)?\s*[?!.]*\s*$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PLACED = re.compile(r"\b(i|på|från|vid|hos|till|för|mellan)\s+(\w[\w-]*)", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:den\s+)?\d{1,2}(?:[.:]?e)?(?:\s*(?:till|–|-)\s*\d{1,2})?\s+"
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-ZÅÄÖÉ][\w-]+(?:\s+[A-ZÅÄÖÉ][\w-]+)*")
_WHAT = re.compile(r"^\W*(?:vad|vilket|hur)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\bvem (?:är|e|var|va)\s+\S+\s*\S*\W*$", re.IGNORECASE)
_NEEDS: frozenset[QuestionType] = frozenset({"when", "where", "how_many", "measure", "who", "which", "why"})
# A question of so few words can lean on the one before it.
_FEW = 4
# Words for what happens at any event: they fit every article, and decide nothing.
_ORDINARY_WORDS = """
höll hölls hålls håller ordna ordnade ordnas ordnar arrangerade arrangerar arrangör arrangörer deltog deltar deltagare
föreläste föreläser föreläsare talade talar talare pratade pratar plats platsen stad ort datum dag tid tema temat
syfte syftet roll rollen titel titeln namn namnet jobbar arbetar sa sade säger kostar kostade pris priset leder
ledde startar började slutar konferens konferensen möte mötet projekt projektet kurs kursen
"""
_ORDINARY = frozenset(stem(word) for word in _ORDINARY_WORDS.split())
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
    """

    slug: str = ""
    question: str = ""
    people: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

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
    """

    question: str
    about: str | None = None
    follows: bool = False
    people: tuple[str, ...] = ()


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
    )


def resolve(question: str, focus: Focus, in_focus: Collection[str] = ()) -> Resolved:
    """A question, made whole with the focus where it leans on it.

    `in_focus` are the stems of the article in focus: a word that does not stand there speaks of something else.
    """
    if chosen := _chosen(question, focus.choices):
        return Resolved(focus.question, chosen, True)
    if not focus.question:
        return Resolved(question)
    bare = _ENDS.sub("", _BEGINS.sub("", _ABOUT.sub("", question)))
    asked = question_type(bare)
    own = _content(bare)
    if _person(bare) and len(own) <= _FEW:
        return _with_person(question, focus)
    if asked == "other" and bare and len(words(bare)) <= _FEW and _leans(question, bare):
        return Resolved(_exchanged(focus.question, bare), None, True)
    if len(own) > _FEW or not _known(own, in_focus):
        return Resolved(question)
    pronoun = bool(_THING.search(bare))
    if not own and (pronoun or asked != "other") and words(bare):
        return _with_context(question, focus)
    if len(own) <= 2 and pronoun and asked != "meaning":
        return _with_context(question, focus)
    short = asked in _NEEDS or (asked == "other" and bool(_WHAT.search(bare)))
    if len(own) == 1 and short and not _WHO_IS.search(bare) and not _NAME.search(bare):
        return _with_context(question, focus)
    return Resolved(question)


def _content(text: str) -> list[str]:
    return [term for term in terms(text) if not _PERSON.fullmatch(term)]


def _known(own: Sequence[str], in_focus: Collection[str]) -> bool:
    return all(term in in_focus or term in _ORDINARY for term in own)


def _person(text: str) -> bool:
    return bool(_PERSON.search(text))


def _leans(question: str, bare: str) -> bool:
    """Whether a few words without a question word ask the last question anew: "och i Umeå?", "2024?"."""
    begins = bool(_BEGINS.search(question) or _ABOUT.search(question))
    return begins or bool(_YEAR.fullmatch(bare)) or bool(re.search(r"\bdå\W*$", question, re.IGNORECASE))


def _with_person(question: str, focus: Focus) -> Resolved:
    if not focus.people:
        return _with_context(question, focus)
    if len(focus.people) > 1:
        return Resolved(question, focus.slug or None, True, focus.people)
    return Resolved(_PERSON.sub(focus.people[0], question), None, True)


def _with_context(question: str, focus: Focus) -> Resolved:
    """The question with the words of the last one that it lacks."""
    own = set(terms(question))
    missing = [word for word in words(focus.question) if terms(word) and not own & set(terms(word))]
    return Resolved(f"{question} {' '.join(missing)}".strip(), focus.slug or None, True)


def _exchanged(last: str, new: str) -> str:
    """The last question with what is new in the place of its like: year for year, place for place, name for name."""
    if year := _YEAR.search(new):
        if _YEAR.search(last):
            return _YEAR.sub(year[0], last)
        return f"{last.rstrip('?!. ')} {year[0]}?"
    if placed := _PLACED.search(new):
        without = _DATE.sub("", last)
        same = rf"\b{placed[1]}\s+\w[\w-]*"
        if re.search(same, without, re.IGNORECASE):
            return re.sub(same, new, without, count=1, flags=re.IGNORECASE)
        return f"{without.rstrip('?!. ')} {new}?"
    if _NAME.search(last):
        return _NAME.sub(new, last, count=1)
    if date := _DATE.search(new):
        return _DATE.sub(date[0], last) if _DATE.search(last) else f"{last.rstrip('?!. ')} {date[0]}?"
    return f"{last.rstrip('?!. ')} {new}?"


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
