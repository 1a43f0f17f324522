"""Swedish words: finding them in a text, their stems, and those that say nothing about a subject."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import yaml

from bot.language.compounds import parts

# A letter or digit, with the marks of a text that writes å as a + ring.
_SIGN = r"[^\W_][\u0300-\u036f]*"
_TOKEN = re.compile(
    rf"""{_SIGN}(?:{_SIGN})*
    (?: [-\u2010\u2011'’] (?:{_SIGN})+                              # e-post, Västernorrland-Jämtland
      | (?<=\d):\d+                                                 # 10:30
      | :(?:[snte]|en|et|ns|er|ar|erna|arna|are)(?![^\W_])          # EU:s, 24:e, tv:n
    )*""",
    re.VERBOSE | re.IGNORECASE,
)


class Token(NamedTuple):
    """A word as it stands in a text: `text == whole[start:end]`."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text as they stand there, in order. Signs that are neither letter nor digit belong to no word."""
    return [Token(found[0], *found.span()) for found in _TOKEN.finditer(text)]


def written_words(text: str) -> list[str]:
    """The words of a text as they stand there, in order, where nobody wants to know where."""
    return _TOKEN.findall(text)


def words(text: str) -> list[str]:
    """The words of a text, lower-cased and composed (NFC), in order.

    A hyphen inside a word stays (e-post), as do the colon of an ending (EU:s) and of a time (10:30).
    """
    return [unicodedata.normalize("NFC", found.lower()) for found in _TOKEN.findall(text)]


def bare(text: str) -> list[str]:
    """A text without what nobody would call other words: small and capital letters, signs, spaces."""
    return re.findall(r"\w+", text.casefold())


# Snowball takes -ens for the ending of "kommunens", and so makes konfer of konferens but konferens of konferensen.
_LOAN_IN_ENS = re.compile(r"(?:erens|rrens|petens|kvens|uens|ulens|[ei]valens|[ix]istens|cens|evidens|lligens|potens)$")
# What Snowball leaves on: våld|et, kvinn|an, idé|n, artikel|n, museum, program|met, numr|et.
_DEFINITE = re.compile(r"(?:(?<=...)ets?|(?<=....)ans?|(?<=[é])ns?|(?<=[^aeiouyåäö]el)ns?)$")
_LATIN = re.compile(r"(?<=...)(?:(?<=[ei])ums?)$")
_LOST_VOWEL = re.compile(r"(?<=..[^aeiouyåäö])(?:el|er)$|(?<=..[^aeiouyåäör])r$|(?<=(?:pp|tt|ck))n$")
# kurs, kursen; plats, platsen
_END_S = re.compile(r"(?<=...)(?<=[bcdfghjklmnprtv])s$")
_NO_DEFINITE = frozenset(["internet", "organ", "roman"])


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a lower-cased Swedish word share: Snowball's stem, and the gaps that it leaves closed.

    Forms that no rule brings together stand in irregular.yml.
    """
    word = _irregular().get(word, word)
    if word.endswith(_OF_MEN):
        word = _MEN.sub("man", word)
    # What is left after one ending may bear another (professor-er, mötena); a short word is done.
    once = _shorter(word)
    if len(once) > 5 or word.endswith("ena"):
        return _shorter(once)
    return _END_S.sub("", once)


_OF_MEN = ("män", "mäns", "männen", "männens", "mannen", "mannens")
_MEN = re.compile("(?:män|mäns|männens?|mannens?)$")


def _shorter(word: str) -> str:
    if _LOAN_IN_ENS.search(word):
        return word
    # A stemmer keeps the word that it works on in itself: two threads in it at once would mix their words up.
    with _stemming:
        word = _stemmer()(word)
    if word not in _NO_DEFINITE:
        word = _LATIN.sub("", _DEFINITE.sub("", word))
    word = _LOST_VOWEL.sub(_kept_vowel, word)
    # program, programmet; man, mannen
    return word[:-1] if len(word) > 3 and word.endswith(("mm", "nn")) else word


def _kept_vowel(found: re.Match[str]) -> str:
    return "l" if found.group() == "el" else ""


def stems(word: str) -> tuple[str, ...]:
    """The stem of a lower-cased word, then the stems of its parts if it is a compound: våldsutsatta: våldsutsat, våld,
    utsat. Parts that are stop words are left out. The first goes for the whole, so an index can weigh it higher.

    The first call reads the list of frequencies (half a second); later ones take microseconds.
    """
    return (stem(word), *_stems_of_parts(word))


@lru_cache(maxsize=50_000)
def _stems_of_parts(word: str) -> tuple[str, ...]:
    whole = stem(word)
    found = dict.fromkeys(stem(part) for part in parts(word) if part not in STOP_WORDS and len(part) > 1)
    return tuple(part for part in found if part != whole)


@cache
def _irregular() -> dict[str, str]:
    read = yaml.safe_load(Path(__file__).with_name("irregular.yml").read_text(encoding="utf-8"))
    return {form: base for base, forms in read.items() for form in forms.split()}


_stemming = Lock()


@cache
def _stemmer() -> Callable[[str], str]:
    # Imported on first use: it brings the tables of all languages along, and many callers want words only.
    import snowballstemmer

    stem_word: Callable[[str], str] = snowballstemmer.stemmer("swedish").stemWord
    return stem_word


# Words that tell nothing about what is asked: function words, question words, and what people say to be polite. A word
# that can be the subject of a question (konferens, kontakt, nyhet) must never be here, nor "inte": it turns a meaning.
_STOP_WORDS = """
alla allt allting alltså andra annan annat att av bara bland blev bli blir blivit bort borde både båda bör
ca då där därför de dem den denna dennes dess dessa det detta di dig dej din dina dit ditt dock dom du efter
egen egentligen eller en enligt er era ert ett exempel exempelvis fast fick finnas finns fler flera fram från
få får fått för före genom ger gjorde gjort gör göra gå går ha hade haft han hans har helst hellre hen henne hennes
hit honom hos hon hur i ibland igen in innan inne inom ja jag jo ju just
kan kanske kom komma kommer kring kunde kunna kunnat la lite låt man med medan mellan men mer mest mig mej min
mina mitt mot mycket måste ned ner nej ni nog nu nu när nån nåt något någon några och ock också om oss på
redan samma samt sedan sen ser sig sej sin sina sitt själv själva ska skall skulle som snart så sådan sådana
sådant ta till tills trots under upp ut utan utom vad var vara varandra varför varit varje varken vars vart vem
vems verkligen vi via vid vidare vilka vilkas vilken vilket vill ville vilja väl våra vår vårt än ännu är även
över å åt här många runt eftersom inför
alls ens eran erat våran vårat hände hänt händer
bland annat tex mm osv typ liksom asså ba oxå också o e
hej hejsan hallå tjena tja tack tackar snälla vänligen hejdå ok okej
berätta beskriv förklara undrar undra veta vet visa säg säga fråga frågar frågor info
finna hitta hittar tänkte menar tror behöver behövs
"""
# Words by which one asks for a meaning or a name: they say how, and not what about.
_ASKING = "betyder betyda innebär innebära menas mena kallas heter"
STOP_WORDS: frozenset[str] = frozenset(_STOP_WORDS.split()) | frozenset(_ASKING.split())

# Words by which one asks for news as such. They say nothing of what the news is about.
_NEWS_ITSELF = frozenset(
    [
        "nyhet",
        "nyheten",
        "nyheter",
        "nyheterna",
        "artikel",
        "artikeln",
        "artiklar",
        "artiklarna",
        "länk",
        "länken",
        "länkar",
    ]
)


def terms(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order: what a search looks for, and an index holds."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS and word not in _NEWS_ITSELF]
