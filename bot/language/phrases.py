"""The small language of phrases in which patterns are written, and how they are found in a text.

    min {närstående} {slår} mig     words, and groups of words by name
    vågar inte gå/åka hem           one word or another
    jag (vill/ska) dö               what may be left out
    vill [inte leva]/dö             several words that belong together
    min man … slår mig              up to four other words of the same sentence
    självmord*                      any word that begins so
    jag är en av dem .              a sentence's end (or, first, its beginning)
    mig + nakenbild* + hotar        all of these in one sentence, in any order

Phrases are found word by word and not by regular expressions: a group of sixty words costs one look-up.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.language.spoken import fold

GAP = 4
"""How many words `…` stands for at most."""
END = "."
"""Stands between sentences."""


class PhraseError(Exception):
    """A phrase that cannot be understood. The text says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Part:
    """A piece of a phrase.

    Attributes:
        first: a match begins with one of these words (or beginnings, with a star).
        keys: a text without any of these cannot match; none where the piece may be absent.
        needs: a text must have one of each of these sets; `keys` is the one whose words are rarest.
        empty: the piece may be absent.
        words: all whole words in it.
        longest: a match has at most so many words.
    """

    first: frozenset[str]
    keys: frozenset[str]
    needs: tuple[frozenset[str], ...]
    empty: bool
    words: frozenset[str]
    longest: int

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        """Where a match that begins at a word may end (the number of the word after it)."""
        raise NotImplementedError


@dataclass(frozen=True)
class _Words(Part):
    """One of several words."""

    beginnings: tuple[str, ...]

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        if at == len(words):
            return ()
        word = words[at]
        if word in self.words or (self.beginnings and word.startswith(self.beginnings)):
            return (at + 1,)
        return ()


@dataclass(frozen=True)
class _Sequence(Part):
    parts: tuple[Part, ...]

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        places: Iterable[int] = (at,)
        for part in self.parts:
            places = {end for place in places for end in part.ends(words, place)}
            if not places:
                break
        return places


@dataclass(frozen=True)
class _Either(Part):
    parts: tuple[Part, ...]

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        return {end for part in self.parts for end in part.ends(words, at)}


@dataclass(frozen=True)
class _Maybe(Part):
    part: Part

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        return {at, *self.part.ends(words, at)}


@dataclass(frozen=True)
class _Gap(Part):
    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        end = at
        while end < len(words) and end - at < GAP and words[end] != END:
            end += 1
        return range(at, end + 1)


@dataclass(frozen=True)
class _Together(Part):
    """The rarest part where the match begins, and the others anywhere in its sentence."""

    rarest: Part
    others: tuple[Part, ...]

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        ends = self.rarest.ends(words, at)
        if not ends:
            return ()
        start = at
        while start > 0 and words[start - 1] != END:
            start -= 1
        end = words.index(END, at) + 1 if END in words[at:] else len(words)
        there = all(any(other.ends(words, place) for place in range(start, end)) for other in self.others)
        return ends if there else ()


Groups = Mapping[str, Part]
Spell = Callable[[str], str]
_NOTHING = frozenset[str]()
_TOKEN = re.compile(r"\{[^{}]*\}|…|\.\.\.|\.|[^\s{}()\[\]/….]+|\S")
_CLOSING = {"(": ")", "[": "]"}


def phrase(source: str, groups: Groups, spell: Spell) -> Part:
    """Understand a phrase; `spell` gives the form in which the speller leaves a folded word.

    Raises:
        PhraseError: an unknown group, brackets without a partner, or nothing that a text must contain.
    """
    part = parse(source, groups, spell)
    if not part.keys - {END}:
        raise PhraseError(f"{source!r} has no word that must be there; add one without brackets")
    return part


def parse(source: str, groups: Groups, spell: Spell) -> Part:
    """Understand a piece of a phrase, such as a line of a group.

    Raises:
        PhraseError: as in `phrase`, but for a piece that may be absent.
    """
    together = source.split(" + ")
    if len(together) > 1:
        return _together([parse(piece, groups, spell) for piece in together], source)
    tokens = _TOKEN.findall(source)
    if tokens[:1] and tokens[0] in {"…", "..."}:
        raise PhraseError(f"{source!r} begins with “…”, which says nothing there; take it out")
    part = _sequence(tokens, groups, spell, source)
    if tokens:
        raise PhraseError(f"{source!r} has a “{tokens[0]}” too many; take it out")
    return part


def _together(parts: list[Part], source: str) -> Part:
    if any(part.empty for part in parts):
        raise PhraseError(f"{source!r} joins with “+” something that may be absent; take the brackets out")
    rarest = max(parts, key=lambda part: _rarity(part.keys))
    return _Together(
        first=rarest.first,
        keys=rarest.keys,
        needs=tuple(need for part in parts for need in part.needs),
        empty=False,
        words=_NOTHING.union(*(part.words for part in parts)),
        longest=rarest.longest,
        rarest=rarest,
        others=tuple(part for part in parts if part is not rarest),
    )


def _sequence(tokens: list[str], groups: Groups, spell: Spell, source: str) -> Part:
    parts: list[Part] = []
    while tokens and tokens[0] not in _CLOSING.values():
        options = [_item(tokens, groups, spell, source)]
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            options.append(_item(tokens, groups, spell, source))
        if len(options) > 1 and any(option.empty for option in options):
            raise PhraseError(f"{source!r} offers with “/” something that may be absent; put words in [ ], not ( )")
        parts.append(options[0] if len(options) == 1 else either(options))
    if not parts:
        raise PhraseError(f"{source!r} has nothing where words should be; write them, or take the brackets out")
    if len(parts) == 1:
        return parts[0]
    needed = next((at for at, part in enumerate(parts) if not part.empty), len(parts) - 1)
    return _Sequence(
        first=_NOTHING.union(*(part.first for part in parts[: needed + 1])),
        keys=max((part.keys for part in parts), key=_rarity),
        needs=tuple(need for part in parts for need in part.needs),
        empty=all(part.empty for part in parts),
        words=_NOTHING.union(*(part.words for part in parts)),
        longest=sum(part.longest for part in parts),
        parts=tuple(parts),
    )


def _item(tokens: list[str], groups: Groups, spell: Spell, source: str) -> Part:
    token = tokens.pop(0) if tokens else "/"
    if token in _CLOSING:
        inner = _sequence(tokens, groups, spell, source)
        if not tokens or tokens.pop(0) != _CLOSING[token]:
            raise PhraseError(f"{source!r} has a “{token}” without its “{_CLOSING[token]}”; add it")
        return inner if token == "[" else _Maybe(inner.first, _NOTHING, (), True, inner.words, inner.longest, inner)
    if token in {"…", "..."}:
        return _Gap(_NOTHING, _NOTHING, (), True, _NOTHING, GAP)
    if token.startswith("{"):
        name = token.strip("{} ")
        if name not in groups:
            raise PhraseError(f"{source!r} names the group {name!r}, which is not there (a group must stand above)")
        return groups[name]
    return _word(token, spell, source)


def _word(token: str, spell: Spell, source: str) -> Part:
    if token == END:
        return _words({END}, ())
    folded = fold(token.removesuffix("*")).split()[1:-1]
    if len(folded) != 1 or folded[0] == END:
        raise PhraseError(f"{source!r} has {token!r} where a word should be; write words of letters and figures")
    if not token.endswith("*"):
        return _words({spell(folded[0])}, ())
    if len(folded[0]) < 3:
        raise PhraseError(f"{source!r} has {token!r}: too many words begin so; write at least three letters")
    return _words((), (folded[0],))


def _words(words: Iterable[str], beginnings: tuple[str, ...]) -> _Words:
    whole = frozenset(words)
    keys = whole | {f"{beginning}*" for beginning in beginnings}
    return _Words(first=keys, keys=keys, needs=(keys,), empty=False, words=whole, longest=1, beginnings=beginnings)


def either(parts: Iterable[Part]) -> Part:
    """One of several parts, such as the lines of a group."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, _Either) else (part,))]
    single = [part for part in flat if isinstance(part, _Words)]
    others = [part for part in flat if not isinstance(part, _Words)]
    if single:
        beginnings = tuple(beginning for part in single for beginning in part.beginnings)
        others.insert(0, _words(_NOTHING.union(*(part.words for part in single)), beginnings))
    if len(others) == 1:
        return others[0]
    empty = any(part.empty for part in others)
    keys = _NOTHING if empty else _NOTHING.union(*(part.keys for part in others))
    return _Either(
        first=_NOTHING.union(*(part.first for part in others)),
        keys=keys,
        needs=() if empty else (keys,),
        empty=empty,
        words=_NOTHING.union(*(part.words for part in others)),
        longest=max(part.longest for part in others),
        parts=tuple(others),
    )


def _rarity(keys: frozenset[str]) -> tuple[int, int]:
    """Longer words are rarer, and fewer are better; no keys at all are of no use."""
    return (min((len(key) for key in keys), default=0), -len(keys))
