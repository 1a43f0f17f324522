"""The inbox as the templates see it: sections of lines, in the words that staff read."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.record import inbox, written
from bot.record.dangers import Flag
from bot.record.inbox import Item
from bot.record.written import Question
from bot.web.texts import Texts

_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60))  # in seconds, the greatest first


@dataclass(frozen=True)
class Line:
    """A conversation or a written question in the list. `key` names it for good, `meta` are short words about it.

    `flag`: why it may be about danger; `unread`: how many messages are new to the reader.
    """

    key: str
    href: str
    title: str
    meta: tuple[str, ...]
    flag: str
    page: str
    unread: int

    @property
    def version(self) -> str:
        """Changes whenever the line does."""
        return version_of(self)


@dataclass(frozen=True)
class Section:
    """A part of the list under a heading. `counts`: what stands there wants something of the reader."""

    key: str
    title: str
    lines: tuple[Line, ...]
    counts: bool = True


@dataclass(frozen=True)
class Inbox:
    """The whole list, and how many of its lines want something: those that wait, are unread, or nobody has yet."""

    sections: tuple[Section, ...]
    count: int

    @property
    def waiting(self) -> tuple[str, ...]:
        """The keys of those that are news to everybody: who waits, and what is asked in writing."""
        return tuple(line.key for section in self.sections if section.counts for line in section.lines)

    @property
    def dangerous(self) -> bool:
        """Whether something that nobody has yet may be about danger."""
        return any(
            line.flag for section in self.sections if section.key in ("vantar", "fara") for line in section.lines
        )


def version_of(shown: object) -> str:
    """A short name of what is shown: browsers put in a place of the page only what is another one."""
    return f"{zlib.crc32(repr(shown).encode()):x}"


def read(engine: sa.engine.Engine, texts: Texts, reader: int) -> Inbox:
    """What stands in the reader's list now."""
    waiting, mine, flagged = (inbox.items(engine, which, reader) for which in ("waiting", "mine", "flagged"))
    asked = written.questions(engine)
    late = set(written.late(engine))
    own = [question for question in asked if question.handover.account == reader]
    others = [question for question in asked if question.handover.account != reader]
    unsent = [question for question in _closed_late(engine, late) if question.handover.account == reader]
    say = texts.console
    lines_of_mine = [line_of(texts, item, reader) for item in mine]
    sections = (
        Section("vantar", say["waiting"], tuple(line_of(texts, item) for item in waiting)),
        Section("fara", say["flagged"], tuple(line_of(texts, item) for item in flagged)),
        Section(
            "mina",
            say["mine"],
            (*lines_of_mine, *(_line_of_question(texts, question, late, reader) for question in [*own, *unsent])),
            counts=False,
        ),
        Section("skriftliga", say["written"], tuple(_line_of_question(texts, question, late) for question in others)),
    )
    new = [question for question in others if question.handover.account is None]
    unread = [item for item in mine if item.unread]
    return Inbox(sections, len(waiting) + len(flagged) + len(new) + len(unread))


def line_of(texts: Texts, item: Item, reader: int = 0) -> Line:
    """A conversation's line. The reader need not be told what is the reader's own."""
    say, now = texts.console, datetime.now(UTC)
    if item.state == "waiting":
        meta = (say["has_waited"].format(time=in_words(texts, now - (item.asked or item.since))), say["live"])
    elif item.state == "staff":
        whose = say["live"] if item.account == reader else say["has"].format(name=item.name)
        meta = (whose, in_words(texts, now - item.touched, past=True))
    else:
        meta = (say[f"state_{item.state}"], in_words(texts, now - item.touched, past=True))
    return Line(
        key=f"samtal-{item.number}",
        href=f"/personal/samtal/{item.number}",
        title=item.question,
        meta=meta,
        flag=flag_words(texts, item.flag) if item.flag else "",
        page=item.page or "",
        unread=item.unread if item.state == "staff" else 0,
    )


def line_of_question(texts: Texts, question: Question) -> Line:
    """A written question's line."""
    return _line_of_question(texts, question, set())


def flag_words(texts: Texts, flag: Flag) -> str:
    """Why a conversation is flagged, short."""
    say = texts.console
    parts = [say.get(f"danger_{flag.kind}", flag.kind)]
    parts += [say["danger_now"]] if flag.acute else []
    parts += [say["danger_young"]] if flag.young else []
    parts += [say["danger_other"]] if flag.who == "other" else []
    return say["danger" if flag.certain else "danger_doubt"].format(why=", ".join(parts))


def in_words(texts: Texts, time: timedelta, *, past: bool = False) -> str:
    """How long it is, in the greatest unit: "2 min", "3 tim", "4 dagar". `past`: "för 2 min sedan"."""
    say = texts.console
    seconds = time.total_seconds()
    if seconds < 60:
        return say["just_now"] if past else say["less_than_a_minute"]
    unit, length = next(unit for unit in _UNITS if seconds >= unit[1])
    number = int(seconds // length)
    words = say["one_day"] if unit == "days" and number == 1 else say[unit].format(n=number)
    return say["ago"].format(time=words) if past else words


def _line_of_question(texts: Texts, question: Question, late: set[str], reader: int = 0) -> Line:
    say, handover = texts.console, question.handover
    age = in_words(texts, datetime.now(UTC) - handover.created)
    meta = [say["asked_in_writing"].format(time=age)]
    meta += [say["has"].format(name=question.name)] if _others(question, reader) and handover.closed is None else []
    meta += [say["answered_by"].format(name=question.name)] if _others(question, reader) and handover.closed else []
    meta += [say["deadline"].format(when=handover.deadline)] if handover.deadline else []
    return Line(
        key=f"fraga-{handover.reference}",
        href=f"/personal/fraga/{handover.reference}",
        title=handover.question,
        meta=(handover.reference, *meta),
        flag=say["mail_late"] if handover.reference in late else "",
        page="",
        unread=0,
    )


def _others(question: Question, reader: int) -> bool:
    """Whether somebody else has it."""
    return bool(question.name) and question.handover.account != reader


def _closed_late(engine: sa.engine.Engine, late: set[str]) -> Sequence[Question]:
    """Closed ones whose mail is not sent yet."""
    found = [written.question(engine, reference) for reference in sorted(late)]
    return [question for question in found if question and question.handover.closed]
