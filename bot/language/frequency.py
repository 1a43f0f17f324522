"""How common a Swedish word is, from wordfreq's list of 340,000 words.

wordfreq's own `zipf_frequency` brings 60 MB and tokenizers along that nobody here needs. Its list is read as it lies in
the package instead, and kept as sorted hashes with a byte or two each: some 4 MB.
"""

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


class FrequencyError(Exception):
    """The list cannot be read. The text says where it should lie and how to mend it."""


@lru_cache(maxsize=100_000)
def zipf(word: str) -> float:
    """How common a lower-cased Swedish word is, on the Zipf scale: log10 of how often it stands in 10 ** 9 words.

    "och" 7.4, "barn" 5.9, "socialtjänst" 3.5; 0 for a word that is not in the list (which ends at 1.0).
    The first call reads the list (half a second), later ones take microseconds.

    Raises:
        FrequencyError: the list is not there.
    """
    table = _table()
    key = hash(word)
    at = bisect_left(table.hashes, key)
    if at == len(table.hashes) or table.hashes[at] != key:
        return 0.0
    return table.centibels[at] / 100


def common_words(least: float) -> Iterator[tuple[str, float]]:
    """The words of at least that Zipf frequency, commonest first, with it. Reads the file each time: for training.

    Raises:
        FrequencyError: the list is not there.
    """
    for words, frequency in _lists():
        if frequency < least:
            return
        for word in words:
            yield word, frequency


class _Table(NamedTuple):
    """Python's hashes of the words, sorted, and beside each the word's Zipf frequency times 100.

    A word that is not in the list passes for one that is once in 10 ** 13 times.
    """

    hashes: "array[int]"
    centibels: "array[int]"


@cache
def _table() -> _Table:
    hashes, centibels = array("q"), array("H")
    for words, frequency in _lists():
        hashes.extend(map(hash, words))
        centibels.extend([round(frequency * 100)] * len(words))
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    return _Table(array("q", map(hashes.__getitem__, order)), array("H", map(centibels.__getitem__, order)))


def _lists() -> Iterator[tuple[list[str], float]]:
    """The words of each frequency, commonest first. The format: `wordfreq.read_cBpack` (gzip, msgpack; the nth list
    after the header holds the words of frequency 10 ** -(n / 100))."""
    # On first use: only who asks for frequencies needs it, and web often does not.
    import msgpack

    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise FrequencyError("wordfreq is not installed: run `uv sync`.")
    path = Path(found.origin).parent / "data" / "large_sv.msgpack.gz"
    try:
        with gzip.open(path) as file:
            unpacker = msgpack.Unpacker(file, raw=False)
            lists = unpacker.read_array_header() - 1
            header = unpacker.unpack()
            if header != {"format": "cB", "version": 1}:
                raise FrequencyError(f"{path}: of an unknown format ({header}): install wordfreq 3.0 or 3.1.")
            for number in range(lists):
                yield unpacker.unpack(), 9 - number / 100
    except OSError as error:
        raise FrequencyError(f"{path}: the Swedish word list cannot be read ({error}): run `uv sync`.") from error
