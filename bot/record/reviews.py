"""What staff make of conversations: verdicts on answers, labels, reviewed or saved for later. Each change is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import audit
from bot.record.accounts import Account
from bot.record.conversations import number_in
from bot.record.database import writing
from bot.record.erased import ConversationErased
from bot.record.schema import conversations, labels, messages, reviews, summaries, verdicts

ShouldKind = Literal["intent", "passage", "article", "silence", "missing"]

LABEL = 40
"""Characters of a label, at most."""
_OF_MESSAGE = ("message", "account", "name", "right", "should_kind", "should", "reworded", "at")


class LabelTooLongError(ValueError):
    """A label has more than LABEL characters, masked."""


@dataclass(frozen=True)
class Verdict:
    """What one of the staff thinks of the answer to the visitor's message `message`.

    Of a wrong one: `should_kind` and `should`, what it should have been (an intent, `<slug>:<paragraph>`, `<slug>`; of
    a missing fact, what the reviewer writes about it), and `reworded`, the question in the reviewer's own words.
    """

    message: int
    account: int
    name: str
    right: bool
    should_kind: ShouldKind | None
    should: str | None
    reworded: str | None
    at: datetime


@dataclass(frozen=True)
class Review:
    """Whether a conversation is reviewed, or saved for later, and who said so last."""

    reviewed: datetime | None
    later: bool
    name: str


def judge(
    engine: sa.engine.Engine,
    message: int,
    by: Account,
    right: bool,
    *,
    should_kind: ShouldKind | None = None,
    should: str | None = None,
    reworded: str | None = None,
    public: Sequence[str] = (),
) -> Verdict:
    """Keep what this one thinks of the answer to a visitor's message; it takes the place of what was thought before.

    What was written is masked. In a conversation that may be about danger no example is taken: `reworded` is dropped.

    Raises:
        ConversationErased: there is no such message of a visitor's.
    """
    with writing(engine) as connection:
        conversation = _conversation_in(connection, message)
        if right:
            should_kind = should = reworded = None
        if _is_grave(connection, conversation):
            reworded = None
        values: dict[str, Any] = {
            "name": by.name,
            "right": right,
            "should_kind": should_kind,
            "should": mask(should, public) if should else None,
            "reworded": mask(reworded, public) if reworded else None,
            "at": datetime.now(UTC),
        }
        mine = sa.and_(verdicts.c.message == message, verdicts.c.account == by.id)
        if not connection.execute(verdicts.update().where(mine).values(values)).rowcount:
            connection.execute(verdicts.insert(), {"message": message, "account": by.id, **values})
        audit.note_in(connection, by.email, "judged", f"meddelande {message}: {'rätt' if right else 'fel'}")
    return Verdict(message, by.id, **values)


def withdraw(engine: sa.engine.Engine, message: int, by: Account) -> None:
    """This one's verdict on the answer to a visitor's message is taken back."""
    with writing(engine) as connection:
        mine = sa.and_(verdicts.c.message == message, verdicts.c.account == by.id)
        if connection.execute(verdicts.delete().where(mine)).rowcount:
            audit.note_in(connection, by.email, "judged", f"meddelande {message}: ångrat")


def verdicts_of(engine: sa.engine.Engine, conversation: str) -> dict[int, list[Verdict]]:
    """What everybody thinks of a conversation's answers, by the visitor's messages, the oldest verdict first."""
    chosen = (
        sa.select(*(verdicts.c[name] for name in _OF_MESSAGE))
        .join(messages, messages.c.seq == verdicts.c.message)
        .where(messages.c.conversation == conversation)
        .order_by(verdicts.c.id)
    )
    found: dict[int, list[Verdict]] = {}
    with engine.connect() as connection:
        for row in connection.execute(chosen):
            found.setdefault(row.message, []).append(Verdict(**row._mapping))
    return found


def teaches(engine: sa.engine.Engine, reworded: str, should_kind: ShouldKind, should: str | None) -> bool:
    """Whether a verdict says just this."""
    same = (verdicts.c.reworded == reworded, verdicts.c.should_kind == should_kind)
    chosen = sa.select(verdicts.c.id).where(*same, sa.func.coalesce(verdicts.c.should, "") == (should or "")).limit(1)
    with engine.connect() as connection:
        return connection.execute(chosen).first() is not None


def examples(engine: sa.engine.Engine) -> list[Verdict]:
    """The verdicts that teach a question in the reviewer's words, the oldest first."""
    chosen = sa.select(*(verdicts.c[name] for name in _OF_MESSAGE)).where(verdicts.c.reworded.is_not(None))
    with engine.connect() as connection:
        return [Verdict(**row._mapping) for row in connection.execute(chosen.order_by(verdicts.c.id))]


def drop_grave_examples(engine: sa.engine.Engine) -> list[Verdict]:
    """Drop the examples of conversations that have turned out to be about danger since; gives the verdicts as they
    were."""
    chosen = (
        sa.select(*(verdicts.c[name] for name in ("id", *_OF_MESSAGE)))
        .join(messages, messages.c.seq == verdicts.c.message)
        .join(summaries, summaries.c.conversation == messages.c.conversation)
        .where(verdicts.c.reworded.is_not(None), summaries.c.danger)
    )
    with engine.connect() as connection:
        if connection.execute(chosen.limit(1)).first() is None:
            return []
    with writing(engine) as connection:
        rows = connection.execute(chosen).all()
        dropped = verdicts.c.id.in_([row.id for row in rows])
        connection.execute(verdicts.update().where(dropped).values(reworded=None))
    return [Verdict(*row[1:]) for row in rows]


def is_grave(engine: sa.engine.Engine, conversation: str) -> bool:
    """Whether the conversation may be about danger: then no example is taken from it."""
    with engine.connect() as connection:
        return _is_grave(connection, conversation)


def mark(
    engine: sa.engine.Engine, conversation: str, by: Account, *, reviewed: bool | None = None, later: bool | None = None
) -> Review:
    """Say whether the conversation is reviewed, and whether it is saved for later; None leaves that as it is.

    One that is reviewed is not saved for later any more.

    Raises:
        ConversationErased
    """
    with writing(engine) as connection:
        number = _number_in(connection, conversation)
        mine = reviews.c.conversation == conversation
        there = connection.execute(sa.select(reviews).where(mine)).first()
        at = there.reviewed if there else None
        if reviewed is not None:
            at = datetime.now(UTC) if reviewed else None
        saved = bool(there and there.later) if later is None else later
        values = {"reviewed": at, "later": saved and not reviewed, "account": by.id, "name": by.name}
        if there:
            connection.execute(reviews.update().where(mine).values(values))
        else:
            connection.execute(reviews.insert(), {"conversation": conversation, **values})
        if reviewed is not None:
            audit.note_in(connection, by.email, "reviewed", f"samtal {number}{'' if reviewed else ': ångrat'}")
    return Review(at, bool(values["later"]), by.name)


def review_of(engine: sa.engine.Engine, conversation: str) -> Review | None:
    """Whether it is reviewed or saved for later, if anybody has said so."""
    chosen = sa.select(reviews.c.reviewed, reviews.c.later, reviews.c.name)
    with engine.connect() as connection:
        row = connection.execute(chosen.where(reviews.c.conversation == conversation)).first()
    return Review(**row._mapping) if row else None


def put_label(engine: sa.engine.Engine, conversation: str, by: Account, label: str) -> None:
    """Put a label on the conversation, masked, in small letters; once, however often it is put.

    Raises:
        LabelTooLongError
        ConversationErased
    """
    label = " ".join(mask(label).lower().split())
    if len(label) > LABEL:
        raise LabelTooLongError
    with writing(engine) as connection:
        number = _number_in(connection, conversation)
        same = sa.and_(labels.c.conversation == conversation, labels.c.label == label)
        if label and connection.execute(sa.select(labels.c.label).where(same)).first() is None:
            connection.execute(labels.insert(), {"conversation": conversation, "label": label, "account": by.id})
            audit.note_in(connection, by.email, "changed", f"samtal {number}: etikett")


def take_label(engine: sa.engine.Engine, conversation: str, by: Account, label: str) -> None:
    """Take a label away."""
    with writing(engine) as connection:
        same = sa.and_(labels.c.conversation == conversation, labels.c.label == label)
        if connection.execute(labels.delete().where(same)).rowcount:
            audit.note_in(connection, by.email, "changed", f"samtal {number_in(connection, conversation)}: etikett")


def labels_of(engine: sa.engine.Engine, conversation: str) -> list[str]:
    """The conversation's labels, in order."""
    chosen = sa.select(labels.c.label).where(labels.c.conversation == conversation).order_by(labels.c.label)
    with engine.connect() as connection:
        return list(connection.execute(chosen).scalars())


def _conversation_in(connection: Any, message: int) -> str:
    chosen = (
        sa.select(messages.c.conversation)
        .join(conversations, conversations.c.id == messages.c.conversation)
        .where(messages.c.seq == message, messages.c.sender == "visitor", conversations.c.hidden.is_(None))
    )
    found: str | None = connection.execute(chosen).scalar()
    if found is None:
        raise ConversationErased
    return found


def _number_in(connection: Any, conversation: str) -> int:
    chosen = sa.select(summaries.c.number).where(summaries.c.conversation == conversation)
    found: int | None = connection.execute(chosen).scalar()
    if found is None:
        raise ConversationErased
    return found


def _is_grave(connection: Any, conversation: str) -> bool:
    chosen = sa.select(summaries.c.danger).where(summaries.c.conversation == conversation)
    return connection.execute(chosen).scalar() is not False  # nothing known: as if it were
