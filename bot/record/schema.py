"""The tables. A change here wants a migration (`migrations/versions/`) and a new `HEAD`; a test compares them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot import sign_in_settings

HEAD = "0014"
"""The newest migration. Kept here so that a record which is up to date is recognised without importing Alembic."""

STATES = ("bot", "waiting", "staff", "closed")
ACTORS = ("visitor", "bot", "staff", "system")
SENDERS = ACTORS
ROLES = sign_in_settings.ROLES
"""Of the staff, each with what those before it may do."""
WAYS = ("page", "email", "phone")
"""How a written question was answered: by the page that wants its code, by a mail, or by a call."""
ALERTS = ("danger", "acute")
MARKED = ("done", "not_ours")
"""What became of a question that nothing answered."""
SHOULD = ("intent", "passage", "article", "silence", "missing")
"""What a wrong answer should have been: of another intent, from another passage or article, none at all; or the
material lacks the fact."""
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
    sa.Column("account", sa.Integer),  # whose it is while the state is "staff"
    sa.Column("since", UtcDateTime),  # when the state became what it is; the conversation's own beginning, if empty
    sa.Column("asked", UtcDateTime),  # when the visitor asked for a person: the place in the queue
    sa.Column("easy", sa.Boolean, nullable=False, server_default=sa.false()),  # the visitor wants easy Swedish
    sa.CheckConstraint(f"state IN {STATES}", name="state"),
    sa.Index("ix_conversations_state_asked", "state", "asked"),
    sa.Index("ix_conversations_touched", "touched"),
    sa.Index("ix_conversations_created_hidden", "created", "hidden"),
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
    # What was written, unmasked: a visitor's until the assistant has been told, the staff's for a day.
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("account", sa.Integer),  # who of the staff wrote it
    sa.Column("name", sa.String(80)),  # and the name that the visitor was shown
    sa.CheckConstraint(f"sender IN {SENDERS}", name="sender"),
    sa.UniqueConstraint("conversation", "client_id"),
    sa.UniqueConstraint("conversation", "reply_to", "part"),
    sa.Index("ix_messages_conversation_seq", "conversation", "seq"),
    sa.Index("ix_messages_reply_to", "reply_to"),
    sa.Index("ix_messages_pending", "seq", sqlite_where=sa.text("pending")),
    sqlite_autoincrement=True,
)

# How each of the visitors' messages was taken, for figures: not a word of it. It goes with the message.
tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("seq", sa.ForeignKey("messages.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(10)),  # what the replies came to; none where a person speaks
    sa.Column("intent", sa.String(40)),
    sa.Column("article", sa.String(300)),  # the address of the one that answered
    # Each answers a question alone, in its own order: nothing is sorted, and no row is read.
    sa.Index("ix_tallies_at_kind", "at", "kind"),
    sa.Index("ix_tallies_intent_at", "intent", "at"),
    sa.Index("ix_tallies_article_at", "article", "at"),
)

# Whether an answer helped, as the visitor said.
ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("seq", sa.ForeignKey("messages.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("why", sa.Text, nullable=False),  # masked; often empty
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_ratings_at", "at"),
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

# Mails to staff, and with answers to visitors, that are not sent yet. One that is sent is gone.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    # A mail about a conversation goes with it.
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE")),
    sa.Column("recipient", sa.String(320), nullable=False),  # empty in a mail with an answer
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("due", UtcDateTime, nullable=False),  # not tried before
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("error", sa.String(200)),  # of the last try
    # A mail with an answer goes with it. Its address and what was answered stay sealed where they are.
    sa.Column("answer", sa.ForeignKey("answers.id", ondelete="CASCADE")),
    sa.Index("ix_outbox_due", "due"),
    sa.Index("ix_outbox_conversation", "conversation"),
    sa.Index("ix_outbox_answer", "answer"),
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
    sa.Column("safe", sa.LargeBinary),  # sealed: whether, and when, it is safe to use the contact
    sa.Column("name", sa.LargeBinary),  # sealed
    sa.Column("deadline", sa.String(200)),  # in the visitor's words, masked
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("account", sa.Integer),  # who of the staff has it
    sa.Column("outcome", sa.String(20)),  # what came of it, where it is closed
    sa.Column("closed", UtcDateTime),  # when staff were done with it; its time is counted from here
    sa.Column("hidden", UtcDateTime),  # as a conversation's
    sa.Index("ix_handovers_conversation", "conversation"),
    sa.Index("ix_handovers_created", "created"),
)

# What staff answered to a handover in writing. It goes with the handover.
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("reference", sa.ForeignKey("handovers.reference", ondelete="CASCADE"), nullable=False),
    sa.Column("account", sa.Integer, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),  # that the visitor is shown
    sa.Column("text", sa.LargeBinary, nullable=False),  # sealed: a number in it must be readable to the visitor
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("way", sa.String(10), nullable=False),
    sa.Column("read", UtcDateTime),  # when the visitor first read it on the page
    sa.CheckConstraint(f"way IN {WAYS}", name="way"),
    sa.Index("ix_answers_reference", "reference"),
    sqlite_autoincrement=True,
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

# Each change of who speaks in a conversation.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("before", sa.String(10), nullable=False),
    sa.Column("after", sa.String(10), nullable=False),
    sa.Column("actor", sa.String(10), nullable=False),
    sa.Column("account", sa.Integer),  # who of the staff did it
    sa.Column("owner", sa.Integer),  # whose it is from then on
    sa.Column("outcome", sa.String(20)),  # what came of it, where it was closed
    sa.CheckConstraint(f"before IN {STATES}", name="before"),
    sa.CheckConstraint(f"after IN {STATES}", name="after"),
    sa.CheckConstraint(f"actor IN {ACTORS}", name="actor"),
    sa.Index("ix_turns_conversation", "conversation"),
    sa.Index("ix_turns_at", "at"),
    sqlite_autoincrement=True,
)

# What staff write to one another about a conversation.
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("account", sa.Integer, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # masked
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_notes_conversation", "conversation"),
    sqlite_autoincrement=True,
)

# What the list of conversations to review sorts and filters by, kept with each message (`bot.record.summaries`). A
# hidden conversation has none. The words of the messages are in a full-text index that the migration makes:
# `messages_words` on SQLite (kept by triggers), `ix_messages_words` on PostgreSQL.
summaries = sa.Table(
    "summaries",
    metadata,
    # The conversation's first message: what staff call it by.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),  # the visitor's messages
    sa.Column("confidence", sa.Float),  # the lowest with which one of them was understood
    sa.Column("unanswered", sa.Boolean, nullable=False),
    sa.Column("unhelpful", sa.Boolean, nullable=False),  # the visitor said that an answer did not help
    sa.Column("danger", sa.Boolean, nullable=False),
    sa.Column("handed", sa.Boolean, nullable=False),  # asked for a person, had one, or left a question for one
    sa.Column("english", sa.Boolean, nullable=False),
    sa.Column("topics", sa.String(400), nullable=False),  # the intents, with a space before and after each
    sa.Column("page", sa.String(300)),  # where the visitor was first
    sa.Column("worth", sa.Integer, nullable=False),  # how much it is worth reading
    sa.UniqueConstraint("conversation"),
    sa.Index("ix_summaries_worth_number", "worth", "number"),
    sa.Index("ix_summaries_created", "created"),
    sa.Index("ix_summaries_page", "page"),
)

# What the staff think of an answer: right or wrong, by the visitor's message that was answered.
verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("message", sa.ForeignKey("messages.seq", ondelete="CASCADE"), nullable=False),
    sa.Column("account", sa.Integer, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("should_kind", sa.String(10)),
    # An intent, `<slug>:<paragraph>`, `<slug>`; of a missing fact, what the reviewer writes. Never a visitor's words.
    sa.Column("should", sa.Text),
    sa.Column("reworded", sa.Text),  # the question in the reviewer's words, masked: the example to learn from
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint(f"should_kind IN {SHOULD}", name="should_kind"),
    sa.UniqueConstraint("message", "account"),
    sqlite_autoincrement=True,
)

# Who of the staff has reviewed a conversation, or saved it for later.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("reviewed", UtcDateTime),
    sa.Column("later", sa.Boolean, nullable=False),
    sa.Column("account", sa.Integer, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Index("ix_reviews_later", "later"),
)

# Words of the staff's by which conversations are found again.
labels = sa.Table(
    "labels",
    metadata,
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("label", sa.String(40), primary_key=True),
    sa.Column("account", sa.Integer, nullable=False),  # who put it there
    sa.Index("ix_labels_label", "label"),
)

# That a question which nothing answered was dealt with on the website, or is not the organisation's to answer.
missing_marks = sa.Table(
    "missing_marks",
    metadata,
    sa.Column("message", sa.ForeignKey("messages.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("account", sa.Integer, nullable=False),  # who of the staff said so
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint(f"state IN {MARKED}", name="state"),
)

# How far each of the staff has read in a conversation.
read_marks = sa.Table(
    "read_marks",
    metadata,
    sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Index("ix_read_marks_conversation", "conversation"),
)

# The staff's accounts. One that is not wanted any more is disabled: what its owner did keeps a name.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("email", sa.String(320), nullable=False, unique=True),  # in small letters: what one signs in with
    sa.Column("name", sa.String(80), nullable=False),  # what visitors are shown
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("password", sa.String(200)),  # Argon2; nothing until the owner has chosen one
    sa.Column("totp", sa.LargeBinary),  # sealed
    sa.Column("totp_used", sa.Integer),  # the newest time step that was used: a code holds once
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("disabled", UtcDateTime),
    sa.Column("available", sa.Boolean, nullable=False),  # as its owner says
    sa.Column("present_until", UtcDateTime),  # as the open console says
    sa.Column("choices", sa.JSON, nullable=False),  # how the console is to be: sound, notices
    sa.Column("mailed", UtcDateTime),  # when the newest mail was written about what is new
    sa.Column("weekly", UtcDateTime),  # and when the newest with the figures of a week was
    # A hash of who its owner is to the organisation's own sign-in, once they have come that way: an address may get a
    # new owner there.
    sa.Column("subject", sa.String(64)),
    sa.CheckConstraint(f"role IN {ROLES}", name="role"),
    sa.Index("ix_accounts_subject", "subject", unique=True),
    sqlite_autoincrement=True,
)

# Who is signed in to the console. The token is in the browser's cookie alone.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("used", UtcDateTime, nullable=False),
    sa.Index("ix_sessions_account", "account"),
)

# Links that let somebody choose a password, once.
links = sa.Table(
    "links",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.ForeignKey("accounts.id", ondelete="CASCADE")),  # nothing: makes the first admin
    sa.Column("ends", UtcDateTime, nullable=False),
)

# Answers that staff have written to use again.
canned = sa.Table(
    "canned",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("account", sa.Integer, nullable=False),  # who wrote it last
    sa.Column("changed", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# Who of the staff did what, be it only reading.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("who", sa.String(320), nullable=False),
    sa.Column("did", sa.String(20), nullable=False),
    sa.Column("what", sa.String(400), nullable=False),  # never a visitor's words
    sa.Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)
