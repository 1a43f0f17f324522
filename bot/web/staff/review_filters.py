"""The list to review as its address has it: filters and a place, read from a query and written as one."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.record.review_list import Filters, Place

FLAGS = {
    "obesvarat": "unanswered",
    "osakert": "uncertain",
    "hjalpte-inte": "unhelpful",
    "fara": "danger",
    "person": "handed",
    "sparat": "later",
    "nyast": "newest",
}
"""Fields of the form that are on or off."""
_TEXTS = {"ord": "words", "amne": "topic", "sida": "page", "etikett": "label"}
_DAYS = {"fran": "first", "till": "last"}
_REVIEWED: dict[str, bool | None] = {"nej": False, "ja": True, "alla": None}
_ENGLISH = {"sv": False, "en": True}
_LONGEST = 300
_NUMBERS = "samtal"
"""Conversations by their numbers, with full stops between."""
MOST_NUMBERS = 200


def read(get: Callable[[str], str | None]) -> Filters:
    """What a query asks for; what it does not say is off, and what makes no sense too. Not the reviewed ones, unless
    it says so."""
    given = {name: (get(name) or "")[:_LONGEST].strip() for name in (*_TEXTS, *_DAYS, "granskat", "sprak", *FLAGS)}
    chosen: dict[str, Any] = {field: given[name] for name, field in _TEXTS.items()}
    chosen |= {field: _day(given[name]) for name, field in _DAYS.items()}
    chosen |= {field: given[name] == "1" for name, field in FLAGS.items()}
    reviewed, english = _REVIEWED.get(given["granskat"], False), _ENGLISH.get(given["sprak"])
    numbers = (get(_NUMBERS) or "").split(".")[:MOST_NUMBERS]
    chosen["numbers"] = tuple(int(number) for number in numbers if _is_number(number))
    return Filters(reviewed=reviewed, english=english, **chosen)


def query(filters: Filters, **more: str) -> str:
    """The same as a query, with `more` after it; of the filters only what is set."""
    said = fields(filters)
    if said["granskat"] == "nej":
        del said["granskat"]
    return urlencode({**said, **more})


def fields(filters: Filters) -> dict[str, str]:
    """What the fields of the form hold that are set."""
    texts = {name: getattr(filters, field) for name, field in _TEXTS.items()}
    days: dict[str, date | None] = {name: getattr(filters, field) for name, field in _DAYS.items()}
    said = {name: text for name, text in texts.items() if text}
    said |= {name: day.isoformat() for name, day in days.items() if day}
    said |= {name: "1" for name, field in FLAGS.items() if getattr(filters, field)}
    said |= {_NUMBERS: ".".join(map(str, filters.numbers))} if filters.numbers else {}
    said |= {"granskat": _name(_REVIEWED, filters.reviewed)}
    return said if filters.english is None else said | {"sprak": _name(_ENGLISH, filters.english)}


def place_of(given: str | None) -> Place | None:
    """A place in the list, as `written` writes it; None for what is none."""
    worth, _, number = (given or "").partition(".")
    if not all(map(_is_number, (worth, number))):
        return None
    return Place(int(worth), int(number))


def written(place: Place) -> str:
    """A place for an address."""
    return f"{place.worth}.{place.number}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9999 else None


def _name(names: Mapping[str, bool | None], value: bool | None) -> str:
    return next(name for name, meant in names.items() if meant is value)
