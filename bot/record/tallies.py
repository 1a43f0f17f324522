"""How each of the visitors' messages was taken: what the figures count. Not a word of what was said."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.record.schema import tallies

# What counts where a message got several replies: the first of these.
_KINDS = ("help", "answer", "contact", "unknown", "handover", "ask", "talk")
_ARTICLE, _INTENT = tallies.c.article.type.length, tallies.c.intent.type.length

# Built once: they are written with every message.
_INSERT = tallies.insert()
_SETTLE = (
    tallies.update()
    .where(tallies.c.seq == sa.bindparam("asked"))
    .values(
        intent=sa.bindparam("took", type_=tallies.c.intent.type),
        article=sa.bindparam("answers", type_=tallies.c.article.type),
        kind=sa.func.coalesce(tallies.c.kind, sa.bindparam("came_to", type_=tallies.c.kind.type)),
    )
)


def tally_in(connection: Any, seq: int, at: Any, replies: Sequence[Mapping[str, Any]]) -> None:
    """Within a transaction that writes: count a visitor's message, with what web itself answered, if it did."""
    connection.execute(_INSERT, {"seq": seq, "at": at, "intent": None, "kind": kind_of(replies), "article": None})


def settle_in(
    connection: Any, seq: int, replies: Sequence[Mapping[str, Any]], understanding: Mapping[str, Any] | None
) -> None:
    """Within a transaction that writes: note how the assistant took the message and what it answered. Help that web
    gave already is what counts."""
    intent = (understanding.get("intent") or "nlu_fallback")[:_INTENT] if understanding is not None else None
    found = {"asked": seq, "took": intent, "answers": article_of(replies), "came_to": kind_of(replies)}
    connection.execute(_SETTLE, found)


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
