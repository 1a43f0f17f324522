"""How each of the visitors' messages was taken, for figures."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KINDS = ("help", "answer", "contact", "unknown", "handover", "ask", "talk")
_MADE = (
    ("ix_conversations_created_hidden", "conversations", ["created", "hidden"]),
    ("ix_handovers_created", "handovers", ["created"]),
    ("ix_turns_at", "turns", ["at"]),
    ("ix_tallies_at_kind", "tallies", ["at", "kind"]),
    ("ix_tallies_intent_at", "tallies", ["intent", "at"]),
    ("ix_tallies_article_at", "tallies", ["article", "at"]),
)


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("kind", sa.String(10)),
        sa.Column("intent", sa.String(40)),
        sa.Column("article", sa.String(300)),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tallies")),
        sa.ForeignKeyConstraint(["seq"], ["messages.seq"], name=op.f("fk_tallies_seq"), ondelete="CASCADE"),
    )
    _fill(op.get_bind())
    for name, table, columns in _MADE:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in _MADE[:3]:
        op.drop_index(name, table)
    op.drop_table("tallies")


def _fill(connection: Any) -> None:
    """What was kept before: a conversation after the other, so that a big record costs no memory."""
    read = sa.text("SELECT seq, sender, reply_to, reply, understanding FROM messages WHERE conversation = :id")
    tally = sa.text("INSERT INTO tallies (seq, at) SELECT seq, created FROM messages WHERE sender = 'visitor'")
    connection.execute(tally)
    change = sa.text("UPDATE tallies SET kind = :kind, intent = :intent, article = :article WHERE seq = :seq")
    for id_ in connection.execute(sa.text("SELECT id FROM conversations")).scalars().all():
        rows = connection.execute(read, {"id": id_}).all()
        if found := [_tally(row, rows) for row in rows if row.sender == "visitor"]:
            connection.execute(change, found)


def _tally(asked: Any, rows: Any) -> dict[str, Any]:
    replies = [reply for row in rows if row.reply_to == asked.seq and (reply := _value(row.reply))]
    kinds = {reply.get("kind") for reply in replies}
    sources = [
        block["url"].partition("#")[0]
        for reply in replies
        if reply.get("kind") == "answer"
        for block in reply["blocks"]
        if block["type"] == "source"
    ]
    understanding = _value(asked.understanding)
    return {
        "seq": asked.seq,
        "kind": next((kind for kind in _KINDS if kind in kinds), None),
        "intent": (understanding.get("intent") or "nlu_fallback")[:40] if understanding else None,
        "article": sources[0][:300] if sources else None,
    }


def _value(found: Any) -> Any:
    """JSON as the database gives it: SQLite a text, PostgreSQL the value."""
    return json.loads(found) if isinstance(found, str) else found
