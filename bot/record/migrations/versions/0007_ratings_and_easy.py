"""Whether an answer helped; whether a visitor wants easy Swedish."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ratings")),
        sa.ForeignKeyConstraint(["seq"], ["messages.seq"], name=op.f("fk_ratings_seq"), ondelete="CASCADE"),
    )
    op.create_index("ix_ratings_at", "ratings", ["at"])
    # Not in a batch: SQLite can add a column without copying the table, and to drop the old one would cascade.
    op.add_column("conversations", sa.Column("easy", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("conversations", "easy")
    op.drop_table("ratings")
