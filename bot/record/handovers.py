"""Questions handed over to a person in writing, and what was answered."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import summaries
from bot.record.accounts import Account
from bot.record.crypto import derive, open_, seal
from bot.record.database import writing
from bot.record.erased import hash_of, refuse_in
from bot.record.schema import answers, handovers

Way = Literal["page", "email", "phone"]

# Without what is mistaken for one another when read aloud or written by hand (0 O, 1 I L, 2 Z, 5 S, 8 B, U V, G).
_ALPHABET = "ACDEFHJKMNPQRTWXY34679"
_CODE_PARTS, _CODE_PART = 2, 4
_DEADLINE = 200


@dataclass(frozen=True)
class Handover:
    """A question for a person; `reference` is what the visitor refers to it by.

    `deadline`: when the answer is needed, in the visitor's words. `account`: who of the staff has it. `closed`: when
    staff were done, and `outcome` what came of it.
    """

    reference: str
    conversation: str | None
    question: str
    has_contact: bool
    created: datetime
    closed: datetime | None = None
    deadline: str | None = None
    account: int | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Reaching:
    """How the visitor is to be reached: `contact` (e-mail address or telephone number), whether and when that is safe,
    in the visitor's own words, and a name; each may be missing."""

    contact: str | None = None
    safe: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Answered:
    """What one of the staff answered. `name`: what the visitor is shown; `read`: when it was first read on the page."""

    id: int
    name: str
    text: str
    at: datetime
    way: Way
    read: datetime | None


def create_handover(
    engine: sa.engine.Engine,
    key: bytes,
    *,
    conversation: str | None,
    unique: str,
    question: str,
    contact: str | None,
    safe: str | None = None,
    name: str | None = None,
    deadline: str | None = None,
) -> Handover:
    """Keep a question for a person: masked, how to reach the visitor sealed with `key`, in one transaction.

    Args:
        conversation: where it came from, if from a conversation.
        unique: says which handover it is; the same again gives the one that is there, and stores nothing.
        contact: how the visitor wants to be reached (e-mail address or telephone number), or nothing.
        safe: whether and when it is safe to use the contact, in the visitor's words.
        deadline: when the answer is needed, in the visitor's words.

    Raises:
        ConversationErased: the visitor has erased the conversation, or this question, meanwhile; nothing is kept.
    """
    unique_hash = hashlib.sha256(unique.encode()).hexdigest()
    with writing(engine) as connection:
        if conversation is not None:
            refuse_in(connection, hash_of(conversation))
        found = connection.execute(sa.select(handovers).where(handovers.c.unique_hash == unique_hash)).first()
        if found:
            return handover_of(found)
        refuse_in(connection, unique_hash)
        values: dict[str, Any] = {
            "reference": _new_reference(connection),
            "unique_hash": unique_hash,
            "conversation": conversation,
            "question": mask(question),
            "contact": _sealed(key, contact),
            "safe": _sealed(key, safe),
            "name": _sealed(key, name),
            "deadline": mask(deadline)[:_DEADLINE] if deadline else None,
            "created": datetime.now(UTC),
        }
        connection.execute(handovers.insert().values(values))
        if conversation is not None:
            summaries.handed_in(connection, conversation)
        made = connection.execute(sa.select(handovers).where(handovers.c.unique_hash == unique_hash)).one()
    return handover_of(made)


def list_handovers(engine: sa.engine.Engine) -> list[Handover]:
    """All handovers, the oldest first; not those that their visitors took back."""
    with engine.connect() as connection:
        found = sa.select(handovers).where(handovers.c.hidden.is_(None)).order_by(handovers.c.created)
        return [handover_of(row) for row in connection.execute(found)]


def find(engine: sa.engine.Engine, reference: str) -> Handover | None:
    """The handover of this reference, if its visitor has not taken it back."""
    with engine.connect() as connection:
        row = connection.execute(sa.select(handovers).where(_is(reference))).first()
    return handover_of(row) if row else None


def close(engine: sa.engine.Engine, reference: str) -> bool:
    """Staff are done with it: from now on its days are counted. False where there is no such handover."""
    with writing(engine) as connection:
        closed = sa.func.coalesce(handovers.c.closed, sa.literal(datetime.now(UTC), handovers.c.closed.type))
        return bool(connection.execute(handovers.update().where(_is(reference)).values(closed=closed)).rowcount)


def contact_of(engine: sa.engine.Engine, key: bytes, reference: str) -> str | None:
    """How the visitor wants to be reached; nothing where no contact was left, or there is no such handover."""
    return reaching(engine, key, reference).contact


def reaching(engine: sa.engine.Engine, key: bytes, reference: str) -> Reaching:
    """All that the visitor left about being reached; nothing of it where there is no such handover."""
    columns = (handovers.c.contact, handovers.c.safe, handovers.c.name)
    with engine.connect() as connection:
        row = connection.execute(sa.select(*columns).where(_is(reference))).first()
    return Reaching(*(open_(key, sealed).decode() if sealed else None for sealed in row)) if row else Reaching()


def answer_in(connection: Any, key: bytes, reference: str, by: Account, text: str, way: Way) -> int:
    """Within a transaction that writes: keep what was answered, sealed. Gives its number."""
    row = {"reference": reference, "account": by.id, "name": by.name, "text": seal(key, text.encode()), "way": way}
    number: int = connection.execute(answers.insert(), {**row, "at": datetime.now(UTC)}).inserted_primary_key[0]
    return number


def answers_of(engine: sa.engine.Engine, key: bytes, reference: str) -> list[Answered]:
    """What staff answered to a handover, in order."""
    columns = (answers.c.id, answers.c.name, answers.c.text, answers.c.at, answers.c.way, answers.c.read)
    chosen = sa.select(*columns).where(answers.c.reference == reference).order_by(answers.c.id)
    with engine.connect() as connection:
        return [
            Answered(**{**row._mapping, "text": open_(key, row.text).decode()}) for row in connection.execute(chosen)
        ]


def code_of(engine: sa.engine.Engine, key: bytes, reference: str) -> str | None:
    """The code that the answer can be read with, such as "HK4A-9TWC"; kept nowhere, it comes from the key.

    Nothing where there is no such handover. A reference that is given again has another code.
    """
    with engine.connect() as connection:
        unique: str | None = connection.execute(sa.select(handovers.c.unique_hash).where(_is(reference))).scalar()
    return None if unique is None else _code(key, reference, unique)


def by_code(engine: sa.engine.Engine, key: bytes, reference: str, code: str) -> Handover | None:
    """The handover whose reference and code were typed, in whatever way people write them; else nothing."""
    typed = _plain(reference).removeprefix("KF")
    name = f"KF-{typed}"
    wanted = code_of(engine, key, name)
    good = hmac.compare_digest(_plain(wanted or "").encode(), _plain(code).encode())
    return find(engine, name) if wanted and good else None


def mark_read(engine: sa.engine.Engine, ids: Sequence[int]) -> None:
    """The visitor has read these answers."""
    new = sa.and_(answers.c.id.in_(ids), answers.c.read.is_(None))
    with writing(engine) as connection:
        connection.execute(answers.update().where(new).values(read=datetime.now(UTC)))


def _is(reference: str) -> Any:
    return sa.and_(handovers.c.reference == reference, handovers.c.hidden.is_(None))


def _sealed(key: bytes, text: str | None) -> bytes | None:
    return seal(key, text.encode()) if text else None


def _code(key: bytes, reference: str, unique: str) -> str:
    number = int.from_bytes(
        hmac.new(derive(key, "code of an answer"), f"{reference} {unique}".encode(), "sha256").digest()
    )
    letters = ""
    for _ in range(_CODE_PARTS * _CODE_PART):
        number, at = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[at]
    return "-".join(letters[at : at + _CODE_PART] for at in range(0, len(letters), _CODE_PART))


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def _new_reference(connection: Any) -> str:
    while True:
        reference = "KF-" + "".join(secrets.choice(_ALPHABET) for _ in range(4))
        if not connection.execute(sa.select(handovers.c.reference).where(handovers.c.reference == reference)).first():
            return reference


def handover_of(row: Any) -> Handover:
    """A row of the table as a handover."""
    return Handover(
        row.reference,
        row.conversation,
        row.question,
        row.contact is not None,
        row.created,
        row.closed,
        row.deadline,
        row.account,
        row.outcome,
    )
