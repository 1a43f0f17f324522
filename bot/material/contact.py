"""The organisation and the support lines: `contact/organisation.yml` and `contact/support_lines.yml`."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from bot.material.model import AUDIENCES, KINDS, About, Fact, Municipality, Organisation, Responsible, SupportLine
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text
from bot.material.values import email, telephone, web_address

T = TypeVar("T")
_SOURCE = ("source", "source_date", "checked_on")
_FACT = ("value", *_SOURCE)
_ORGANISATION = (
    *("name", "website", "news_page", "telephone", "email", "address", "hours"),
    *("responsible", "about", "municipalities"),
)
RESPONSIBLE = ("role", "name", "telephone", "email", *_SOURCE)
_ABOUT = ("value", "asked", *_SOURCE)
_MUNICIPALITY = ("name", "also", "url", *_SOURCE)
_LINE = (
    "name",
    "number",
    "hours",
    "hours_en",
    "note",
    "note_en",
    "url",
    "chat",
    "kinds",
    "audience",
    "acute",
    "closed",
    *_SOURCE,
)
_SOURCE_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NEED_SOURCE = "Say where it was looked up, or take the fact out: nothing is stated that nobody verified."
_NEED_DAY = 'Say when it was looked up, such as "checked_on: 2026-11-22".'


def read_organisation(path: Path) -> Parsed[Organisation]:
    """The organisation; a fact with a problem is left out of it."""
    sheet = Sheet(path)
    fields = _whole(sheet, _ORGANISATION)
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    name, website, news_page = (_fact(fields, key) for key in ("name", "website", "news_page"))
    if name is None and not fields.given("name"):
        fields.report("name", 'there is no "name"', "Write the organisation's name, with source and checked_on.")
    organisation = Organisation(
        name=name.value if name else "",
        website=website.value if website else "",
        news_page=news_page.value if news_page else "",
        telephone=_fact(fields, "telephone"),
        email=_fact(fields, "email"),
        address=_fact(fields, "address"),
        hours=_fact(fields, "hours"),
        responsible=_all(responsible(item) for item in fields.items("responsible", RESPONSIBLE)),
        about=_all(_about(item) for item in fields.items("about", _ABOUT)),
        municipalities=_all(_municipality(item) for item in fields.items("municipalities", _MUNICIPALITY)),
        identity=_all((name, website, news_page)),
    )
    return Parsed(organisation, tuple(sheet.problems))


def read_support_lines(path: Path) -> Parsed[tuple[SupportLine, ...]]:
    """The support lines in the file's order; one with a problem is left out, so that no doubtful number is given."""
    sheet = Sheet(path)
    fields = _whole(sheet, ("lines",))
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    if not fields.given("lines"):
        fields.report("lines", 'there are no "lines"', 'Begin the file with "lines:" and list the services under it.')
        return Parsed(None, tuple(sheet.problems))
    found: dict[str, int] = {}
    kept = []
    for item in fields.items("lines", _LINE):
        line = _support_line(item)
        if line is None:
            continue
        if line.name in found:
            item.report("name", f'"{line.name}" stands twice', f"It stands in line {found[line.name]} too: delete one.")
            continue
        found[line.name] = item.line
        kept.append(line)
    return Parsed(tuple(kept), tuple(sheet.problems))


def _whole(sheet: Sheet, known: tuple[str, ...]) -> Fields | None:
    text = read_text(sheet)
    return None if text is None else read_fields(text, sheet, known)


def _all(found: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(one for one in found if one is not None)


def _fact(fields: Fields, key: str) -> Fact | None:
    """The fact under `key`; None where the field is empty or its value cannot be what it should be."""
    inner = fields.fields(key, _FACT)
    if inner is None:
        return None
    match key:
        case "website" | "news_page":
            web_address(inner, "value")
        case "telephone":
            telephone(inner, "value")
        case "email":
            email(inner, "value")
    return _fact_of(inner, raw=key == "telephone") if inner.sound else None


def _fact_of(fields: Fields, *, raw: bool = False) -> Fact | None:
    value = fields.text("value", required="Write the fact itself, or take the whole entry out.", raw=raw)
    return _sourced(fields, value)


def _about(fields: Fields) -> About | None:
    asked = fields.texts("asked")
    fact = _fact_of(fields)
    return None if fact is None else About(fact, asked)


def _sourced(fields: Fields, value: str) -> Fact | None:
    """A fact needs a source and the day on which somebody looked it up."""
    source = fields.text("source", required=_NEED_SOURCE)
    source_date = fields.text("source_date", raw=True)
    if source_date and not _SOURCE_DATE.fullmatch(source_date):
        mend = "Write the year, the month or the day: 2024, 2024-04 or 2024-04-16."
        fields.report("source_date", f'"{source_date}" is no date in "source_date"', mend)
    checked_on = fields.day("checked_on", required=_NEED_DAY)
    if checked_on is None or not fields.sound:
        return None
    return Fact(value, source, source_date, checked_on, fields.sheet.path, fields.line)


def _municipality(fields: Fields) -> Municipality | None:
    name = fields.text("name", required="Write the municipality's name.")
    url = web_address(fields, "url", required="Write the address of its front page.")
    also = fields.texts("also")
    fact = _sourced(fields, f"{name}: {url}")
    return None if fact is None else Municipality(name, url, fact, also)


def responsible(fields: Fields, *, below_article: bool = False) -> Responsible | None:
    """Who answers for something; None, with a problem, where it cannot be used. Below an article a name is enough."""
    name = fields.text("name")
    needed = "" if below_article and name else "Write what the person or the group answers for."
    role = fields.text("role", required=needed)
    number, address = telephone(fields, "telephone"), email(fields, "email")
    fact = _sourced(fields, ", ".join(part for part in (role, name, number, address) if part))
    return None if fact is None else Responsible(role, name, number, address, fact)


def _support_line(fields: Fields) -> SupportLine | None:
    name = fields.text("name", required="Write what the service is called.")
    number, url = telephone(fields, "number"), web_address(fields, "url")
    if fields.sound and not number and not url:
        fields.report("name", f'"{name}" has neither number nor url', "Write one of them, or take the service out.")
    kinds = fields.texts("kinds")
    for kind in (kind for kind in kinds if kind not in KINDS):
        fields.report("kinds", f'unknown kind of danger "{kind}"', f"Known are: {', '.join(KINDS)}.")
    audience = fields.text("audience") or AUDIENCES[0]
    if audience not in AUDIENCES:
        fields.report("audience", f'unknown audience "{audience}"', f"Known are: {', '.join(AUDIENCES)}.")
    fact = _sourced(fields, " ".join(part for part in (name, number) if part))
    hours, note = fields.text("hours"), fields.text("note")
    chat, acute, closed = fields.flag("chat"), fields.flag("acute"), fields.flag("closed")
    if fact is None or not fields.sound:
        return None
    english = fields.text("hours_en"), fields.text("note_en")
    return SupportLine(name, number, hours, note, url, chat, kinds, audience, acute, closed, fact, *english)
