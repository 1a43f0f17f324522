"""Trains the assistant: `python -m bot.assistant.train`.

Prints one line of JSON a step (`{"step", "done", "of"}`), for whoever shows the progress. The new model is in use only
when it has been loaded, has parsed a message, and holds every passage of the material. With `--aside` it is not taken
into use: who started this does that, and finds its name in the last line (`{"model"}`). With `--all-lessons` it learns
all that reviewers have taught, also what nobody has published yet.
"""

import asyncio
import gc
import json
import logging
import os
import sys
from pathlib import Path

from bot import models
from bot import settings as settings_module
from bot.assistant import environment, fingerprint
from bot.material.learning import learn
from bot.material.lessons import LessonError, taught
from bot.material.reading import read_material
from bot.settings import Settings

_HOOKS = "rasa.engine.training.hooks"


class TrainingError(Exception):
    """Training did not give a model that works. The one in use stays."""


def train(chosen: Settings, *, aside: bool = False, all_lessons: bool = False) -> Path:
    """Train and try the model that fits the present data, and take it into use.

    Args:
        aside: it is not taken into use; one that is there already is not trained anew.
        all_lessons: it learns all that was taught, not only what was published.

    Returns:
        The model's file.
    Raises:
        PreflightError: configuration, importer or domain cannot be read.
        TrainingError: the material is wrong, Rasa failed, or the model does not work.
        LessonError: somebody has broken the file of lessons.
    """
    if all_lessons:
        learn(chosen.content, taught(chosen.content))
    name = fingerprint.of_model(chosen)
    about = fingerprint.about(chosen)  # before anything is read: what is changed meanwhile is to be seen as a change
    if aside and (fitting := models.file(chosen.models, name)).is_file():
        models.note_once(fitting, lambda: about)
        return fitting
    from bot.assistant import preflight, training_mends  # imports Rasa, which takes seconds

    _progress("Loading Rasa", 0, 1)
    training_mends.apply()
    preflight.check()
    from rasa.model_training import train as rasa_train

    _report_components()
    untried = chosen.models / "untried"
    untried.mkdir(parents=True, exist_ok=True)
    result = rasa_train(
        domain=str(fingerprint.ASSISTANT / "domain"),
        config=str(fingerprint.ASSISTANT / "config.yml"),
        training_files=[str(path) for path in fingerprint.training_files(chosen.material_folders)],
        output=str(untried),
        fixed_model_name=name,
    )
    if result.code != 0 or not result.model:
        raise TrainingError(f"Rasa's training ended with code {result.code}; its own lines above say why.")
    _progress("Trying the model", 1, 1)
    asyncio.run(_try(Path(result.model), chosen))
    model = Path(result.model).replace(models.file(chosen.models, name))
    models.note(model, about)
    if not aside:
        models.use(chosen.models, model)
    return model


async def _try(model: Path, chosen: Settings) -> None:
    """Load the model, see that it holds every passage of the material, and ask it something."""
    from rasa.core.agent import Agent

    from bot.assistant.components.retriever import PassageRetriever
    from bot.material.passages import passages

    try:
        agent = Agent.load(str(model))
    except Exception as error:  # whatever a component raises: the model cannot be used
        raise TrainingError(f"The new model cannot be loaded: {error.__cause__ or error}") from error
    material, problems = read_material(chosen.material_folders)
    if problems:
        raise TrainingError(f"{problems[0]} ({len(problems)} in all)")
    wanted = {passage.id for article in material.shown for passage in passages(article)}
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    held = {p.id for node in nodes if isinstance(node._component, PassageRetriever) for p in node._component.passages}
    if held != wanted:
        raise TrainingError(f"The new model holds {len(held)} passages, the material {len(wanted)}.")
    for article in material.shown[:1]:
        parsed = await agent.parse_message(article.title)
        if not parsed["passages"]:
            raise TrainingError(f"The new model finds nothing for the title of {article.slug}.")


class _ComponentProgress(logging.Handler):
    """Turns Rasa's log lines about components into progress."""

    def __init__(self, total: int) -> None:
        super().__init__(logging.INFO)
        self._total = total
        self._done = 0

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if line.startswith(("Finished training component", "Restored component")):
            self._done += 1
            _progress(line.split("'")[1], min(self._done, self._total), self._total)


def _report_components() -> None:
    from rasa.shared.utils.io import read_config_file

    config = read_config_file(str(fingerprint.ASSISTANT / "config.yml"))
    logger = logging.getLogger(_HOOKS)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(_ComponentProgress(len(config["pipeline"]) + len(config["policies"])))


def _progress(step: str, done: int, total: int) -> None:
    print(json.dumps({"step": step, "done": done, "of": total}, ensure_ascii=False), file=sys.__stdout__, flush=True)


def main(*, aside: bool = False, all_lessons: bool = False) -> int:
    """Train by the settings of the environment; 0 when there is a model afterwards."""
    gc.disable()  # it would look through all of Rasa and TensorFlow again and again; the process soon ends anyway
    chosen = settings_module.load()
    environment.prepare(chosen)
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's bars of progress are hundreds of lines in a log file
    from rasa.shared.exceptions import RasaException

    from bot.assistant import logs
    from bot.assistant.preflight import PreflightError

    logs.configure()
    try:
        model = train(chosen, aside=aside, all_lessons=all_lessons)
    except (TrainingError, PreflightError, RasaException, LessonError) as error:
        print(f"Training failed. {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    if aside:
        print(json.dumps({"model": models.name_of(model)}), file=sys.__stdout__, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(aside="--aside" in sys.argv, all_lessons="--all-lessons" in sys.argv))
