"""Changing one value of a YAML file that people write: all else in it, comments too, stays as it stands."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

Where = tuple[str | int, ...]
"""The way to a value: keys of mappings and numbers of items, from the top."""

_WIDTH = 116


class Lines(str):
    """A text of which each line is a thing of its own, and stays a line."""


class _Plain(str):
    """What was written without quotation marks and is no text: a number, a day, true or false."""


class _Loader(yaml.SafeLoader):
    """Reads what is no text as it was written, for it to be written so again: 0611, 2026-11-29, yes."""


for _kind in ("int", "float", "bool", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", lambda _, node: _Plain(node.value))


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: a list of words in one line, what is empty left empty, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _list(dumper: yaml.SafeDumper, found: list[Any]) -> yaml.Node:
    words = bool(found) and all(isinstance(one, str) for one in found)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", found, flow_style=words or not found)


def _tag(dumper: yaml.SafeDumper, text: str) -> str:
    """What is read where this stands without quotation marks."""
    return str(dumper.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]


_Dumper.add_representer(list, _list)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_Dumper.add_representer(Lines, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))

_Dumper.add_representer(_Plain, lambda dumper, text: dumper.represent_scalar(_tag(dumper, text), text))


class Span(NamedTuple):
    """The lines that a value takes up with its key or dash, from and to, and the column that they begin at."""

    begin: int
    end: int
    column: int


def values(text: str) -> Any:
    """What a file holds: lists, mappings, and every other value as the text that was written, empty for none.

    Raises:
        yaml.YAMLError
    """
    return yaml.load(text, Loader=yaml.BaseLoader)


def dump(value: Any) -> str:
    """A value as it is to stand in a file."""
    made: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return "".join(f"{line.rstrip()}\n" for line in made.splitlines())


def with_value(text: str, where: Where, value: Any) -> str:
    """The file's text with another value there. A key that is not there yet comes last, as does a new item.

    Raises:
        yaml.YAMLError: the text is no YAML.
        LookupError: there is no such place.
    """
    return _changed(text, where, _set(_held(text), where, value), value)


def without(text: str, where: Where) -> str:
    """The file's text without the item of a list.

    Raises: as `with_value`.
    """
    wanted = _held(text)
    held = _at(wanted, where)
    del held[where[-1]]
    if not held:
        return with_value(text, where[:-1], [])
    span = place(text, where)
    lines = text.split("\n")
    return _sound("\n".join([*lines[: span.begin], *lines[span.end :]]) if span else "", wanted)


def reordered(text: str, where: Where, order: Sequence[int]) -> str:
    """The file's text with the items of a list in another order, each with the comment right above it.

    Args:
        order: the numbers that the items have now, as they are to stand.

    Raises: as `with_value`; LookupError also where these are not the numbers of all items.
    """
    wanted, lines = _held(text), text.split("\n")
    held = _at(wanted, (*where, 0))
    if sorted(order) != list(range(len(held))):
        raise LookupError(order)
    held[:] = [held[number] for number in order]
    node = _container(text, (*where, 0))
    spans = [_item(node, number, lines) for number in range(len(held))]
    if not all(spans):
        return _sound("", wanted)
    begins = [_begin_of_comment(span.begin, lines) for span in spans if span]
    ends = [span.end for span in spans if span]
    made = lines[: begins[0]]
    for number, end, following in zip(order, ends, [*begins[1:], len(lines)], strict=True):
        made += [*lines[begins[number] : ends[number]], *lines[end:following]]  # what stands between two stays there
    return _sound("\n".join(made), wanted)


def _begin_of_comment(begin: int, lines: Sequence[str]) -> int:
    while begin and lines[begin - 1].lstrip().startswith("#"):
        begin -= 1
    return begin


def _changed(text: str, where: Where, wanted: Any, value: Any) -> str:
    """The text with the lines of the value exchanged; of what holds it, where that cannot be parted from it."""
    lines = text.split("\n")
    if span := _spot(text, where):
        new = dump([value] if isinstance(where[-1], int) else {where[-1]: value})
        part = [f"{' ' * span.column}{line}" if line else line for line in new.splitlines()]
        made = "\n".join([*lines[: span.begin], *part, *lines[span.end :]])
    elif len(where) == 1:
        made = f"{text.rstrip()}\n\n{dump({where[0]: value})}"
    else:
        made = _changed(text, where[:-1], wanted, _at(wanted, where))
    return _sound(made, wanted)


def _sound(made: str, wanted: Any) -> str:
    """The text, if it holds what it should; else all of it anew, without comments."""
    like = values(dump(wanted))
    try:
        if values(made) == like:
            return made
    except yaml.YAMLError:
        pass
    return dump(wanted)


def place(text: str, where: Where) -> Span | None:
    """Where a value stands; None where it stands in a line with others, or not at all."""
    node, lines, last = _container(text, where), text.split("\n"), where[-1] if where else ""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == last:
                return Span(key.start_mark.line, _end(value, key.start_mark.line, lines), key.start_mark.column)
    return _item(node, last, lines) if isinstance(last, int) else None


def _item(node: yaml.Node | None, number: int, lines: Sequence[str]) -> Span | None:
    """Where an item of a list stands; None where it stands in a line with others, or not at all."""
    if isinstance(node, yaml.SequenceNode) and number < len(node.value):
        begin, column = node.value[number].start_mark.line, node.start_mark.column
        if lines[begin].startswith(f"{' ' * column}-"):
            return Span(begin, _end(node.value[number], begin, lines), column)
    return None


def _spot(text: str, where: Where) -> Span | None:
    """Where a value stands, or is to stand after what it is among; None where that has no lines of its own."""
    if span := place(text, where):
        return span
    node = _container(text, where)
    is_next = isinstance(node, yaml.MappingNode) or (
        isinstance(node, yaml.SequenceNode) and where[-1] == len(node.value)
    )
    if node is None or not node.value or len(where) == 1 or not is_next:
        return None
    end = _end(node, node.start_mark.line, text.split("\n"))
    return Span(end, end, node.start_mark.column)


def _container(text: str, where: Where) -> yaml.CollectionNode | None:
    """The mapping or list that a place is in, where that takes up lines of its own."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in where[:-1]:
        node = _inside(node, step)
    return node if isinstance(node, yaml.CollectionNode) and not node.flow_style else None


def _inside(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    found: yaml.Node | None = None
    if isinstance(node, yaml.MappingNode):
        found = next((value for key, value in node.value if key.value == step), None)
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found = node.value[step]
    return found


def _end(node: yaml.Node, begin: int, lines: Sequence[str]) -> int:
    """The line after a value. It goes on to the next thing, but empty lines and comments before that are none of it."""
    last = node
    while (
        isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value
    ):  # their own mark is the next thing
        last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
    end = last.end_mark.line + (1 if last.end_mark.column else 0)
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return max(end, begin + 1)


def _held(text: str) -> Any:
    """What a file holds, so that it can be written again as it was."""
    return yaml.load(text, Loader=_Loader) or {}


def _set(held: Any, where: Where, value: Any) -> Any:
    """What is held, with another value at a place."""
    inside = _at(held, where)
    if isinstance(inside, list) and where[-1] == len(inside):
        inside.append(value)
    elif isinstance(inside, list) and not isinstance(where[-1], int):
        raise LookupError(where)
    else:
        inside[where[-1]] = value
    return held


def _at(held: Any, where: Where) -> Any:
    """The mapping or list that a place is in; one that is not there yet is made."""
    for step, then in pairwise(where):
        if isinstance(held, dict) and held.get(step) is None:
            held[step] = [] if isinstance(then, int) else {}
        held = held[step]
    return held
