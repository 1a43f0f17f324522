"""Messages. What is personal is masked in here, so that no caller can forget it.

`seq` numbers all messages of all conversations upwards, and is never used twice: browsers resume by it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import summaries
from bot.record.conversations import Expects, State, expect_in, lock_in, open_in, state_in
from bot.record.crypto import CryptoError, open_, seal
from bot.record.dangers import Alert, Flag, flag_in
from bot.record.database import writing
from bot.record.schema import messages
from bot.record.tallies import settle_in, tally_in
from bot.record.turns import VISITOR, change_in

Sender = Literal["visitor", "bot", "staff", "system"]

HELP = -2
"""The part of a reply that is web's own: help in danger, or what deletes the conversation."""
NOTICE = -1
"""The part of a reply that says that the answer is late. The assistant's own replies are parts 0, 1, …"""

# Built once: building a statement takes SQLAlchemy longer than SQLite takes to run it.
_INSERT = messages.insert()
_SAME = sa.select(messages).where(
    messages.c.conversation == sa.bindparam("conversation"), messages.c.client_id == sa.bindparam("client_id")
)
_PART = sa.select(messages).where(messages.c.reply_to == sa.bindparam("seq"), messages.c.part == sa.bindparam("part"))
_HELP_SAID = sa.select(messages.c.reply).where(
    messages.c.conversation == sa.bindparam("conversation"), messages.c.part == HELP
)
_PARTS = sa.select(messages.c.part).where(messages.c.reply_to == sa.bindparam("seq"))
_IS_PENDING = sa.select(messages.c.pending).where(messages.c.seq == sa.bindparam("seq"))
_SETTLE = messages.update().where(messages.c.seq == sa.bindparam("asked")).values(pending=False, sealed=None)
_SETTLE_UNDERSTOOD = _SETTLE.values(
    understanding=sa.bindparam("understood", type_=messages.c.understanding.type),
    timings=sa.bindparam("took", type_=messages.c.timings.type),
)
_AFTER = (
    sa.select(messages)
    .where(messages.c.conversation == sa.bindparam("conversation"), messages.c.seq > sa.bindparam("after"))
    .order_by(messages.c.seq)
)
_PENDING = sa.select(messages).where(messages.c.pending).order_by(messages.c.seq)
_OF_STAFF = (
    sa.select(messages)
    .where(messages.c.seq > sa.bindparam("after"), messages.c.sender.in_(("staff", "system")))
    .order_by(messages.c.seq)
)
_COLUMNS = tuple(messages.c.keys())


@dataclass(frozen=True)
class Message:
    """A message as it was kept. A visitor's has `text` (masked); the bot's `reply`, and `reply_to`, what it answers.

    One of the staff has `text`, `account` and `name`; `system` says in a `reply` who speaks from then on.
    """

    seq: int
    conversation: str
    sender: Sender
    client_id: str | None
    reply_to: int | None
    part: int | None
    text: str
    reply: dict[str, Any] | None
    button: str | None
    page: str | None
    danger: str | None
    pending: bool
    understanding: dict[str, Any] | None
    timings: dict[str, float] | None
    created: datetime
    sealed: bytes | None = field(repr=False)
    account: int | None
    name: str | None


@dataclass(frozen=True)
class Asks:
    """What a visitor's message does besides being said, where one of these speaks (`before`): who is to speak from then
    on (`to`; `waiting` is for a person), and what is answered (`said`).

    `told`: the assistant is told of it all the same.
    """

    before: tuple[State, ...]
    to: State | None = None
    said: Mapping[str, Any] | None = None
    told: bool = False


@dataclass(frozen=True)
class Written:
    """What became of a visitor's message: `help` is web's own reply, kept with it; `state` says who speaks, and
    `turned` what was said of that, where the message asked for another."""

    message: Message
    help: Message | None
    state: State
    duplicate: bool
    turned: Message | None = None


def append_visitor(
    engine: sa.engine.Engine,
    conversation: str,
    client_id: str,
    text: str,
    *,
    button: str | None = None,
    page: str | None = None,
    danger: str | None = None,
    reply: Mapping[str, Any] | None = None,
    answered: bool = False,
    help_again: Mapping[str, Any] | None = None,
    doubt: tuple[str, Mapping[str, Any], Mapping[str, Any]] | None = None,
    taken_reply: Mapping[str, Any] | None = None,
    asks: Asks | None = None,
    flag: Flag | None = None,
    alert: Alert | None = None,
    key: bytes | None = None,
) -> Written:
    """Keep a visitor's message, masked, and with it web's own reply (help in danger, say); one transaction.

    The conversation is made if it is new; one that was closed is the bot's again. The same `client_id` again stores
    nothing and gives what is there. The message is pending (the assistant has yet to be told) where the bot speaks; one
    that waits for a person, or has one, is that person's.

    Args:
        answered: the reply is all that there is to say; the assistant need not be told.
        help_again: takes the place of `reply` where the conversation has that already.
        doubt: a kind of danger and its help, for where the assistant says nothing; the second where a person has it.
        taken_reply: takes the place of `reply` where a person has taken over.
        asks: what it does besides.
        flag: why the conversation is to be flagged for staff, with the mail about it (`alert`), if one is to go out.
        key: seals what was masked, for as long as the message is pending (see `unmasked`); without it, it is gone.

    Raises:
        ConversationErased
    """
    masked = mask(text)
    sealed = seal(key, text.encode()) if key and masked != text else None
    with writing(engine) as connection:
        if there := _written(connection, conversation, client_id):
            return there
        state = open_in(connection, conversation)
        if state == "closed":
            state = change_in(connection, conversation, "bot", VISITOR, before=("closed",)).state
        if asks and state not in asks.before:
            asks = None
        if asks and asks.to and asks.to != state:
            state = change_in(connection, conversation, asks.to, VISITOR, before=(state,)).state
        told = state == "bot" and not answered and (asks is None or asks.told)
        if taken_reply is not None and state == "staff":
            reply = taken_reply
        if doubt and state != "bot" and not danger:
            danger, while_waiting, while_taken = doubt
            reply = while_taken if state == "staff" else while_waiting
        message = insert_in(
            connection,
            conversation=conversation,
            sender="visitor",
            client_id=client_id,
            text=masked,
            button=button,
            page=mask(page) if page else None,
            danger=danger,
            pending=told,
            sealed=sealed if told else None,
        )
        grave, handed = bool(danger), state in ("waiting", "staff")
        at = (message.seq, message.created)
        summaries.asked_in(connection, conversation, *at, masked, message.page, danger=grave, handed=handed)
        if flag is not None:
            flag_in(connection, conversation, flag, alert)
        helped = None
        if reply is not None:
            if help_again is not None and _was_said(connection, conversation, reply):
                reply = help_again
            helped = insert_in(
                connection,
                conversation=conversation,
                sender="bot",
                reply_to=message.seq,
                part=HELP,
                reply=dict(reply),
            )
        tally_in(connection, message.seq, message.created, [reply] if reply is not None else [])
        said = asks.said if asks else None
        turned = insert_in(connection, conversation=conversation, sender="system", reply=dict(said)) if said else None
    return Written(message, helped, state, duplicate=False, turned=turned)


def find_visitor(engine: sa.engine.Engine, conversation: str, client_id: str) -> Written | None:
    """What became of the visitor's message of this id, if it was kept before."""
    with engine.connect() as connection:
        return _written(connection, conversation, client_id)


def append_replies(
    engine: sa.engine.Engine,
    message: Message,
    replies: Sequence[Mapping[str, Any]],
    *,
    first_part: int = 0,
    sender: Sender = "bot",
    settle: bool = True,
    understanding: Mapping[str, Any] | None = None,
    timings: Mapping[str, float] | None = None,
    expects: Expects | None = None,
    public: Sequence[str] = (),
) -> list[Message]:
    """Keep the replies to a visitor's message; one transaction. Gives those that are new, in order.

    A reply whose part is there already is left as it is, so nothing is answered twice; if the message is not pending
    any more (a person has taken the conversation over, or the visitor erased it), nothing is kept. The bot's own words
    are masked too, for they may echo the visitor's.

    Args:
        settle: the message is no longer pending; its understanding, timings and what the bot `expects` next are kept.
        public: contact details of the organisation, which stay readable in the bot's own words.
    """
    kept = []
    with writing(engine) as connection:
        lock_in(connection, message.conversation)  # before a person takes it, or after that
        pending = connection.execute(_IS_PENDING, {"seq": message.seq}).scalar()
        if not pending:
            return []
        there = set(connection.execute(_PARTS, {"seq": message.seq}).scalars())
        for part, reply in enumerate(replies, first_part):
            if part not in there:
                row = {"reply_to": message.seq, "part": part, "reply": mask_reply(reply, public)}
                kept.append(insert_in(connection, conversation=message.conversation, sender=sender, **row))
        if settle:
            told = {"asked": message.seq, "understood": understanding, "took": timings}
            connection.execute(_SETTLE_UNDERSTOOD, told)
            settle_in(connection, message.seq, replies, understanding)
            expect_in(connection, message.conversation, expects)
            kinds = [reply["kind"] for reply in replies]
            summaries.understood_in(connection, message.conversation, understanding, kinds)
    return kept


def settle(engine: sa.engine.Engine, seq: int) -> None:
    """The message is no longer pending, though nothing answered it: a person has it, or nobody can."""
    with writing(engine) as connection:
        connection.execute(_SETTLE, {"asked": seq})


def is_pending(engine: sa.engine.Engine, seq: int) -> bool:
    """Whether the assistant has yet to be told of the message."""
    with engine.connect() as connection:
        return bool(connection.execute(_IS_PENDING, {"seq": seq}).scalar())


def list_after(engine: sa.engine.Engine, conversation: str, seq: int = 0) -> list[Message]:
    """The conversation's messages that came after `seq`, in order."""
    with engine.connect() as connection:
        found = connection.execute(_AFTER, {"conversation": conversation, "after": seq})
        return [_message(row) for row in found]


def speaks_of_danger(engine: sa.engine.Engine, conversation: str, before: int | None = None) -> bool:
    """Whether help was given in the conversation; before a message, where its `seq` is given."""
    chosen = sa.and_(messages.c.conversation == conversation, messages.c.danger.is_not(None))
    if before is not None:
        chosen = sa.and_(chosen, messages.c.seq < before)
    with engine.connect() as connection:
        return connection.execute(sa.select(messages.c.seq).where(chosen).limit(1)).first() is not None


def last_seq(engine: sa.engine.Engine, conversation: str) -> int:
    """The number of the conversation's newest message; 0 where it has none."""
    chosen = messages.c.conversation == conversation
    with engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.max(messages.c.seq)).where(chosen)).scalar() or 0)


def newest_seq(engine: sa.engine.Engine) -> int:
    """The number of the newest message of all; 0 where there is none."""
    with engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.max(messages.c.seq))).scalar() or 0)


def list_of_staff(engine: sa.engine.Engine, seq: int) -> list[Message]:
    """What the staff said, and what was said of who speaks, after `seq`, in all conversations, in order."""
    with engine.connect() as connection:
        return [_message(row) for row in connection.execute(_OF_STAFF, {"after": seq})]


def pending(engine: sa.engine.Engine) -> list[Message]:
    """Visitors' messages that the assistant has yet to be told, in order, of all conversations."""
    with engine.connect() as connection:
        return [_message(row) for row in connection.execute(_PENDING)]


def unmasked(key: bytes, message: Message) -> str:
    """What the visitor wrote, while the message is pending; else, or where another key sealed it, the masked text."""
    try:
        return open_(key, message.sealed).decode() if message.sealed else message.text
    except CryptoError:
        return message.text


def mask_reply(reply: Mapping[str, Any], public: Sequence[str] = ()) -> dict[str, Any]:
    """The reply with the bot's own words masked, but for the `public` strings. Quotations, sources and links stay."""
    keep = re.compile("|".join(re.escape(words) for words in sorted(public, key=len, reverse=True)) or r"(?!)")
    blocks = [
        {**block, "text": _mask_but(block["text"], keep)} if block["type"] == "text" else block
        for block in reply["blocks"]
    ]
    return {**reply, "blocks": blocks}


def _mask_but(text: str, keep: re.Pattern[str]) -> str:
    parts: list[str] = []
    at = 0
    for found in keep.finditer(text):
        parts += [mask(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*parts, mask(text[at:])])


def insert_in(connection: Any, **values: Any) -> Message:
    """Within a transaction that writes: keep a message. Its words are masked already."""
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    row.update({"text": "", "pending": False, "created": datetime.now(UTC)} | values)
    del row["seq"]
    seq = connection.execute(_INSERT, row).inserted_primary_key[0]
    return Message(seq=seq, **row)


def _written(connection: Any, conversation: str, client_id: str) -> Written | None:
    found = connection.execute(_SAME, {"conversation": conversation, "client_id": client_id}).first()
    if found is None:
        return None
    helped = connection.execute(_PART, {"seq": found.seq, "part": HELP}).first()
    state = cast("State", state_in(connection, conversation))  # a message has a conversation
    return Written(_message(found), _message(helped) if helped else None, state, duplicate=True)


def _was_said(connection: Any, conversation: str, reply: Mapping[str, Any]) -> bool:
    """Whether this very help stands in the conversation: another kind of danger, or one that is now, has another."""
    return any(row.reply == reply for row in connection.execute(_HELP_SAID, {"conversation": conversation}))


def _message(row: Any) -> Message:
    return Message(**cast("dict[str, Any]", row._mapping))
