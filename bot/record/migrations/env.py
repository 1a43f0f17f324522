"""Alembic's entry, run by `bot.record.database.upgrade`, which brings the connection. Logging is left as it is."""

from alembic import context

from bot.record.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
