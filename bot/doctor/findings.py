"""What a look at the installation finds."""

from typing import Literal, NamedTuple

Level = Literal["good", "note", "warning", "error"]


class Finding(NamedTuple):
    """One line: where it is, what it is, and how to mend it (empty where there is nothing to mend).

    `error`: something does not work, or is not safe; `warning`: it will be trouble; `note`: a choice to know of.
    """

    level: Level
    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8} {self.where}: {self.what}.{f' {self.mend}' if self.mend else ''}"


def good(where: str, what: str) -> Finding:
    return Finding("good", where, what)


def note(where: str, what: str, mend: str) -> Finding:
    return Finding("note", where, what, mend)


def warning(where: str, what: str, mend: str) -> Finding:
    return Finding("warning", where, what, mend)


def error(where: str, what: str, mend: str) -> Finding:
    return Finding("error", where, what, mend)
