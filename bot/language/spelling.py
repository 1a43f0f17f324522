"""A visitor's spelling brought to the written form that articles have: spoken words, missing dots, slips of the finger.

Careful by rule: what is right Swedish as it stands, names that nobody here knows, figures, addresses and English stay.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.language.colloquial import Span, cased
from bot.language.colloquial import written as written_form
from bot.language.compounds import parts
from bot.language.english import is_english
from bot.language.frequency import common_words, zipf
from bot.language.words import stem, tokens

# Words as common as that (Zipf) are right as they are; those as common as that are offered as corrections.
_RIGHT, _OFFERED, _OFFERED_LONG = 3.0, 3.6, 2.8
# What is rarer than that and sounds as a word of the material is that word misspelt: ombudsmanen.
_RARE = 2.5
# What is as common as that is used by somebody, and not a slip of two fingers.
_USED = 1.5
# How much commoner the word with dots must be than a right word without: alone; where another word of the message
# lacks its dots too; and, in such a message, where the word with dots stands in the material.
_DOTS_ALONE, _DOTS_AMONG, _DOTS_OWN = 2.0, 1.4, 0.6
# What a correction costs for each step (one letter more, less, other, swapped), and what a word of the material is
# worth, in Zipf steps.
_STEP, _OWN = 2.2, 2.0
_SHORTEST, _LONG, _LONGEST = 3, 9, 40
_LEAVE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S+\.(?:se|com|nu|org|net|eu)\b\S*", re.I)
# Without one of these there is no address to leave.
_ADDRESS = re.compile(r"[@/]|\w\.\w")
_PLAIN = re.compile(r"[a-zåäöéèüáà]+")
_DOTTED = re.compile(r"[åäö]", re.I)
_FOLD = str.maketrans("åäöéèüáà", "aaoeeuaa")
# Letters that sound alike, tried in this order; then doubled letters are made one.
_SOUNDS = (
    *(("skj", "S"), ("stj", "S"), ("sch", "S"), ("sj", "S"), ("sh", "S"), ("ch", "S"), ("tj", "S"), ("kj", "S")),
    *(("ck", "k"), ("ph", "f"), ("th", "t"), ("hv", "v"), ("gj", "j"), ("dj", "j"), ("hj", "j"), ("lj", "j")),
    *(("xs", "x"), ("ks", "x"), ("gs", "x"), ("z", "s"), ("w", "v"), ("q", "k"), ("å", "o"), ("ä", "e"), ("é", "e")),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_DOUBLED = re.compile(r"(.)\1+")
# A short form spelt letter by letter: "O K S E", "O.K.S.E.".
_SPELT_OUT = re.compile(r"\b[^\W\d_](?:[ .-]{1,2}[^\W\d_]\b){2,}")
# What is added to a noun of the material that visitors misspell: jamstalldhetsministern.
_NOUN_ENDINGS = ("arna", "erna", "orna", "ens", "ets", "en", "et", "na", "ns", "n", "s")
_LONG_STUMP = 8
# Adjectives that stand before a noun without being one word with it: små barn, though there are småbarn.
_NOT_JOINED = frozenset(
    [
        *("små", "stor", "stora", "hög", "höga", "låg", "ny", "nya", "ung", "unga", "gammal", "hel", "hela", "halv"),
        *("god", "lång", "två", "tre", "alla"),
    ]
)


class _Candidates(NamedTuple):
    """Words that may be meant, found by sound, by their letters without dots, by first letter and length."""

    sounds: Mapping[str, list[str]]
    folded: Mapping[str, list[str]]
    beginnings: Mapping[tuple[str, int], list[str]]
    stems: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words that corrections lead to: the material's (lower-cased, with their counts) before others."""

    own: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """The lexicon of a material: its articles, titles, contact facts; examples of what visitors write well, too."""
        return cls(Counter(word for text in texts for word in _plain_words(text)))

    def stored(self) -> list[tuple[str, int]]:
        """The words with their counts, as JSON can hold them."""
        return list(self.own.items())

    @classmethod
    def loaded(cls, stored: Iterable[tuple[str, int]]) -> "Lexicon":
        """The lexicon that `stored` gave."""
        return cls(dict(stored))

    @cached_property
    def _candidates(self) -> _Candidates:
        sounds: dict[str, list[str]] = defaultdict(list)
        folded: dict[str, list[str]] = defaultdict(list)
        beginnings: dict[tuple[str, int], list[str]] = defaultdict(list)
        own = dict.fromkeys(word for word in self.own if len(word) >= _SHORTEST)
        others = (
            word
            for word, frequency in common_words(_OFFERED_LONG)
            if len(word) >= (_SHORTEST if frequency >= _OFFERED else _LONG) and _PLAIN.fullmatch(word)
        )
        for word in own | dict.fromkeys(others):
            sounds[_sound(word)].append(word)
            # Slips come without dots, too: branstrom.
            if word in own and (bare := _sound(word.translate(_FOLD))) != _sound(word):
                sounds[bare].append(word)
            folded[word.translate(_FOLD)].append(word)
            beginnings[word[0].translate(_FOLD), len(word)].append(word)
        return _Candidates(sounds, folded, beginnings, frozenset(stem(word) for word in own))


def normalise(text: str, lexicon: Lexicon) -> str:
    """The message in written Swedish: "va e konferansen om" → "vad är konferensen om". English stays as it is.

    Signs, capitals, figures, addresses and unknown names stay. A fifth of a millisecond where the words were seen
    before; a misspelt word costs a few milliseconds the first time. The first call reads the list of frequencies
    (a second): call it once when loading.
    """
    if len(text.strip()) < 2 or is_english(text):
        return text
    text = _SPELT_OUT.sub(lambda spelt: _short_form(spelt.group(), lexicon), text)
    found = tokens(text)
    if _ADDRESS.search(text):
        left = [address.span() for address in _LEAVE.finditer(text)]
        found = [token for token in found if not any(start <= token.start < end for start, end in left)]
    said = written_form(found)
    dotless = not _DOTTED.search(text) and any(_lacks_dots(word.lower(), lexicon) for _, _, word in said)
    written = [(start, end, _corrected(word, lexicon, dotless)) for start, end, word in said]
    for start, end, word in reversed(_joined(written, text, lexicon)):
        if word != text[start:end]:
            text = text[:start] + word + text[end:]
    return text


def _short_form(spelt: str, lexicon: Lexicon) -> str:
    """Letters written apart, put together where the material knows the short form that they make."""
    whole = "".join(filter(str.isalpha, spelt))
    return whole.upper() if whole.lower() in lexicon.own else spelt


def _joined(written: list[Span], text: str, lexicon: Lexicon) -> list[Span]:
    """Compounds written apart, joined where the whole stands in the material: projekt ledare → projektledare."""
    out: list[Span] = []
    for start, end, word in written:
        if out and text[out[-1][1] : start] in (" ", "-"):
            before = out[-1][2].lower()
            after = word.lower()
            if min(len(before), len(after)) >= _SHORTEST and before not in _NOT_JOINED:
                whole = next((w for w in (before + after, before + "s" + after) if w in lexicon.own), None)
                if whole and (parts(whole) or not zipf(whole)):  # a name of the material's own: nova huset
                    out[-1] = out[-1][0], end, cased(whole, out[-1][2])
                    continue
        out.append((start, end, word))
    return out


def _corrected(word: str, lexicon: Lexicon, dotless: bool) -> str:
    lower = word.lower()
    if not _PLAIN.fullmatch(lower) or len(lower) > _LONGEST or (word.isupper() and 1 < len(word) < 6):
        return word
    name = word[0].isupper() and not word.isupper()
    return cased(_correction(lower, lexicon, dotless, name), word)


@lru_cache(maxsize=20_000)
def _correction(word: str, lexicon: Lexicon, dotless: bool, name: bool) -> str:
    """The word that is meant by a lower-cased word; itself where nothing says otherwise."""
    if word in lexicon.own:
        return word
    dotted = _dotted(word, lexicon)
    if dotted:
        gain = _weight(dotted, lexicon) - zipf(word)
        own = dotted in lexicon.own
        least = (_DOTS_OWN if own else _DOTS_AMONG) if dotless else _DOTS_ALONE
        if zipf(dotted) - zipf(word) >= least or (gain >= least and zipf(word) < _RIGHT):
            return dotted
    if len(word) < _SHORTEST:
        return word
    if zipf(word) < _RARE:
        alike = [option for option in lexicon._candidates.sounds.get(_sound(word), ()) if option in lexicon.own]
        if alike and len(word) > 4:
            return max(alike, key=lambda option: -OSA.distance(word, option))
    if not zipf(word) and len(word) >= _LONG and (near := _one_slip_away(word, lexicon)):
        return near
    if inflected := _inflected(word, lexicon):
        return inflected
    if _is_right(word, lexicon):
        return word
    return _nearest(word, lexicon, name) or word


def _inflected(word: str, lexicon: Lexicon) -> str | None:
    """The form of a long word of the material that is meant, though it stands there in another form."""
    if zipf(word) >= _USED:
        return None
    for ending in _NOUN_ENDINGS:
        stump = word.removesuffix(ending)
        if stump != word and len(stump) >= _LONG_STUMP and stump not in lexicon.own:
            alike = lexicon._candidates.sounds.get(_sound(stump), ())
            if own := next((option for option in alike if option in lexicon.own), None):
                return own + ending
    return None


def _one_slip_away(word: str, lexicon: Lexicon) -> str | None:
    """The long word of the material that is one letter from a word that nobody uses, though its parts are words
    (kommunförbudet); None where there is none, or the two are forms of one word."""
    sizes = range(len(word) - 1, len(word) + 2)
    near = [
        option
        for size in sizes
        for option in lexicon._candidates.beginnings.get((word[0].translate(_FOLD), size), ())
        if option in lexicon.own and OSA.distance(word, option, score_cutoff=1) == 1
    ]
    return near[0] if len(near) == 1 and stem(near[0]) != stem(word) else None


def _is_right(word: str, lexicon: Lexicon) -> bool:
    """Is it a Swedish word as it stands: common enough, a form of a known word, or made of known words?"""
    if zipf(word) >= _RIGHT:
        return True
    if stem(word) != word and stem(word) in lexicon._candidates.stems:
        return True
    stumps = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    if any(len(stump) > _SHORTEST and zipf(stump) >= _RIGHT for stump in stumps):
        return True
    return bool(parts(word))


_ENDINGS = frozenset(
    [
        "s",
        "n",
        "en",
        "et",
        "na",
        "ns",
        "ens",
        "ets",
        "r",
        "ar",
        "er",
        "or",
        "t",
        "a",
        "erna",
        "arna",
        "orna",
        "de",
        "ade",
    ]
)


@lru_cache(maxsize=20_000)
def _lacks_dots(word: str, lexicon: Lexicon) -> bool:
    """Does the lower-cased word surely lack dots: is the word with them much commoner?"""
    if len(word) < 2 or word in lexicon.own or not _PLAIN.fullmatch(word):
        return False
    dotted = _dotted(word, lexicon)
    return dotted is not None and zipf(dotted) - zipf(word) >= _DOTS_ALONE


@lru_cache(maxsize=20_000)
def _dotted(word: str, lexicon: Lexicon) -> str | None:
    """The commonest word that has the same letters but for missing dots and rings."""
    if _DOTTED.search(word):
        return None
    if len(word) < _SHORTEST:
        return {"ar": "är", "pa": "på", "at": "åt", "sa": "så", "na": "nå"}.get(word)
    options = [option for option in lexicon._candidates.folded.get(word, ()) if option != word]
    return max(options, key=lambda option: _weight(option, lexicon), default=None)


def _weight(word: str, lexicon: Lexicon) -> float:
    """How likely a word is to be meant, in Zipf steps. A word of the material is, however rare elsewhere."""
    count = lexicon.own.get(word, 0)
    return max(zipf(word), 3.0) + _OWN if count else zipf(word)


def _nearest(word: str, lexicon: Lexicon, name: bool) -> str | None:
    """The likeliest word within the distance that the word's length allows; None where nothing is near enough."""
    known = lexicon._candidates
    sound = _sound(word)
    alike = {option: _difference(word, option) for option in known.sounds.get(sound, ())}
    alike |= {option: 0.3 for option in known.folded.get(word, ()) if option != word}
    if name:
        # A name that nobody here knows stays, unless it sounds or is spelt like one that the material has.
        alike = {option: cost for option, cost in alike.items() if option in lexicon.own}
    elif not alike or len(word) > 4:
        # Two slips are believed in long words that nobody uses.
        most = 2 if len(word) >= 8 and zipf(word) < _USED else 1
        fold = word.translate(_FOLD)
        for beginning in dict.fromkeys((fold[0], fold[1])):
            # The first letter is seldom wrong. If it is, the next one begins the word, or the two are swapped.
            extra = 0.0 if beginning == fold[0] else 0.4
            for size in range(max(len(word) - most, 4), len(word) + most + 1):
                options = known.beginnings.get((beginning, size), ())
                for option, distance, _ in extract(word, options, scorer=OSA.distance, score_cutoff=most, limit=None):
                    if len(word) > 4 or option in lexicon.own:
                        alike[option] = min(alike.get(option, 9), distance + extra)
    if not alike:
        return None
    if any(stem(option) == stem(word) for option in alike):
        return None
    best = max(alike, key=lambda option: _weight(option, lexicon) - _STEP * alike[option])
    gain = _weight(best, lexicon) - _STEP * alike[best]
    return best if gain >= zipf(word) * 0.5 else None


def _difference(word: str, option: str) -> float:
    """What the spelling costs of a word that sounds like the other."""
    return min(0.4 * OSA.distance(word, option), 1.0)


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _DOUBLED.sub(r"\1", _SOFT_C.sub("s", word).replace("c", "k"))


def _plain_words(text: str) -> list[str]:
    # Parts of a word with a hyphen too: e-post, kunskaps-.
    lower = (piece.lower() for token in tokens(text) for piece in re.split("[-‐‑]", token.text))
    return [word for word in lower if _PLAIN.fullmatch(word)]
