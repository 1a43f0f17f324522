"""The part of a message that asks: not the greeting, not who writes, not the thanks.

"God dag. Jag är 84 år. Min dotter gick er kurs. När är nästa kurs?" is understood and searched as its question. What
the question leans on ("När är den?") stays beside it.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.language.words import terms, words

# Visitors begin a sentence with a small letter, too: then a full stop after a short word is that of an abbreviation.
_SENTENCES = re.compile(
    r"(?<=[?!])\s+|(?<=\w\w\w\.)\s+|(?<=\d\w\.)\s+(?!\d)|(?<!\b[dns][rt]\.)(?<=\w\w\.)\s+(?=[A-ZÅÄÖ])|\s*\n+\s*"
)
# A question with fewer words that say something may need the sentence before it; with more than so many it needs none.
_TELLING, _ENOUGH = 2, 3
# A name or a short form in a question tells enough; who writes about something asks about it.
_NAMED = re.compile(r"(?<!^)\b[A-ZÅÄÖ][\wÅÄÖ]+")
_ABOUT = re.compile(r"\b(?:om|about)\b", re.IGNORECASE)
# In a longer sentence the question may come last: "I do not know whether …, but I wonder what a … is".
_LONG = 7


class Asked(NamedTuple):
    """What a message asks.

    Attributes:
        question: the sentences that ask, with what they lean on; the whole message where nothing could be left out.
        own: the sentences that ask alone, where `question` holds more than them; else empty.
    """

    question: str
    own: str = ""


@lru_cache(maxsize=2_000)
def asked_in(text: str) -> Asked:
    """What a message asks, whose spelling has been mended. Microseconds for a single sentence."""
    rules = _rules()
    said = [clause for part in _SENTENCES.split(text) if part.strip() for clause in _clauses(part.strip())]
    kept = [sentence for sentence in said if not _is_courtesy(sentence)] or said or [text]
    kept[0] = _without(rules.opening, kept[0])
    if len(kept) == 1:
        return Asked(_bare(kept[0]))
    asks = [place for place, sentence in enumerate(kept) if _asks(sentence)]
    asks = asks or [place for place, sentence in enumerate(kept) if rules.wishes.search(sentence)]
    if not asks:
        return Asked(" ".join(kept))
    own = " ".join(_bare(kept[place]) for place in asks)
    before = _before(kept, asks)
    return Asked(f"{before} {own}", own) if before else Asked(own)


def _clauses(sentence: str) -> list[str]:
    """A sentence in two where it says who writes and then asks: "Jag är lärare, när börjar kursen?"."""
    rules = _rules()
    first, comma, rest = sentence.partition(", ")
    return [first, rest] if comma and rules.about_oneself.match(first) and rules.asks.match(rest) else [sentence]


def _bare(sentence: str) -> str:
    """A sentence without the polite words around its question; of a long one, only the question that it leads up to."""
    rules = _rules()
    bare = _without(rules.polite, sentence)
    found = rules.leads.search(bare) if len(words(bare)) > _LONG else None
    return bare[found.end() :] if found and len(words(bare[found.end() :])) > _TELLING else bare


def _before(kept: list[str], asks: list[int]) -> str:
    """The sentence that the first question leans on, or that says what a bare question is about; mostly none."""
    rules = _rules()
    first = _bare(kept[asks[0]])
    if asks[0] == 0:
        return ""
    previous, telling = kept[asks[0] - 1], len(terms(first))
    leans = bool(rules.leans.search(rules.holds_itself.sub(" ", first)))
    bare = telling < _TELLING and not _NAMED.search(first)
    if rules.about_oneself.match(previous):
        return previous if (leans and telling <= _ENOUGH) or (bare and _ABOUT.search(previous)) else ""
    return previous if leans or bare else ""


def _is_courtesy(sentence: str) -> bool:
    return bool(_rules().courtesy.fullmatch(sentence.strip(" ,.!–-")))


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") or bool(_rules().asks.match(sentence) or _rules().leads.search(sentence))


def _without(rule: re.Pattern[str], sentence: str) -> str:
    """The sentence without what the rule finds at its beginning, where words are left then."""
    found = rule.match(sentence)
    rest = sentence[found.end() :].lstrip(" ,!.:–-") if found else sentence
    return rest if len(words(rest)) >= _TELLING else sentence


class _Rules(NamedTuple):
    courtesy: re.Pattern[str]
    opening: re.Pattern[str]
    polite: re.Pattern[str]
    leads: re.Pattern[str]
    asks: re.Pattern[str]
    wishes: re.Pattern[str]
    about_oneself: re.Pattern[str]
    leans: re.Pattern[str]
    holds_itself: re.Pattern[str]


@cache
def _rules() -> _Rules:
    """The rules of letter.yml, compiled; read once."""
    read: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    whole = {
        name: "".join(rule.splitlines()) if isinstance(rule, str) else "|".join(rule) for name, rule in read.items()
    }
    return _Rules(**{name: re.compile(whole[name], re.IGNORECASE) for name in _Rules._fields})
