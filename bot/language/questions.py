"""What kind of thing a Swedish question asks for, and whether a sentence holds such a thing."""

import re
from typing import Literal

QuestionType = Literal["who", "which", "when", "where", "how_many", "measure", "why", "meaning", "yes_no", "other"]

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DAYS = "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag"

# Verbs that begin a question which wants a yes or a no.
_VERBS = "är|var|har|hade|kan|kunde|ska|skulle|får|fick|deltog|stämmer|gör|gjorde|blir|blev|kommer|vill|sa|pratade|höll"
_PLACED = (
    "är|var|ligger|finns|håller|hölls|hålls|ägde|äger|sker|skedde|träffas|träffades|möts|möttes|jobbar|arbetar|bor|står|kan"
    "|ska|går|gick|anordnas|anordnades|ordnas|ordnades|hittar|deltog|någonstans|i (?:landet|sverige|länet)"
)
# The first that matches decides, so the more telling ones stand first.
_QUESTIONS: tuple[tuple[QuestionType, re.Pattern[str]], ...] = (
    ("how_many", re.compile(r"\bhur (?:många|mycket|stor)\w*\b|\bantal(?:et)?\b|\bsiffr", re.I)),
    ("measure", re.compile(r"\bhur (?:gammal|gamla|lång|länge|ofta|dyr|högt?)\w*\b|\bvad kostar\b", re.I)),
    ("meaning", re.compile(r"\bvad (?:betyder|innebär|menas|är)\b|\bstår\b.*\bför\b|\bförkortning", re.I)),
    ("when", re.compile(r"\bnär\b|\bvilke[nt] (?:dag|datum|vecka|månad|år)\b|\bdatum\b", re.I)),
    ("why", re.compile(r"\bvarför\b|\bsyfte\b|\banledning", re.I)),
    # "Var hölls …?" asks for a place, "Var kungen …?" for yes or no.
    ("where", re.compile(rf"\bvar (?:{_PLACED})\b|\bvart\b|\bvar\W*$|\bvilken (?:stad|ort|plats)\b", re.I)),
    ("which", re.compile(r"\bvilka\b|\bvilka?\b.*\b(?:ordnade|deltog)|\barrangör", re.I)),
    ("who", re.compile(r"\bvem\b|\bvems\b|\bvad heter\b", re.I)),
    ("yes_no", re.compile(rf"^\W*(?:{_VERBS})\b", re.I)),
)

_NAME = r"[A-ZÅÄÖÉ][\wåäöé]+"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:[.:]?e)?(?:\s*(?:till|–|-)\s*\d{{1,2}})?\s+(?:{_MONTHS})\b|\b(?:{_DAYS})\w*|\b(?:19|20)\d\d\b",
    re.I,
)
_NUMBER = re.compile(
    r"\b\d+\b|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tjugo|trettio|hundra|tusen|hälften|majoritet\w*)\b"
    r"|\bprocent\b",
    re.I,
)
# Numbers that count nothing: dates, school years.
_NO_COUNT = re.compile(rf"{_DATE.pattern}|\bårskurs \d", re.I)
_DIGITS = re.compile(r"\d")
_FULL_NAME = re.compile(rf"\b{_NAME} {_NAME}\b")
# Names after the first word, which has a capital letter anyway.
_CAPITALISED = re.compile(rf"(?<=[\wåäö,;] ){_NAME}|\([A-ZÅÄÖ]{{2,}}\)")
_PLACE = re.compile(rf"\b(?:i|på) {_NAME}")
_REASON = re.compile(r"\b(?:eftersom|därför|för att|i syfte att|syftet|anledning|gör att|på grund av)\b", re.I)
_DEFINITION = re.compile(r"\b(?:handlar om|innebär|betyder|kallas|det vill säga)\b|\([A-ZÅÄÖ]{2,}\)", re.I)


def question_type(question: str) -> QuestionType:
    """What the question asks for; `other` where no question word tells."""
    return next((kind for kind, pattern in _QUESTIONS if pattern.search(question)), "other")


NEEDS_EVIDENCE: frozenset[QuestionType] = frozenset({"when", "where", "how_many", "measure"})
"""What a sentence must hold to answer: one without a date does not say when."""


def evidence(asked: QuestionType, sentence: str) -> float:
    """0–1: how much the sentence looks as if it held what was asked for.

    A list of names is stronger evidence for "vilka" than one name, hence the fractions.
    """
    match asked:
        case "when":
            return float(bool(_DATE.search(sentence)))
        case "how_many":
            return float(bool(_NUMBER.search(_NO_COUNT.sub(" ", sentence))))
        case "measure":
            return float(bool(_DIGITS.search(_NO_COUNT.sub(" ", sentence))))
        case "where":
            return float(bool(_PLACE.search(sentence)))
        case "why":
            return float(bool(_REASON.search(sentence)))
        case "meaning":
            return float(bool(_DEFINITION.search(sentence)))
        case "who":
            return float(bool(_FULL_NAME.search(sentence)))
        case "which":
            return min(len(_CAPITALISED.findall(sentence)), 4) / 4
        case _:
            return 0.0
