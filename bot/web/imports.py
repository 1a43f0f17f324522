"""Taking in news from the console: `bot material` looks, what it found is shown, and what is accepted is written.

A process of low priority does the looking: what an import needs is slow to load, and large.
"""

import asyncio
import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.material.importing import writing
from bot.material.importing.plan import Change, from_data
from bot.processes import aside
from bot.settings import Settings

LOOK_SECONDS = 2 * 60 * 60.0
LOOK_MEMORY = 2 * 1024**3
"""Bytes. A whole import takes a tenth; what a stranger's page blows up ends the import, and not the machine."""
FOLDER = "imports"
_GIVEN = 5
_KEPT_SECONDS = 24 * 60 * 60
_ID = re.compile(r"[\w-]{16}", re.ASCII)
_PLAN, _ERRORS, _FILE = "plan.json", "errors.txt", "file"

log = structlog.get_logger(__name__)


class LookError(Exception):
    """There is nothing to show. `code`: `gone` (too long ago, or web was started anew), `busy`, or `failed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Imports:
    """The looks that were begun, each in a folder of its own; they are gone a day later (`clear`)."""

    settings: Settings
    given: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """What was filled in for each of the newest, to be changed where nothing came of it. It is nowhere on disk: what is
    pasted may hold what is masked in the article."""
    _running: dict[str, asyncio.Task[int]] = field(default_factory=dict)

    async def begin(
        self, arguments: Sequence[str], file: tuple[str, bytes] | None = None, filled: Mapping[str, str] | None = None
    ) -> str:
        """Begin to look, with the arguments of `bot material`; its name. A file (name, bytes) comes last of these.
        `filled`: what stands in `given` afterwards."""
        name = secrets.token_urlsafe(12)
        self.given[name] = filled or {}
        for old in list(self.given)[:-_GIVEN]:
            del self.given[old]
        given = await asyncio.to_thread(self._prepare, self._folder(name), file)
        task = asyncio.create_task(self._look(self._folder(name), [*arguments, "--json", *given]))
        self._running[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))
        return name

    async def found(self, name: str, patience: float) -> list[Change] | None:
        """What was found; None while it is still looked, after so many seconds.

        Raises:
            LookError
        """
        if not _ID.fullmatch(name):
            raise LookError("gone")
        if task := self._running.get(name):
            await asyncio.wait([task], timeout=patience)
            if not task.done():
                return None
        return await asyncio.to_thread(_read, self._folder(name))

    async def forget(self, name: str) -> None:
        """Nobody wants what was found any more."""
        self.given.pop(name, None)
        if _ID.fullmatch(name):
            if task := self._running.get(name):
                task.cancel()
            await asyncio.to_thread(shutil.rmtree, self._folder(name), ignore_errors=True)

    def close(self) -> None:
        """End what runs."""
        for task in list(self._running.values()):
            task.cancel()

    def _ended(self, name: str, task: asyncio.Task[int]) -> None:
        self._running.pop(name, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("import_failed", error=type(error).__name__)

    def _folder(self, name: str) -> Path:
        return self.settings.home / FOLDER / name

    async def _look(self, folder: Path, arguments: Sequence[str]) -> int:
        try:
            with (folder / _PLAN).open("wb") as told, (folder / _ERRORS).open("wb") as errors:
                return await material(self.settings, arguments, told.fileno(), errors.fileno())
        finally:  # it may hold what is masked in the article, and more than that
            shutil.rmtree(folder / _FILE, ignore_errors=True)

    def _prepare(self, folder: Path, file: tuple[str, bytes] | None) -> list[str]:
        folder.mkdir(parents=True, mode=0o700)
        if file is None:
            return []
        path = folder / _FILE / _file_name(file[0])
        path.parent.mkdir()
        path.write_bytes(file[1])
        return [str(path)]


def clear(home: Path) -> None:
    """Delete the looks of more than a day ago, and the files of those that cannot run any more: web was ended."""
    for folder in (home / FOLDER).glob("*"):
        age = time.time() - folder.stat().st_mtime
        if age > _KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
        elif age > LOOK_SECONDS:
            shutil.rmtree(folder / _FILE, ignore_errors=True)


async def material(settings: Settings, arguments: Sequence[str], stdout: int, stderr: int) -> int:
    """Run `bot material` with these arguments; its exit status."""
    module = ["bot.cli", "material", *arguments]
    async with aside(module, settings.environment(secrets=False), stdout, stderr, LOOK_MEMORY) as process:
        return await asyncio.wait_for(process.wait(), LOOK_SECONDS)


def _read(folder: Path) -> list[Change]:
    try:
        text = (folder / _PLAN).read_text(encoding="utf-8")
        errors = (folder / _ERRORS).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise LookError("gone") from error
    try:
        return from_data(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise LookError("busy" if writing.BUSY in errors else "failed") from error


def _file_name(written: str) -> str:
    """A name for a file that somebody sent: it is a name alone, and short."""
    name = re.sub(r"[^\w. -]", "-", written.replace("\\", "/").rpartition("/")[2])[-100:]
    return name.lstrip(".") or "file"
