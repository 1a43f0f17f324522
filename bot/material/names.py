"""Names that stand in the material, and the one that a visitor wants to reach."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.language.sentences import sentences
from bot.language.spoken import fold
from bot.material.model import Article, Material

_WORD = r"[A-ZÅÄÖ][\wåäöé]+"
_NAME = re.compile(rf"(?<!^)\b{_WORD}(?: {_WORD})+")
# What stands before the name of somebody whom one wants to reach. Folded (see bot.language.spoken).
_BEFORE = (
    r"(?:nar|na|nas|kontakta|kontaktar|mejla|mejlar|maila|mailar|ringa|ringer|ring|mejl|mail|telefon|numer|adres|epost|post"
    r"|pa|till|til|med|fran|har|reach|contact|cal|email|to|for)"
)
_AFTER = "(?:numer|telefon|mejl|mail|e ?post|adres|email|phone)"
_ONE_NAME = rf"\b{_BEFORE} (?:jag |man |vi |ni |du )?{{name}}s?\b|\b{{name}}s {_AFTER}"
_REACH = r"(?:når|nå|tag på|kontaktar?|mejla|maila|ringa?|ringer|till|reach|contact|call|e-?mail)"
_SOMEBODY = re.compile(
    rf"\b(?i:{_REACH})\s+(?:(?i:jag|man|vi|du)\s+)?"
    rf"(?:(?P<name>{_WORD} {_WORD})|(?i:henne|honom|hen|dem|him|her|them)\b)"
)
_SHORTEST = 3


@lru_cache(maxsize=20_000)
def names(article: Article) -> tuple[str, ...]:
    """The names of an article, each once, in order."""
    texts = [sentence for paragraph in article.paragraphs for sentence in sentences(paragraph)]
    return tuple(dict.fromkeys(name for text in texts for name in names_in(text)))


def names_in(sentence: str) -> list[str]:
    """Names of two words or more in a sentence, in order; its first word never begins one."""
    return _NAME.findall(sentence)


def wanted(text: str, material: Material) -> str | Literal[True] | None:
    """Whom a visitor wants to reach: a name as the material has it, True for somebody unknown there, or None.

    A whole name is found wherever it stands. A first name or a surname alone counts where only one name has it, and
    where the message says that it is to be reached ("mejl till Lotta", "Lottas nummer").
    """
    if whole := mentioned(text, material):
        return max(whole, key=len)
    said = fold(text)
    for word, name in _known(material).by_word.items():
        if _is_wanted(word, said):
            return name
    somebody = _SOMEBODY.search(text)
    own = somebody and somebody["name"] and _is_own(somebody["name"], material)
    return True if somebody and not own else None


def mentioned(text: str, material: Material) -> list[str]:
    """The whole names of the material that stand in a text."""
    said = fold(text)
    return [name for name, folded in _known(material).folded.items() if _stands(folded, said)]


class _Names(NamedTuple):
    """The names of a material but for its own.

    Attributes:
        folded: each name, with what it is when folded.
        by_word: a word, folded, of one name only, with that name.
    """

    folded: Mapping[str, str]
    by_word: Mapping[str, str]


# Those of the material that was asked for last. It is known by its identity: to compare thousands of articles takes
# longer than to look for their names.
_last: tuple[Material, _Names] | None = None


def _known(material: Material) -> _Names:
    global _last
    kept = _last
    if kept is None or kept[0] is not material:
        kept = _last = material, _names_of(material)
    return kept[1]


def _names_of(material: Material) -> _Names:
    in_articles = (name for article in material.shown for name in names(article) if not _is_own(name, material))
    below = (contact for article in material.shown for contact in article.contacts)
    people = (person.name for person in (*material.organisation.responsible, *below) if person.name)
    folded = {name: _folded(name) for name in (*in_articles, *people)}
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for name in folded:
        for word in name.split():
            if len(word) >= _SHORTEST:
                bearers[_folded(word)].add(name)
    return _Names(folded, {word: min(some) for word, some in bearers.items() if len(some) == 1})


def _is_own(name: str, material: Material) -> bool:
    return _folded(name) in _folded(material.organisation.name)


def _stands(name: str, said: str) -> bool:
    # Most of a large material's names stand nowhere in it, which is told without a pattern for each.
    return name in said and re.search(rf"\b{name}s?\b", said) is not None


def _is_wanted(word: str, said: str) -> bool:
    return word in said and re.search(_ONE_NAME.format(name=word), said) is not None


@lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word != ".")
