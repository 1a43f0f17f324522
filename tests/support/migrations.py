"""A record as an older version of the product had it."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from bot.record import database


def downgrade_in(connection: Any, revision: str) -> None:
    """Within a transaction: take the record back to what it was at this revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
