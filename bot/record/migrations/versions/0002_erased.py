"""Erased conversations, and the sealed text of a message on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("to_forget", sa.LargeBinary),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_erased")),
    )
    # Not in a batch: SQLite can add a column without copying the table.
    op.add_column("messages", sa.Column("sealed", sa.LargeBinary))


def downgrade() -> None:
    op.drop_column("messages", "sealed")
    op.drop_table("erased")
