"""Reading the material from its folders, once or as it changes."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import structlog

from bot.material.articles import read_article, slug_of
from bot.material.asked import ENDING, asked_about, placed, read_asked
from bot.material.contact import read_organisation, read_support_lines
from bot.material.hours import read_hours
from bot.material.matters import read_others, read_topics
from bot.material.model import Article, Asked, HelpWords, Hours, Material, Organisation, Problem, Topics
from bot.material.nodes import Parsed
from bot.material.support import read_help

NEWS = "news"
ORGANISATION = "contact/organisation.yml"
HOURS = "contact/hours.yml"
SUPPORT_LINES = "contact/support_lines.yml"
HELP = "danger/help.yml"
TOPICS = "contact/topics.yml"
OTHERS = "contact/others.yml"

T = TypeVar("T")
Stamp = tuple[int, int]
_log = structlog.get_logger(__name__)


class Parse(Protocol):
    """How a file is read: straight away, or from what is known of it already."""

    def __call__(self, read: Callable[[Path], Parsed[T]], path: Path, /) -> Parsed[T]: ...


def read_material(folders: Sequence[Path]) -> tuple[Material, list[Problem]]:
    """The material of the folders and all that is wrong with it.

    A later folder overlays an earlier one file by file. Bad content never raises: what has a problem is left out. Where
    nothing of a contact file can be used, the one that it overlays is.
    """
    return _assemble(_files(folders), _read_now)


def _read_now(read: Callable[[Path], Parsed[T]], path: Path, /) -> Parsed[T]:
    return read(path)


class MaterialSource:
    """The material as it stands in its folders now; it may be shared by threads.

    The files are looked at (name, time of change, size) at most once in `look_every` seconds, and only a changed one is
    read. Of a file that has become wrong, the last good version is kept, and a warning is logged once.
    """

    def __init__(self, folders: Sequence[Path], look_every: float = 1.0) -> None:
        self._folders = tuple(folders)
        self._look_every = look_every
        self._lock = threading.Lock()
        self._material: Material | None = None
        self._looked = 0.0
        self._files: tuple[_File, ...] = ()
        self._stamps: dict[Path, Stamp] = {}
        self._known: dict[Path, _Known] = {}

    def current(self) -> Material:
        """The material of this moment, at most `look_every` seconds old."""
        material = self._material
        if material is not None:
            if time.monotonic() - self._looked < self._look_every or not self._lock.acquire(blocking=False):
                return material  # fresh enough, or another thread is looking already
        else:
            self._lock.acquire()
        try:
            if self._material is None or time.monotonic() - self._looked >= self._look_every:
                self._material = self._look(self._material)
                self._looked = time.monotonic()
            return self._material
        finally:
            self._lock.release()

    def _look(self, material: Material | None) -> Material:
        files = _files(self._folders)
        if material is not None and files == self._files:
            return material
        self._files = files
        self._stamps = {file.path: file.stamp for file in files}
        self._known = {path: known for path, known in self._known.items() if path in self._stamps}
        return _assemble(files, self._parse)[0]

    def _parse(self, read: Callable[[Path], Parsed[T]], path: Path, /) -> Parsed[T]:
        stamp = self._stamps[path]
        known = self._known.get(path)
        if known is not None and known.stamp == stamp:
            return known.parsed
        parsed = read(path)
        good = known.good if known is not None else None
        if not parsed.problems:
            good = parsed
        else:
            _log.warning("material.problem", kept_last_good=good is not None, problems=list(map(str, parsed.problems)))
            if good is not None:
                parsed = Parsed(good.value, parsed.problems)
        self._known[path] = _Known(stamp, parsed, good)
        return parsed


@dataclass(frozen=True)
class _Known:
    """A file as it was last read, and as it was when nothing was wrong with it."""

    stamp: Stamp
    parsed: Parsed[Any]
    good: Parsed[Any] | None


class _File(NamedTuple):
    """A file of material: its name within its folder, and what tells whether it has changed."""

    name: str
    path: Path
    stamp: Stamp


def article_files(folders: Iterable[Path]) -> list[Path]:
    """The files of all articles and of the questions about them, also those that a later folder overlays."""
    return [file.path for file in _files(folders) if file.name.startswith(f"{NEWS}/")]


def _files(folders: Iterable[Path]) -> tuple[_File, ...]:
    """Every file of material, folder by folder in their order, by name within each. Hidden files are none."""
    found = []
    for folder in folders:
        names = [
            name for name in (ORGANISATION, HOURS, SUPPORT_LINES, HELP, TOPICS, OTHERS) if (folder / name).is_file()
        ]
        found += [_File(name, folder / name, _stamp(folder / name)) for name in names]
        found += sorted(_news(folder / NEWS, f"{NEWS}/"), key=lambda file: file.name.split("/"))
    return tuple(found)


def _news(folder: Path, prefix: str) -> Iterator[_File]:
    """The articles and questions below a folder, their names after `prefix`.

    `os.scandir` rather than pathlib's `rglob`: of thousands of files it takes a tenth of the time, and it is done every
    second while visitors ask.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError:  # there is no such folder, or it was just deleted
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _news(folder / entry.name, f"{prefix}{entry.name}/")
        elif entry.name.lower().endswith(".md") or entry.name.endswith(ENDING):
            try:
                status = entry.stat()
            except OSError:  # just deleted, or a link that leads nowhere: reading it says so
                yield _File(prefix + entry.name, folder / entry.name, (0, 0))
            else:
                yield _File(prefix + entry.name, folder / entry.name, (status.st_mtime_ns, status.st_size))


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:  # just deleted, or a link that leads nowhere: reading it says so
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _assemble(files: Iterable[_File], parse: Parse) -> tuple[Material, list[Problem]]:
    problems: list[Problem] = []
    layers: dict[str, list[Path]] = {}
    for file in files:
        layers.setdefault(file.name, []).insert(0, file.path)

    def uppermost(name: str, read: Callable[[Path], Parsed[T]], otherwise: T) -> T:
        for path in layers.get(name, []):
            parsed = parse(read, path)
            problems.extend(parsed.problems)
            if parsed.value is not None:
                return parsed.value
        return otherwise

    material = Material(
        organisation=uppermost(ORGANISATION, read_organisation, Organisation()),
        hours=uppermost(HOURS, read_hours, Hours()),
        support_lines=uppermost(SUPPORT_LINES, read_support_lines, ()),
        help_words=uppermost(HELP, read_help, HelpWords()),
        topics=uppermost(TOPICS, read_topics, Topics()),
        others=uppermost(OTHERS, read_others, ()),
    )
    articles: list[Article] = []
    owners: dict[str, Path] = {}
    news = [paths[0] for name, paths in layers.items() if name.startswith(f"{NEWS}/")]
    for path in (path for path in news if not path.name.endswith(ENDING)):
        parsed_article = parse(read_article, path)
        problems += parsed_article.problems
        slug = slug_of(path)
        if slug in owners:
            what = f'the address "{slug}" is taken by {owners[slug]}'
            problems.append(Problem(path, 1, what, "Rename or delete one of the two files."))
            continue
        owners[slug] = path
        if parsed_article.value is not None:
            articles.append(parsed_article.value)
    asked: list[Asked] = []
    of_slug = {article.slug: article for article in articles}
    for path in (path for path in news if path.name.endswith(ENDING)):
        parsed_asked = parse(read_asked, path)
        problems += parsed_asked.problems
        found = parsed_asked.value or ()
        article = of_slug.get(asked_about(path))
        if article is None and found:
            what = f'there is no article "{asked_about(path)}"'
            problems.append(Problem(path, 1, what, "Name it as the article's file is, or delete it."))
        if article is None or article.withdrawn:
            continue
        for questions in found:
            known, wrong = placed(questions, article)
            problems += wrong
            asked += known
    return replace(material, articles=tuple(articles), asked=tuple(asked)), sorted(problems)
