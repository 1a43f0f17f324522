"""When a person answers in the chat: `contact/hours.yml`. What it means at a moment: bot.material.opening."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

from bot.material.model import Hours, Otherwise, Span
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
EVES = (
    *("trettondagsafton", "skärtorsdagen", "påskafton", "valborgsmässoafton", "klämdag", "pingstafton"),
    *("midsommarafton", "allhelgonaafton", "julafton", "nyårsafton"),
)
DAY_MINUTES = 24 * 60

_KEYS = ("weekdays", "closed_on_holidays", "eves", "exceptions", "answer_time", "answer_time_en")
_EXCEPTION = ("from", "to", "hours", "text", "text_en")
_CLOSED = "stängt"
_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?", re.ASCII)
_BETWEEN = re.compile(r"\s*,\s*|\s+och\s+")
_LIKE = f"Write times of the day such as 9–16, or 9–12 och 13–16.30, or {_CLOSED}."


def read_hours(path: Path) -> Parsed[Hours]:
    """The hours. Where something of them is wrong none are set: a person who is promised and absent is the worse."""
    sheet = Sheet(path)
    text = read_text(sheet)
    fields = None if text is None else read_fields(text, sheet, _KEYS)
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    week = _days(fields, "weekdays", WEEKDAYS)
    hours = Hours(
        week=tuple(week.get(day, ()) for day in WEEKDAYS) if week else (),
        closed_on_holidays=fields.flag("closed_on_holidays") or not fields.given("closed_on_holidays"),
        eves=_days(fields, "eves", EVES),
        exceptions=tuple(_exception(item) for item in fields.items("exceptions", _EXCEPTION)),
        answer_time=_promise(fields, "answer_time"),
        answer_time_en=_promise(fields, "answer_time_en"),
    )
    return Parsed(hours if fields.sound else None, tuple(sheet.problems))


def _days(fields: Fields, key: str, known: tuple[str, ...]) -> dict[str, tuple[Span, ...]]:
    """The days under `key` that have hours, or are said to have none."""
    inner = fields.fields(key, known)
    return {} if inner is None else {day: _spans(inner, day) for day in known if inner.given(day)}


def _exception(fields: Fields) -> Otherwise:
    first = fields.day("from", required="Write the first day, such as 2027-07-05.")
    last = fields.day("to") or first
    if first is None or last is None:
        return Otherwise(date.min, date.min)
    if last < first:
        fields.report("to", f'"{last}" comes before "{first}"', "Write the first day in from, the last one in to.")
    return Otherwise(first, last, _spans(fields, "hours"), fields.text("text"), fields.text("text_en"))


def _spans(fields: Fields, key: str) -> tuple[Span, ...]:
    """The hours under `key`, in their order; none where it says so, or is empty."""
    raw = fields.text(key, raw=True)
    if not raw or raw.lower() == _CLOSED:
        return ()
    spans = [_span(part) for part in _BETWEEN.split(raw)]
    found = sorted(span for span in spans if span is not None)
    if len(found) < len(spans):
        fields.report(key, f'"{raw}" are no hours in "{key}"', _LIKE)
        return ()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            fields.report(
                key, f'"{raw}" has the same time twice', "Let each time begin where the one before has ended."
            )
            return ()
    return tuple(found)


def _span(text: str) -> Span | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    hour, minute, to_hour, to_minute = (int(number or 0) for number in match.groups())
    begin, end = hour * 60 + minute, to_hour * 60 + to_minute
    return (begin, end) if minute < 60 and to_minute < 60 and begin < end <= DAY_MINUTES else None


def _promise(fields: Fields, key: str) -> str:
    """The end of a sentence that somebody else begins."""
    said = fields.text(key)
    if said.endswith((".", "!")) or said[:1].isupper():
        fields.report(key, f'"{said}" is a sentence of its own', "Write only its end, such as: inom två arbetsdagar")
        return ""
    return said
