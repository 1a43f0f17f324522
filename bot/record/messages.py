"""Messages. What is personal is masked in here, so that no caller can forget it.

`seq` numbers all messages of all conversations upwards, and is never used twice: browsers resume by it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record.conversations import Expects, State, open_in, touch_in
from bot.record.database import writing
from bot.record.schema import conversations, messages

Sender = Literal["visitor", "bot", "staff", "system"]

HELP = -2
"""The part of a reply that is web's own help in danger."""
NOTICE = -1
"""The part of a reply that says that the answer is late. The assistant's own replies are parts 0, 1, …"""


@dataclass(frozen=True)
class Message:
    """A message as it was kept. A visitor's has `text` (masked); the bot's `reply`, and `reply_to`, what it answers."""

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


@dataclass(frozen=True)
class Written:
    """What became of a visitor's message: `help` is the reply that was kept with it, `state` who speaks."""

    message: Message
    help: Message | None
    state: State
    duplicate: bool


def append_visitor(
    engine: sa.engine.Engine,
    conversation: str,
    client_id: str,
    text: str,
    *,
    button: str | None = None,
    page: str | None = None,
    danger: str | None = None,
    help_reply: Mapping[str, Any] | None = None,
) -> Written:
    """Keep a visitor's message, masked, and with it web's own help in danger; one transaction.

    The conversation is made if it is new. The same `client_id` again stores nothing and gives what is there. The
    message is pending (the assistant has yet to be told) unless a person has taken over.
    """
    with writing(engine) as connection:
        if there := _written(connection, conversation, client_id):
            return there
        state = open_in(connection, conversation)
        message = _insert(
            connection,
            conversation=conversation,
            sender="visitor",
            client_id=client_id,
            text=mask(text),
            button=button,
            page=mask(page) if page else None,
            danger=danger,
            pending=state != "staff",
        )
        helped = None
        if help_reply is not None:
            helped = _insert(
                connection,
                conversation=conversation,
                sender="bot",
                reply_to=message.seq,
                part=HELP,
                reply=dict(help_reply),
            )
    return Written(message, helped, state, duplicate=False)


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

    A reply whose part is there already is left as it is, so nothing is answered twice; if the conversation was erased
    meanwhile, nothing is kept. The bot's own words are masked too, for they may echo the visitor's.

    Args:
        settle: the message is no longer pending; its understanding, timings and what the bot `expects` next are kept.
        public: contact details of the organisation, which stay readable in the bot's own words.
    """
    kept = []
    with writing(engine) as connection:
        asked = connection.execute(sa.select(messages.c.pending).where(messages.c.seq == message.seq)).first()
        if asked is None:
            return []
        for part, reply in enumerate(replies, first_part):
            if _part(connection, message.seq, part) is None:
                row = {"reply_to": message.seq, "part": part, "reply": mask_reply(reply, public)}
                kept.append(_insert(connection, conversation=message.conversation, sender=sender, **row))
        if settle and asked.pending:
            connection.execute(
                messages.update()
                .where(messages.c.seq == message.seq)
                .values(pending=False, understanding=understanding, timings=timings)
            )
            touch_in(connection, message.conversation, expects=expects)
    return kept


def settle(engine: sa.engine.Engine, seq: int) -> None:
    """The message is no longer pending, though nothing answered it: a person has it, or nobody can."""
    with writing(engine) as connection:
        connection.execute(messages.update().where(messages.c.seq == seq).values(pending=False))


def list_after(engine: sa.engine.Engine, conversation: str, seq: int = 0) -> list[Message]:
    """The conversation's messages that came after `seq`, in order."""
    query = sa.select(messages).where(messages.c.conversation == conversation, messages.c.seq > seq)
    return _all(engine, query)


def pending(engine: sa.engine.Engine, conversation: str | None = None) -> list[Message]:
    """Visitors' messages that the assistant has yet to be told, in order; of one conversation or of all."""
    query = sa.select(messages).where(messages.c.pending)
    if conversation is not None:
        query = query.where(messages.c.conversation == conversation)
    return _all(engine, query)


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


def _insert(connection: Any, **values: Any) -> Message:
    row: dict[str, Any] = dict.fromkeys(messages.c.keys())
    row.update({"text": "", "pending": False, "created": datetime.now(UTC)} | values)
    del row["seq"]
    seq = connection.execute(messages.insert().values(row)).inserted_primary_key[0]
    return Message(seq=seq, **row)


def _written(connection: Any, conversation: str, client_id: str) -> Written | None:
    same = (messages.c.conversation == conversation, messages.c.client_id == client_id)
    found = connection.execute(sa.select(messages).where(*same)).first()
    if found is None:
        return None
    state = connection.execute(sa.select(conversations.c.state).where(conversations.c.id == conversation)).scalar()
    return Written(_message(found), _part(connection, found.seq, HELP), state, duplicate=True)


def _part(connection: Any, reply_to: int, part: int) -> Message | None:
    query = sa.select(messages).where(messages.c.reply_to == reply_to, messages.c.part == part)
    row = connection.execute(query).first()
    return _message(row) if row else None


def _all(engine: sa.engine.Engine, query: Any) -> list[Message]:
    with engine.connect() as connection:
        return [_message(row) for row in connection.execute(query.order_by(messages.c.seq))]


def _message(row: Any) -> Message:
    return Message(**cast("dict[str, Any]", row._mapping))
