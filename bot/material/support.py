"""Help for somebody in danger: 112 first, then the services that fit, and how to leave the page.

The words stand in `danger/help.yml`, the services in `contact/support_lines.yml`; neither needs training, and a line
that is closed there is gone from the next answer on.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from bot.language.spoken import Speller, fold, speller
from bot.material import replies
from bot.material.model import HELP_IN_ENGLISH, KINDS, HelpWords, Material, SupportLine
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text

MOST = 4
"""Services in one answer: somebody in danger reads no list."""

_KEYS = (
    "acute",
    "calm",
    "words",
    "words_other",
    "lines",
    "last",
    "last_taken",
    "again",
    "foreign",
    "doubt",
    "doubt_line",
)
_ENGLISH = "en"
_NEEDS_112 = ("acute", "calm", "foreign", "doubt")
# Health advice, day and night: for who cannot read the other services' words.
_HEALTH = "1177"
_NUMBER = re.compile(r"\d[\d -]*")
# Whose line it is, by what a danger tells of the person in it.
_AUDIENCE = {"man": "men", "trans": "trans"}
# What may follow a service's name: its endings, and words grown together with it (brisnumret, Novahusets).
_ENDING = "(?:a|e|en|et|er)?s?"
_ENDS = re.compile("(?:en|et|er|e)$")
_GROWN = "(?:numer|numret|numren|telefon|telefonen|telefonumer|telefonumret|chat|chaten|linje|linjen|jour|jouren)?"
# A short name takes no ending (Bris is not brist); a long one may be written apart (kvinnofrids linjen).
_SHORT = 4
_LONG = 8
# A place on the web ends a name; few say it. The same holds for a foreign word for "line".
_UNSAID = re.compile(r"\.(?:se|nu|com)$|\s+hotline$", re.IGNORECASE)


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
    @property
    def gender(self) -> str: ...


def help_reply(danger: Danger, material: Material, english: bool = False, taken: bool = False) -> replies.Reply:
    """The help for a danger, as a reply of kind "help": 112 and a warm word, the services, how to leave.

    It promises nothing and asks nothing. Where the danger is now, it says how to reach 112 without speaking. Where no
    service is left, that block is missing and 112 remains. `english`: the visitor writes in English. `taken`: one of
    the staff has the conversation.
    """
    words = _words(material, english)
    by_kind = words.words_other if danger.who == "other" else words.words
    first = [words.acute if danger.acute else words.calm]
    if danger.acute:
        notes = [_note(line, english) for line in material.open_lines if line.acute]
        first += [f"{note}." for note in notes if note]
    first.append(by_kind.get(danger.kind, ""))
    fitting = fitting_lines(danger, material)
    if fitting:
        first.append(words.lines)
    blocks = [replies.text(" ".join(part for part in first if part))]
    if fitting:
        blocks.append(replies.lines([as_line(line, english) for line in fitting]))
    blocks.append(replies.text(words.last_taken if taken else words.last))
    return replies.reply("help", blocks)


def fitting_lines(danger: Danger, material: Material) -> list[SupportLine]:
    """The open services for a danger, at most MOST, in the order of their file.

    A line for men or for trans people is there only for them, and then first: beside a violent man, the line for men
    would be read as his. Those for the young stand first for somebody who is young, and last for others, as nobody
    knows how old a visitor is; the young get no line for grown men. The emergency number stands above all of them.
    """
    fitting = [line for line in material.open_lines if danger.kind in line.kinds and not line.acute]
    own = [line for line in fitting if line.audience == _AUDIENCE.get(danger.gender)]
    own = [line for line in own if not (danger.young and line.audience == "men")]
    young = [line for line in fitting if line.young_only]
    others = [line for line in fitting if line.audience == "all"]
    if danger.young:
        return [*young, *own, *others][:MOST]
    return [*own, *others][: MOST - len(young[:1])] + young[:1]


def help_again(danger: Danger, material: Material, english: bool = False) -> replies.Reply:
    """The line for who had this help before, in the same conversation: 112, and that the rest stands above."""
    words = _words(material, english)
    return replies.reply("help", [replies.text(f"{words.acute if danger.acute else words.calm} {words.again}")])


def foreign_help(material: Material) -> replies.Reply:
    """For who writes in a language that the bot cannot read: 112 and 1177, in English and in Swedish."""
    return replies.reply(
        "help", [replies.text(_words(material, True).foreign), replies.text(_words(material, False).foreign)]
    )


def help_line(material: Material, young: bool = False, english: bool = False, kind: str = "violence") -> replies.Block:
    """One line of help to stand with an answer when it is not certain whether the visitor is in danger.

    `young`: the visitor seems to be a child; then it names the line for them. `kind`: the danger that it may be.
    """
    words = _words(material, english)
    audiences = ("young", "all") if young else ("all", "young")
    named = [line for line in material.open_lines if kind in line.kinds and line.number and not line.acute]
    first = next((line for audience in audiences for line in named if line.audience == audience), None)
    if first is None:
        return replies.text(words.doubt)
    return replies.text(f"{words.doubt} {words.doubt_line} {first.name}, {first.number}.")


def is_help_line(block: replies.Block, material: Material) -> bool:
    """Whether the block is the line that `help_line` puts under an answer."""
    doubts = (_words(material, english).doubt for english in (False, True))
    return block["type"] == "text" and block["text"].startswith(tuple(filter(None, doubts)))


def named_lines(text: str, material: Material) -> list[SupportLine]:
    """The open services that a text names, by name or number, in the order of their file.

    Case, dots, endings ("Bris nummer", "stödlinje för män", "brisnumret") and a slip in a long name do not matter.
    """
    names = tuple(line.name for line in material.open_lines)
    said = " ".join(word for word in _names_speller(names).words(text) if word != ".")
    numbers = re.sub(r"(?<=\d)[ -]+(?=\d)", "", text)
    return [
        line
        for line in material.open_lines
        if _name_pattern(line.name).search(said) or (line.number and _has_number(line.number, numbers))
    ]


def as_line(line: SupportLine, english: bool = False) -> replies.Line:
    """A service as a reply shows it: its hours and what one should know of it make one note."""
    hours = line.hours_en if english and line.hours_en else line.hours
    note = " ".join(part.rstrip(".") + "." for part in (hours, _note(line, english)) if part)
    return {"name": line.name, "number": line.number, "note": note.rstrip("."), "url": line.url}


def read_help(path: Path) -> Parsed[HelpWords]:
    """The words of help; a sentence with a problem is replaced by the one that is built in."""
    sheet = Sheet(path)
    text = read_text(sheet)
    fields = None if text is None else read_fields(text, sheet, (*_KEYS, _ENGLISH))
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    english = fields.fields(_ENGLISH, _KEYS)
    in_english = HELP_IN_ENGLISH if english is None else _help_words(english, HELP_IN_ENGLISH)
    return Parsed(replace(_help_words(fields, HelpWords()), english=in_english), tuple(sheet.problems))


def _help_words(fields: Fields, built_in: HelpWords) -> HelpWords:
    return HelpWords(
        acute=_sentence(fields, "acute") or built_in.acute,
        calm=_sentence(fields, "calm") or built_in.calm,
        words=_sentences(fields, "words"),
        words_other=_sentences(fields, "words_other"),
        lines=_sentence(fields, "lines") or built_in.lines,
        last=_sentence(fields, "last") or built_in.last,
        last_taken=_sentence(fields, "last_taken") or built_in.last_taken,
        again=_sentence(fields, "again") or built_in.again,
        foreign=_sentence(fields, "foreign") or built_in.foreign,
        doubt=_sentence(fields, "doubt") or built_in.doubt,
        doubt_line=_sentence(fields, "doubt_line") or built_in.doubt_line,
    )


def _words(material: Material, english: bool) -> HelpWords:
    return (material.help_words.english or HELP_IN_ENGLISH) if english else material.help_words


def _note(line: SupportLine, english: bool) -> str:
    """What one should know of a line. In Swedish, if need be: better than nothing."""
    return line.note_en if english and line.note_en else line.note


@lru_cache
def _names_speller(names: tuple[str, ...]) -> Speller:
    return speller({}, [word for name in names for word in _folded(name)], ())


@lru_cache
def _name_pattern(name: str) -> re.Pattern[str]:
    """Finds a service's name in words that are folded: with any ending, and its parts apart or grown together."""
    words = _folded(name)
    if len(words) == 1 and len(words[0]) <= _SHORT:
        return re.compile(rf"\b{words[0]}s? ?{_GROWN}\b")
    bare = [_ENDS.sub("", word) if len(word) > _SHORT + 1 else word for word in words]
    apart = [" ?".join(word) if len(word) >= _LONG else word for word in bare]
    return re.compile(r"\b" + f"{_ENDING} ?".join(apart) + f"{_ENDING} ?{_GROWN}" + r"\b")


def _folded(name: str) -> list[str]:
    return [word for word in fold(_UNSAID.sub("", name)).split() if word != "."]


def _has_number(number: str, text: str) -> bool:
    return re.search(rf"(?<!\d){re.sub(r'[ -]', '', number)}(?!\d)", text) is not None


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
    if numbers - {"112"} - ({_HEALTH} if key == "foreign" else set()):
        mend = "Write other numbers into contact/support_lines.yml only: closed there, they are gone from every answer."
        fields.report(key, f'"{key}" names a number beside 112', mend)
        return ""
    return value
