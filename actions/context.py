"""What the actions share in their process: the material, the record, and the words. Loaded once, on first use."""

import logging
from functools import lru_cache
from typing import Any

from actions import wording
from bot import settings as settings_module
from bot.material.model import Material
from bot.material.privacy import Privacy, PrivacySource
from bot.material.reading import MaterialSource
from bot.record import crypto, database
from bot.settings import Settings

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def settings() -> Settings:
    return settings_module.load()


@lru_cache(maxsize=1)
def _source() -> MaterialSource:
    return MaterialSource(settings().material_folders, ahead=True)


def material() -> Material:
    """The material as it is now: a change of a file holds at once."""
    return _source().current()


@lru_cache(maxsize=1)
def _privacy_source() -> PrivacySource:
    chosen = settings()
    return PrivacySource(chosen.material_folders, chosen.figures, chosen.deletion)


def privacy() -> Privacy:
    """What visitors are told about what is kept, as it is now."""
    return _privacy_source().current(material().organisation.name)


@lru_cache(maxsize=1)
def engine() -> Any:
    """The record."""
    return database.engine(settings().record_url)


@lru_cache(maxsize=1)
def record_key() -> bytes:
    """The key that contact details are sealed with."""
    return crypto.load_key(settings().home)


def words(key: str, english: bool = False, **values: str) -> str:
    """A sentence of data/words.yml (or of the installation's own), with its values filled in.

    `english`: the one of words.en.yml, where there is one.

    Raises:
        KeyError: there is no sentence of that key.
    """
    names = (wording.FILE, wording.ENGLISH_FILE)
    files = (folder / name for folder in settings().material_folders for name in names)
    changed = tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    return _sentences(changed, english)[key].format(**values)


@lru_cache(maxsize=4)
def _sentences(changed: tuple[int, ...], english: bool) -> dict[str, str]:
    try:
        return wording.load(settings().material_folders, english)
    except wording.WordingError as error:  # an editor's slip must not take the bot's voice away
        log.error("%s Until then the words that came with the product are used.", error)
        return wording.load([settings().data], english)
