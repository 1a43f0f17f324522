"""Mails on their way, to staff and with answers to visitors: kept until the mail server has taken them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record.crypto import CryptoError, open_
from bot.record.database import writing
from bot.record.schema import answers, handovers, outbox

FIRST_DELAY, LAST_DELAY = timedelta(seconds=2), timedelta(minutes=15)
AT_ONCE = 20
_ERROR = 200


@dataclass(frozen=True)
class Mail:
    """A mail that waits. `tries`: how often it was tried in vain; `error`: why, the last time.

    `answer`: which answer to a written question it brings. Without a `recipient` it cannot be sent: another key sealed
    the address.
    """

    id: int
    conversation: str | None
    recipient: str
    subject: str
    text: str
    created: datetime
    due: datetime
    tries: int
    error: str | None
    answer: int | None = None


def put_in(
    connection: Any, recipients: Iterable[str], subject: str, text: str, conversation: str | None = None
) -> None:
    """Within a transaction that writes: one mail to each of the recipients, to be sent at once.

    Args:
        conversation: the one that it is about; where that is erased first, the mail is not sent.
    """
    now = datetime.now(UTC)
    for recipient in recipients:
        row = {"conversation": conversation, "recipient": recipient, "subject": subject, "text": text}
        connection.execute(outbox.insert(), {**row, "created": now, "due": now, "tries": 0, "error": None})


def put_answer_in(connection: Any, answer: int, subject: str, text: str) -> None:
    """Within a transaction that writes: a mail with an answer to a written question, to be sent at once. It goes where
    its question goes.

    Args:
        text: with `{answer}` in it. The address and the answer stay sealed where they are.
    """
    now = datetime.now(UTC)
    row = {"answer": answer, "recipient": "", "subject": subject, "text": text}
    connection.execute(outbox.insert(), {**row, "created": now, "due": now, "tries": 0, "error": None})


def due(engine: sa.engine.Engine, key: bytes) -> list[Mail]:
    """The mails whose time it is, the oldest first, some at a time."""
    sealed = (handovers.c.contact, answers.c.text.label("answered"))
    joined = outbox.outerjoin(answers, answers.c.id == outbox.c.answer)
    joined = joined.outerjoin(handovers, handovers.c.reference == answers.c.reference)
    chosen = sa.select(outbox, *sealed).select_from(joined).where(outbox.c.due <= datetime.now(UTC))
    with engine.connect() as connection:
        return [_mail(key, row) for row in connection.execute(chosen.order_by(outbox.c.id).limit(AT_ONCE))]


def next_due(engine: sa.engine.Engine) -> datetime | None:
    """When the next mail is to be tried; nothing where none waits."""
    with engine.connect() as connection:
        found: datetime | None = connection.execute(sa.select(sa.func.min(outbox.c.due))).scalar()
    return found


def sent(engine: sa.engine.Engine, id_: int) -> None:
    """The mail server has taken it: it is gone from here."""
    with writing(engine) as connection:
        connection.execute(outbox.delete().where(outbox.c.id == id_))


def failed(engine: sa.engine.Engine, mail: Mail, error: str) -> None:
    """It is tried again later, each time twice as much later."""
    delay = min(FIRST_DELAY * 2 ** min(mail.tries, 16), LAST_DELAY)
    again = {"tries": mail.tries + 1, "error": mask(error)[:_ERROR], "due": datetime.now(UTC) + delay}
    with writing(engine) as connection:
        connection.execute(outbox.update().where(outbox.c.id == mail.id).values(again))


def try_all_now(engine: sa.engine.Engine) -> None:
    """However often it went wrong: a new start may have mended it."""
    with writing(engine) as connection:
        connection.execute(outbox.update().values(due=datetime.now(UTC)))


def take_back_in(connection: Any, conversations: Collection[str]) -> None:
    """Within a transaction that writes: send no mail about these conversations."""
    connection.execute(outbox.delete().where(outbox.c.conversation.in_(conversations)))


def _mail(key: bytes, row: Any) -> Mail:
    values = dict(row._mapping)
    contact, answered = values.pop("contact"), values.pop("answered")
    if row.answer is not None:
        try:
            values["recipient"] = open_(key, contact).decode() if contact else ""
            values["text"] = row.text.replace("{answer}", open_(key, answered).decode())
        except CryptoError:
            values["recipient"] = ""
    return Mail(**values)
