"""The small language of phrases in which patterns are written, and its translation to regular expressions.

min {närstående} {slår} mig     words, and groups of words by name
vågar inte gå/åka hem           one word or another
jag (vill/ska) dö               what may be left out
min man … slår mig              up to four other words of the same sentence
självmord*                      any word that begins so
jag är en av dem .              a sentence's end (or, first, its beginning)
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.language.spoken import fold

GAP = 4
"""How many words `…` stands for at most."""


class PhraseError(Exception):
    """A phrase that cannot be understood. The text says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Phrase:
    """A phrase, translated.

    Attributes:
        source: as it was written.
        regex: matches words that are each followed by one space.
        keys: a text without any of these words (or beginnings, with a star) cannot match.
        words: all whole words in it.
    """

    source: str
    regex: re.Pattern[str]
    keys: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Part:
    """A piece of a phrase: its expression, its keys (none where it may be absent), its words."""

    regex: str
    keys: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


Groups = Mapping[str, Part]
_TOKEN = re.compile(r"\{[^{}]*\}|…|\.\.\.|\.|[^\s{}()\[\]/….]+|\S")
_CLOSING = {"(": ")", "[": "]"}


def group(alternatives: list[str], groups: Groups, spell: Callable[[str], str]) -> Part:
    """One of several phrases, to be used by name in others.

    Raises:
        PhraseError: a phrase in it cannot be understood.
    """
    return _either([_parse(alternative, groups, spell) for alternative in alternatives])


def phrase(source: str, groups: Groups, spell: Callable[[str], str]) -> Phrase:
    """Translate a phrase; `spell` gives the form in which the speller leaves a folded word.

    Raises:
        PhraseError: an unknown group, brackets without a partner, or nothing that a text must contain.
    """
    part = _parse(source, groups, spell)
    if not part.keys - {"."}:
        raise PhraseError(f"{source!r} has no word that must be there; add one without brackets")
    return Phrase(source, re.compile(rf"(?<![a-z0-9]){part.regex}"), part.keys, part.words)


def _parse(source: str, groups: Groups, spell: Callable[[str], str]) -> Part:
    tokens = _TOKEN.findall(source)
    part = _sequence(tokens, groups, spell, source)
    if tokens:
        raise PhraseError(f"{source!r} has a “{tokens[0]}” too many; take it out")
    return part


def _sequence(tokens: list[str], groups: Groups, spell: Callable[[str], str], source: str) -> Part:
    parts: list[Part] = []
    while tokens and tokens[0] not in _CLOSING.values():
        options = [_item(tokens, groups, spell, source)]
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            options.append(_item(tokens, groups, spell, source))
        if len(options) > 1 and not all(option.keys for option in options):
            raise PhraseError(f"{source!r} offers with “/” something that may be absent; put words in [ ], not ( )")
        parts.append(options[0] if len(options) == 1 else _either(options))
    if not parts:
        raise PhraseError(f"{source!r} has nothing where words should be; write them, or take the brackets out")
    rarest = max((part.keys for part in parts), key=_rarity)
    words = frozenset[str]().union(*(part.words for part in parts))
    return Part("".join(part.regex for part in parts), rarest, words)


def _item(tokens: list[str], groups: Groups, spell: Callable[[str], str], source: str) -> Part:
    token = tokens.pop(0) if tokens else "/"
    if token in _CLOSING:
        inner = _sequence(tokens, groups, spell, source)
        if not tokens or tokens.pop(0) != _CLOSING[token]:
            raise PhraseError(f"{source!r} has a “{token}” without its “{_CLOSING[token]}”; add it")
        return inner if token == "[" else Part(f"(?:{inner.regex})?", frozenset(), inner.words)
    if token in {"…", "..."}:
        return Part(rf"(?:[a-z0-9]+ ){{0,{GAP}}}?")
    if token == ".":
        return Part(r"\. ", frozenset({"."}))
    if token.startswith("{"):
        name = token.strip("{} ")
        if name not in groups:
            raise PhraseError(f"{source!r} names the group {name!r}, which is not there (a group must stand above)")
        return groups[name]
    return _word(token, spell, source)


def _word(token: str, spell: Callable[[str], str], source: str) -> Part:
    words = fold(token.removesuffix("*")).split()[1:-1]
    if len(words) != 1 or words[0] == ".":
        raise PhraseError(f"{source!r} has {token!r} where a word should be; write words of letters and figures")
    if token.endswith("*"):
        if len(words[0]) < 3:
            raise PhraseError(f"{source!r} has {token!r}: too many words begin so; write at least three letters")
        return Part(rf"{words[0]}[a-z0-9]* ", frozenset({f"{words[0]}*"}))
    word = spell(words[0])
    return Part(f"{word} ", frozenset({word}), frozenset({word}))


def _either(parts: list[Part]) -> Part:
    keys = frozenset[str]() if any(not part.keys for part in parts) else frozenset().union(*(p.keys for p in parts))
    regex = "|".join(dict.fromkeys(part.regex for part in parts))
    return Part(f"(?:{regex})", keys, frozenset[str]().union(*(part.words for part in parts)))


def _rarity(keys: frozenset[str]) -> tuple[int, int]:
    """Longer words are rarer, and fewer are better; no keys at all are of no use."""
    return (min((len(key) for key in keys), default=0), -len(keys))
