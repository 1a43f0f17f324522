"""What has to be set before Rasa is imported, in every process that imports it. Imports nothing of Rasa itself."""

import os
from collections.abc import MutableMapping

from bot import quiet
from bot.settings import Settings

# Warnings of Rasa that do not fit here: our slots have no auto-fill, and RegexEntityExtractor is what reads our lookup
# tables.
_HARMLESS = (
    "Slot auto-fill has been removed",
    "You have defined training data consisting of lookup tables",
    "You have defined training data consisting of entity examples",
)


def prepare(settings: Settings, environ: MutableMapping[str, str] | None = None) -> None:
    """Set the variables that Rasa, TensorFlow and our YAML files read, and silence what concerns no reader of logs."""
    env = os.environ if environ is None else environ
    env.update(settings.environment())
    env["SANIC_HOST"] = "127.0.0.1"  # for rasa_sdk's own start, which would listen on every address
    env["RASA_TELEMETRY_ENABLED"] = "false"
    env["RASA_CACHE_DIRECTORY"] = str(settings.home / "cache")
    env.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    env.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    quiet.about_libraries(_HARMLESS)
