"""Does a message speak of danger? Decided by patterns that people write (`data/danger/patterns.yml`), not by guessing.

Narrow rules decide alone. Wide ones need the message to be like the examples (`bot.language.danger_examples`), and what
is only like the examples is a doubt (`suspect`): worth a line of help under an answer, or help in its calm form.

The patterns are read once; asking costs well below a millisecond. How they are written stands at the top of that file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.language.danger_examples import Learned, Likeness, likeness, read_learned
from bot.language.danger_matching import (
    Found,
    Index,
    Message,
    any_stands,
    candidates,
    index_of,
    message,
    places,
    stands_unquoted,
    without,
)
from bot.language.pattern_file import KINDS, Gender, Kind, PatternError, Rule, Who, read_patterns
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
    "look",
    "suspect",
    "wrong_examples",
]

EXAMPLES = "examples"
"""The rule of a danger that is only like the examples."""
# What a wide rule's word counts for the kind of danger, in log-odds.
_HINT = 1.0
# How much more a message that asks about the subject must be like the examples before a wide rule holds.
_MORE = 2.5
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n")
_IN_QUOTES = re.compile(r"[\"”“»«„][^\"”“»«„]{4,200}[\"”“»«„]")
# General lists that say something of the danger, of who is in it or of who writes.
_TELLING = ("young", "child", "adult", "woman", "man", "acute")


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
    """All patterns, ready to be asked: `rules` in the order of the file, which is the order of their weight."""

    rules: tuple[Rule, ...]
    speller: Speller
    index: Index
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
    return Patterns(found.rules, found.speller, index_of(found.lists), weights)


def check(text: str, patterns: Patterns) -> Danger | None:
    """The danger that a message tells of, or None. Takes any text of any length; the same text, the same answer.

    A narrow rule holds by itself, unless the message is very unlike the examples of danger; a wide one only where it is
    like them. Where several hold, an acute one goes first, then the one that stands first in the file.
    """
    return _checked(_see(text, patterns))


def suspect(text: str, patterns: Patterns) -> Danger | None:
    """The danger that a message may tell of, where `check` finds none: by a narrow rule, or like the examples; not
    where it is very unlike them.

    By likeness alone it is never acute: "ring 112 nu" under a question on rubbish bins would cost the trust in it.
    """
    return _suspected(_see(text, patterns))


def look(text: str, patterns: Patterns) -> tuple[Danger | None, Danger | None]:
    """What `check` finds, and where that is nothing what `suspect` does; for the price of one of them."""
    seen = _see(text, patterns)
    found = _checked(seen)
    return found, None if found else _suspected(seen)


def _checked(seen: "_Seen") -> Danger | None:
    if not seen.rules:
        return None
    like, learned = seen.likeness, seen.patterns.learned
    more = _MORE if seen.about else 0.0
    least = {"somewhat": learned.somewhat + more, "very": learned.very + more}
    hits = [
        rule for rule in seen.rules if (like.score >= least[rule.wide] if rule.wide else rule.certain or not seen.about)
    ]
    if narrow := [rule for rule in hits if not rule.wide]:
        first = next((rule for rule in narrow if rule.acute), narrow[0])
        if first.acute or like.score >= learned.unlike:
            return _danger(first, seen)
        # A question about the subject beside it does not silence a sentence that says it.
        said = [sentence for sentence in _SENTENCE.split(seen.text) if sentence.strip()]
        found = (check(sentence, seen.patterns) for sentence in said)
        return next(filter(None, found), None) if len(said) > 1 else None
    if not hits:
        return None
    # The rules hint at the kind, the examples weigh it; a rule for any kind hints at nothing.
    hinted = {rule.kind for rule in hits if rule.wide != "very"}
    kind = max(KINDS, key=lambda kind: like.kinds[kind] + (_HINT if kind in hinted else 0.0))
    fitting = [rule for rule in hits if rule.kind == kind and rule.wide != "very"]
    first = fitting[0] if fitting else replace(hits[-1], kind=kind)
    acute = any(rule.acute for rule in hits)
    return _danger(replace(first, who="other" if like.other else "self", acute=acute), seen)


def _suspected(seen: "_Seen") -> Danger | None:
    like = seen.likeness
    narrow = next((rule for rule in seen.rules if not rule.wide and (rule.certain or not seen.about)), None)
    if narrow and like.score >= seen.patterns.learned.unlike:
        return _danger(narrow, seen)
    if like.score < seen.patterns.learned.doubts:
        return None
    who: Who = "other" if like.other else "self"
    return replace(_danger(Rule(EXAMPLES, _kind(like), False, who, False, False, "", (), ()), seen), acute=False)


def _kind(like: Likeness) -> Kind:
    return max(KINDS, key=lambda kind: like.kinds[kind])


def score(text: str, patterns: Patterns) -> float:
    """How much a message is like the examples of danger, in log-odds: what the thresholds are compared with."""
    return _see(text, patterns).likeness.score


def learned_from(text: str, patterns: Patterns) -> tuple[Sequence[str], set[str]]:
    """A message's words, and the lists and rules found in it: what `fit_danger` fits the weights on."""
    seen = _see(text, patterns)
    return seen.compared, seen.signs


def is_young(text: str, patterns: Patterns) -> bool:
    """Does who writes seem to be a child or young, by age, school or home? Whatever the message is about."""
    whole = message(patterns.speller.words(text), patterns.index)
    return any_stands(candidates(whole, patterns.index).get("young", ()), whole)


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


@dataclass(frozen=True)
class _Seen:
    """A message, without what is harmless in it; the `rules` whose phrases stand in it, and what else it says."""

    patterns: Patterns
    text: str
    message: Message
    found: Found
    about: bool
    quoting: set[int]
    rules: tuple[Rule, ...]

    def says(self, name: str) -> bool:
        """Whether a phrase of a general list stands in it."""
        return any_stands(self.found.get(name, ()), self.message)

    @property
    def compared(self) -> Sequence[str]:
        """The words that are compared with the examples: without a title that is asked for."""
        if not self.about and not self.quoting:
            return self.message.words
        plain = _IN_QUOTES.sub(" ", self.text)
        return self.patterns.speller.words(plain) if plain != self.text else self.message.words

    @cached_property
    def signs(self) -> set[str]:
        """The names of the lists and rules found, which are compared too."""
        general = {name for name, there in (("about", self.about), ("quoting", bool(self.quoting))) if there}
        asks = {"asks"} if "?" in self.text else set()
        told = {name for name in _TELLING if self.says(name)}
        return general | asks | told | {rule.id for rule in self.rules}

    @cached_property
    def likeness(self) -> Likeness:
        """How much it is like the examples of danger."""
        return likeness(self.compared, self.signs, self.patterns.learned)


def _see(text: str, patterns: Patterns) -> _Seen:
    whole = message(patterns.speller.words(text), patterns.index)
    found = candidates(whole, patterns.index)
    left = without(found.get("harmless", ()), whole, patterns.index)
    about = any_stands(found.get("about", ()), left)
    quoting = {end for phrase in found.get("quoting", ()) for _, end in places(phrase, left)}
    rules = (rule for rule in patterns.rules if f"rule {rule.id}" in found)
    standing = tuple(rule for rule in rules if stands_unquoted(found[f"rule {rule.id}"], left, quoting))
    return _Seen(patterns, text, left, found, about, quoting, standing)


def _danger(rule: Rule, seen: _Seen) -> Danger:
    # "My children" tells of an adult who writes, but makes a child of the one that somebody worries about.
    child = seen.says("child")
    grown = seen.says("adult") or (rule.who == "self" and child)
    young = seen.says("young") or (seen.likeness.young and not grown) or (rule.who == "other" and child)
    adult = not young and seen.says("adult")
    return Danger(
        kind=rule.kind,
        acute=rule.acute or seen.likeness.acute or seen.says("acute"),
        who=rule.who,
        young=young or (rule.young and not adult),
        rule=rule.id,
        gender=_gender(rule.who, seen),
    )


def _gender(who: Who, seen: _Seen) -> Gender:
    """Who the person in danger seems to be. What is said of oneself goes before what a partner's word lets guess."""
    if seen.says("trans"):
        return "trans"
    if who == "other":
        return "man" if seen.says("man_other") else ""
    if seen.says("woman"):
        return "woman"
    return "man" if seen.says("man") else ""
