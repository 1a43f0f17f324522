"""Whether an answer of the bot's is what a conversation expects. Pure functions over answers by the contract."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.evaluate.cases import Expectation
from bot.material.replies import plain_text

CONTACT_PAGE = "/kontakt"
PERSON_BUTTON = "hand_over"

Answer = Mapping[str, Any]


def said(answer: Answer) -> str:
    """All that the bot says, as text: the blocks of its replies, and the titles of the buttons below them."""
    lines = []
    for reply in answer["replies"]:
        lines += [plain_text(reply["blocks"]), *(button["title"] for button in reply["buttons"])]
    return "\n".join(lines)


def shortfalls(expect: Expectation, answer: Answer) -> list[str]:
    """In what the answer falls short of the expectation, a line each; none where it is right."""
    text = said(answer)
    found = [f"lacks {p.pattern}" for p in expect.all if not p.search(text)]
    if expect.any and not any(pattern.search(text) for pattern in expect.any):
        found.append(f"lacks every one of {', '.join(p.pattern for p in expect.any)}")
    found += [f"must not hold {p.pattern}" for p in expect.none if p.search(text)]
    for name, wanted, is_so in (
        ("a link", expect.link, has_link(answer)),
        ("help in danger", expect.crisis, gives_help(answer)),
        ("a way to a person", expect.handover, offers_person(answer)),
        ("an answer from an article", expect.from_article, from_article(answer)),
        ("that the bot does not know", expect.unknown, does_not_know(answer)),
    ):
        if wanted is not None and wanted != is_so:
            found.append(f"must hold {name}" if wanted else f"must not hold {name}")
    if expect.intent is not None and (intent := answer["understanding"]["intent"]) != expect.intent:
        found.append(f"is understood as {intent}, and not as {expect.intent}")
    if expect.max_chars is not None and len(text) > expect.max_chars:
        found.append(f"is {len(text)} characters long, more than {expect.max_chars}")
    return found


def has_link(answer: Answer) -> bool:
    """Whether a source or a link is shown."""
    return any(block["type"] in {"source", "link"} for block in _blocks(answer))


def gives_help(answer: Answer) -> bool:
    """Whether help for somebody in danger is given, or a service with its number is shown."""
    return "help" in _kinds(answer) or any(block["type"] == "lines" for block in _blocks(answer))


def offers_person(answer: Answer) -> bool:
    """Whether there is a way to a person: the button, the contact page, the form's question or its end."""
    buttons = {button["payload"] for reply in answer["replies"] for button in reply["buttons"]}
    contact_page = any(urlsplit(block.get("url", "")).path == CONTACT_PAGE for block in _blocks(answer))
    return PERSON_BUTTON in buttons or contact_page or bool(answer["expects"]) or "handover" in _kinds(answer)


def from_article(answer: Answer) -> bool:
    """Whether the question is answered from an article."""
    return "answer" in _kinds(answer)


def does_not_know(answer: Answer) -> bool:
    """Whether the bot says that it does not know (or says nothing)."""
    return _kinds(answer) <= {"unknown"}


class Lengths(NamedTuple):
    """Characters of an answer: of what is quoted, of what a visitor sees, and of all, with the links' addresses."""

    quoted: int
    seen: int
    whole: int


def lengths(answer: Answer) -> Lengths | None:
    """How long the replies are that answer; None where nothing answers."""
    replies = [reply for reply in answer["replies"] if reply["kind"] == "answer"]
    if not replies:
        return None
    blocks = [block for reply in replies for block in reply["blocks"]]
    quoted = sum(len(block["text"]) for block in blocks if block["type"] == "quote")
    unseen: list[Any] = [{**block, "url": ""} if "url" in block else block for block in blocks]
    seen = len(plain_text(unseen)) - sum(len(" ()") for block in blocks if block["type"] == "source")
    return Lengths(quoted, seen, sum(len(plain_text(reply["blocks"])) for reply in replies))


def _kinds(answer: Answer) -> set[str]:
    return {reply["kind"] for reply in answer["replies"]}


def _blocks(answer: Answer) -> Iterator[Mapping[str, Any]]:
    for reply in answer["replies"]:
        yield from reply["blocks"]
