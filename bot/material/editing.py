"""Changing the contact material in forms. What is wrong is refused by the checks of the files themselves, and the rest
of a file, comments too, stays as it stands. What is saved lies in the installation's own content and holds at once."""

import hashlib
import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.material.checking import OLD_AFTER_DAYS
from bot.material.contact import read_organisation, read_support_lines
from bot.material.forms import FORMS, Field, Form
from bot.material.hours import read_hours
from bot.material.matters import read_others, read_topics
from bot.material.model import Problem
from bot.material.nodes import Parsed
from bot.material.reading import HOURS, ORGANISATION, OTHERS, SUPPORT_LINES, TOPICS
from bot.material.yaml_editing import Where, place, reordered, values, with_value, without

Given = Mapping[str, str | list[str]]
"""What was filled in, by field: a text, or a list of words."""

_READERS: dict[str, Callable[[Path], Parsed[Any]]] = {
    ORGANISATION: read_organisation,
    SUPPORT_LINES: read_support_lines,
    HOURS: read_hours,
    TOPICS: read_topics,
    OTHERS: read_others,
}
# What the checks say, as a word for what a person is told. The first that fits.
_SAID = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        ("no telephone number", "telephone"),
        ("no e-mail address", "email"),
        ("no web address", "url"),
        ('no date in "source_date"', "source_date"),
        ("no date", "day"),
        ("are no hours", "hours"),
        ("same time twice", "hours_twice"),
        ("comes before", "order"),
        ("neither number nor url", "no_way"),
        ("stands twice", "double"),
        ("fits every message", "word"),
        ("too many stars", "stars"),
        ("sentence of its own", "promise"),
        ("^there (?:is|are) no ", "empty"),
    )
)
_ABOUT = ("name", "role", "value", "from", "to")
"""The fields that say who or what an item of a list is about."""
_TRUE = frozenset({"true", "yes", "on"})
_lock = threading.Lock()


class ChangedError(Exception):
    """Somebody else has changed the file since it was read."""


@dataclass(frozen=True)
class Wrong:
    """A field that is not as it must be, and why: a word of this module, or "other"."""

    field: str
    code: str


@dataclass(frozen=True)
class Entry:
    """What stands in a form: `values` by field, every one there; `number` counts the items of a list.

    `key` names the item wherever it stands, by who or what it is about; by all of it, where two are about the same.
    `checked_on`: when the fact was looked up; None where nobody did, or nothing is there. `stamp`: of the file.
    `place`: where it stands among those that can be moved (`Form.ordered`), from 1; 0 where it cannot.
    """

    form: Form
    number: int
    values: Given
    checked_on: date | None
    stamp: str
    place: int = 0
    key: str = "0"

    @property
    def title(self) -> str:
        """What it is called in a list."""
        if first := self.values.get("from"):
            return " – ".join(str(day) for day in dict.fromkeys((first, self.values["to"] or first)))
        return str(next((self.values[key] for key in ("name", "role", "value") if self.values.get(key)), ""))

    @property
    def empty(self) -> bool:
        """Whether nothing stands there yet."""
        return all(self.values[field.key] in ("", [], field.default) for field in self.form.all_fields)

    def is_old(self, today: date) -> bool:
        """Whether it is a fact that nobody has looked up for long. A support line that is closed is none."""
        if self.checked_on is None or self.values.get("closed") == "true":
            return False
        return (today - self.checked_on).days > OLD_AFTER_DAYS


def entries(folders: Sequence[Path], form: Form) -> list[Entry]:
    """What stands in the form: one entry, or one for each item of the list.

    Raises:
        yaml.YAMLError, OSError, LookupError: the file cannot be read so.
    """
    return _entries(form, _text(folders, form))


def blank(folders: Sequence[Path], form: Form) -> Entry:
    """A new item of the form's list."""
    text = _text(folders, form)
    return _entry(form, len(_entries(form, text)), {}, _stamp(text))


def old(folders: Sequence[Path], today: date) -> list[Entry]:
    """The facts of the contact material that nobody has looked up for long, the oldest first."""
    found = (entry for form in FORMS.values() if form.sourced for entry in entries(folders, form))
    return sorted((one for one in found if one.is_old(today)), key=lambda one: one.checked_on or today)


def save(folders: Sequence[Path], entry: Entry, given: Given, today: date) -> list[Wrong]:
    """Save what was filled in, as looked up today; what is wrong, where nothing was saved.

    An optional fact without a value is taken out.

    Raises:
        ChangedError, and what `entries` raises.
    """
    form = entry.form
    if form.optional and form.sourced and not form.many and not given.get("value"):
        return _write(folders, entry, lambda text: with_value(text, form.where, None))
    if empty := [Wrong(field.key, "empty") for field in form.all_fields if field.required and not given[field.key]]:
        return empty
    return _write(folders, entry, lambda text: _filled(text, entry, given, today))


def remove(folders: Sequence[Path], entry: Entry) -> list[Wrong]:
    """Take an item out of its list; what that would break, where it was not.

    Raises: as `save`.
    """
    return _write(folders, entry, lambda text: without(text, _place(entry)))


def move(folders: Sequence[Path], entry: Entry, to: int) -> list[Wrong]:
    """Put an item at another place of its list; 1 is the first. What cannot be moved stays where it is.

    Raises: as `save`; LookupError also where there is no such place.
    """
    return _write(folders, entry, lambda text: _moved(text, entry, to))


def look_up_again(folders: Sequence[Path], entry: Entry, today: date) -> list[Wrong]:
    """Somebody looked the fact up today and it still holds.

    Raises: as `save`.
    """
    return _write(folders, entry, lambda text: with_value(text, (*_place(entry), "checked_on"), today))


def _entries(form: Form, text: str) -> list[Entry]:
    held: Any = _held(text)
    for step in form.where:
        held = held.get(step) or {} if isinstance(held, dict) else {}
    items = [item if isinstance(item, dict) else {} for item in ((held or []) if form.many else [held])]
    stamp = _stamp(text)
    found = [_entry(form, number, item, stamp) for number, item in enumerate(items)]
    keys = Counter(one.key for one in found)
    found = [
        one if keys[one.key] == 1 or not form.many else replace(one, key=_stamp(repr(one.values))) for one in found
    ]
    movable = [number for number, item in enumerate(items) if form.ordered and not _is_true(item.get("acute"))]
    for at, number in enumerate(movable, 1):
        found[number] = replace(found[number], place=at)
    return found


def _entry(form: Form, number: int, held: Mapping[str, Any], stamp: str) -> Entry:
    try:
        checked_on = date.fromisoformat(str(held.get("checked_on", "")))
    except ValueError:
        checked_on = None
    shown = {field.key: _shown(field, held.get(field.key)) for field in form.all_fields}
    about = [shown.get(key) for key in _ABOUT]
    return Entry(form, number, shown, checked_on, stamp, key=_stamp(repr(about)) if form.many else "0")


def _shown(field: Field, held: Any) -> str | list[str]:
    """A value of the file as the form has it."""
    if field.kind in ("words", "kinds"):
        return [str(word) for word in held] if isinstance(held, list) else []
    written = str(held).strip() if held and not isinstance(held, list | dict) else field.default
    return ("true" if _is_true(written) else "") if field.kind == "flag" else written


def _is_true(held: Any) -> bool:
    return str(held).lower() in _TRUE


def _filled(text: str, entry: Entry, given: Given, today: date) -> str:
    """The file's text with what was filled in. What was not changed keeps its lines."""
    form, at = entry.form, _place(entry)
    new = {field.key: _written(field, given[field.key]) for field in form.all_fields}
    if form.sourced:
        new["checked_on"] = today
    if entry.empty and (form.many or form.sourced):
        keep = {field.key for field in form.all_fields if field.required}
        return with_value(text, at, {key: value for key, value in new.items() if value or key in keep})
    for field in form.all_fields:
        if given[field.key] != entry.values[field.key]:
            text = with_value(text, (*at, field.key), new[field.key])
    return with_value(text, (*at, "checked_on"), today) if form.sourced else text


def _moved(text: str, entry: Entry, to: int) -> str:
    found = _entries(entry.form, text)
    others = [one.number for one in found if one.place and one.number != entry.number]
    if not found[entry.number].place or not 1 <= to <= len(others) + 1:
        raise LookupError(to)
    movable = iter([*others[: to - 1], entry.number, *others[to - 1 :]])
    return reordered(text, entry.form.where, [next(movable) if one.place else one.number for one in found])


def _written(field: Field, given: str | list[str]) -> Any:
    """A value of the form as the file has it."""
    match field.kind:
        case "flag":
            return given == "true"
        case "day":
            try:
                return date.fromisoformat(str(given)) if given else None
            except ValueError:
                return given
        case _:
            return given or None


def _place(entry: Entry) -> Where:
    return (*entry.form.where, entry.number) if entry.form.many else entry.form.where


def _write(folders: Sequence[Path], entry: Entry, change: Callable[[str], str]) -> list[Wrong]:
    form = entry.form
    target = folders[-1] / form.file
    with _lock:
        text = _text(folders, form)
        if _stamp(text) != entry.stamp:
            raise ChangedError(form.file)
        made = change(text)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".edit-", dir=target.parent) as hidden:
            known = {problem.what for problem in _problems(form, Path(hidden) / "before.yml", text)}
            new = Path(hidden) / target.name
            found = [problem for problem in _problems(form, new, made) if problem.what not in known]
            if found:
                return list(dict.fromkeys(_wrong(problem, entry, made) for problem in found))
            new.replace(target)
    return []


def _problems(form: Form, path: Path, text: str) -> Sequence[Problem]:
    path.write_text(text, encoding="utf-8")
    return _READERS[form.file](path).problems


def _wrong(problem: Problem, entry: Entry, text: str) -> Wrong:
    """A problem of the file as one of the field at whose line it was found."""
    code = next((code for pattern, code in _SAID if pattern.search(problem.what)), "other")
    keys = [field.key for field in entry.form.all_fields]
    for key in keys:
        span = place(text, (*_place(entry), key))
        if span and span.begin < problem.line <= span.end:
            return Wrong(key, code)
    return Wrong(keys[0], code)


def _text(folders: Sequence[Path], form: Form) -> str:
    """The file that holds: the last folder's that has one."""
    files = (folder / form.file for folder in reversed(folders))
    file = next((file for file in files if file.is_file()), None)
    return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n") if file else ""


@lru_cache(maxsize=16)
def _held(text: str) -> Any:
    """What a file holds, to be read only: one file is in many forms, and YAML is slow to read."""
    return values(text) or {}


def _stamp(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
