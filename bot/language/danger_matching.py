"""Where the phrases of the danger patterns stand in a message.

Only phrases whose rarest words are in the message are looked for, so that hundreds of phrases cost little.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.language.phrases import END, Part

Found = Mapping[str, Sequence[Part]]
"""The phrases that a message may hold, by the name of their list."""
# A work's name or a quotation begins at most so many words after the word that announces it ("rubriken …").
_QUOTED_WITHIN = 3
# Stands where something harmless stood.
_NOTHING = "x"


@dataclass(frozen=True)
class Index:
    """Phrases, by what a message must have for them to be looked for.

    Attributes:
        phrases: a word (or a beginning, with a star) → the phrases that need it, as (number, list, phrase).
        beginnings: the beginnings in the index and in phrases, with their stars, by their length.
        heads: their first three letters.
    """

    phrases: Mapping[str, Sequence[tuple[int, str, Part]]]
    beginnings: Mapping[int, frozenset[str]]
    heads: frozenset[str]


@dataclass(frozen=True)
class Message:
    """A message's words, and where each stands; beginnings of words too, with a star."""

    words: Sequence[str]
    places: Mapping[str, Sequence[int]] = field(repr=False)


def index_of(lists: Found) -> Index:
    """Make phrases ready to be looked for."""
    index: defaultdict[str, list[tuple[int, str, Part]]] = defaultdict(list)
    every = [(name, phrase) for name, phrases in lists.items() for phrase in phrases]
    for number, (name, phrase) in enumerate(every):
        for key in phrase.keys:
            index[key].append((number, name, phrase))
    starred = {key for _, phrase in every for key in phrase.keys | phrase.first if key.endswith("*")}
    lengths = {len(key) - 1 for key in starred}
    by_length = {size: frozenset(key for key in starred if len(key) == size + 1) for size in lengths}
    return Index(dict(index), by_length, frozenset(key[:3] for key in starred))


def message(words: Sequence[str], index: Index) -> Message:
    """Words as the speller leaves them, ready to be searched."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    for word in list(places):
        # A beginning has three letters at least, so most words need no look at the longer ones.
        if word[:3] in index.heads:
            for length, starred in index.beginnings.items():
                if (key := f"{word[:length]}*") in starred:
                    places[key] += places[word]
    return Message(words, places)


def candidates(searched: Message, index: Index) -> Found:
    """The phrases that may be found, by list: those of which the message has the words that they need."""
    there = searched.places.keys()
    found = {entry[0]: entry for key in searched.places for entry in index.phrases.get(key, ())}
    lists: dict[str, list[Part]] = {}
    for number in sorted(found):
        _, name, phrase = found[number]
        if not any(there.isdisjoint(need) for need in phrase.needs):
            lists.setdefault(name, []).append(phrase)
    return lists


def places(phrase: Part, searched: Message) -> Iterator[tuple[int, int]]:
    """First word and end of every place where the phrase stands."""
    needed = {place for key in phrase.keys & searched.places.keys() for place in searched.places[key]}
    near = {place - back for place in needed for back in range(phrase.longest)}
    for key in phrase.first & searched.places.keys():
        for place in near.intersection(searched.places[key]):
            for end in phrase.ends(searched.words, place):
                yield place, end


def any_stands(phrases: Iterable[Part], searched: Message) -> bool:
    """Whether one of the phrases stands in the message."""
    return any(True for phrase in phrases for _ in places(phrase, searched))


def without(phrases: Iterable[Part], searched: Message, index: Index) -> Message:
    """The message with a word that means nothing wherever one of the phrases stood."""
    for phrase in phrases:
        gone = {place for start, end in places(phrase, searched) for place in range(start, end)}
        if gone:
            words = searched.words
            kept = [_NOTHING if place in gone and word != END else word for place, word in enumerate(words)]
            searched = message(kept, index)
    return searched


def stands_unquoted(phrases: Iterable[Part], searched: Message, quoting: set[int]) -> bool:
    """Whether one of the phrases stands there as the writer's own words.

    `quoting`: the ends of the words that announce a title or somebody else's words.
    """
    starts = (start for phrase in phrases for start, _ in places(phrase, searched))
    return any(not _quoted(start, searched, quoting) for start in starts)


def _quoted(start: int, searched: Message, quoting: set[int]) -> bool:
    near = range(max(0, start - _QUOTED_WITHIN), start + 1)
    return any(end in quoting and END not in searched.words[end:start] for end in near)
