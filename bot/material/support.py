"""Help for somebody in danger: 112 first, then the services that fit, and how to leave the page.

The words stand in `danger/help.yml`, the services in `contact/support_lines.yml`; neither needs training, and a line
that is closed there is gone from the next answer on.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from bot.material import replies
from bot.material.model import KINDS, HelpWords, Material, SupportLine
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text

MOST = 4
"""Services in one answer: somebody in danger reads no list."""

_KEYS = ("acute", "calm", "words", "words_other", "lines", "last", "doubt", "doubt_line")
_NEEDS_112 = ("acute", "calm", "doubt")
_NUMBER = re.compile(r"\d[\d -]*")


class Danger(Protocol):
    """What this module needs to know of a `bot.language.danger.Danger`."""

    @property
    def kind(self) -> str: ...
    @property
    def acute(self) -> bool: ...
    @property
    def who(self) -> str: ...
    @property
    def young(self) -> bool: ...


def help_reply(danger: Danger, material: Material) -> replies.Reply:
    """The help for a danger, as a reply of kind "help": 112 and a warm word, the services, how to leave.

    It promises nothing and asks nothing. Where no service is left, that block is missing and 112 remains.
    """
    words = material.help_words
    by_kind = words.words_other if danger.who == "other" else words.words
    first = [words.acute if danger.acute else words.calm, by_kind.get(danger.kind, "")]
    fitting = fitting_lines(danger, material)
    if fitting:
        first.append(words.lines)
    blocks = [replies.text(" ".join(part for part in first if part))]
    if fitting:
        blocks.append(replies.lines([as_line(line) for line in fitting]))
    blocks.append(replies.text(words.last))
    return replies.reply("help", blocks)


def fitting_lines(danger: Danger, material: Material) -> list[SupportLine]:
    """The open services for a danger, at most MOST, in the order of their file.

    Those for the young stand first for somebody who is young, and last for others: nobody knows how old a visitor is.
    The emergency number is not among them, as it stands above them.
    """
    fitting = [line for line in material.open_lines if danger.kind in line.kinds and not line.acute]
    if danger.young:
        fitting = [line for line in fitting if line.audience in {"all", "young"}]
        return sorted(fitting, key=lambda line: not line.young_only)[:MOST]
    young = [line for line in fitting if line.young_only][:1]
    others = [line for line in fitting if not line.young_only]
    return others[: MOST - len(young)] + young


def help_line(material: Material) -> replies.Block:
    """One line of help to stand under an answer when it is not certain whether the visitor is in danger."""
    words = material.help_words
    callable_lines = (
        line for line in material.open_lines if "violence" in line.kinds and line.number and not line.acute
    )
    first = next(callable_lines, None)
    if first is None:
        return replies.text(words.doubt)
    return replies.text(f"{words.doubt} {words.doubt_line} {first.name}, {first.number}.")


def as_line(line: SupportLine) -> replies.Line:
    """A service as a reply shows it: its hours and what one should know of it make one note."""
    note = " ".join(part.rstrip(".") + "." for part in (line.hours, line.note) if part)
    return {"name": line.name, "number": line.number, "note": note.rstrip("."), "url": line.url}


def read_help(path: Path) -> Parsed[HelpWords]:
    """The words of help; a sentence with a problem is replaced by the one that is built in."""
    sheet = Sheet(path)
    text = read_text(sheet)
    fields = None if text is None else read_fields(text, sheet, _KEYS)
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    built_in = HelpWords()
    words = HelpWords(
        acute=_sentence(fields, "acute") or built_in.acute,
        calm=_sentence(fields, "calm") or built_in.calm,
        words=_sentences(fields, "words"),
        words_other=_sentences(fields, "words_other"),
        lines=_sentence(fields, "lines") or built_in.lines,
        last=_sentence(fields, "last") or built_in.last,
        doubt=_sentence(fields, "doubt") or built_in.doubt,
        doubt_line=_sentence(fields, "doubt_line") or built_in.doubt_line,
    )
    return Parsed(words, tuple(sheet.problems))


def _sentences(fields: Fields, key: str) -> Mapping[str, str]:
    inner = fields.fields(key, KINDS)
    found = {} if inner is None else {kind: _sentence(inner, kind, required="") for kind in KINDS}
    return {kind: sentence for kind, sentence in found.items() if sentence}


def _sentence(fields: Fields, key: str, required: str = "Write the sentence that visitors read.") -> str:
    """A sentence of help. The emergency number must not get lost, and other numbers belong where they can be closed."""
    value = fields.text(key, required=required)
    if not value:
        return ""
    numbers = {match.group().strip() for match in _NUMBER.finditer(value)}
    if key in _NEEDS_112 and "112" not in numbers:
        fields.report(key, f'"{key}" does not name 112', "Write the emergency number 112 into the sentence.")
        return ""
    if numbers - {"112"}:
        mend = "Write other numbers into contact/support_lines.yml only: closed there, they are gone from every answer."
        fields.report(key, f'"{key}" names a number beside 112', mend)
        return ""
    return value
