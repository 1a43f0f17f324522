"""What visitors asked about the articles lately, and how the answers fared."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.record.schema import messages, ratings, summaries

MOST = 3000
"""So many answers are looked at, the newest: enough to tell, and few enough to be read at once."""

_KINDS = ("answer", "unknown")
_ASKED = messages.alias("asked")
_ANSWERS = (
    sa.select(
        *(messages.c.reply, ratings.c.helpful, ratings.c.why, summaries.c.number),
        *(_ASKED.c.seq, _ASKED.c.text, _ASKED.c.created, _ASKED.c.understanding),
    )
    .select_from(
        messages.join(_ASKED, _ASKED.c.seq == messages.c.reply_to)
        .join(summaries, summaries.c.conversation == messages.c.conversation)  # a hidden one has none
        .outerjoin(ratings, ratings.c.seq == messages.c.seq)
    )
    .where(
        messages.c.sender == "bot",
        messages.c.part >= 0,
        messages.c.created >= sa.bindparam("since"),
        messages.c.reply["kind"].as_string().in_(_KINDS),
        _ASKED.c.danger.is_(None),
    )
    .order_by(messages.c.seq.desc())
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True)
class Question:
    """A visitor's question (masked), in the conversation of this number.

    `answered`: with words of an article. `helpful`: what the visitor said of the answer, if anything, and `why`.
    """

    number: int
    text: str
    at: datetime
    answered: bool
    helpful: bool | None
    why: str


@dataclass(frozen=True)
class Fared:
    """How many questions were answered, or not, and of how many answers it was said that they helped, or did not."""

    answered: int = 0
    unanswered: int = 0
    helpful: int = 0
    unhelpful: int = 0


def lately(engine: sa.engine.Engine, since: datetime, most: int = MOST) -> dict[str, list[Question]]:
    """What was asked since then about what stands at each address (an article's link), the newest first.

    An answer is about the articles that it names; one that could not be given may be about the article that came
    nearest, if anything of the question stands there.
    Of danger nothing is among them.
    """
    found: dict[str, dict[int, Question]] = {}
    with engine.connect() as connection:
        for row in connection.execute(_ANSWERS, {"since": since, "most": most}):
            answered = row.reply["kind"] == "answer"
            question = Question(row.number, row.text, row.created, answered, row.helpful, row.why or "")
            for address in _addresses(row.reply, None if answered else row.understanding):
                of_it = found.setdefault(address, {})
                of_it[row.seq] = _both(of_it[row.seq], question) if row.seq in of_it else question
    return {address: list(of_it.values()) for address, of_it in found.items()}


def count(questions: list[Question]) -> Fared:
    """How they fared, in numbers."""
    return Fared(
        sum(one.answered for one in questions),
        sum(not one.answered for one in questions),
        sum(one.helpful is True for one in questions),
        sum(one.helpful is False for one in questions),
    )


def _both(one: Question, other: Question) -> Question:
    """A question with two answers about the same article."""
    said = one if one.helpful is not None else other
    return replace(one, answered=one.answered or other.answered, helpful=said.helpful, why=said.why)


def _addresses(reply: dict[str, Any], understanding: dict[str, Any] | None) -> list[str]:
    named = [block["url"] for block in reply["blocks"] if block["type"] in ("source", "link")]
    passages = (understanding or {}).get("passages", ())[:1]
    nearest = [passage["link"] for passage in passages if round(passage["score"], 2) > 0]
    return list(dict.fromkeys(url.partition("#")[0] for url in [*named, *nearest]))
