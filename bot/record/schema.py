"""The tables. A change here wants a migration (`migrations/versions/`) and a new `HEAD`; a test compares them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

HEAD = "0004"
"""The newest migration. Kept here so that a record which is up to date is recognised without importing Alembic."""

STATES = ("bot", "waiting", "staff", "closed")
SENDERS = ("visitor", "bot", "staff", "system")
ALERTS = ("danger", "acute")
WHY = ("deleted", "left", "handover", "purged")
"""Why something is gone: the visitor deleted it, or left; a question to a person was taken back; its time was out."""


class UtcDateTime(sa.types.TypeDecorator):
    """Aware datetimes in UTC; SQLite itself knows no time zones."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("expects", sa.String(10)),  # what the bot has just asked for
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("touched", UtcDateTime, nullable=False),  # the last message; the session is counted from here
    # When the visitor deleted it, where deleting only hides (BOT_DELETION): kept until its time is out.
    sa.Column("hidden", UtcDateTime),
    sa.CheckConstraint(f"state IN {STATES}", name="state"),
)

messages = sa.Table(
    "messages",
    metadata,
    # One number for all messages of all conversations, never used twice (AUTOINCREMENT): browsers resume by it.
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("sender", sa.String(10), nullable=False),
    sa.Column("client_id", sa.String(64)),  # the visitor's own id of the message
    sa.Column("reply_to", sa.ForeignKey("messages.seq", ondelete="CASCADE")),
    sa.Column("part", sa.Integer),  # which reply to that message it is
    sa.Column("text", sa.Text, nullable=False),  # masked
    sa.Column("reply", sa.JSON(none_as_null=True)),  # bot.material.replies.Reply
    sa.Column("button", sa.String(40)),
    sa.Column("page", sa.String(300)),  # the host page where the visitor was
    sa.Column("danger", sa.String(40)),  # the kind of danger that web found in it
    sa.Column("pending", sa.Boolean, nullable=False),  # the assistant has yet to be told
    sa.Column("understanding", sa.JSON(none_as_null=True)),  # of a visitor's message: how the assistant took it
    sa.Column("timings", sa.JSON(none_as_null=True)),  # milliseconds by part
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("sealed", sa.LargeBinary),  # what was written, unmasked, until the assistant has been told
    sa.CheckConstraint(f"sender IN {SENDERS}", name="sender"),
    sa.UniqueConstraint("conversation", "client_id"),
    sa.UniqueConstraint("conversation", "reply_to", "part"),
    sa.Index("ix_messages_conversation_seq", "conversation", "seq"),
    sa.Index("ix_messages_reply_to", "reply_to"),
    sa.Index("ix_messages_pending", "seq", sqlite_where=sa.text("pending")),
    sqlite_autoincrement=True,
)

# Conversations where somebody may be in danger, for staff. Nothing of what was written stands here.
dangers = sa.Table(
    "dangers",
    metadata,
    # What a mail and staff call it by: it says nothing, and is never used twice.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    # The gravest of its dangers, as `bot.language.danger.Danger` has it.
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("acute", sa.Boolean, nullable=False),
    sa.Column("who", sa.String(20), nullable=False),
    sa.Column("young", sa.Boolean, nullable=False),
    sa.Column("rule", sa.String(80), nullable=False),
    sa.Column("certain", sa.Boolean, nullable=False),  # not: a doubt
    sa.Column("at", UtcDateTime, nullable=False),  # the newest of its dangers
    sa.Column("alerted", sa.String(10)),  # which mail was written about it: of a danger, or of one that is now
    sa.Column("seen", UtcDateTime),
    sa.Column("seen_by", sa.String(80)),
    sa.CheckConstraint(f"alerted IN {ALERTS}", name="alerted"),
    sa.UniqueConstraint("conversation"),
    sa.Index("ix_dangers_at", "at"),
    sqlite_autoincrement=True,
)

# Mails to staff that are not sent yet. One that is sent is gone.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    # A mail about a conversation goes with it.
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE")),
    sa.Column("recipient", sa.String(320), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("due", UtcDateTime, nullable=False),  # not tried before
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("error", sa.String(200)),  # of the last try
    sa.Index("ix_outbox_due", "due"),
    sa.Index("ix_outbox_conversation", "conversation"),
    sqlite_autoincrement=True,
)

handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("reference", sa.String(12), primary_key=True),
    # A hash, so that an erased conversation cannot be traced through it.
    sa.Column("unique_hash", sa.String(64), nullable=False, unique=True),
    # No foreign key: a handover that has its reference outlives its conversation.
    sa.Column("conversation", sa.String(64)),
    sa.Column("question", sa.Text, nullable=False),  # masked
    sa.Column("contact", sa.LargeBinary),  # sealed
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("closed", UtcDateTime),  # when staff were done with it; its time is counted from here
    sa.Column("hidden", UtcDateTime),  # as a conversation's
    sa.Index("ix_handovers_conversation", "conversation"),
)

erased = sa.Table(
    "erased",
    metadata,
    # Of the conversation's id, or a handover's `unique_hash`: what comes late, or back with a backup, is recognised,
    # and nothing can be traced. `bot.record.ledger` keeps the same in a file.
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("why", sa.String(10), nullable=False, server_default="deleted"),
    sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("to_forget", sa.LargeBinary),  # the id, sealed, until the assistant has forgotten the conversation
    sa.CheckConstraint(f"why IN {WHY}", name="why"),
)

# What is left of conversations that are gone: numbers a day.
counts = sa.Table(
    "counts",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),  # when they began, in UTC
    sa.Column("conversations", sa.Integer, nullable=False),
    sa.Column("questions", sa.Integer, nullable=False),  # the visitors' messages in them
    sa.Column("deleted", sa.Integer, nullable=False),  # how many of the conversations the visitor took away
)

# Who of the staff has read what of a visitor's.
readings = sa.Table(
    "readings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("reader", sa.String(80), nullable=False),
    sa.Column("what", sa.String(80), nullable=False),
    sa.Index("ix_readings_at", "at"),
    sqlite_autoincrement=True,
)
