"""A conversation as staff see it: the messages with how the bot took them, and the notes, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.material.replies import Block, spoken_text
from bot.record.messages import Message, unmasked
from bot.record.staffing import Note
from bot.web.rendering import TIME_ZONE
from bot.web.staff.formats import day_in_words, decimal
from bot.web.staff.lists import version_of
from bot.web.texts import Texts


@dataclass(frozen=True)
class Entry:
    """A message, or a note of the staff's (`kind` is then `note`, and there is no `seq`).

    `who` wrote it; `understood`: how the bot took it, in lines of name and value; `passages`: what it weighed;
    `day`: the date, of the first of a day.
    """

    key: str
    seq: int
    kind: str
    who: str
    text: str
    blocks: tuple[Block, ...]
    buttons: tuple[str, ...]
    at: datetime
    page: str
    danger: bool
    pending: bool
    understood: tuple[tuple[str, str], ...]
    passages: tuple[tuple[str, str, str], ...]
    day: str = ""

    @property
    def version(self) -> str:
        """Changes whenever the entry does: when the bot has understood it, or a part was taken away."""
        return version_of(self)


def entries(texts: Texts, key: bytes | None, messages: Sequence[Message], notes: Sequence[Note]) -> list[Entry]:
    """All that was said and noted, the oldest first. Without the key, what staff wrote is masked as the rest is."""
    found = [_of_message(texts, key, message) for message in messages] + [_of_note(note) for note in notes]
    found.sort(key=lambda entry: entry.at)
    days = [None, *(entry.at.date() for entry in found)]
    return [
        entry if entry.at.date() == before else replace(entry, day=day_in_words(entry.at.date()))
        for entry, before in zip(found, days, strict=False)
    ]


def spoken(entry: Entry) -> str:
    """What a screen reader says of one that arrives."""
    return f"{entry.who}: {spoken_text(list(entry.blocks)) or entry.text}"


def _of_message(texts: Texts, key: bytes | None, message: Message) -> Entry:
    who = {"visitor": "Besökaren", "bot": "Boten", "system": "Besked"}.get(message.sender, f"{message.name} (personal)")
    reply: dict[str, Any] = message.reply or {}
    understanding = message.understanding or {}
    return Entry(
        key=f"m{message.seq}",
        seq=message.seq,
        kind=message.sender,
        who=who,
        text=unmasked(key, message) if key and message.sender == "staff" else message.text,
        blocks=tuple(reply.get("blocks", ())),
        buttons=tuple(button["title"] for button in reply.get("buttons", ())),
        at=message.created.astimezone(TIME_ZONE),
        page=message.page or "",
        danger=bool(message.danger),
        pending=message.pending,
        understood=tuple(_understood(texts, understanding, message.timings or {})),
        passages=tuple(
            (passage["text"], passage["title"], decimal(passage["score"]))
            for passage in understanding.get("passages", ())
            if round(passage["score"], 2) > 0
        ),
    )


def _of_note(note: Note) -> Entry:
    return Entry(
        *(f"n{note.id}", 0, "note", note.name, note.text, (), (), note.at.astimezone(TIME_ZONE), ""),
        *(False, False, (), ()),
    )


def _understood(texts: Texts, understanding: dict[str, Any], timings: dict[str, float]) -> list[tuple[str, str]]:
    if not understanding:
        return []
    lines = [("Avsikt", _intent(texts, understanding))]
    if runner_up := understanding.get("runner_up"):
        lines.append(("Näst", _intent(texts, runner_up)))
    if decided := understanding.get("decided"):
        policy = texts.reviewing.get(f"policy_{decided['policy']}", decided["policy"])
        action = texts.actions.get(decided["action"], decided["action"])
        lines.append(("Gjorde", f"{action} ({policy})"))
    if "total" in timings:
        lines.append(("Svarstid", f"{timings['total'] / 1000:.1f} s".replace(".", ",")))
    return lines


def _intent(texts: Texts, found: dict[str, Any]) -> str:
    name = found.get("intent") or "nlu_fallback"
    return f"{texts.intents.get(name, name)}, {sure(texts, found.get('confidence') or 0.0)}"


def sure(texts: Texts, confidence: float) -> str:
    """How sure the bot was, in words."""
    return texts.reviewing["sure"].format(percent=round(100 * confidence))
