"""Text as people type it in a hurry, brought to one plain spelling so that patterns can meet it.

Small letters; no dots or rings (slår, slar); every doubled letter once (mannen, manen, jaaag); hyphens and other signs
as spaces; sentences parted by a lone full stop. Both the text and the patterns go through it, so that they meet.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

# A word shorter than this is never taken for a misspelling of another: too many words are one letter apart.
SHORTEST_MISSPELLING = 7

_LETTERS = str.maketrans({"æ": "a", "ø": "o", "ß": "s", "’": "'", "´": "'", "`": "'"})
# Dots and rings on their own, and signs that nobody sees.
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
_SENTENCE_END = re.compile(r"[.!?…\n\r\u2028\u2029;]+")
_OTHER = re.compile(r"[^a-z0-9.]+")
# Stands for the star while a pattern is folded: letters and digits that no word has.
_STAR = "9q9"
_DOUBLED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """Words of a–z and 0–9 and lone full stops, each followed by one space; begins and ends with a full stop."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = _APOSTROPHE.sub("", _MARKS.sub("", letters))
    plain = _OTHER.sub(" ", _SENTENCE_END.sub(" . ", plain))
    return f". {_DOUBLED.sub(_once, plain).strip()} . ".replace(".  .", ".")


def pattern(words: str) -> str:
    """A regular expression that finds a word, or several, in folded text; `*` stands for any letters."""
    found = [word for word in fold(words.replace("*", _STAR)).split() if word != "."]
    return " ".join(found).replace(_STAR, "[a-z0-9]*")


def lists(file: Path) -> dict[str, str]:
    """Of a YAML file of word lists by their names: for each a regular expression that finds any of its words, as
    `pattern` reads each."""
    read: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: "|".join(pattern(word) for word in listed.split()) for name, listed in read.items()}


def _once(doubled: re.Match[str]) -> str:
    return doubled[1]


@dataclass(frozen=True)
class Speller:
    """Brings spoken spelling (mej, nån) and misspelt long words to the form that the patterns know.

    Attributes:
        spoken: folded word → the folded word that stands for it.
        known: folded words that are never changed, the patterns' own among them.
        near: what is left of a pattern's word without one letter → that word.
    """

    spoken: Mapping[str, str]
    known: Collection[str] = frozenset()
    near: Mapping[str, str] = field(default_factory=dict)

    def words(self, text: str) -> list[str]:
        """The words and full stops of a text, in order."""
        said = fold(text).split()
        meant = {word: self._word(word) for word in set(said)}
        return [meant[word] for word in said]

    def _word(self, word: str) -> str:
        word = self.spoken.get(word, word)
        if len(word) < SHORTEST_MISSPELLING or word in self.known:
            return word
        for part in _with_one_less(word):
            meant = self.near.get(part)
            if meant is not None and meant[0] == word[0]:
                return meant
        return word


def speller(spoken: Mapping[str, str], pattern_words: Iterable[str], other_words: Iterable[str]) -> Speller:
    """A speller that corrects to `pattern_words` and leaves `other_words` as they are (all folded)."""
    lexicon = sorted(word for word in pattern_words if len(word) >= SHORTEST_MISSPELLING)
    near = {part: word for word in lexicon for part in _with_one_less(word)}
    return Speller(spoken, frozenset({*lexicon, *other_words}), near)


def _with_one_less(word: str) -> Iterator[str]:
    """A word, and the word without each of its letters but the first."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
