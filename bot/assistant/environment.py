"""What has to be set before Rasa is imported, in every process that imports it. Imports nothing of Rasa itself."""

import os
import warnings
from collections.abc import MutableMapping

from bot.settings import Settings


def prepare(settings: Settings, environ: MutableMapping[str, str] | None = None) -> None:
    """Set the variables that Rasa, TensorFlow and our YAML files read, and silence what concerns no reader of logs."""
    env = os.environ if environ is None else environ
    env.update(settings.environment())
    env["RASA_TELEMETRY_ENABLED"] = "false"
    env["RASA_CACHE_DIRECTORY"] = str(settings.home / "cache")
    env.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    env.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa's libraries are old and say so at each start; warnings of our own code are seen in the tests.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
