"""Closed and hidden handovers, hidden conversations, why something is gone, what remains of it, and who read what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Not in a batch: SQLite can add a column without copying the table.
    op.add_column("conversations", sa.Column("hidden", sa.DateTime))
    op.add_column("handovers", sa.Column("closed", sa.DateTime))
    op.add_column("handovers", sa.Column("hidden", sa.DateTime))
    with op.batch_alter_table("erased") as erased:
        erased.add_column(sa.Column("why", sa.String(10), nullable=False, server_default="deleted"))
        erased.add_column(sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()))
        erased.create_check_constraint(op.f("ck_erased_why"), "why IN ('deleted', 'left', 'handover', 'purged')")
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("conversations", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counts")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_readings_at", "readings", ["at"])


def downgrade() -> None:
    op.drop_table("readings")
    op.drop_table("counts")
    with op.batch_alter_table("erased") as erased:
        erased.drop_constraint(op.f("ck_erased_why"), type_="check")
        erased.drop_column("hidden")
        erased.drop_column("why")
    op.drop_column("handovers", "hidden")
    op.drop_column("handovers", "closed")
    op.drop_column("conversations", "hidden")
