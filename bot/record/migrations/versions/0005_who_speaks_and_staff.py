"""Who speaks, with a log of its changes; the staff's accounts, notes and answers; one log of what staff do and read."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

STATES = "('bot', 'waiting', 'staff', 'closed')"
ACTORS = "('visitor', 'bot', 'staff', 'system')"


def upgrade() -> None:
    # Not in a batch: SQLite can add a column without copying the table, and to drop the old one would cascade.
    op.add_column("conversations", sa.Column("account", sa.Integer))
    op.add_column("conversations", sa.Column("since", sa.DateTime))
    op.add_column("conversations", sa.Column("asked", sa.DateTime))
    op.create_index("ix_conversations_state_asked", "conversations", ["state", "asked"])
    op.create_index("ix_conversations_touched", "conversations", ["touched"])
    op.add_column("messages", sa.Column("account", sa.Integer))
    op.add_column("messages", sa.Column("name", sa.String(80)))
    _of_conversations()
    _of_staff()
    _audit()


def _of_conversations() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("before", sa.String(10), nullable=False),
        sa.Column("after", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(10), nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("owner", sa.Integer),
        sa.Column("outcome", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        _conversation("turns"),
        sa.CheckConstraint(f"before IN {STATES}", name=op.f("ck_turns_before")),
        sa.CheckConstraint(f"after IN {STATES}", name=op.f("ck_turns_after")),
        sa.CheckConstraint(f"actor IN {ACTORS}", name=op.f("ck_turns_actor")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_conversation", "turns", ["conversation"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        _conversation("notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation"])
    op.create_table(
        "read_marks",
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("account", "conversation", name=op.f("pk_read_marks")),
        _conversation("read_marks"),
    )
    op.create_index("ix_read_marks_conversation", "read_marks", ["conversation"])


def _of_staff() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("totp_used", sa.Integer),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("disabled", sa.DateTime),
        sa.Column("available", sa.Boolean, nullable=False),
        sa.Column("present_until", sa.DateTime),
        sa.Column("choices", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.CheckConstraint("role IN ('reader', 'agent', 'editor', 'admin')", name=op.f("ck_accounts_role")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("used", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
        _account("sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "links",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("ends", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_links")),
        _account("links"),
    )
    op.create_table(
        "canned",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned")),
        sqlite_autoincrement=True,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String(320), nullable=False),
        sa.Column("did", sa.String(20), nullable=False),
        sa.Column("what", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.execute("INSERT INTO audit (at, who, did, what) SELECT at, reader, 'read', what FROM readings ORDER BY id")
    op.drop_table("readings")


def _conversation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_conversation")
    return sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=name, ondelete="CASCADE")


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f(f"fk_{table}_account"), ondelete="CASCADE")


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO readings (at, reader, what) SELECT at, substr(who, 1, 80), substr(what, 1, 80) FROM audit "
        "WHERE did = 'read' ORDER BY id"
    )
    for table in ("audit", "canned", "links", "sessions", "accounts", "read_marks", "notes", "turns"):
        op.drop_table(table)
    op.drop_column("messages", "name")
    op.drop_column("messages", "account")
    op.drop_index("ix_conversations_touched", "conversations")
    op.drop_index("ix_conversations_state_asked", "conversations")
    for column in ("asked", "since", "account"):
        op.drop_column("conversations", column)
