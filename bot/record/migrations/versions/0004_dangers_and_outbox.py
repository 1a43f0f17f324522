"""Conversations where somebody may be in danger, and mails to staff that are not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "dangers",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("acute", sa.Boolean, nullable=False),
        sa.Column("who", sa.String(20), nullable=False),
        sa.Column("young", sa.Boolean, nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("certain", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("alerted", sa.String(10)),
        sa.Column("seen", sa.DateTime),
        sa.Column("seen_by", sa.String(80)),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_dangers")),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_dangers_conversation"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("alerted IN ('danger', 'acute')", name=op.f("ck_dangers_alerted")),
        sa.UniqueConstraint("conversation", name=op.f("uq_dangers_conversation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dangers_at", "dangers", ["at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64)),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("due", sa.DateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_outbox_conversation"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["due"])
    op.create_index("ix_outbox_conversation", "outbox", ["conversation"])


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("dangers")
