"""Abbreviations and their long forms, as articles give them: "Ombudsmannen mot … barn (OKSE)", "LSS (lagen om …)"."""

import re
from collections.abc import Iterator, Mapping

from bot.language.compounds import parts
from bot.language.words import STOP_WORDS, words

# Two to eight letters, most of them large: OKSE, LSS, SiS, IVO, EU:s.
_SHORT = r"(?=[\wÅÄÖåäö]*[A-ZÅÄÖ][\wÅÄÖåäö]*[A-ZÅÄÖ])[A-ZÅÄÖ][A-Za-zÅÄÖåäö0-9]{1,7}"
_LONG_BEFORE = re.compile(rf"(?P<before>[^().!?:;\n]+?)\s*\((?:förkortat\s+|kallad\s+|fork\.\s*)?(?P<short>{_SHORT})\)")
_LONG_INSIDE = re.compile(rf"(?<!\w)(?P<short>{_SHORT})\s*\((?P<inside>[^()\n]{{6,120}})\)")
_WORD = re.compile(r"[\wÅÄÖåäöéü]+(?:-[\wÅÄÖåäöéü]+)*")
_NO_DOTS = str.maketrans("åäöé", "aaoe")
# So many words at most may stand between two that give a letter: "mot", "om stöd och".
_MOST_WORDS = 14
_MOST_CLOSE = 2


def abbreviations(text: str) -> dict[str, str]:
    """The abbreviations that a text explains in parentheses → their long forms, as they stand there.

    Only where the letters of the one begin words (or parts of words) of the other, in order, or stand in its only word
    (SoL, Socialtjänstlagen). The first explanation of an abbreviation holds.
    """
    found: dict[str, str] = {}
    for match in _LONG_BEFORE.finditer(text):
        long = _ending_in(match["before"], match["short"])
        if long:
            found.setdefault(match["short"], long)
    for match in _LONG_INSIDE.finditer(text):
        inside = match["inside"].strip()
        if _explains(inside, match["short"], whole=True):
            found.setdefault(match["short"], inside)
    return found


def other_forms(text: str, known: Mapping[str, str]) -> list[str]:
    """What a search should look for beside the words of a question: the long forms of abbreviations that stand in it,
    and the abbreviations of long forms.

    `known` is what `abbreviations` found in the material. A long form counts where all its words that carry meaning
    stand in the question, in any order and one after the other or not.
    """
    asked = words(text)
    there = set(asked)
    found = []
    for short, long in known.items():
        # The genitive of an abbreviation: EU:s, OKSEs.
        forms = {short.lower(), f"{short.lower()}:s", f"{short.lower()}s"}
        if forms & there:
            found.append(long)
        elif (carrying := {word for word in words(long) if word not in STOP_WORDS}) and carrying <= there:
            found.append(short)
    return found


def _ending_in(before: str, short: str) -> str | None:
    """The shortest end of what stands before the parenthesis that explains the abbreviation."""
    starts = [word.start() for word in _WORD.finditer(before)][-_MOST_WORDS:]
    ends = [before[start:].strip() for start in starts]
    explains = next((end for end in reversed(ends) if _explains(end, short, whole=False)), None)
    # What is short for a foreign name (motiverande samtal, MI) has its letters somewhere in the two words before.
    close = (end for end in ends[-_MOST_CLOSE:] if not STOP_WORDS.intersection(words(end)))
    return explains or next((end for end in close if _stands_close(end, short)), None)


def _stands_close(long: str, short: str) -> bool:
    entries = _WORD.findall(long)
    letters = [letter for letter in short.lower() if letter.isalpha()]
    in_small = long == long.lower()  # "Karin Dahl (KD)" is somebody, and her party
    return (
        in_small
        and len(entries) == _MOST_CLOSE
        and entries[0][0] == letters[0]
        and _stand_in(letters, "".join(entries))
    )


def _explains(long: str, short: str, *, whole: bool) -> bool:
    """Do the letters of the abbreviation begin words, or parts of words, of the long form, in order?

    The first letter must begin the first word. `whole`: words may be left over at the end.
    """
    letters = [letter for letter in short.lower() if letter.isalpha()]
    entries = [entry.lower() for entry in _WORD.findall(long)]
    if not entries or not letters or entries[0][0] != letters[0] or long.lower() == short.lower():
        return False
    if len(entries) == 1 and len(entries[0]) >= 2 * len(letters):
        return _stand_in(letters, entries[0])
    if _begun_by("".join(letters).translate(_NO_DOTS), entries):
        return True
    beginnings = [tuple(part[0] for part in _pieces(entry)) for entry in entries]
    left = list(letters)
    for number, begins in enumerate(beginnings):
        for letter in begins:
            if left and letter == left[0]:
                left.pop(0)
        if not left:
            # Words that give no letter may follow, but what is left must not be a sentence of its own.
            rest = [entry for entry in entries[number + 1 :] if entry not in STOP_WORDS]
            return whole or len(rest) <= 2
    return False


def _begun_by(letters: str, entries: list[str]) -> bool:
    """Whether the letters are the beginnings of all words that carry meaning, in order: DIgital Gemenskap för
    Äldre is DIGA."""
    if not entries:
        return not letters
    least = 0 if entries[0] in STOP_WORDS else 1
    word = entries[0].translate(_NO_DOTS)
    shared = [taken for taken in range(least, len(word) + 1) if letters[:taken] == word[:taken]]
    return any(_begun_by(letters[taken:], entries[1:]) for taken in shared if taken <= len(letters))


def _stand_in(letters: list[str], word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _pieces(word: str) -> Iterator[str]:
    yield word
    yield from parts(word)[1:]
