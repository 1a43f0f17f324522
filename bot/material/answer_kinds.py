"""Marks by which a sentence of an article answers more surely than its words tell: a list, a role, a reason nearby.

The search and the choice of a sentence compare words. "Vilka kommuner …?" wants a list, "Vilken roll har Eva Ek?" a
name with a role behind it, "Varför …?" the sentence before the one that begins with "Därför".
"""

import re
from functools import lru_cache

from bot.language.questions import asked_for, evidence, question_type
from bot.language.words import stem, words
from bot.material.correcting import tells_total

# What these count in the score of a sentence (its logarithm).
LIST = 5.5
ROLE = 2.5
ORIGIN = 4.0
TOTAL = 3.0
SUCCEEDS = 10.0
SAYS_WHAT = 10.0
NEGATED = 1.5

_ITEMS = re.compile(r"^\s*(?:[-–•*]|\d+[.)])\s+\S", re.MULTILINE)
# "svenska, engelska och arabiska"; "Två kommuner är med: Ekby och Storberga".
_ROW = re.compile(
    r"\b[\w-]+(?: [\w-]+)?, (?:[\w-]+(?: [\w-]+)?, )*[\w-]+(?: [\w-]+)? (?:och|samt) \w|: [\w-]+ (?:och|samt) \w"
)
# A row counts so much where the sentence does not name the kind.
_UNNAMED = 0.6
_NO_DOTS = str.maketrans("åäöéèü", "aaoeeu")
_ASKS_SEVERAL = re.compile(r"\bvilka\b|\b(?P<alone>kommuner|orter|länder|språk)\W*$", re.IGNORECASE)
_OF_SEVERAL = frozenset({"which", "where", "who"})
_ASKS_ROLE = re.compile(
    r"\bvilke[nt] (?:roll|titel|tjänst|befattning|yrke|uppdrag|ställning)\b|\bvem (?:är|e|var)\b"
    r"|\bvad (?:har|är|jobbar|arbetar|gör)\b.*\b(?:roll|titel|yrke|tjänst|uppdrag|med)\b",
    re.IGNORECASE,
)
_ASKS_ORIGIN = re.compile(
    r"\b(?:jobb|arbet)\w+\b.*\b(?:innan|tidigare|förut|förr|närmast)\b|\bvarifrån\b.*\bkommer\b|\bkommer\b.*\bifrån\b"
    r"|\b(?:tidigare|förra|föregående) (?:jobb|arbete|tjänst|arbetsgivare|arbetsplats)\b",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\bkommer (?:närmast |senast )?från\b|\b(?:har )?(?:tidigare|senast|närmast) (?:arbetat|jobbat|varit)\b"
    r"|\btidigare \w+|\bhar (?:arbetat|jobbat)\b|\bdär (?:hon|han|hen) (?:har |var|arbeta|jobba)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^\s*([A-ZÅÄÖ][a-zåäöé]{3,}) (?:är|var|blir|blev)\b")
_OF_WHAT = frozenset({"what", "which", "who", "who_is", "meaning", "other"})
_NOT = re.compile(r"\b(?:inte|ej|aldrig)\b", re.IGNORECASE)
_NAME = r"([A-ZÅÄÖÉ][\w-]+(?: [A-ZÅÄÖÉ][\w-]+)*)"
_AFTER = r"(?:efterträd\w*|ersätt\w*|ersatt\w*|(?:ta|tar|tog|tagit) över efter)"
_ASKS_SUCCESSOR = re.compile(rf"^\W*(?i:vem)\b.*\b{_AFTER} {_NAME}\W*$")
_SUCCEEDS = re.compile(rf"\b(?i:{_AFTER}) {_NAME}")
_THEREFORE = re.compile(
    r"^[–—-]?\s*(?:därför|det är därför|av (?:den|det) (?:anledningen|skälet)|till följd av d(?:et|en)"
    r"|på grund av d(?:et|en))\b",
    re.IGNORECASE,
)


def gain(question: str, sentence: str) -> float:
    """What a sentence gains, in the logarithm of its score, by the marks of what the question wants."""
    return (
        LIST * lists(question, sentence)
        + ROLE * tells_role(question, sentence)
        + ORIGIN * tells_origin(question, sentence)
        + SAYS_WHAT * says_what(question, sentence)
        + NEGATED * bool(_NOT.search(question) and _NOT.search(sentence))
        + SUCCEEDS * succeeds(question, sentence)
        + TOTAL * (tells_total(question) and tells_total(sentence) and evidence(asked_for(question).kind, sentence) > 0)
    )


def lists(question: str, sentence: str) -> float:
    """0–1: how surely a sentence lists what is asked for, where several of a kind are ("Vilka kommuner …?").

    It holds a row of things or names, and names the kind.
    """
    asked = asked_for(question)
    several = _ASKS_SEVERAL.search(question)
    noun = asked.noun or ((several and several["alone"]) or "").lower().translate(_NO_DOTS)
    if asked.kind not in _OF_SEVERAL or several is None or not noun:
        return 0.0
    named = stem(noun) in {stem(word.translate(_NO_DOTS)) for word in words(sentence)}
    if len(_ITEMS.findall(sentence)) > 1:
        return float(named)
    return float(bool(_ROW.search(sentence))) * (1.0 if named else _UNNAMED)


def tells_role(question: str, sentence: str) -> bool:
    """Whether somebody's role is asked for, and a sentence says it beside the name: "Eva Ek, rektor", "Eva Ek är"."""
    if not _ASKS_ROLE.search(question):
        return False
    return any(beside.search(sentence) for beside in _beside(question))


def tells_origin(question: str, sentence: str) -> bool:
    """Whether it is asked where somebody worked before, and a sentence says so."""
    return bool(_ASKS_ORIGIN.search(question) and _ORIGIN.search(sentence))


def succeeds(question: str, sentence: str) -> int:
    """1 where it is asked who came after somebody, and a sentence says who did; -1 where it says it of somebody else.

    "Bo Asp efterträder Ada Lindh" tells who came after her; "Ada Lindh efterträder Cia Ros" does not. With a role
    behind ("som rektor") it may be asked either way: then the words decide.
    """
    asked = _ASKS_SUCCESSOR.search(question)
    told = [found[1].split()[-1] for found in _SUCCEEDS.finditer(sentence)] if asked else []
    if asked is None or not told:
        return 0
    return 1 if asked[1].split()[-1] in told else -1


def says_what(question: str, sentence: str) -> bool:
    """Whether a sentence says what something is that is asked for by its name ("tema träffen": "Temat är …")."""
    subject = _SUBJECT.match(sentence)
    if subject is None or question_type(question) not in _OF_WHAT:
        return False
    return stem(subject[1].lower()) in {stem(word) for word in words(question)}


def says_therefore(sentence: str) -> bool:
    """Whether a sentence begins with what follows from the one before it."""
    return bool(_THEREFORE.search(sentence))


def gives_reason(sentence: str) -> bool:
    """Whether a sentence gives a reason for what stands before it ("Orsaken är …")."""
    return evidence("why", sentence) == 1 and not says_therefore(sentence)


@lru_cache(maxsize=200)
def _beside(question: str) -> tuple[re.Pattern[str], ...]:
    """For each name of a question (two words with capitals) what it looks like with a role beside it."""
    names = [name for name in re.findall(_NAME, question) if " " in name]
    return tuple(re.compile(rf"{re.escape(name)}(?:, [a-zåäö]| (?:är|var|blir|blev|leder)\b)") for name in names)
