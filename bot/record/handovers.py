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
from bot.record.erased import refuse_in
from bot.record.schema import handovers

# Without what is mistaken for one another when read aloud or written by hand (0 O, 1 I L, 2 Z, 5 S, 8 B, U V, G).
_ALPHABET = "ACDEFHJKMNPQRTWXY34679"


@dataclass(frozen=True)
class Handover:
    """A question for a person; `reference` is what the visitor refers to it by."""

    reference: str
    conversation: str | None
    question: str
    has_contact: bool
    created: datetime


def create_handover(
    engine: sa.engine.Engine, key: bytes, *, conversation: str | None, unique: str, question: str, contact: str | None
) -> Handover:
    """Keep a question for a person: masked, its contact sealed with `key`, in one transaction.

    Args:
        conversation: where it came from, if from a conversation.
        unique: says which handover it is; the same again gives the one that is there, and stores nothing.
        contact: how the visitor wants to be reached (e-mail address or telephone number), or nothing.

    Raises:
        ConversationErased: the visitor has erased the conversation meanwhile; nothing is kept.
    """
    unique_hash = hashlib.sha256(unique.encode()).hexdigest()
    with writing(engine) as connection:
        if conversation is not None:
            refuse_in(connection, conversation)
        found = connection.execute(sa.select(handovers).where(handovers.c.unique_hash == unique_hash)).first()
        if found:
            return _handover(found)
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
    """All handovers, the oldest first."""
    with engine.connect() as connection:
        return [_handover(row) for row in connection.execute(sa.select(handovers).order_by(handovers.c.created))]


def contact_of(engine: sa.engine.Engine, key: bytes, reference: str) -> str | None:
    """How the visitor wants to be reached; nothing where no contact was left, or there is no such handover."""
    with engine.connect() as connection:
        sealed = connection.execute(sa.select(handovers.c.contact).where(handovers.c.reference == reference)).scalar()
    return open_(key, sealed).decode() if sealed else None


def _new_reference(connection: Any) -> str:
    while True:
        reference = "KF-" + "".join(secrets.choice(_ALPHABET) for _ in range(4))
        if not connection.execute(sa.select(handovers.c.reference).where(handovers.c.reference == reference)).first():
            return reference


def _handover(row: Any) -> Handover:
    return Handover(row.reference, row.conversation, row.question, row.contact is not None, row.created)
