"""Who the owner of an account is to the organisation's own sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("subject", sa.String(64)))
    op.create_index("ix_accounts_subject", "accounts", ["subject"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_accounts_subject", "accounts")
    op.drop_column("accounts", "subject")
