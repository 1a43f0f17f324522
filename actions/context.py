"""What the actions share in their process: the material, the record, and the words. Loaded once, on first use."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import settings as settings_module
from bot.material.model import Material
from bot.material.reading import MaterialSource
from bot.record import crypto, database
from bot.settings import Settings


@lru_cache(maxsize=1)
def settings() -> Settings:
    return settings_module.load()


@lru_cache(maxsize=1)
def _source() -> MaterialSource:
    return MaterialSource(settings().material_folders)


def material() -> Material:
    """The material as it is now: a change of a file holds at once."""
    return _source().current()


@lru_cache(maxsize=1)
def engine() -> Any:
    """The record."""
    return database.engine(settings().record_url)


@lru_cache(maxsize=1)
def record_key() -> bytes:
    """The key that contact details are sealed with."""
    return crypto.load_key(settings().home)


def words(key: str, **values: str) -> str:
    """A sentence of data/words.yml (or of the installation's own), with its values filled in.

    Raises:
        KeyError: there is no sentence of that key.
    """
    file = settings().file("words.yml")
    return _sentences(file, file.stat().st_mtime_ns)[key].format(**values)


@lru_cache(maxsize=2)
def _sentences(file: Path, changed: int) -> dict[str, str]:
    sentences: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return sentences
