"""An article that was taken in, as a Markdown file for an editor: front matter in a fixed order, then the text."""

import re
from datetime import date
from typing import Any

from bot.material.importing.draft import PASTED, Contact, Draft
from bot.material.model import Article
from bot.material.yaml_editing import Lines, Where, dump, with_value

_FENCE = "---"


def as_markdown(draft: Draft, today: date, *, page: str, keep: Article | None = None) -> str:
    """The file of a draft.

    Args:
        page: the mark of the page that it was read from.
        keep: the article that it replaces; what only an editor writes (`lattlast`, `suggestions`) is kept.
    """
    source_date = str(today if draft.source == PASTED else draft.published or "")
    contacts = [_contact(one, draft.source, source_date, today) for one in draft.contacts]
    head: dict[str, Any] = {
        "title": draft.title,
        "section": draft.section or "Nyhet",
        "contact": draft.contact,
        "contacts": contacts,
        "url": draft.url,
        "published": draft.published,
        "lattlast": keep.lattlast if keep else "",
        "suggestions": Lines("".join(f"{line}\n" for line in keep.suggestions)) if keep and keep.suggestions else "",
        "imported": {
            "source": draft.source,
            "day": _imported_on(keep, draft, page) or today,
            "page": page,
            "file": draft.mark,
        },
    }
    needed = ("title", "section", "url", "published", "imported")
    shown = {name: value if value else None for name, value in head.items() if value or name in needed}
    return f"{_FENCE}\n{dump(shown)}{_FENCE}\n\n{draft.body}\n"


def with_easy(text: str, words: str) -> str:
    """The text of an article's file with these words as its text in easy Swedish; none where they are empty."""
    return with_head(text, ("lattlast",), Lines(f"{words}\n") if "\n" in words else words or None)


def with_head(text: str, where: Where, value: Any) -> str:
    """The text of an article's file with another value in its front matter, and not a character else.

    Raises:
        LookupError: there is no such place.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    head = with_value("\n".join(lines[1:end]), where, value)
    return "\n".join([lines[0], *head.rstrip("\n").split("\n"), *lines[end:]])


def with_state(text: str, *, withdrawn: bool | None = None, gone: date | None = None, url: str | None = None) -> str:
    """The text of an article's file with another state in its front matter, and not a character else.

    `withdrawn` sets that, and says why: `gone` is the day on which it vanished from the website, None where an editor
    decides. `url` sets where it stands.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    head = lines[1:end]
    if url is not None:
        head = _set(head, "url", url)
    if withdrawn is not None:
        head = _set(head, "withdrawn", "true" if withdrawn else None)
        head = [line for line in head if not re.match(r" +gone:", line)]
        if gone and (at := next((n for n, line in enumerate(head) if line.startswith("imported:")), None)) is not None:
            head.insert(at + 1, f"  gone: {gone}")
    return "\n".join([lines[0], *head, *lines[end:]])


def _set(head: list[str], key: str, value: str | None) -> list[str]:
    """The lines with one key at this value, where it stood or at the end; without the key where there is no value."""
    line = [] if value is None else [f"{key}: {value}"]
    at = next((number for number, one in enumerate(head) if one.startswith(f"{key}:")), None)
    return [*head, *line] if at is None else [*head[:at], *line, *head[at + 1 :]]


def _contact(one: Contact, source: str, source_date: str, looked_up: date) -> dict[str, Any]:
    told = {name: value for name, value in one._asdict().items() if value}
    return {**told, "source": source, **({"source_date": source_date} if source_date else {}), "checked_on": looked_up}


def _imported_on(keep: Article | None, draft: Draft, page: str) -> date | None:
    """The day on which this very text was taken in, where it stands here already."""
    known = keep.imported if keep else None
    return known.day if known and known.page == page and known.file == draft.mark else None
