"""An export as a file, JSON or a page, made piece by piece: however big it is, little of it is in memory."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import yaml

from bot.record import audit
from bot.record.exporting import Chosen, Exported, export_conversations, export_questions, extent
from bot.record.retention import Limits

Form = Literal["json", "html"]
FORMS: tuple[Form, ...] = ("json", "html")

_SEALED = ("contact", "safe", "name")


def pieces(
    engine: sa.engine.Engine,
    key: bytes,
    kept: Limits,
    chosen: Chosen,
    form: Form,
    *,
    who: str,
    organisation: str = "",
    folders: Sequence[Path] = (),
) -> Iterator[str]:
    """The file, piece by piece. That it is made is in the log before there is a piece of it.

    Args:
        kept: by which each part says when it is erased.
        who: makes it: an address, or a name on this machine.
        organisation: whose it is.
        folders: of the data and the installation's content: how staff call an intent, an outcome and a kind of danger
            is read from their `web/texts.yml`, for a page.
    """
    found = extent(engine, chosen)
    audit.note(engine, who, "exported", _what(chosen, form, found.conversations, found.questions))
    about = {
        "organisation": organisation,
        "made": datetime.now(chosen.zone),
        "by": who,
        "conversation": chosen.number,
        "first": chosen.first,
        "last": chosen.last,
        "conversations": found.conversations,
        "questions": found.questions,
        "days_kept": {"conversations": kept.conversations, "questions": kept.handovers},
        "left_out": {"of_questions": _SEALED, "hidden_conversations": found.hidden},
    }
    said, asked = export_conversations(engine, kept, chosen), export_questions(engine, key, kept, chosen)
    if form == "json":
        return _as_json(about, said, asked, chosen.zone)
    return _as_page(about, said, asked, chosen.zone, _words(folders))


def file_name(chosen: Chosen, form: Form) -> str:
    """What the file is called."""
    what = f"{chosen.number}" if chosen.number is not None else f"{chosen.first}-{chosen.last}"
    return f"samtal-{what}.{form}"


def _what(chosen: Chosen, form: Form, conversations: int, questions: int) -> str:
    """As the log has it."""
    if chosen.number is not None:
        return f"samtal {chosen.number} ({form})"
    return f"{chosen.first}–{chosen.last}: {conversations} samtal, {questions} frågor ({form})"


def _as_json(about: Exported, said: Iterable[Exported], asked: Iterable[Exported], zone: ZoneInfo) -> Iterator[str]:
    yield f'{{"about": {_dumps(about, zone)},\n"conversations": [\n'
    yield from _joined(_dumps(each, zone) for each in said)
    yield '\n],\n"questions": [\n'
    yield from _joined(_dumps(each, zone) for each in asked)
    yield "\n]}\n"


def _as_page(
    about: Exported,
    said: Iterable[Exported],
    asked: Iterable[Exported],
    zone: ZoneInfo,
    words: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    parts = _parts()
    yield str(parts.head(_local(about, zone)))
    for each in said:
        yield str(parts.conversation(_local(each, zone), words))
    for each in asked:
        yield str(parts.question(_local(each, zone), words))
    yield str(parts.tail())


def _words(folders: Sequence[Path]) -> dict[str, dict[str, str]]:
    """What staff call things, the later folder winning line by line."""
    found: dict[str, dict[str, str]] = {"intents": {}, "outcomes": {}, "console": {}}
    for file in (folder / "web" / "texts.yml" for folder in folders):
        read = (yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None) or {}
        for part, names in found.items():
            names.update(read.get(part) or {})
    return found


def _joined(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield f",\n{text}" if number else text


def _dumps(value: Any, zone: ZoneInfo) -> str:
    return json.dumps(_local(value, zone), ensure_ascii=False, default=_told)


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no part of an export.")


def _local(value: Any, zone: ZoneInfo) -> Any:
    """The same with all times as clocks showed them there."""
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if isinstance(value, dict):
        return {name: _local(each, zone) for name, each in value.items()}
    if isinstance(value, list):
        return [_local(each, zone) for each in value]
    return value


@lru_cache(maxsize=1)
def _parts() -> Any:
    """The macros of the template. What a message does not have is empty in them."""
    from jinja2 import Environment, FileSystemLoader  # here: most commands need none

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
    return environment.get_template("export.html").module
