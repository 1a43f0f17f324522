"""Does a message speak of danger? Decided by patterns that people write (`data/danger/patterns.yml`), not by guessing.

Narrow rules decide alone. Wide ones need the message to be like the examples (`bot.language.danger_examples`), and what
is only like the examples is a doubt (`suspect`): worth a line of help under an answer, or help in its calm form.

The patterns are read once; asking costs well below a millisecond. How they are written stands at the top of that file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.language.danger_examples import Learned, Likeness, likeness, read_learned
from bot.language.pattern_file import KINDS, Gender, Kind, PatternError, Rule, Who, read_patterns
from bot.language.phrases import END, Part
from bot.language.spoken import Speller

__all__ = [
    "EXAMPLES",
    "Danger",
    "Gender",
    "Kind",
    "PatternError",
    "Patterns",
    "Rule",
    "Who",
    "check",
    "is_young",
    "load",
    "suspect",
    "wrong_examples",
]

EXAMPLES = "examples"
"""The rule of a danger that is only like the examples."""
# A work's name or a quotation begins at most so many words after the word that announces it ("rubriken …").
_QUOTED_WITHIN = 3
# What a wide rule's word counts for the kind of danger, in log-odds.
_HINT = 1.0
# How much more a message that asks about the subject must be like the examples before a wide rule holds.
_MORE = 2.5
_IN_QUOTES = re.compile(r"[\"”“»«„][^\"”“»«„]{4,200}[\"”“»«„]")
# Stands where something harmless stood.
_NOTHING = "x"


@dataclass(frozen=True)
class Danger:
    """What a message tells of: the kind of danger, if it is happening now, to whom, if a child or young person is in
    it, the rule that found it, and who the person in danger seems to be (`gender`; empty where nothing says)."""

    kind: Kind
    acute: bool
    who: Who
    young: bool
    rule: str
    gender: Gender = ""


@dataclass(frozen=True)
class Patterns:
    """All patterns, ready to be asked.

    Attributes:
        rules: in the order of the file, which is the order of their weight.
        index: a word (or a beginning, with a star) → the phrases that need it, as (number, list, phrase).
        beginnings: the beginnings in the index and in phrases, with their stars, by their length.
        heads: their first three letters.
        learned: what was learned from the examples.
    """

    rules: tuple[Rule, ...]
    speller: Speller
    index: dict[str, list[tuple[int, str, Part]]]
    beginnings: dict[int, frozenset[str]]
    heads: frozenset[str]
    learned: Learned


def load(path: Path, learned: Path | None = None) -> Patterns:
    """Read and check the patterns, and what was `learned` from the examples (beside the patterns, if not said).

    Raises:
        PatternError: a file cannot be read or a pattern is wrong; the text names file and line and how to mend it.
    """
    found = read_patterns(path)
    learned = learned or path.with_name("learned.json")
    try:
        weights = read_learned(learned)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        mend = "fit it anew: python -m bot.evaluate.fit_danger --write"
        raise PatternError(learned, 1, f"what was learned of danger cannot be read ({error}); {mend}") from error
    index: defaultdict[str, list[tuple[int, str, Part]]] = defaultdict(list)
    every = [(name, phrase) for name, phrases in found.lists.items() for phrase in phrases]
    for number, (name, phrase) in enumerate(every):
        for key in phrase.keys:
            index[key].append((number, name, phrase))
    starred = {key for _, phrase in every for key in phrase.keys | phrase.first if key.endswith("*")}
    lengths = {len(key) - 1 for key in starred}
    by_length = {size: frozenset(key for key in starred if len(key) == size + 1) for size in lengths}
    return Patterns(found.rules, found.speller, dict(index), by_length, frozenset(key[:3] for key in starred), weights)


def check(text: str, patterns: Patterns) -> Danger | None:
    """The danger that a message tells of, or None. Takes any text of any length; the same text, the same answer.

    A narrow rule holds by itself, unless the message is very unlike the examples of danger; a wide one only where it is
    like them. Where several hold, an acute one goes first, then the one that stands first in the file.
    """
    seen = _see(text, patterns)
    if not any(name.startswith("rule ") for name in seen.phrases):
        return None
    like, learned = _likeness(seen, patterns), patterns.learned
    more = _MORE if seen.about else 0.0
    least = {"somewhat": learned.somewhat + more, "very": learned.very + more}
    hits = [
        rule
        for rule in patterns.rules
        if (rule.wide and like.score >= least[rule.wide] and _stands(rule, seen)) or _speaks(rule, seen)
    ]
    if narrow := [rule for rule in hits if not rule.wide]:
        first = next((rule for rule in narrow if rule.acute), narrow[0])
        return _danger(first, seen) if first.acute or like.score >= learned.unlike else None
    if not hits:
        return None
    # The rules hint at the kind, the examples weigh it; a rule for any kind hints at nothing.
    hinted = {rule.kind for rule in hits if rule.wide != "very"}
    kind = max(KINDS, key=lambda kind: like.kinds[kind] + (_HINT if kind in hinted else 0.0))
    fitting = [rule for rule in hits if rule.kind == kind and rule.wide != "very"]
    first = fitting[0] if fitting else replace(hits[-1], kind=kind)
    acute = any(rule.acute for rule in hits)
    return _danger(replace(first, who="other" if like.other else "self", acute=acute), seen)


def suspect(text: str, patterns: Patterns) -> Danger | None:
    """The danger that a message may tell of, where `check` finds none: by a narrow rule, or like the examples."""
    seen = _see(text, patterns)
    like = _likeness(seen, patterns)
    narrow = next((rule for rule in patterns.rules if _speaks(rule, seen)), None)
    if narrow:
        return _danger(narrow, seen)
    if like.score < patterns.learned.doubts:
        return None
    who: Who = "other" if like.other else "self"
    return _danger(Rule(EXAMPLES, _kind(like), False, who, False, False, "", (), ()), seen)


def _speaks(rule: Rule, seen: "_Seen") -> bool:
    return not rule.wide and (rule.certain or not seen.about) and _stands(rule, seen)


def _stands(rule: Rule, seen: "_Seen") -> bool:
    return _holds(seen.phrases.get(f"rule {rule.id}", ()), seen.message, seen.quoting)


def _kind(like: Likeness) -> Kind:
    return max(KINDS, key=lambda kind: like.kinds[kind])


def score(text: str, patterns: Patterns) -> float:
    """How much a message is like the examples of danger, in log-odds: what the thresholds are compared with."""
    return _likeness(_see(text, patterns), patterns).score


def learned_from(text: str, patterns: Patterns) -> tuple[Sequence[str], set[str]]:
    """A message's words and the lists found in it: what `fit_danger` fits the weights on."""
    seen = _see(text, patterns)
    return seen.compared(patterns), seen.lists()


def is_young(text: str, patterns: Patterns) -> bool:
    """Does who writes seem to be a child or young, by age, school or home? Whatever the message is about."""
    message = _message(patterns.speller.words(text), patterns)
    return _any(_candidates(message, patterns).get("young", ()), message)


def wrong_examples(patterns: Patterns) -> list[str]:
    """What the examples in the file say and the patterns do not: a sentence each, none when all is well."""
    wrong = []
    for rule in patterns.rules:
        for example, should in [*((text, rule.id) for text in rule.match), *((text, None) for text in rule.no_match)]:
            danger = check(example, patterns)
            found = danger.rule if danger else None
            # What one wide rule finds another may find as well.
            if found != should and not (danger and should and rule.wide):
                wrong.append(f"{rule.id}: {example!r} should match {should or 'no rule'}, but {found or 'none'} does.")
    return wrong


def _gender(who: Who, phrases: dict[str, list[Part]], message: "_Message") -> Gender:
    """Who the person in danger seems to be. What is said of oneself goes before what a partner's word lets guess."""
    if _any(phrases.get("trans", ()), message):
        return "trans"
    if who == "other":
        return "man" if _any(phrases.get("man_other", ()), message) else ""
    if _any(phrases.get("woman", ()), message):
        return "woman"
    return "man" if _any(phrases.get("man", ()), message) else ""


@dataclass(frozen=True)
class _Seen:
    """A message, without what is harmless in it, and what the general lists say of it."""

    text: str
    message: "_Message"
    phrases: dict[str, list[Part]]
    about: bool
    quoting: set[int]

    def compared(self, patterns: Patterns) -> Sequence[str]:
        """The words that are compared with the examples: without a title that is asked for."""
        if not self.about and not self.quoting:
            return self.message.words
        plain = _IN_QUOTES.sub(" ", self.text)
        return patterns.speller.words(plain) if plain != self.text else self.message.words

    def lists(self) -> set[str]:
        return {name for name, there in (("about", self.about), ("quoting", bool(self.quoting))) if there}


def _see(text: str, patterns: Patterns) -> _Seen:
    message = _message(patterns.speller.words(text), patterns)
    phrases = _candidates(message, patterns)
    for phrase in phrases.get("harmless", ()):
        message = _without(phrase, message, patterns)
    about = _any(phrases.get("about", ()), message)
    quoting = {end for phrase in phrases.get("quoting", ()) for _, end in _found(phrase, message)}
    return _Seen(text, message, phrases, about, quoting)


def _likeness(seen: _Seen, patterns: Patterns) -> Likeness:
    return likeness(seen.compared(patterns), seen.lists(), patterns.learned)


def _danger(rule: Rule, seen: _Seen) -> Danger:
    phrases, message = seen.phrases, seen.message
    young = _any(phrases.get("young", ()), message)
    # "My children" says nothing of the age of who writes, but makes a child of the one that somebody worries about.
    young = young or (rule.who == "other" and _any(phrases.get("child", ()), message))
    adult = not young and _any(phrases.get("adult", ()), message)
    return Danger(
        kind=rule.kind,
        acute=rule.acute or _any(phrases.get("acute", ()), message),
        who=rule.who,
        young=young or (rule.young and not adult),
        rule=rule.id,
        gender=_gender(rule.who, phrases, message),
    )


@dataclass(frozen=True)
class _Message:
    """A message's words, and where each stands; beginnings of words too, with a star."""

    words: Sequence[str]
    places: dict[str, list[int]] = field(repr=False)


def _message(words: Sequence[str], patterns: Patterns) -> _Message:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    for word in list(places):
        # A beginning has three letters at least, so most words need no look at the longer ones.
        if word[:3] in patterns.heads:
            for length, starred in patterns.beginnings.items():
                if (key := f"{word[:length]}*") in starred:
                    places[key] += places[word]
    return _Message(words, places)


def _candidates(message: _Message, patterns: Patterns) -> dict[str, list[Part]]:
    """The phrases that may be found, by list: those of which the message has the words that they need."""
    there = message.places.keys()
    found = {entry[0]: entry for key in message.places for entry in patterns.index.get(key, ())}
    lists: dict[str, list[Part]] = {}
    for number in sorted(found):
        _, name, phrase = found[number]
        if not any(there.isdisjoint(need) for need in phrase.needs):
            lists.setdefault(name, []).append(phrase)
    return lists


def _found(phrase: Part, message: _Message) -> Iterator[tuple[int, int]]:
    """First word and end of every place where the phrase stands."""
    needed = {place for key in phrase.keys & message.places.keys() for place in message.places[key]}
    near = {place - back for place in needed for back in range(phrase.longest)}
    for key in phrase.first & message.places.keys():
        for place in near.intersection(message.places[key]):
            for end in phrase.ends(message.words, place):
                yield place, end


def _any(phrases: Iterable[Part], message: _Message) -> bool:
    return any(True for phrase in phrases for _ in _found(phrase, message))


def _without(phrase: Part, message: _Message, patterns: Patterns) -> _Message:
    places = {place for start, end in _found(phrase, message) for place in range(start, end)}
    if not places:
        return message
    kept = [_NOTHING if place in places and word != END else word for place, word in enumerate(message.words)]
    return _message(kept, patterns)


def _holds(phrases: Iterable[Part], message: _Message, quoting: set[int]) -> bool:
    return any(not _quoted(start, message, quoting) for phrase in phrases for start, _ in _found(phrase, message))


def _quoted(start: int, message: _Message, quoting: set[int]) -> bool:
    near = range(max(0, start - _QUOTED_WITHIN), start + 1)
    return any(end in quoting and END not in message.words[end:start] for end in near)
