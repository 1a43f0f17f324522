"""YAML whose every value knows its line, read against the keys that a file may have.

PyYAML's nodes are used rather than its finished values: they know where they stand, show a key that stands twice,
and keep a telephone number such as 0611 as it was written.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

import yaml

from bot.material.model import Problem

T = TypeVar("T")
_TAG = "tag:yaml.org,2002:"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """What a file held: a value (None where nothing of it can be used) and what is wrong with it."""

    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass
class Sheet:
    """A file that is being read: its path, the line before its YAML, and what was found wrong so far."""

    path: Path
    before: int = 0
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, what: str, mend: str) -> None:
        self.problems.append(Problem(self.path, line, what, mend))


def read_text(sheet: Sheet) -> str | None:
    """The file's text with plain line ends and no byte order mark; None, with a problem, when it cannot be read."""
    try:
        raw = sheet.path.read_bytes()
    except OSError as error:
        sheet.report(1, f"the file cannot be read ({error.strerror})", "Check that it exists and may be read.")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # with a byte order mark the decoder counts from after it, which moves no line
        line = raw[: error.start].count(b"\n") + 1
        sheet.report(line, "the file is not UTF-8 here", "Save it with the encoding UTF-8.")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_fields(text: str, sheet: Sheet, known: Collection[str]) -> "Fields | None":
    """The mapping that is the whole of `text`; None, with a problem, when it is no such YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        what = " ".join((error.problem or "unreadable").split())
        # what was never closed is noticed at the end, but is to be mended where it begins
        begin, end = error.context_mark, error.problem_mark
        mark = begin if begin and "stream" in what else end or begin
        line = mark.line + 1 if mark else 1
        sheet.report(
            line + sheet.before,
            f"broken YAML: {what}",
            'Check colons, quotation marks and indentation; text with ": " in it needs quotation marks.',
        )
        return None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        sheet.report(line + sheet.before, "a character that YAML does not allow", "Delete the invisible character.")
        return None
    except RecursionError:
        sheet.report(1 + sheet.before, "the YAML is nested too deeply", "Write it flat, as the other files are.")
        return None
    if node is None:
        return Fields(yaml.MappingNode(f"{_TAG}map", []), sheet, 1 + sheet.before, known)
    if not isinstance(node, yaml.MappingNode):
        sheet.report(_line(node, sheet), "there are no keys with values", 'Write lines such as "key: value".')
        return None
    return Fields(node, sheet, _line(node, sheet), known)


class Fields:
    """The keys and values of one YAML mapping. Each getter reports what is wrong and then gives an empty value."""

    def __init__(self, node: yaml.MappingNode, sheet: Sheet, line: int, known: Collection[str]) -> None:
        self.sheet = sheet
        self.line = line
        self._found = len(sheet.problems)
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value in node.value:
            at = _line(key_node, sheet)
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in self._values:
                sheet.report(
                    at, f'the key "{key}" stands twice', f"It stands in line {self._lines[key]} too: delete one."
                )
            elif key not in known:
                sheet.report(at, f'unknown key "{key}"', f"Known are: {', '.join(known)}. Rename or delete it.")
            else:
                self._values[key] = value
                self._lines[key] = at

    @property
    def sound(self) -> bool:
        """Nothing wrong was found since this mapping was begun."""
        return len(self.sheet.problems) == self._found

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def report(self, key: str, what: str, mend: str) -> None:
        """Note a problem at the line of `key`."""
        self.sheet.report(self.line_of(key), what, mend)

    def given(self, key: str) -> bool:
        """Whether there is more than an empty field."""
        node = self._values.get(key)
        return node is not None and not _empty(node)

    def text(self, key: str, *, required: str = "", raw: bool = False) -> str:
        """A text, stripped; `required` is what to say in its absence, `raw` takes a number as it was written."""
        value = self._scalar(key, "str", *(("int", "float", "timestamp") if raw else ()))
        if required and value is not None and not value.strip():
            self.report(key, f'there is no "{key}"', required)
        return (value or "").strip()

    def flag(self, key: str) -> bool:
        return (self._scalar(key, "bool") or "").lower() in {"true", "yes", "on"}

    def day(self, key: str, *, required: str = "") -> date | None:
        """A day written 2026-11-22."""
        raw = self.text(key, required=required, raw=True)
        if not raw:
            return None
        try:
            if not _DAY.fullmatch(raw):
                raise ValueError
            return date.fromisoformat(raw)
        except ValueError:
            self.report(key, f'"{raw}" is no date in "{key}"', "Write year-month-day, such as 2026-11-22.")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for node in self._list(key):
            if isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}str":
                found.append(node.value.strip())
            else:
                self.sheet.report(
                    _line(node, self.sheet), f'"{key}" must be a list of texts', "Write one text an item."
                )
        return tuple(found)

    def fields(self, key: str, known: Collection[str]) -> "Fields | None":
        """The mapping under `key`; None where the field is empty."""
        node = self._values.get(key)
        if node is None or _empty(node):
            return None
        if not isinstance(node, yaml.MappingNode):
            self.report(key, f'"{key}" must have fields of its own', f"Indented under it belong: {', '.join(known)}.")
            return None
        return Fields(node, self.sheet, self.line_of(key), known)

    def items(self, key: str, known: Collection[str]) -> "list[Fields]":
        """The mappings of the list under `key`."""
        found = []
        for node in self._list(key):
            if isinstance(node, yaml.MappingNode):
                found.append(Fields(node, self.sheet, _line(node, self.sheet), known))
            else:
                mend = f"Each item needs: {', '.join(known)}."
                self.sheet.report(_line(node, self.sheet), f'an item of "{key}" has no fields', mend)
        return found

    def _list(self, key: str) -> list[yaml.Node]:
        node = self._values.get(key)
        if node is None or _empty(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.report(key, f'"{key}" must be a list', 'Write each item on a line that begins with "- ".')
            return []
        return list(node.value)

    def _scalar(self, key: str, *types: str) -> str | None:
        """The value as it is written; empty where there is none, None where its type is wrong."""
        node = self._values.get(key)
        if node is None or _empty(node):
            return ""
        if isinstance(node, yaml.ScalarNode) and node.tag in {_TAG + name for name in types}:
            return str(node.value)
        mend = "Write true or false." if types == ("bool",) else "Write one text; put it in quotation marks."
        self.report(key, f'"{key}" has a value of the wrong type', mend)
        return None


def _empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}null"


def _line(node: yaml.Node, sheet: Sheet) -> int:
    return int(node.start_mark.line) + 1 + sheet.before
