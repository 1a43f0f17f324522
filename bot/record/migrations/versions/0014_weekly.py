"""When one of the staff last got the mail of the week."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("weekly", sa.DateTime))


def downgrade() -> None:
    op.drop_column("accounts", "weekly")
