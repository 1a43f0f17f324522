"""How each of the visitors' messages was taken: what the figures count. Not a word of what was said."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.record.schema import tallies

# What counts where a message got several replies: the first of these.
_KINDS = ("help", "answer", "contact", "unknown", "handover", "ask", "talk")
_ARTICLE, _INTENT = 300, 40

_INSERT = tallies.insert()


def tally_in(connection: Any, seq: int, at: Any, replies: Sequence[Mapping[str, Any]]) -> None:
    """Within a transaction that writes: count a visitor's message, with what web itself answered, if it did."""
    connection.execute(_INSERT, {"seq": seq, "at": at, "intent": None, "kind": kind_of(replies), "article": None})


def settle_in(
    connection: Any, seq: int, replies: Sequence[Mapping[str, Any]], understanding: Mapping[str, Any] | None
) -> None:
    """Within a transaction that writes: note how the assistant took the message and what it answered. Help that web
    gave already is what counts."""
    chosen = tallies.c.seq == seq
    intent = (understanding.get("intent") or "nlu_fallback")[:_INTENT] if understanding is not None else None
    connection.execute(tallies.update().where(chosen).values(intent=intent, article=article_of(replies)))
    connection.execute(tallies.update().where(chosen, tallies.c.kind.is_(None)).values(kind=kind_of(replies)))


def kind_of(replies: Sequence[Mapping[str, Any]]) -> str | None:
    """What the replies to a message come to, as `bot.material.replies.Kind` has it; nothing where there are none."""
    kinds = {reply.get("kind") for reply in replies}
    return next((kind for kind in _KINDS if kind in kinds), None)


def article_of(replies: Sequence[Mapping[str, Any]]) -> str | None:
    """The address of the article that answers, without the part that marks a sentence; nothing where none does."""
    sources = (
        block["url"].partition("#")[0]
        for reply in replies
        if reply.get("kind") == "answer"
        for block in reply["blocks"]
        if block["type"] == "source"
    )
    return next((address[:_ARTICLE] for address in sources), None)
