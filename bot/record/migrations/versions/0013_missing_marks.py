"""What became of questions that nothing answered."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "missing_marks",
        sa.Column("message", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_missing_marks")),
        sa.ForeignKeyConstraint(
            ["message"], ["messages.seq"], name=op.f("fk_missing_marks_message"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("state IN ('done', 'not_ours')", name=op.f("ck_missing_marks_state")),
    )


def downgrade() -> None:
    op.drop_table("missing_marks")
