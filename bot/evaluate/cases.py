"""Files of questions: conversations with what a right answer must and must not hold, one a line of JSON."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

OUT_OF_SCOPE = "texts out of scope"
"""The category of lines that are a text alone: none of them may be answered from an article."""

# `should` is for who wrote the line (bot.material.lessons).
_CASE_KEYS = frozenset({"id", "cat", "turns", "expect", "content", "should"})
_EXPECT_KEYS = frozenset(
    {"all", "any", "none", "link", "crisis", "handover", "max_chars", "from_article", "unknown", "intent"}
)


class CaseError(Exception):
    """A file of questions that cannot be read. The text says where and what."""


class Expectation(NamedTuple):
    """What the bot must say to the last turn; None means that it does not matter.

    Attributes:
        all, any, none: regexes, case-insensitive, of which all, at least one (where there is any) or none must be found
            in everything the bot says, as plain text with the titles of its buttons.
        link: whether a source or a link is shown.
        crisis: whether help for somebody in danger is given.
        handover: whether a way to a person is offered.
        max_chars: the longest that all of it may be, in characters.
        from_article: whether it is answered from an article.
        unknown: whether the bot says that it does not know.
        intent: how it must be understood.
    """

    all: tuple[re.Pattern[str], ...] = ()
    any: tuple[re.Pattern[str], ...] = ()
    none: tuple[re.Pattern[str], ...] = ()
    link: bool | None = None
    crisis: bool | None = None
    handover: bool | None = None
    max_chars: int | None = None
    from_article: bool | None = None
    unknown: bool | None = None
    intent: str | None = None

    def holds_in(self, text: str) -> bool:
        """Whether a text holds what `all`, `any` and `none` want."""
        some = not self.any or any(pattern.search(text) for pattern in self.any)
        whole = all(pattern.search(text) for pattern in self.all)
        return some and whole and not any(pattern.search(text) for pattern in self.none)


class Case(NamedTuple):
    """A conversation to play. `content` is the folder of content that it needs, below `tests/`; empty: none."""

    id: str
    category: str
    turns: tuple[str, ...]
    expect: Expectation
    content: str = ""


def read_cases(file: Path) -> list[Case]:
    """The conversations of a file, in its order.

    A line is `{"id", "cat", "turns", "expect": {"all", "any", "none", "link", "crisis", "handover", "max_chars",
    "from_article", "unknown", "intent"}, "content"}`, where `content` and the parts of `expect` may be left out; or
    `{"text"}` alone, a question that no article answers.

    Raises:
        CaseError: the file cannot be read, or a line is not of that form.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file}: cannot be read: {error}") from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cases.append(_case(json.loads(line), f"{file.stem}-{number}"))
        except (ValueError, TypeError, KeyError, re.error) as error:
            raise CaseError(f"{file}:{number}: is no conversation: {type(error).__name__}: {error}") from error
    return cases


def expectation(wanted: Mapping[str, Any]) -> Expectation:
    """The expectation of a line.

    Raises:
        ValueError: a part has an unknown name or a value of the wrong kind.
        re.error: a regex that is none.
    """
    _require_known(wanted, _EXPECT_KEYS)
    for name in ("link", "crisis", "handover", "from_article", "unknown"):
        if wanted.get(name) not in (True, False, None):
            raise ValueError(f"{name} is {wanted[name]!r}, and not true, false or null")
    limit = wanted.get("max_chars")
    if limit is not None and not isinstance(limit, int):
        raise ValueError(f"max_chars is {limit!r}, and no whole number")
    return Expectation(
        all=_patterns(wanted, "all"),
        any=_patterns(wanted, "any"),
        none=_patterns(wanted, "none"),
        link=wanted.get("link"),
        crisis=wanted.get("crisis"),
        handover=wanted.get("handover"),
        max_chars=limit,
        from_article=wanted.get("from_article"),
        unknown=wanted.get("unknown"),
        intent=wanted.get("intent"),
    )


def _case(raw: dict[str, Any], name: str) -> Case:
    if set(raw) == {"text"}:
        return Case(name, OUT_OF_SCOPE, (str(raw["text"]),), Expectation(from_article=False))
    _require_known(raw, _CASE_KEYS)
    turns = raw["turns"]
    if not turns or not isinstance(turns, list) or not all(isinstance(turn, str) and turn for turn in turns):
        raise ValueError("turns must be a list of one or more texts")
    return Case(str(raw["id"]), str(raw["cat"]), tuple(turns), expectation(raw["expect"]), raw.get("content") or "")


def _patterns(wanted: Mapping[str, Any], name: str) -> tuple[re.Pattern[str], ...]:
    found = wanted.get(name) or []
    if isinstance(found, str):
        raise ValueError(f"{name} must be a list of regexes")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)


def _require_known(raw: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(raw) - known):
        raise ValueError(f"unknown: {', '.join(unknown)}")
