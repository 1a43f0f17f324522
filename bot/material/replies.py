"""A reply as data: blocks and buttons, and the same as plain text.

The actions and web make replies of these blocks; web shows them as HTML, Rasa's own channels get the plain text.
"""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

Kind = Literal["answer", "contact", "help", "unknown", "handover", "talk", "ask"]


class Line(TypedDict):
    """A service that one can turn to; what is not known is an empty string."""

    name: str
    number: str
    note: str
    url: str


class Block(TypedDict):
    """A part of a reply.

    `text` (the bot's own words), `quote` (verbatim from the material), `source` (where the quotation stands: title,
    url and a note on its date), `link` (title, url) or `lines` (support services).
    """

    type: Literal["text", "quote", "source", "link", "lines"]
    text: NotRequired[str]
    title: NotRequired[str]
    url: NotRequired[str]
    note: NotRequired[str]
    items: NotRequired[list[Line]]


class Button(TypedDict):
    """A suggested answer: what is shown, and the intent that it stands for."""

    title: str
    payload: str


class Reply(TypedDict):
    kind: Kind
    blocks: list[Block]
    buttons: list[Button]


def text(words: str) -> Block:
    return {"type": "text", "text": words}


def quote(words: str) -> Block:
    return {"type": "quote", "text": words}


def source(title: str, url: str, note: str = "") -> Block:
    return {"type": "source", "title": title, "url": url, "note": note}


def link(title: str, url: str) -> Block:
    return {"type": "link", "title": title, "url": url}


def lines(items: Sequence[Line]) -> Block:
    return {"type": "lines", "items": list(items)}


def reply(kind: Kind, blocks: Sequence[Block], buttons: Sequence[Button] = ()) -> Reply:
    return {"kind": kind, "blocks": list(blocks), "buttons": list(buttons)}


def plain_text(blocks: Sequence[Block], base_url: str = "") -> str:
    """The blocks as text of several lines; `base_url` is put before links that start with a slash."""
    return "\n".join(_plain(block, base_url) for block in blocks)


def spoken_text(blocks: Sequence[Block]) -> str:
    """The blocks as a screen reader says them: without addresses, which are links where they can be reached."""
    return "\n".join(_spoken(block) for block in blocks)


def _spoken(block: Block) -> str:
    match block["type"]:
        case "source":
            return f"Källa: {block['title']}. {block.get('note', '')}".strip()
        case "link":
            return block["title"]
        case "lines":
            return "\n".join(_plain_line({**item, "url": ""}) for item in block["items"])
        case _:
            return _plain(block, "")


def _plain(block: Block, base_url: str) -> str:
    match block["type"]:
        case "quote":
            return f"”{block['text']}”"
        case "source":
            note = f" {block['note']}" if block.get("note") else ""
            return f"Källa: {block['title']} ({_absolute(_page(block['url']), base_url)}).{note}"
        case "link":
            return f"{block['title']}: {_absolute(block['url'], base_url)}"
        case "lines":
            return "\n".join(_plain_line(item) for item in block["items"])
        case _:
            return block["text"]


def _plain_line(item: Line) -> str:
    head = " ".join(part for part in (item["name"], item["number"]) if part)
    tail = ", ".join(part for part in (item["note"], item["url"]) if part)
    return f"{head}: {tail}" if tail else head


def _page(url: str) -> str:
    """An address without the part that marks a sentence: long, and of no use to who reads or hears it."""
    return url.partition("#:~:")[0]


def _absolute(url: str, base_url: str) -> str:
    return base_url + url if url.startswith("/") else url
