"""The accessibility statement: `accessibility.yml` of the data and of the installation's content.

Its form is that of the authority's guidance (digg.se, "Skapa en tillgänglighetsredogörelse"): who, what, how far the
law is followed, what does not work and why, when and how it was tested, whom to tell, whom to complain to.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from bot.material import overlay

FILE = "accessibility.yml"
_SECTION: Mapping[str, Any] = {
    "text": (),
    "points": (),
    "after": "",
    "people": False,
    "link": None,
    "supervisor": False,
}
STATUSES = ("helt förenlig", "delvis förenlig", "inte förenlig")


class StatementError(overlay.OverlayError):
    """The file cannot be used."""


@dataclass(frozen=True)
class Statement:
    """The texts, filled in. `unset`: what the body has not filled in (keys of `body`).

    `sections`: {title, text, points, after, people, link, supervisor} each, of which all but the title may be empty;
    `people`: {aid, who, when, result} for each aid that people test with.
    """

    title: str
    heading: str
    lead: str
    sections: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, str], ...]
    table: Mapping[str, str]
    report: str
    supervisor_url: str
    unset: tuple[str, ...]


def load(folders: Sequence[Path], organisation: str) -> Statement:
    """Read the texts and fill them in; the later folder wins.

    Raises:
        StatementError: a file is not YAML, has a key or a placeholder that nobody knows, or a status that is none.
    """
    whole = overlay.read(folders, FILE, StatementError)
    try:
        return _filled(whole, organisation)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        where = ", ".join(str(folder / FILE) for folder in folders if (folder / FILE).exists())
        what = f"{type(error).__name__} {error}: a key is missing or of the wrong kind"
        raise StatementError(f"{where}: {what}.") from error


class StatementSource:
    """The statement as it is now. A change of a file holds at once; one that cannot be used changes nothing.

    Raises:
        StatementError: when it is made, and a file cannot be used.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._seen: tuple[object, ...] = ()
        self._statement = load(self._folders, "")

    def current(self, organisation: str) -> Statement:
        """The statement, with the organisation's name."""
        seen = (organisation, *overlay.changed(self._folders, FILE))
        if seen != self._seen:
            self._seen = seen
            with suppress(StatementError):  # `bot material check` tells; what was read before stays
                self._statement = load(self._folders, organisation)
        return self._statement


def _filled(whole: Mapping[str, Any], organisation: str) -> Statement:
    body, defaults = whole["body"], whole["defaults"]
    values = {name: str(body.get(name) or default) for name, default in defaults.items()}
    if unknown := body.keys() - defaults.keys():
        raise ValueError(f"body has no {', '.join(sorted(unknown))}")
    if values["status"] not in STATUSES:
        raise ValueError(f"status is {values['status']!r}; it must be one of: {', '.join(STATUSES)}")
    values["organisation"] = organisation or "Organisationen"
    return Statement(
        **{name: _fill(whole[name], values) for name in ("title", "heading", "lead", "report", "table")},
        sections=tuple({**_SECTION, **section} for section in _fill(whole["sections"], values)),
        people=tuple({name: str(value) for name, value in row.items()} for row in whole["people"]),
        supervisor_url=values["supervisor_url"],
        unset=tuple(name for name in defaults if not body.get(name)),
    )


def _fill(value: Any, values: Mapping[str, object]) -> Any:
    if isinstance(value, str):
        return Formatter().vformat(value, (), values)
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, values) for key, item in value.items()}
    return value
