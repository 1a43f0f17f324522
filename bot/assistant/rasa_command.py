"""`bot rasa …`: Rasa's own command line, given this project's paths where the caller names none."""

import sys
from collections.abc import Sequence

from bot import models
from bot.assistant import environment, fingerprint
from bot.settings import ROOT, Settings


def main(settings: Settings, arguments: Sequence[str]) -> int:
    """Run a Rasa command.

    Args:
        arguments: as on Rasa's command line, without `rasa`.
    Returns:
        The exit status; 1 where something is broken that Rasa would pass over with a warning.
    """
    environment.prepare(settings)
    from bot.assistant.preflight import PreflightError, check

    try:
        check()
    except PreflightError as error:
        print(error, file=sys.stderr)
        return 1
    from rasa.__main__ import main as rasa

    from bot.assistant import mends

    mends.apply()
    sys.argv = ["rasa", *with_paths(settings, arguments)]
    try:
        rasa()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def with_paths(settings: Settings, arguments: Sequence[str]) -> list[str]:
    """The arguments, with a path for each option of that command that the caller left out."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    command = " ".join(words[:2])
    here = fingerprint.ASSISTANT
    training = [str(path) for path in fingerprint.training_files(settings.material_folders)]
    model = models.current(settings.models)
    paths = {
        "--domain": [str(here / "domain")],
        "--config": [str(here / "config.yml")],
        "--data": training,
        "--nlu": [str(settings.data / "nlu")],  # Rasa takes one path here
        "--out": [str(settings.home / "results" if command.startswith("test") else settings.models)],
        "--model": [str(model)] if model else [],
        "--endpoints": [str(here / "endpoints.yml")],
        "--credentials": [str(here / "credentials.yml")],
        "--interface": ["127.0.0.1"],  # Rasa's own is every address of the machine
        "--stories": [str(ROOT / "tests" / "conversations")],
    }
    options = next((wanted for name, wanted in _OPTIONS.items() if command.startswith(name)), ())
    given = {_SHORT.get(argument, argument.split("=")[0]) for argument in arguments}
    added = [word for option in options if option not in given and paths[option] for word in (option, *paths[option])]
    return [*arguments, *added]


_SHORT = {"-d": "--domain", "-c": "--config", "-u": "--nlu", "-m": "--model", "-s": "--stories", "-i": "--interface"}


# The longer names first: the first that fits decides.
_OPTIONS = {
    "data validate": ("--domain", "--config", "--data"),
    "train nlu": ("--domain", "--config", "--nlu", "--out"),
    "train core": ("--domain", "--config", "--out"),
    "train": ("--domain", "--config", "--data", "--out"),
    "shell nlu": ("--model",),
    "shell": ("--model", "--endpoints", "--interface"),
    "run actions": (),
    "run": ("--model", "--endpoints", "--credentials", "--interface"),
    "interactive": ("--model", "--endpoints"),
    "test nlu": ("--model", "--nlu", "--out"),
    "test core": ("--model", "--stories", "--endpoints", "--out"),
    "test": ("--model", "--stories", "--nlu", "--endpoints", "--out"),
}
