"""Does a message speak of danger? Decided by patterns that people write (`data/danger/patterns.yml`), never by guessing.

The patterns are read once; asking costs well below a millisecond. How they are written stands at the top of that file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from bot.language.pattern_file import PatternError, RuleText, read_patterns
from bot.language.phrases import Phrase
from bot.language.spoken import Speller

__all__ = ["Danger", "PatternError", "Patterns", "Rule", "check", "load", "wrong_examples"]

Kind = Literal["violence", "sexual_exploitation", "sextortion", "honour_violence", "suicide", "own_violence"]
Who = Literal["self", "other"]

# A work's name or a quotation begins at most so many words after the word that announces it ("rubriken …").
_QUOTED_WITHIN = 3


@dataclass(frozen=True)
class Danger:
    """What a message tells of: the kind of danger, if it is happening now, to whom, if a child or young person is in
    it, and the rule that found it."""

    kind: Kind
    acute: bool
    who: Who
    young: bool
    rule: str


@dataclass(frozen=True)
class Rule:
    """A rule with its examples. `certain`: it holds also where the message asks about the subject in general."""

    id: str
    kind: Kind
    acute: bool
    who: Who
    young: bool
    certain: bool
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True)
class Patterns:
    """All patterns, ready to be asked.

    Attributes:
        rules: in the order of the file, which is the order of their weight.
        index: a word (or a beginning, with a star) → the phrases that need it, as (list, number, phrase).
        beginnings: the lengths of the beginnings in the index.
    """

    rules: tuple[Rule, ...]
    speller: Speller
    index: dict[str, list[tuple[str, int, Phrase]]]
    beginnings: tuple[int, ...]


def load(path: Path) -> Patterns:
    """Read and check the patterns.

    Raises:
        PatternError: the file cannot be read or a pattern is wrong; the text names file and line and how to mend it.
    """
    found = read_patterns(path)
    index: defaultdict[str, list[tuple[str, int, Phrase]]] = defaultdict(list)
    number = 0
    for name, phrases in found.lists.items():
        for phrase in phrases:
            for key in phrase.keys:
                index[key].append((name, number, phrase))
            number += 1
    beginnings = {len(key) - 1 for key in index if key.endswith("*")}
    return Patterns(tuple(map(_rule, found.rules)), found.speller, dict(index), tuple(sorted(beginnings)))


def check(text: str, patterns: Patterns) -> Danger | None:
    """The danger that a message tells of, or None. Takes any text of any length; the same text, the same answer.

    Where several rules hold, an acute one goes first, then the one that stands first in the file.
    """
    words = patterns.speller.words(text)
    candidates = _candidates(words, patterns)
    if not any(name.startswith("rule ") for name in candidates):
        return None
    plain = " ".join(words) + " "
    for harmless in candidates.get("harmless", ()):
        plain = harmless.regex.sub("x ", plain)
    about = _any(candidates.get("about", ()), plain)
    quoting = [found.end() for phrase in candidates.get("quoting", ()) for found in phrase.regex.finditer(plain)]
    hits = [
        rule
        for rule in patterns.rules
        if (rule.certain or not about) and _holds(candidates.get(f"rule {rule.id}", ()), plain, quoting)
    ]
    if not hits:
        return None
    now = _any(candidates.get("acute", ()), plain)
    rule = next((rule for rule in hits if rule.acute), hits[0])
    young = _any(candidates.get("young", ()), plain)
    adult = not young and _any(candidates.get("adult", ()), plain)
    return Danger(rule.kind, rule.acute or now, rule.who, young or (rule.young and not adult), rule.id)


def wrong_examples(patterns: Patterns) -> list[str]:
    """What the examples in the file say and the patterns do not: a sentence each, none when all is well."""
    wrong = []
    for rule in patterns.rules:
        for example in rule.match:
            found = check(example, patterns)
            if found is None or found.rule != rule.id:
                wrong.append(f"{rule.id}: {example!r} should match this rule; found: {found and found.rule}.")
        for example in rule.no_match:
            if found := check(example, patterns):
                wrong.append(f"{rule.id}: {example!r} should match no rule; found: {found.rule}.")
    return wrong


def _rule(text: RuleText) -> Rule:
    return Rule(
        id=text.id,
        kind=cast(Kind, text.kind),
        acute=text.acute,
        who=cast(Who, text.who),
        young=text.young,
        certain=text.certain,
        match=text.match,
        no_match=text.no_match,
    )


def _candidates(words: Iterable[str], patterns: Patterns) -> dict[str, list[Phrase]]:
    """The phrases that may match, by list: those of which the text has a word that they need."""
    found: dict[int, tuple[str, Phrase]] = {}
    for word in set(words):
        keys = [word, *(f"{word[:length]}*" for length in patterns.beginnings if length <= len(word))]
        for key in keys:
            for name, number, phrase in patterns.index.get(key, ()):
                found[number] = (name, phrase)
    lists: dict[str, list[Phrase]] = {}
    for number in sorted(found):
        name, phrase = found[number]
        lists.setdefault(name, []).append(phrase)
    return lists


def _any(phrases: Iterable[Phrase], plain: str) -> bool:
    return any(phrase.regex.search(plain) for phrase in phrases)


def _holds(phrases: Iterable[Phrase], plain: str, quoting: list[int]) -> bool:
    found = (hit for phrase in phrases for hit in phrase.regex.finditer(plain))
    return any(not _quoted(hit, plain, quoting) for hit in found)


def _quoted(hit: re.Match[str], plain: str, quoting: list[int]) -> bool:
    between = (plain[end : hit.start()] for end in quoting if end <= hit.start())
    return any("." not in words and words.count(" ") <= _QUOTED_WITHIN for words in between)
