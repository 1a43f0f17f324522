"""Publishing: a new model is trained beside the one in use, asked the same questions, and used if it is no worse.

Training and asking are child processes of low priority, so visitors are answered all the while. What is done and what
came of it stands in `publishing.json` below the home: it survives a restart of web. One publication at a time.
"""

import asyncio
import fcntl
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import Any

import structlog

from bot import models
from bot.material.checking import problems
from bot.processes import aside
from bot.settings import Settings
from bot.switching import SwitchError, learn_as_before, switch, take_into_use
from bot.web.publication import FILE, Publication, read, write

_LOCK = "publishing.lock"
_LOG = "publishing.log"
_SECONDS = 4 * 60 * 60.0

log = structlog.get_logger(__name__)


class BusyError(Exception):
    """Somebody publishes already, or a model is being trained."""


class _StepError(Exception):
    """A step failed; the model in use stays. The text says what went wrong."""


class Publisher:
    """Publishes, one publication at a time. Made and used within the event loop.

    Args:
        wake: called whenever the publication has come further.
    """

    def __init__(self, settings: Settings, secret: str, wake: Callable[[], None]) -> None:
        self._settings, self._secret, self._wake = settings, secret, wake
        self._file = settings.home / FILE
        self._task: asyncio.Task[None] | None = None
        self._now = read(self._file)

    @property
    def now(self) -> Publication:
        """The publication under way, or the last one; that of another process, too."""
        if self._task is None:
            self._now = read(self._file)
        return self._now

    async def resume(self) -> None:
        """After web has started: a publication that was cut off is over, but for a switch, which is done anew."""
        try:
            async with self._alone():
                await asyncio.to_thread(learn_as_before, self._settings)
                now = self.now
                if now.phase == "switching":
                    await self._guarded(self._take_into_use)
                elif now.runs:
                    self._note(phase="broken_off", ended=_time())
        except BusyError:  # another process of web is at it
            return

    async def begin(self, by: str, *, all_lessons: bool = True) -> None:
        """Begin to publish, in the background.

        Args:
            all_lessons: also what reviewers have taught since the last time.
        Raises:
            BusyError
        """
        if models.is_training(self._settings.models):
            raise BusyError
        work = partial(self._publish, all_lessons=all_lessons)
        await self._begin(Publication("checking", by=by, began=_time()), work)

    async def publish_news(self, by: str) -> bool:
        """Begin to publish what has changed but what reviewers have taught, which an editor is to publish.

        Not where somebody has decided which model is in use, or is to decide about a new one.

        Returns:
            Whether that was begun.
        """
        now, held = self.now, models.held(self._settings.models)
        broken = now.phase in ("failed", "broken_off")  # then the model is held by that, and not by anybody's choice
        if now.phase == "worse" or (held and not broken):
            return False
        try:
            await self.begin(by, all_lessons=False)
        except BusyError:
            return False
        return True

    async def publish_anyway(self, by: str) -> None:
        """Take the model into use that answers something worse.

        Raises:
            BusyError: there is nothing to decide.
        """
        if self.now.phase != "worse":
            raise BusyError
        await self._begin(replace(self.now, phase="switching", by=by), self._take_into_use)

    async def drop(self, by: str) -> None:
        """Leave the model in use that is.

        Raises:
            BusyError: there is nothing to decide.
        """
        if self.now.phase != "worse":
            raise BusyError
        async with self._alone():
            self._note(phase="idle", by=by, ended=_time())

    async def undo(self, by: str) -> None:
        """Take the model before the last publication into use again. What was taught stays, and waits.

        Raises:
            BusyError: there is nothing to undo.
            SwitchError: the assistant did not take it.
        """
        before = self.undoable
        if before is None:
            raise BusyError
        async with self._alone():
            await switch(self._settings, self._secret, before)
            await asyncio.to_thread(take_into_use, self._settings, before, hold=True)
            self._note(phase="undone", by=by, ended=_time())

    @property
    def undoable(self) -> Path | None:
        """The model before the last publication, where that can be undone."""
        now = self.now
        if now.phase != "done" or not now.before:
            return None
        before = models.file(self._settings.models, now.before)
        return before if before.is_file() else None

    async def close(self) -> None:
        """End what runs; the model in use stays."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def wait(self) -> None:
        """Until nothing runs any more in this process."""
        if self._task:
            await asyncio.wait([self._task])

    async def _begin(self, first: Publication, work: Callable[[], Any]) -> None:
        if self._task is not None:
            raise BusyError
        began = asyncio.Event()

        async def run() -> None:
            async with self._alone():
                self._note(**asdict(first))
                began.set()
                await self._guarded(work)

        self._task = task = asyncio.create_task(run())
        task.add_done_callback(self._over)
        waiting = asyncio.create_task(began.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not began.is_set():
            await task  # raises why

    def _over(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            task.exception()  # it was told to who began it

    async def _guarded(self, work: Callable[[], Any]) -> None:
        try:
            await work()
        except _StepError as error:
            self._note(phase="failed", problem=str(error), ended=_time())
        except asyncio.CancelledError:
            if self._now.phase != "switching":
                self._note(phase="broken_off", ended=_time())
            raise
        except Exception as error:
            self._note(phase="failed", problem=type(error).__name__, ended=_time())
            log.error("publishing_failed", error=type(error).__name__)

    async def _publish(self, *, all_lessons: bool) -> None:
        settings = self._settings
        if found := await asyncio.to_thread(problems, settings.material_folders):
            raise _StepError("\n".join(map(str, found[:20])))
        self._note(phase="training")
        current = models.current(settings.models)
        if current:  # else a restart of the product would take the new one, which fits, before it was asked anything
            models.use(settings.models, current, hold=True)
        try:
            last = await self._child(["bot.assistant.train", "--aside", *(["--all-lessons"] if all_lessons else [])])
        finally:  # until the new model is taken into use
            await asyncio.to_thread(learn_as_before, settings)
        new = models.file(settings.models, str(last.get("model")))
        if not new.is_file():
            raise _StepError("The training named no model.")
        if new == current:
            await asyncio.to_thread(take_into_use, settings, new)  # and no longer held, where it was
            return self._note(phase="nothing", ended=_time())
        self._note(model=models.name_of(new), before=models.name_of(current) if current else "")
        if current:
            self._note(phase="asking", done=0, of=0)
            await self._child(["bot.evaluate.comparing", str(current), str(new)])
            if any(change["change"] == "worse" for change in self.asked(self._now.model)["changes"]):
                return self._note(phase="worse")
        self._note(phase="switching", done=0, of=0)
        await self._take_into_use()

    async def _take_into_use(self) -> None:
        """The pointer moves last: whatever ends before it does, the model in use is one that works."""
        model = models.file(self._settings.models, self._now.model)
        try:
            await switch(self._settings, self._secret, model)
        except SwitchError as error:
            raise _StepError(str(error)) from error
        await asyncio.to_thread(take_into_use, self._settings, model)
        self._note(phase="done", ended=_time())
        log.info("published", model=self._now.model)

    def asked(self, model: str) -> dict[str, Any]:
        """How a model answered the files of questions, and what it answers otherwise than the one before it.

        Empty where it was never asked.
        """
        return models.asked(models.file(self._settings.models, model))

    async def _child(self, module: Sequence[str]) -> dict[str, Any]:
        """Run a Python module to its end, noting its progress; its last line of JSON.

        Raises:
            _StepError: it ended badly. The text is the last line that it said.
        """
        last: dict[str, Any] = {}
        lines = self._settings.home / _LOG
        with lines.open("wb") as errors:
            environment = self._settings.environment(secrets=False)
            async with aside(module, environment, PIPE, errors.fileno()) as process:
                try:
                    async with asyncio.timeout(_SECONDS):
                        assert process.stdout is not None
                        async for line in process.stdout:
                            with suppress(ValueError, TypeError):
                                last = dict(json.loads(line))
                                if "done" in last:
                                    self._note(done=int(last["done"]), of=int(last["of"]))
                        status = await process.wait()
                except TimeoutError as error:
                    raise _StepError("It took too long.") from error
        if status != 0:
            told = lines.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise _StepError(f"{told[-1] if told else 'It said nothing.'} ({lines})")
        return last

    def _note(self, **changed: Any) -> None:
        self._now = replace(self._now, **changed)
        write(self._file, self._now)
        self._wake()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """As long as this lasts no other process publishes.

        Raises:
            BusyError: one does.
        """
        with (self._settings.home / _LOCK).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyError from error
            yield


def _time() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
