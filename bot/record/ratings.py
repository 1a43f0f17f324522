"""Whether an answer helped, as the visitor said, and why; it goes with the message."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import summaries
from bot.record.dangers import Alert, Flag, flag_in
from bot.record.database import writing
from bot.record.schema import conversations, messages, ratings


@dataclass(frozen=True)
class Rating:
    """`why` is masked, and empty where nothing was said."""

    helpful: bool
    why: str = ""


def rate(
    engine: sa.engine.Engine,
    conversation: str,
    seq: int,
    helpful: bool,
    why: str = "",
    *,
    flag: Flag | None = None,
    alert: Alert | None = None,
) -> Rating | None:
    """Keep whether the message helped, masked. What is said later wins; a reason stays until another is given.

    Args:
        flag: why the conversation is to be flagged for staff: the reason may speak of danger (`alert`: the mail).

    Returns:
        what is kept now; None where the conversation, which must not be hidden, has no such message of the bot's.
    """
    shown = sa.select(conversations.c.id).where(conversations.c.id == conversation, conversations.c.hidden.is_(None))
    ours = sa.and_(messages.c.seq == seq, messages.c.conversation.in_(shown), messages.c.sender == "bot")
    with writing(engine) as connection:
        if connection.execute(sa.select(messages.c.seq).where(ours)).first() is None:
            return None
        there = connection.execute(sa.select(ratings).where(ratings.c.seq == seq)).first()
        said = mask(why) or (there.why if there else "")
        values = {"helpful": helpful, "why": said, "at": datetime.now(UTC)}
        if there:
            connection.execute(ratings.update().where(ratings.c.seq == seq).values(values))
        else:
            connection.execute(ratings.insert(), {"seq": seq, **values})
        summaries.rated_in(connection, conversation)
        if flag is not None:
            flag_in(connection, conversation, flag, alert)
    return Rating(helpful, said)


def of_conversation(engine: sa.engine.Engine, conversation: str) -> dict[int, Rating]:
    """What was said of the conversation's messages, by their number."""
    found = (
        sa.select(ratings)
        .join(messages, messages.c.seq == ratings.c.seq)
        .where(messages.c.conversation == conversation)
    )
    with engine.connect() as connection:
        return {row.seq: Rating(row.helpful, row.why) for row in connection.execute(found)}
