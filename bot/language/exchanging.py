"""The last question asked anew, with what is new in the place of its like: "och i Umeå?", "2024", "och utredaren?"."""

import re
from collections.abc import Collection, Iterable

from bot.language.compounds import parts
from bot.language.followup_rules import rules
from bot.language.words import STOP_WORDS, stem, tokens, words

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NAME = re.compile(r"(?<!^)\b[A-ZÅÄÖÉ][\w-]+(?:\s+[A-ZÅÄÖÉ][\w-]+)*")
PLACED = re.compile(r"\b(i|på|från|vid|hos|till|för|mellan|om|med)\s+(\w[\w-]*)", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:den\s+)?\d{1,2}(?:[.:]?e)?(?:\s*(?:till|–|-)\s*\d{1,2})?\s+"
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b",
    re.IGNORECASE,
)
# What tells one of a kind from the others: where and when it was, and a clause that describes it.
_TOLD_BY = (
    re.compile(r"\s*\b(?:där|som)\b.*$", re.IGNORECASE),
    re.compile(r"\s*\b(?:i|på|från|vid)\s+[A-ZÅÄÖ][\w-]*"),
    _DATE,
    YEAR,
)
_ARTICLE = re.compile(r"^\W*(?:den|det|de|dom)\s+(?=\w)", re.IGNORECASE)
# How a definite noun ends: professorn, projektet, kurserna.
DEFINITE = re.compile(r"\w{3,}(?:[aeio]n|[rnl]n|et|na|en)$", re.IGNORECASE)


def exchanged(last: str, new: str, other: bool = False) -> str:
    """The last question with what is new in it.

    Args:
        last: the question that was asked before, made whole.
        new: a few words: a year, a date, a place, a name, a noun, a description ("den nationella").
        other: another one of the kind is meant, so what told the last one from the others no longer holds.
    """
    described = _ARTICLE.search(new)
    new = _without_first(_ARTICLE.sub("", new), words(last))
    if described or other:
        for told in _TOLD_BY:
            last = told.sub("", last)
    if year := _year(last, new):
        return YEAR.sub(year, last) if YEAR.search(last) else _added(last, year)
    if placed := PLACED.search(new):
        without = _DATE.sub("", last)
        same = rf"\b{placed[1]}\s+\w[\w-]*"
        if re.search(same, without, re.IGNORECASE):
            return re.sub(same, new, without, count=1, flags=re.IGNORECASE)
        return _added(without, new)
    if date := _DATE.search(new):
        return _DATE.sub(date[0], last) if _DATE.search(last) else _added(last, date[0])
    noun = _like(new, last)
    if NAME.search(last) and not (noun and _is_noun(new)):
        return NAME.sub(new, last, count=1)
    return re.sub(rf"\b{re.escape(noun)}\b", new, last, count=1) if noun else _added(last, new)


def _without_first(new: str, known: Collection[str]) -> str:
    """What is left of a few words when the first ones are known already: "mötet om skolan" of a "mötet"."""
    first, _, rest = new.partition(" ")
    low = first.lower()
    return _without_first(rest, known) if rest and low in known and low not in STOP_WORDS else new


def _year(last: str, new: str) -> str:
    """The year that is named, also by the one before: "och året innan?"; empty where there is none."""
    if found := YEAR.search(new):
        return found[0]
    if before := YEAR.search(last):
        for rule, step in ((rules().year_before, -1), (rules().year_after, 1)):
            if rule.search(new):
                return str(int(before[0]) + step)
    return ""


def _is_noun(new: str) -> bool:
    """Whether it is a definite noun in small letters, and no name."""
    return len(new.split()) == 1 and new[:1].islower() and bool(DEFINITE.search(new))


def _like(new: str, last: str) -> str:
    """The noun of the last question that a new one takes the place of: of the same kind, or the first definite one."""
    if len(new.split()) != 1:
        return ""
    nouns = [token.text for token in tokens(last) if token.text.lower() not in STOP_WORDS and token.start > 0]
    ends = _ends(new)
    same = (noun for noun in nouns if ends & _ends(noun))
    definite: Iterable[str] = (noun for noun in nouns if _is_noun(noun)) if _is_noun(new) else ()
    return next(same, "") or next(iter(definite), "")


def _ends(word: str) -> set[str]:
    """The stems of a word and of the last part of a compound: grundkursen ends in kurs."""
    low = (words(word) or [""])[0]
    return {stem(part) for part in (low, *parts(low)[-1:])}


def _added(last: str, new: str) -> str:
    return f"{last.rstrip('?!. ')} {new}?"
