"""Conversations, their messages, and questions handed over to a person."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("expects", sa.String(10)),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("touched", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.CheckConstraint("state IN ('bot', 'waiting', 'staff', 'closed')", name=op.f("ck_conversations_state")),
    )
    op.create_table(
        "messages",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("reply_to", sa.Integer),
        sa.Column("part", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply", sa.JSON),
        sa.Column("button", sa.String(40)),
        sa.Column("page", sa.String(300)),
        sa.Column("danger", sa.String(40)),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("understanding", sa.JSON),
        sa.Column("timings", sa.JSON),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_messages")),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_messages_conversation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reply_to"], ["messages.seq"], name=op.f("fk_messages_reply_to"), ondelete="CASCADE"),
        sa.CheckConstraint("sender IN ('visitor', 'bot', 'staff', 'system')", name=op.f("ck_messages_sender")),
        sa.UniqueConstraint("conversation", "client_id", name=op.f("uq_messages_conversation_client_id")),
        sa.UniqueConstraint("conversation", "reply_to", "part", name=op.f("uq_messages_conversation_reply_to_part")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_conversation_seq", "messages", ["conversation", "seq"])
    op.create_index("ix_messages_reply_to", "messages", ["reply_to"])
    op.create_index("ix_messages_pending", "messages", ["seq"], sqlite_where=sa.text("pending"))
    op.create_table(
        "handovers",
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("unique_hash", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(64)),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("contact", sa.LargeBinary),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_handovers")),
        sa.UniqueConstraint("unique_hash", name=op.f("uq_handovers_unique_hash")),
    )
    op.create_index("ix_handovers_conversation", "handovers", ["conversation"])


def downgrade() -> None:
    op.drop_table("handovers")
    op.drop_table("messages")
    op.drop_table("conversations")
