"""When one of the staff was last told by mail of what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("mailed", sa.DateTime))


def downgrade() -> None:
    op.drop_column("accounts", "mailed")
