"""What staff do with a written question: claim it, answer it, be done with it. Each in one transaction, and logged."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.record import audit, outbox
from bot.record.accounts import Account
from bot.record.database import writing
from bot.record.handovers import Handover, Way, answer_in, handover_of
from bot.record.schema import accounts, answers, handovers
from bot.record.schema import outbox as outbox_table


@dataclass(frozen=True)
class Question:
    """A written question in the list, and what the one of the staff is called who has it (`name`)."""

    handover: Handover
    name: str | None


@dataclass(frozen=True)
class Sending:
    """A mail with an answer that the mail server has not taken yet. `answer`: which; `error`: why, the last time."""

    answer: int
    tries: int
    error: str | None


class QuestionLost(Exception):  # noqa: N818 (it says what happened; nothing is broken)
    """A colleague has the question, or it is closed. `question` is how it stands; None where it is gone."""

    def __init__(self, question: Question | None) -> None:
        super().__init__(question.name if question else "gone")
        self.question = question


_QUESTIONS = (
    sa.select(handovers, accounts.c.name.label("holder"))
    .select_from(handovers.outerjoin(accounts, accounts.c.id == handovers.c.account))
    .where(handovers.c.hidden.is_(None))
)


def questions(engine: sa.engine.Engine, *, closed: bool = False, limit: int = 200) -> list[Question]:
    """Those that are open, the oldest first; or those that are closed, the newest first."""
    if closed:
        chosen = _QUESTIONS.where(handovers.c.closed.is_not(None)).order_by(handovers.c.closed.desc())
    else:
        chosen = _QUESTIONS.where(handovers.c.closed.is_(None)).order_by(handovers.c.created)
    with engine.connect() as connection:
        return [_question(row) for row in connection.execute(chosen.limit(limit))]


def question(engine: sa.engine.Engine, reference: str) -> Question | None:
    """One of them, if its visitor has not taken it back."""
    with engine.connect() as connection:
        return _question_in(connection, reference)


def claim(engine: sa.engine.Engine, reference: str, by: Account, from_account: int | None = None) -> None:
    """One of the staff answers it. Who has it already, keeps it.

    Args:
        from_account: the colleague whom an admin takes it from; it must be that one's still.

    Raises:
        QuestionLost
    """
    with writing(engine) as connection:
        found = _locked_in(connection, reference)
        if found is None or found.handover.closed or found.handover.account not in (from_account, by.id):
            raise QuestionLost(found)
        if found.handover.account != by.id:
            _set(connection, reference, account=by.id)
            audit.note_in(connection, by.email, "took", f"fråga {reference}")


def release(engine: sa.engine.Engine, reference: str, by: Account) -> None:
    """Somebody else may answer it.

    Raises:
        QuestionLost: it is not this one's.
    """
    with writing(engine) as connection:
        _mine(connection, reference, by)
        _set(connection, reference, account=None)
        audit.note_in(connection, by.email, "gave back", f"fråga {reference}")


def answer(
    engine: sa.engine.Engine,
    key: bytes,
    reference: str,
    by: Account,
    text: str,
    way: Way,
    mail: tuple[str, str] = ("", ""),
) -> None:
    """Answer it, and be done with it. One that is sent by mail can be read on the page as well.

    Args:
        way: `email` puts a mail into the outbox; its address and the answer are read from where they lie sealed.
        mail: its subject and text; `{answer}` in the text is the answer.

    Raises:
        QuestionLost: it is not this one's.
    """
    with writing(engine) as connection:
        _mine(connection, reference, by)
        number = answer_in(connection, key, reference, by, text, way)
        if way == "email":
            outbox.put_answer_in(connection, number, *mail)
        _set(connection, reference, closed=datetime.now(UTC), outcome="phoned" if way == "phone" else "answered")
        audit.note_in(connection, by.email, "answered", f"fråga {reference}")


def close(engine: sa.engine.Engine, reference: str, by: Account, outcome: str) -> None:
    """Be done with it without an answer.

    Raises:
        QuestionLost: it is not this one's.
    """
    with writing(engine) as connection:
        _mine(connection, reference, by)
        _set(connection, reference, closed=datetime.now(UTC), outcome=outcome)
        audit.note_in(connection, by.email, "closed", f"fråga {reference}")


def reopen(engine: sa.engine.Engine, reference: str, by: Account) -> None:
    """There is more to say: it is open again, and this one's. The answers stay.

    Raises:
        QuestionLost: it is open already, or gone.
    """
    with writing(engine) as connection:
        found = _locked_in(connection, reference)
        if found is None or found.handover.closed is None:
            raise QuestionLost(found)
        _set(connection, reference, closed=None, outcome=None, account=by.id)
        audit.note_in(connection, by.email, "took", f"fråga {reference}")


def sending(engine: sa.engine.Engine, reference: str) -> list[Sending]:
    """The mails with answers to it that are not sent yet."""
    columns = (outbox_table.c.answer, outbox_table.c.tries, outbox_table.c.error)
    chosen = sa.select(*columns).join(answers, answers.c.id == outbox_table.c.answer)
    with engine.connect() as connection:
        return [Sending(*row) for row in connection.execute(chosen.where(answers.c.reference == reference))]


def late(engine: sa.engine.Engine) -> list[str]:
    """The references of the questions whose mails the mail server did not take, and that are tried again."""
    chosen = sa.select(answers.c.reference).join(outbox_table, outbox_table.c.answer == answers.c.id)
    with engine.connect() as connection:
        return list(connection.execute(chosen.where(outbox_table.c.tries > 0).distinct()).scalars())


def _mine(connection: Any, reference: str, by: Account) -> None:
    found = _locked_in(connection, reference)
    if found is None or found.handover.closed or found.handover.account != by.id:
        raise QuestionLost(found)


def _set(connection: Any, reference: str, **values: Any) -> None:
    connection.execute(handovers.update().where(handovers.c.reference == reference).values(**values))


def _question_in(connection: Any, reference: str) -> Question | None:
    row = connection.execute(_QUESTIONS.where(handovers.c.reference == reference)).first()
    return _question(row) if row else None


def _locked_in(connection: Any, reference: str) -> Question | None:
    """The same; on a database that lets others write meanwhile, its row is ours from here on."""
    connection.execute(sa.select(handovers.c.reference).where(handovers.c.reference == reference).with_for_update())
    return _question_in(connection, reference)


def _question(row: Any) -> Question:
    return Question(handover_of(row), row.holder)
