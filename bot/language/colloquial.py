"""Spoken and chatted spelling (va e, nån, mej) replaced by the written, from colloquial.yml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.words import Token

Span = tuple[int, int, str]


def written(found: list[Token]) -> list[Span]:
    """The words with spoken spelling replaced, each with where it stood. What stands for several is one entry.

    An entry is (start, end, word), for `text[start:end]`.
    """
    table, longest, begins = _table()
    lower = ["^", *(token.text.lower() for token in found), "$"]
    out: list[Span] = []
    at = 1
    while at < len(lower) - 1:
        for size in range(longest if at == 1 or lower[at] in begins else 0, 0, -1):
            window = tuple(lower[at : at + size])
            meant = table.get(("^", *window)) if at == 1 else None
            taken = size
            if meant is None and (meant := table.get(window)) is not None and window[-1] == "$":
                taken -= 1
            if meant is not None and taken and at + taken <= len(lower) - 1:
                first, last = found[at - 1], found[at + taken - 2]
                # In capitals it is a short form: TE.
                if taken == 1 and first.text.isupper() and len(first.text) > 1:
                    continue
                out.append((first.start, last.end, cased(meant, first.text)))
                at += taken
                break
        else:
            token = found[at - 1]
            out.append((token.start, token.end, token.text))
            at += 1
    return out


def cased(word: str, like: str) -> str:
    """The word in capitals, with a capital or small, like the other."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if like[:1].isupper() else word


@cache
def _table() -> tuple[dict[tuple[str, ...], str], int, frozenset[str]]:
    """Spoken words as a tuple → the written ones; how many words the longest has; the words that they begin with."""
    loaded: Any = yaml.load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    table = {tuple(said.split()): meant for said, meant in loaded.items()}
    return table, max(map(len, table)), frozenset(said[0] for said in table)
