"""Misspells words the way people do, always the same for the same seed."""

from random import Random

KINDS = ("dropped", "doubled", "swapped", "neighbour", "dots")
_DOTS = str.maketrans("åäöÅÄÖ", "aaoAAO")
_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_NEIGHBOURS = {
    letter: "".join(row[at + step] for step in (-1, 1) if 0 <= at + step < len(row))
    for row in _ROWS
    for at, letter in enumerate(row)
}


def misspelt(word: str, kind: str, random: Random) -> str:
    """The lower-cased word with one slip of that kind, not in its first letter; itself if it cannot have one."""
    if kind == "dots":
        return word.translate(_DOTS)
    at = random.randrange(1, len(word) - 1)
    match kind:
        case "dropped":
            return word[:at] + word[at + 1 :]
        case "doubled":
            return word[:at] + word[at] + word[at:]
        case "swapped":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + random.choice(_NEIGHBOURS.get(word[at], word[at])) + word[at + 1 :]
