"""What a person of the staff, and a visitor who asks for one, do with a conversation. Each is one transaction.

A change of who speaks may come with a reply that is said in the conversation (`said`): its words are the caller's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import audit
from bot.record.accounts import Account
from bot.record.conversations import State, number_in
from bot.record.crypto import seal
from bot.record.database import writing
from bot.record.erased import ConversationErased
from bot.record.messages import Message, insert_in
from bot.record.schema import conversations, messages, notes
from bot.record.turns import SYSTEM, VISITOR, By, Turn, TurnLost, change_in, current_in

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Spoken:
    """What came of it: who speaks now, and what was said about it. Nothing is said where nothing changed."""

    turn: Turn
    message: Message | None = None


@dataclass(frozen=True)
class Note:
    """What one of the staff wrote to the others about a conversation."""

    id: int
    account: int
    name: str
    text: str
    at: datetime


def ask(engine: sa.engine.Engine, conversation: str, said: Said | None = None, by: By = VISITOR) -> Spoken:
    """The visitor asks for a person, and waits for one. Who waits already, or has one, keeps that.

    Raises:
        ConversationErased
    """
    with writing(engine) as connection:
        found = current_in(connection, conversation)
        if found and found.state in ("waiting", "staff"):
            return Spoken(found)
        turn = change_in(connection, conversation, "waiting", by, before=("bot", "closed"))
        return Spoken(turn, _say(connection, conversation, said))


def take(
    engine: sa.engine.Engine, conversation: str, by: Account, said: Said | None, from_account: int | None = None
) -> Spoken:
    """One of the staff has the conversation from now on. Who has it already, keeps it.

    Args:
        from_account: the colleague whom an admin takes it from; it must be that one's still.

    Raises:
        TurnLost: somebody else was first.
        ConversationErased
    """
    with writing(engine) as connection:
        found = current_in(connection, conversation)
        if found and found.account == by.id:
            return Spoken(found)
        before: tuple[State, ...] = ("bot", "waiting", "closed") if from_account is None else ("staff",)
        turn = change_in(connection, conversation, "staff", _by(by), before=before, held_by=from_account, owner=by.id)
        return _done(connection, conversation, by, "took", turn, said)


def hand(engine: sa.engine.Engine, conversation: str, by: Account, to: Account, said: Said | None) -> Spoken:
    """Give the conversation to a colleague. An admin may do so with another's.

    Raises:
        TurnLost: it is another's.
        ConversationErased
    """
    with writing(engine) as connection:
        turn = change_in(connection, conversation, "staff", _by(by), before=("staff",), held_by=_owner(by), owner=to.id)
        return _done(connection, conversation, by, "handed", turn, said, f" till {to.email}")


def give_back(engine: sa.engine.Engine, conversation: str, by: Account, said: Said | None) -> Spoken:
    """The bot speaks again. Also for one that waits: nobody will take it.

    Raises:
        TurnLost: it is another's, or the bot speaks already.
        ConversationErased
    """
    with writing(engine) as connection:
        turn = change_in(connection, conversation, "bot", _by(by), before=("staff", "waiting"), held_by=_owner(by))
        return _done(connection, conversation, by, "gave back", turn, said)


def close(engine: sa.engine.Engine, conversation: str, by: Account, outcome: str, said: Said | None) -> Spoken:
    """The conversation with a person is over. What the visitor writes next, the bot answers.

    Raises:
        TurnLost: it is another's, or it is over already.
        ConversationErased
    """
    with writing(engine) as connection:
        found = current_in(connection, conversation)
        turn = change_in(
            connection,
            conversation,
            "closed",
            _by(by),
            before=("bot", "waiting", "staff"),
            held_by=_owner(by),
            outcome=outcome,
        )
        spoke = found is not None and found.state != "bot"  # who talked with the bot alone need not be told
        return _done(connection, conversation, by, "closed", turn, said if spoke else None)


def leave_person(engine: sa.engine.Engine, conversation: str, said: Said | None) -> Spoken:
    """The visitor goes back to the bot, from the queue or from a person.

    Raises:
        TurnLost: there is nothing to go back from.
        ConversationErased
    """
    with writing(engine) as connection:
        turn = change_in(connection, conversation, "bot", VISITOR, before=("waiting", "staff"))
        return Spoken(turn, _say(connection, conversation, said))


def lose(engine: sa.engine.Engine, conversation: str, account: int, said: Said | None) -> Spoken:
    """Who had the conversation is gone: the visitor waits again, in the place that they had.

    Raises:
        TurnLost: it is not that one's any more.
        ConversationErased
    """
    with writing(engine) as connection:
        turn = change_in(connection, conversation, "waiting", SYSTEM, before=("staff",), held_by=account)
        return Spoken(turn, _say(connection, conversation, said))


def end_quiet(engine: sa.engine.Engine, before: datetime) -> list[str]:
    """Close the conversations that have a person, or wait for one, where nothing was said since `before`: their
    visitors have gone. Gives which."""
    chosen = sa.and_(
        conversations.c.state.in_(("waiting", "staff")),
        conversations.c.touched < before,
        conversations.c.hidden.is_(None),
    )
    quiet = sa.select(conversations.c.id).where(chosen)
    with engine.connect() as connection:
        if connection.execute(quiet.limit(1)).first() is None:
            return []
    with writing(engine) as connection:
        found = list(connection.execute(quiet).scalars())
        for conversation in found:
            change_in(connection, conversation, "closed", SYSTEM, before=("waiting", "staff"), outcome="quiet")
    return found


def answer(
    engine: sa.engine.Engine,
    key: bytes,
    conversation: str,
    by: Account,
    client_id: str,
    text: str,
    public: Sequence[str] = (),
) -> Message:
    """Keep what a person says to the visitor. The same `client_id` again stores nothing and gives what is there.

    What is personal is masked, but for the organisation's own details (`public`); as it was written it is kept sealed,
    for a day: a number that the visitor is given must be readable to the visitor (`messages.unmasked`).

    Raises:
        TurnLost: the conversation is not this person's.
        ConversationErased
    """
    masked = mask(text, public)
    with writing(engine) as connection:
        found = current_in(connection, conversation)
        if found is None:
            raise ConversationErased
        same = sa.and_(messages.c.conversation == conversation, messages.c.client_id == client_id)
        if row := connection.execute(sa.select(messages).where(same)).first():
            return Message(**row._mapping)
        # A compare and set as well: on a database that lets others write meanwhile, this row is ours from here on.
        mine = sa.and_(conversations.c.id == conversation, conversations.c.state == "staff")
        touched = conversations.update().where(mine, conversations.c.account == by.id)
        if not connection.execute(touched.values(touched=datetime.now(UTC))).rowcount:
            raise TurnLost(found)
        return insert_in(
            connection,
            conversation=conversation,
            sender="staff",
            client_id=client_id,
            text=masked,
            sealed=seal(key, text.encode()) if masked != text else None,
            account=by.id,
            name=by.name,
        )


def note(engine: sa.engine.Engine, conversation: str, by: Account, text: str, public: Sequence[str] = ()) -> Note:
    """Keep what one of the staff writes to the others, masked.

    Raises:
        ConversationErased
    """
    row: dict[str, Any] = {"account": by.id, "name": by.name, "text": mask(text, public), "at": datetime.now(UTC)}
    with writing(engine) as connection:
        if current_in(connection, conversation) is None:
            raise ConversationErased
        kept = connection.execute(notes.insert(), {"conversation": conversation, **row})
        audit.note_in(connection, by.email, "noted", f"samtal {number_in(connection, conversation)}")
        return Note(kept.inserted_primary_key[0], **row)


def list_notes(engine: sa.engine.Engine, conversation: str) -> list[Note]:
    """What staff wrote to one another about a conversation, in order."""
    columns = (notes.c.id, notes.c.account, notes.c.name, notes.c.text, notes.c.at)
    with engine.connect() as connection:
        found = connection.execute(sa.select(*columns).where(notes.c.conversation == conversation).order_by(notes.c.id))
        return [Note(**row._mapping) for row in found]


def _by(account: Account) -> By:
    return By("staff", account.id)


def _owner(by: Account) -> int | None:
    """Whose it must be for this one to change it."""
    return None if by.may("admin") else by.id


def _done(
    connection: Any, conversation: str, by: Account, did: audit.Did, turn: Turn, said: Said | None, more: str = ""
) -> Spoken:
    audit.note_in(connection, by.email, did, f"samtal {number_in(connection, conversation)}{more}")
    return Spoken(turn, _say(connection, conversation, said))


def _say(connection: Any, conversation: str, said: Said | None) -> Message | None:
    if said is None:
        return None
    return insert_in(connection, conversation=conversation, sender="system", reply=dict(said))
