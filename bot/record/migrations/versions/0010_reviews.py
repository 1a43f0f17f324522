"""Reviewing: verdicts, labels, what the list sorts by, and a full-text index of what was written."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.language.english import is_english

revision = "0010"
down_revision = "0009"

_SHOULD = "should_kind IN ('intent', 'passage', 'article', 'silence', 'missing')"
# External content: the index holds no text of its own. Letters keep their dots: å, ä and ö are not a and o.
_WORDS = (
    """CREATE VIRTUAL TABLE messages_words USING fts5(
        text, content='messages', content_rowid='seq', tokenize="unicode61 remove_diacritics 0", prefix='3')""",
    """CREATE TRIGGER messages_words_insert AFTER INSERT ON messages WHEN new.text <> '' BEGIN
        INSERT INTO messages_words(rowid, text) VALUES (new.seq, new.text); END""",
    """CREATE TRIGGER messages_words_delete AFTER DELETE ON messages WHEN old.text <> '' BEGIN
        INSERT INTO messages_words(messages_words, rowid, text) VALUES ('delete', old.seq, old.text); END""",
    """CREATE TRIGGER messages_words_update AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
        INSERT INTO messages_words(messages_words, rowid, text)
            SELECT 'delete', old.seq, old.text WHERE old.text <> '';
        INSERT INTO messages_words(rowid, text) SELECT new.seq, new.text WHERE new.text <> ''; END""",
    "INSERT INTO messages_words(rowid, text) SELECT seq, text FROM messages WHERE text <> ''",
)
_TRIGGERS = ("messages_words_insert", "messages_words_delete", "messages_words_update")


def upgrade() -> None:
    conversation = ("conversation", "conversations.id")
    op.create_table(
        "summaries",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("unanswered", "unhelpful", "danger", "handed")),
        sa.Column("english", sa.Boolean, nullable=False),
        sa.Column("topics", sa.String(400), nullable=False),
        sa.Column("page", sa.String(300)),
        sa.Column("worth", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_summaries")),
        _goes_with("summaries", *conversation),
        sa.UniqueConstraint("conversation", name=op.f("uq_summaries_conversation")),
    )
    op.create_index("ix_summaries_worth_number", "summaries", ["worth", "number"])
    op.create_index("ix_summaries_created", "summaries", ["created"])
    op.create_index("ix_summaries_page", "summaries", ["page"])
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("should_kind", sa.String(10)),
        sa.Column("should", sa.Text),
        sa.Column("reworded", sa.Text),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        _goes_with("verdicts", "message", "messages.seq"),
        sa.UniqueConstraint("message", "account", name=op.f("uq_verdicts_message_account")),
        sa.CheckConstraint(_SHOULD, name=op.f("ck_verdicts_should_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reviews",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("reviewed", sa.DateTime),
        sa.Column("later", sa.Boolean, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_reviews")),
        _goes_with("reviews", *conversation),
    )
    op.create_index("ix_reviews_later", "reviews", ["later"])
    op.create_table(
        "labels",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "label", name=op.f("pk_labels")),
        _goes_with("labels", *conversation),
    )
    op.create_index("ix_labels_label", "labels", ["label"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _WORDS:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX ix_messages_words ON messages USING gin (to_tsvector('swedish', text))")
    _sum_up(connection)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _TRIGGERS:
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE messages_words")
    else:
        op.execute("DROP INDEX ix_messages_words")
    for table in ("labels", "reviews", "verdicts", "summaries"):
        op.drop_table(table)


def _goes_with(table: str, column: str, other: str) -> Any:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def _sum_up(connection: Any) -> None:
    """What the conversations that are there already are sorted by."""
    made = sa.table(
        "summaries",
        *map(sa.column, ("number", "conversation", "asked", "confidence", "unanswered", "unhelpful")),
        *(
            sa.column("created", sa.DateTime),
            *map(sa.column, ("danger", "handed", "english", "topics", "page", "worth")),
        ),
    )
    rows = [_summary(messages) for messages in _conversations(connection)]
    for start in range(0, len(rows), 500):
        connection.execute(made.insert(), rows[start : start + 500])


def _conversations(connection: Any) -> Iterator[list[Any]]:
    """The messages of each conversation that its visitor has not taken away."""
    query = sa.text(
        """SELECT m.seq, m.conversation, m.sender, m.text, m.reply, m.part, m.page, m.understanding, m.created,
            m.danger IS NOT NULL OR EXISTS (SELECT 1 FROM dangers d WHERE d.conversation = c.id) AS danger,
            EXISTS (SELECT 1 FROM ratings r WHERE r.seq = m.seq AND NOT r.helpful) AS unhelpful,
            c.state IN ('waiting', 'staff') OR EXISTS (SELECT 1 FROM handovers h WHERE h.conversation = c.id)
            OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.after IN ('waiting', 'staff')) AS handed
            FROM messages m JOIN conversations c ON c.id = m.conversation
            WHERE c.hidden IS NULL ORDER BY m.conversation, m.seq"""
    ).columns(created=sa.DateTime, reply=sa.JSON, understanding=sa.JSON)
    for _, messages in groupby(connection.execute(query), key=lambda row: row.conversation):
        yield list(messages)


def _summary(messages: list[Any]) -> dict[str, Any]:
    asked = [row for row in messages if row.sender == "visitor"]
    understood = [_read(row.understanding) for row in asked if row.understanding]
    confidence = min((found.get("confidence") or 0.0 for found in understood), default=None)
    intents = dict.fromkeys(found.get("intent") or "nlu_fallback" for found in understood)
    unanswered = any((row.part or 0) >= 0 and _read(row.reply).get("kind") == "unknown" for row in messages)
    unhelpful, danger, handed = (
        any(getattr(row, name) for row in messages) for name in ("unhelpful", "danger", "handed")
    )
    doubt = 0 if confidence is None else round(40 * (1 - confidence))
    return {
        "number": messages[0].seq,
        "conversation": messages[0].conversation,
        "created": messages[0].created,
        "asked": len(asked),
        "confidence": confidence,
        "unanswered": unanswered,
        "unhelpful": unhelpful,
        "danger": danger,
        "handed": handed,
        "english": any(is_english(row.text) for row in asked),
        "topics": f" {' '.join(intents)} "[:400] if intents else "",
        "page": next((row.page for row in asked if row.page), None),
        "worth": 100 * unhelpful + 60 * unanswered + 20 * handed + doubt,
    }


def _read(found: Any) -> dict[str, Any]:
    return (json.loads(found) if isinstance(found, str) else found) or {}
