"""What kind of thing a Swedish question asks for, and whether a sentence holds such a thing.

Questions come as people write them: with or without question words ("umeå konferens datum"), as they are spoken ("va
e", "när va"), without dots ("nar var"). They are read in small letters with the dots taken off. The words by which they
are told stand in questions.yml.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from bot.language.words import STOP_WORDS, words

QuestionType = Literal[
    "who",
    "who_is",
    "which",
    "when",
    "year",
    "time",
    "where",
    "how_many",
    "share",
    "cost",
    "measure",
    "why",
    "how",
    "meaning",
    "what",
    "yes_no",
    "other",
]

NEEDS_EVIDENCE: frozenset[QuestionType] = frozenset(
    {"when", "year", "time", "where", "how_many", "share", "cost", "measure"}
)
"""What a sentence must hold to answer: one without a date does not say when."""

_NOTHING_NEW: frozenset[QuestionType] = frozenset({"who_is", "why", "how"})
# So many names make a list.
_LIST = 4
# "Då" and "så att" may give a reason; "eftersom" does.
_WEAK_REASON = 0.4
_NO_DOTS = str.maketrans("åäöéèü", "aaoeeu")
# Without its dots "är" would be "ar" (år): "vilket är" asks for no year.
_IS = re.compile(r"\bär\b")


class Asked(NamedTuple):
    """What a question asks for: the kind, and the noun after "vilken" or "hur många", without dots; empty where there
    is none."""

    kind: QuestionType
    noun: str


@lru_cache(maxsize=2_000)
def asked_for(question: str) -> Asked:
    """What a question asks for; the kind is `other` where nothing tells."""
    rules = _rules()
    text = _IS.sub("e", question.lower()).translate(_NO_DOTS)
    if clause := rules.clause_first.match(text):
        text = text[clause.end() :]
    noun = rules.asked_noun.search(text)
    return Asked(_kind(text, rules), _noun(noun[1]) if noun else "")


def question_type(question: str) -> QuestionType:
    """What kind of thing a question asks for; `other` where nothing tells."""
    return asked_for(question).kind


def evidence(asked: QuestionType, sentence: str, known: Collection[str] = ()) -> float:
    """0–1: how much a sentence looks as if it held what was asked for.

    `known` are the lower-cased words of the question: what the question says itself does not answer it. A list of names
    is stronger evidence for "vilka" than one name, hence the fractions.
    """
    pieces = spans(asked, sentence)
    said = frozenset(known)
    if asked == "meaning":
        short = _rules().holds["short_form"].findall(sentence)
        return float(bool(pieces) or any(said.issuperset(words(form)) for form in short))
    new = len(pieces) if asked in _NOTHING_NEW else sum(not piece <= said for piece in pieces)
    if asked == "why" and new and not _rules().holds["given_reason"].search(sentence):
        return _WEAK_REASON
    return min(new, _LIST) / _LIST if asked == "which" else float(new > 0)


@lru_cache(maxsize=20_000)
def leans(sentence: str) -> bool:
    """Whether a sentence goes on with what the one before it was about ("Skälet är …", "Hon leder …")."""
    return bool(_rules().holds["leans"].match(sentence))


@lru_cache(maxsize=20_000)
def names_the_kind(word: str) -> bool:
    """Whether a lower-cased word names a kind of thing (datum, titel, stad) and not what a question is about:
    a sentence that holds such a thing need not hold the word too."""
    return bool(_rules().cues.match(word.translate(_NO_DOTS)))


@lru_cache(maxsize=20_000)
def is_talk(word: str) -> bool:
    """Whether a lower-cased word is of the text itself (artikeln, nämns)."""
    return bool(_rules().talk.match(word.translate(_NO_DOTS)))


def asks_for_now(question: str) -> bool:
    """Whether a question asks how it is now or will be, which a text of once cannot tell."""
    return bool(_rules().now.search(question.lower().translate(_NO_DOTS)))


@lru_cache(maxsize=20_000)
def spans(asked: QuestionType, sentence: str) -> tuple[frozenset[str], ...]:
    """The pieces of a sentence that may be what was asked for, each as the set of its lower-cased words."""
    holds = _rules().holds
    match asked:
        case "when":
            found = holds["date"].finditer(sentence)
        case "how_many" | "measure":
            found = holds["number"].finditer(holds["no_count"].sub(" ", sentence))
        case "year" | "time" | "share" | "cost":
            found = holds[asked].finditer(sentence)
        case "where":
            found = holds["place"].finditer(sentence)
        case "who" | "who_is" | "which":
            found = holds["names"].finditer(sentence)
        case "why":
            found = holds["reason"].finditer(sentence)
        case "how":
            found = holds["way"].finditer(sentence)
        case "meaning":
            found = holds["definition"].finditer(sentence)
        case _:
            return ()
    return tuple(frozenset(words(hit[hit.re.groups]) or [hit[0]]) for hit in found)


def _kind(text: str, rules: "_Rules") -> QuestionType:
    found = [
        (hit.start(), place, kind) for place, (kind, rule) in enumerate(rules.questions) if (hit := rule.search(text))
    ]
    # "Kan du säga när …?", "Vet ni hur …?": polite ways to ask for more than a yes.
    if rules.yes_no.match(text) and (not found or (min(found)[0] > 0 and min(found)[2] in {"when", "how", "what"})):
        return "yes_no"
    if found:
        return min(found)[2]
    return next((kind for kind, rule in rules.keywords if rule.search(text)), "other")


def _noun(following: str) -> str:
    return next((word for word in following.split() if word not in STOP_WORDS), "")


_Kinds = tuple[tuple[QuestionType, re.Pattern[str]], ...]


class _Rules(NamedTuple):
    questions: _Kinds
    keywords: _Kinds
    yes_no: re.Pattern[str]
    clause_first: re.Pattern[str]
    asked_noun: re.Pattern[str]
    cues: re.Pattern[str]
    talk: re.Pattern[str]
    now: re.Pattern[str]
    holds: Mapping[str, re.Pattern[str]]


@cache
def _rules() -> _Rules:
    """The rules of questions.yml, compiled; read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read = yaml.load(Path(__file__).with_name("questions.yml").read_text(encoding="utf-8"), Loader=loader)

    def kinds(entries: Iterable[Mapping[QuestionType, str]]) -> _Kinds:
        return tuple((kind, _compiled(rule, read["nouns"])) for entry in entries for kind, rule in entry.items())

    return _Rules(
        questions=kinds(read["questions"]),
        keywords=kinds(read["keywords"]),
        yes_no=_compiled(read["yes_no"], {}),
        clause_first=_compiled(read["clause_first"], {}),
        asked_noun=_compiled(read["asked_noun"], {}),
        cues=_compiled(read["cues"], read["nouns"]),
        talk=_compiled(read["talk"], {}),
        now=_compiled(read["now"], {}),
        holds={name: _compiled(rule, read["holds"]) for name, rule in read["holds"].items()},
    )


def _compiled(rule: str, lists: Mapping[str, Any]) -> re.Pattern[str]:
    """A rule with the names in braces replaced by what they stand for; a folded line of the file goes on before a |."""
    while named := [name for name in lists if f"{{{name}}}" in rule]:
        for name in named:
            rule = rule.replace(f"{{{name}}}", lists[name])
    return re.compile(rule.replace(" |", "|"))
