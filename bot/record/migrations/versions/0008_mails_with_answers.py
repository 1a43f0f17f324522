"""A mail may bring an answer to a written question."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("outbox", table_kwargs=_KEPT) as outbox:
        outbox.add_column(sa.Column("answer", sa.Integer))
        outbox.create_foreign_key(op.f("fk_outbox_answer"), "answers", ["answer"], ["id"], ondelete="CASCADE")
    op.create_index("ix_outbox_answer", "outbox", ["answer"])


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE answer IS NOT NULL")
    op.drop_index("ix_outbox_answer", "outbox")
    with op.batch_alter_table("outbox", table_kwargs=_KEPT) as outbox:
        outbox.drop_constraint(op.f("fk_outbox_answer"), type_="foreignkey")
        outbox.drop_column("answer")
