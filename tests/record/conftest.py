"""A real SQLite record in a folder of its own."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record.crypto import load_key
from bot.record.database import engine, upgrade
from tests.support.traces import content


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record.db'}"


@pytest.fixture
def record(url: str) -> sa.engine.Engine:
    upgrade(url)
    return engine(url)


@pytest.fixture
def key(tmp_path: Path) -> bytes:
    return load_key(tmp_path)


def bytes_on_disk(folder: Path) -> bytes:
    """All that the record has written, its write-ahead log too."""
    return content(*folder.glob("record.db*"))
