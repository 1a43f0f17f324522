"""A written question: how it is safe to answer, a name, a deadline, who has it, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("handovers", sa.Column("safe", sa.LargeBinary))
    op.add_column("handovers", sa.Column("name", sa.LargeBinary))
    op.add_column("handovers", sa.Column("deadline", sa.String(200)))
    op.add_column("handovers", sa.Column("account", sa.Integer))
    op.add_column("handovers", sa.Column("outcome", sa.String(20)))
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("read", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.ForeignKeyConstraint(
            ["reference"], ["handovers.reference"], name=op.f("fk_answers_reference"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("way IN ('page', 'email', 'phone')", name=op.f("ck_answers_way")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_reference", "answers", ["reference"])


def downgrade() -> None:
    op.drop_table("answers")
    for column in ("outcome", "account", "deadline", "name", "safe"):
        op.drop_column("handovers", column)
