"""What a conversation is sorted and filtered by when staff review, kept up with each thing that happens in it.

To work it out when the list is read would take longer the more conversations there are.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.language.english import is_english
from bot.record.schema import messages, ratings, summaries

_FORM = "handover_form"
_TOPICS = summaries.c.topics.type.length  # an intent more than that is left out

# Built once: building a statement takes SQLAlchemy longer than SQLite takes to run it.
_FIND = sa.select(summaries).where(summaries.c.conversation == sa.bindparam("of"))
_INSERT = summaries.insert()
_CHANGED = ("asked", "confidence", "unanswered", "unhelpful", "danger", "handed", "english", "topics", "page", "worth")
_UPDATE = (
    summaries.update()
    .where(summaries.c.number == sa.bindparam("known"))
    .values({name: sa.bindparam(f"new_{name}", type_=summaries.c[name].type) for name in _CHANGED})
)
_UNHELPFUL = (
    sa.select(ratings.c.seq)
    .join(messages, messages.c.seq == ratings.c.seq)
    .where(messages.c.conversation == sa.bindparam("of"), ratings.c.helpful.is_(False))
    .limit(1)
)
_NEW = {"asked": 0, "confidence": None, "topics": "", "page": None} | dict.fromkeys(
    ("unanswered", "unhelpful", "danger", "handed", "english"), False
)


def answers_form(understanding: Mapping[str, Any] | None) -> bool:
    """Whether a message was taken for an answer to what the handover form had asked for: a name, a day, a yes. How it
    was understood then says nothing of the bot, and what it says nothing of what the conversation is about."""
    return ((understanding or {}).get("decided") or {}).get("action") == _FORM


def worth(row: Mapping[str, Any]) -> int:
    """How much a conversation is worth reading: one that did not help first, then one without an answer, then the rest
    by how unsure the bot was."""
    doubt = 0 if row["confidence"] is None else round(40 * (1 - row["confidence"]))
    return int(100 * row["unhelpful"] + 60 * row["unanswered"] + 20 * row["handed"] + doubt)


def asked_in(
    connection: Any, conversation: str, seq: int, at: datetime, text: str, page: str | None, **found: bool
) -> None:
    """Within a transaction that writes: the visitor has written. `found`: `danger` in it, `handed` to a person."""
    row = _find(connection, conversation)
    known = row or {**_NEW, "number": seq, "conversation": conversation, "created": at}
    changed = {"asked": known["asked"] + 1, "page": known["page"] or page}
    changed |= {name: known[name] or there for name, there in {**found, "english": is_english(text)}.items()}
    if row is None:
        made = known | changed
        connection.execute(_INSERT, made | {"worth": worth(made)})
    else:
        _update(connection, row, changed)


def understood_in(
    connection: Any, conversation: str, understanding: Mapping[str, Any] | None, kinds: Iterable[str]
) -> None:
    """The same: the visitor's message was understood so, and answered with replies of these kinds."""
    if (row := _find(connection, conversation)) is None:
        return
    changed: dict[str, Any] = {"unanswered": row["unanswered"] or "unknown" in kinds}
    if understanding and not answers_form(understanding):
        confidence = float(understanding.get("confidence") or 0.0)
        changed["confidence"] = confidence if row["confidence"] is None else min(confidence, row["confidence"])
        intents = dict.fromkeys([*row["topics"].split(), understanding.get("intent") or "nlu_fallback"])
        topics = f" {' '.join(intents)} "
        changed["topics"] = topics if len(topics) <= _TOPICS else row["topics"]
    _update(connection, row, changed)


def handed_in(connection: Any, conversation: str) -> None:
    """The same: it was handed to a person, or is to be."""
    _mark(connection, conversation, "handed")


def danger_in(connection: Any, conversation: str) -> None:
    """The same: it may be about danger."""
    _mark(connection, conversation, "danger")


def rated_in(connection: Any, conversation: str) -> None:
    """The same: the visitor has said whether an answer helped."""
    if row := _find(connection, conversation):
        unhelpful = connection.execute(_UNHELPFUL, {"of": conversation}).first() is not None
        _update(connection, row, {"unhelpful": unhelpful})


def _mark(connection: Any, conversation: str, name: str) -> None:
    row = _find(connection, conversation)
    if row and not row[name]:
        _update(connection, row, {name: True})


def _find(connection: Any, conversation: str) -> dict[str, Any] | None:
    row = connection.execute(_FIND, {"of": conversation}).first()
    return dict(row._mapping) if row else None


def _update(connection: Any, row: dict[str, Any], changed: dict[str, Any]) -> None:
    made = row | changed
    made["worth"] = worth(made)
    if made != row:
        connection.execute(_UPDATE, {"known": row["number"], **{f"new_{name}": made[name] for name in _CHANGED}})
