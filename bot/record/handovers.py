"""Questions handed over to a person."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record.crypto import open_, seal
from bot.record.database import writing
from bot.record.erased import hash_of, refuse_in
from bot.record.schema import handovers

# Without what is mistaken for one another when read aloud or written by hand (0 O, 1 I L, 2 Z, 5 S, 8 B, U V, G).
_ALPHABET = "ACDEFHJKMNPQRTWXY34679"


@dataclass(frozen=True)
class Handover:
    """A question for a person; `reference` is what the visitor refers to it by. `closed`: when staff were done."""

    reference: str
    conversation: str | None
    question: str
    has_contact: bool
    created: datetime
    closed: datetime | None = None


def create_handover(
    engine: sa.engine.Engine, key: bytes, *, conversation: str | None, unique: str, question: str, contact: str | None
) -> Handover:
    """Keep a question for a person: masked, its contact sealed with `key`, in one transaction.

    Args:
        conversation: where it came from, if from a conversation.
        unique: says which handover it is; the same again gives the one that is there, and stores nothing.
        contact: how the visitor wants to be reached (e-mail address or telephone number), or nothing.

    Raises:
        ConversationErased: the visitor has erased the conversation, or this question, meanwhile; nothing is kept.
    """
    unique_hash = hashlib.sha256(unique.encode()).hexdigest()
    with writing(engine) as connection:
        if conversation is not None:
            refuse_in(connection, hash_of(conversation))
        found = connection.execute(sa.select(handovers).where(handovers.c.unique_hash == unique_hash)).first()
        if found:
            return _handover(found)
        refuse_in(connection, unique_hash)
        values: dict[str, Any] = {
            "reference": _new_reference(connection),
            "unique_hash": unique_hash,
            "conversation": conversation,
            "question": mask(question),
            "contact": seal(key, contact.encode()) if contact else None,
            "created": datetime.now(UTC),
        }
        connection.execute(handovers.insert().values(values))
    return Handover(values["reference"], conversation, values["question"], bool(contact), values["created"])


def list_handovers(engine: sa.engine.Engine) -> list[Handover]:
    """All handovers, the oldest first; not those that their visitors took back."""
    with engine.connect() as connection:
        found = sa.select(handovers).where(handovers.c.hidden.is_(None)).order_by(handovers.c.created)
        return [_handover(row) for row in connection.execute(found)]


def close(engine: sa.engine.Engine, reference: str) -> bool:
    """Staff are done with it: from now on its days are counted. False where there is no such handover."""
    with writing(engine) as connection:
        chosen = sa.and_(handovers.c.reference == reference, handovers.c.hidden.is_(None))
        closed = sa.func.coalesce(handovers.c.closed, sa.literal(datetime.now(UTC), handovers.c.closed.type))
        return bool(connection.execute(handovers.update().where(chosen).values(closed=closed)).rowcount)


def contact_of(engine: sa.engine.Engine, key: bytes, reference: str) -> str | None:
    """How the visitor wants to be reached; nothing where no contact was left, or there is no such handover."""
    chosen = sa.and_(handovers.c.reference == reference, handovers.c.hidden.is_(None))
    with engine.connect() as connection:
        sealed = connection.execute(sa.select(handovers.c.contact).where(chosen)).scalar()
    return open_(key, sealed).decode() if sealed else None


def _new_reference(connection: Any) -> str:
    while True:
        reference = "KF-" + "".join(secrets.choice(_ALPHABET) for _ in range(4))
        if not connection.execute(sa.select(handovers.c.reference).where(handovers.c.reference == reference)).first():
            return reference


def _handover(row: Any) -> Handover:
    return Handover(row.reference, row.conversation, row.question, row.contact is not None, row.created, row.closed)
