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
from bot.material.asked import ENDING, asked_about, is_taught, placed, read_asked
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

# With `ahead`: a thread looks as long as somebody asked within so many seconds, and so much earlier than it must.
_ASKED_SECONDS = 60.0
_AHEAD = 0.75

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
    return _assemble(_files(_seen(folders)), _read_now)


def _read_now(read: Callable[[Path], Parsed[T]], path: Path, /) -> Parsed[T]:
    return read(path)


class MaterialSource:
    """The material as it stands in its folders now; it may be shared by threads.

    The files are looked at (name, time of change, size) at most once in `look_every` seconds, and only a changed one is
    read. Of a file that has become wrong, the last good version is kept, and a warning is logged once.

    With `ahead`, a thread looks while somebody asks now and then: nobody waits for a look at thousands of files.
    """

    def __init__(self, folders: Sequence[Path], look_every: float = 1.0, *, ahead: bool = False) -> None:
        self._folders = tuple(folders)
        self._look_every = look_every
        self._lock = threading.Lock()
        self._material: Material | None = None
        self._asked = self._looked = 0.0
        self._ahead = ahead
        self._looking_ahead = False
        self._seen: list[_Seen] = []
        self._files: tuple[_File, ...] = ()
        self._stamps: dict[Path, Stamp] = {}
        self._known: dict[Path, _Known] = {}

    def current(self) -> Material:
        """The material of this moment, at most `look_every` seconds old."""
        self._asked = time.monotonic()
        if self._ahead and not self._looking_ahead:
            self._looking_ahead = True
            threading.Thread(target=self._look_ahead, name="material", daemon=True).start()
        return self._at_most(self._look_every)

    def fresh(self) -> Material:
        """The material as it stands in the files now."""
        with self._lock:
            self._material = self._look(self._material)
            self._looked = time.monotonic()
            return self._material

    def _look_ahead(self) -> None:
        try:
            while time.monotonic() - self._asked < _ASKED_SECONDS:
                time.sleep(_AHEAD * self._look_every)
                self._at_most(0.0)
        finally:
            self._looking_ahead = False

    def _at_most(self, seconds: float) -> Material:
        """The material, so many seconds old at most."""
        material = self._material
        if material is not None:
            if time.monotonic() - self._looked < seconds or not self._lock.acquire(blocking=False):
                return material  # fresh enough, or another thread is looking already
        else:
            self._lock.acquire()
        try:
            if self._material is None or time.monotonic() - self._looked >= seconds:
                self._material = self._look(self._material)
                self._looked = time.monotonic()
            return self._material
        finally:
            self._lock.release()

    def _look(self, material: Material | None) -> Material:
        seen = _seen(self._folders)
        if material is not None and seen == self._seen:
            return material
        files = _files(seen)
        self._seen = seen
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


_Seen = tuple[int, str, str, Stamp]
"""A file as it is found: the number of its folder, its name within that, its path, and its stamp."""


def article_files(folders: Iterable[Path]) -> list[Path]:
    """The files of all articles and of the questions about them, also those that a later folder overlays."""
    return [file.path for file in _files(_seen(folders)) if file.name.startswith(f"{NEWS}/")]


def _files(seen: Iterable[_Seen]) -> tuple[_File, ...]:
    """Every file of material, folder by folder in their order, by name within each."""
    in_order = sorted(seen, key=lambda one: (one[0], one[1].startswith(f"{NEWS}/"), one[1].split("/")))
    return tuple(_File(name, Path(path), stamp) for _, name, path, stamp in in_order)


def _seen(folders: Iterable[Path]) -> list[_Seen]:
    """The files of material, in no order. Hidden files are none."""
    found: list[_Seen] = []
    for number, folder in enumerate(folders):
        for name in (ORGANISATION, HOURS, SUPPORT_LINES, HELP, TOPICS, OTHERS):
            path = folder / name
            if path.is_file():
                found.append((number, name, str(path), _stamp(path)))
        found += ((number, name, path, stamp) for name, path, stamp in _news(f"{folder}/{NEWS}", f"{NEWS}/"))
    return found


def _news(folder: str, prefix: str) -> Iterator[tuple[str, str, Stamp]]:
    """The articles and questions below a folder: their names after `prefix`, paths and stamps.

    `os.scandir` and strings rather than pathlib: of thousands of files it takes a tenth of the time, and it is done
    every second while visitors ask.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError:  # there is no such folder, or it was just deleted
        return
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        if entry.is_dir():
            yield from _news(entry.path, f"{prefix}{name}/")
        elif name.lower().endswith(".md") or name.endswith(ENDING):
            yield prefix + name, entry.path, _stamp(entry)


def _stamp(file: "Path | os.DirEntry[str]") -> Stamp:
    try:
        status = file.stat()
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
        if article is None and found and not is_taught(path):
            what = f'there is no article "{asked_about(path)}"'
            problems.append(Problem(path, 1, what, "Name it as the article's file is, or delete it."))
        if article is None or article.withdrawn:
            continue
        for questions in found:
            known, wrong = placed(questions, article)
            problems += [] if is_taught(path) else wrong
            asked += known
    return replace(material, articles=tuple(articles), asked=tuple(asked)), sorted(problems)
