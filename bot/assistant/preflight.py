"""What Rasa would pass over with a warning, and go on without: told here as an error, before it starts.

An ImportError in the importer gives a model without articles, and a broken file in `domain/` is skipped, both with exit
status 0.
"""

import importlib
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException, YamlException
from rasa.shared.utils.io import read_config_file, read_yaml_file

from bot.assistant.fingerprint import ASSISTANT


class PreflightError(Exception):
    """Something that the assistant is made of cannot be read. The text says what, where and how to mend it."""


def check(folder: Path = ASSISTANT) -> None:
    """Read configuration, importer and domain as Rasa will.

    Raises:
        PreflightError: the first thing that is wrong.
    """
    config_file = folder / "config.yml"
    try:
        config = read_config_file(str(config_file))
    except (RasaException, ValueError, FileNotFoundError) as error:
        raise PreflightError(f"{config_file}: cannot be read: {_first_line(error)}") from error
    importers = config.get("importers") or []
    if not importers:
        raise PreflightError(f"{config_file}: names no importer: without one the articles are left out of the model.")
    for importer in importers:
        _check_importer(importer["name"], config_file)
    for file in sorted((folder / "domain").glob("*.y*ml")):
        _check_domain(file)


def _check_importer(path: str, config_file: Path) -> None:
    module, _, name = path.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise PreflightError(
            f"{config_file}: the importer {path} cannot be imported: {error}. "
            "Mend that module: Rasa would go on without it, and without the articles."
        ) from error


def _check_domain(file: Path) -> None:
    try:
        read_yaml_file(file)  # where the YAML itself is broken, Rasa says only that this is no domain file
        if not Domain.is_domain_file(file):
            raise PreflightError(
                f"{file}: is no Rasa domain file. Give it domain keys (intents, responses, …) or move it."
            )
        Domain.from_file(str(file))
    except (YamlException, RasaException, ValueError) as error:
        raise PreflightError(f"{file}: cannot be read: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return " ".join(f"{error} {error.__cause__ or ''}".split())[:300]
