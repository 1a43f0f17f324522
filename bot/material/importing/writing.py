"""Writing what was accepted: whole files, each at once, and none that the product could not read."""

import fcntl
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from bot.material.articles import read_article
from bot.material.asked import ENDING, placed, read_asked
from bot.material.importing.addresses import key
from bot.material.importing.draft import mark_of
from bot.material.importing.markdown import with_easy, with_head, with_state
from bot.material.importing.plan import Change, digest
from bot.material.model import Article, Material
from bot.material.reading import NEWS

LOCK = "import.lock"
BUSY = "Another import is at work. Try again when it has ended."


class BusyError(Exception):
    """Another import is writing at this moment."""


@dataclass(frozen=True)
class Written:
    """A change that was made, or why it was not; `orphans` counts the questions whose sentence is gone."""

    change: Change
    problem: str = ""
    orphans: int = 0


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """As long as this lasts, no other import of this installation runs.

    Raises:
        BusyError: one runs already.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(BUSY) from error
        yield


def apply(changes: Iterable[Change], folders: Sequence[Path], today: date) -> list[Written]:
    """Write the changes into the last folder, the installation's own content. Those that write nothing are left out.

    One whose file was changed since the plan was made is not written.
    """
    return [_apply(change, folders, today) for change in changes if change.writes]


def withdraw(article: Article, folders: Sequence[Path], *, undo: bool = False) -> Path:
    """Hide an article from every answer and page, or show it again; it holds at once. Gives the file that says so.

    Raises:
        ValueError: the article's file cannot be changed so.
    """
    return _rewrite(article, folders, lambda text: with_state(text, withdrawn=not undo))


def tell_easily(article: Article, folders: Sequence[Path], words: str) -> Path:
    """Give an article a text in easy Swedish, or none; it holds at once. Gives the file where it stands.

    Raises:
        ValueError: the article's file cannot be changed so.
    """
    return _rewrite(article, folders, lambda text: with_easy(text, words))


def describe(article: Article, folders: Sequence[Path], title: str, published: date | None, section: str) -> Path:
    """Give an article another title, date or section. Gives the file where they stand.

    An article without a date that is only given one is still the website's own: what changes there goes on coming.

    Raises:
        ValueError: the article's file cannot be changed so.
    """
    given: dict[str, str | date | None] = {"title": title, "published": published, "section": section}
    changes = {key: value for key, value in given.items() if value != getattr(article, key)}

    def change(text: str) -> str:
        for name, value in changes.items():
            text = with_head(text, (name,), value or None)
        imported = article.imported
        if imported and imported.file == mark_of(article) and article.published is None and "title" not in changes:
            text = with_head(text, ("imported", "file"), mark_of(replace(article, published=published)))
        return text

    return _rewrite(article, folders, change)


def look_up_again(article: Article, folders: Sequence[Path], number: int, today: date) -> Path:
    """Somebody looked up the article's contact of this number (from 0) today, and it still holds.

    Raises:
        ValueError: the article's file cannot be changed so.
        LookupError: there is no such contact.
    """
    if not 0 <= number < len(article.contacts):
        raise LookupError(number)
    return _rewrite(article, folders, lambda text: with_head(text, ("contacts", number, "checked_on"), today))


def _rewrite(article: Article, folders: Sequence[Path], change: Callable[[str], str]) -> Path:
    """Write the article's file with a change into the last folder, the installation's own content."""
    for folder in folders:
        if article.path.is_relative_to(folder / NEWS):
            file = folders[-1] / NEWS / article.path.relative_to(folder / NEWS)
            text = article.path.read_text(encoding="utf-8-sig")
            if problem := _write(file, change(text)):
                raise ValueError(f"{article.path}: {problem}")
            return file
    raise ValueError(f"{article.path} lies in none of the folders")


def named(material: Material, written: str) -> Article | None:
    """The article that somebody names: by its slug, its file's name, or its address."""
    slug = Path(written).stem.lower() if written.endswith(".md") else written.rstrip("/").rpartition("/")[2].lower()
    if found := material.article(slug):
        return found
    same = key(written)
    sources = ((one, {one.url, one.imported.source if one.imported else ""}) for one in material.articles)
    return next((one for one, urls in sources if same in {key(url) for url in urls if url}), None)


def _apply(change: Change, folders: Sequence[Path], today: date) -> Written:
    file = (folders[-1] / change.file).resolve()
    if not file.is_relative_to((folders[-1] / NEWS).resolve()) or file.suffix != ".md":
        return Written(change, "it would be written outside the news")
    if digest(file) != change.before:
        return Written(change, "its file was changed meanwhile")
    try:
        problem = _write(file, change.text)
    except OSError as error:
        return Written(change, f"{file}: cannot be written ({error.strerror})")
    return Written(change, problem) if problem else Written(change, orphans=_set_aside(file, folders, today))


def _write(file: Path, text: str) -> str:
    """Write an article's file at once, so that nobody ever reads half of it; what is wrong with it, where it is not."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=file.parent) as hidden:
        new = Path(hidden) / file.name
        new.write_text(text, encoding="utf-8")
        if problems := read_article(new).problems:
            return f"{problems[0].what}. {problems[0].mend}"
        if not file.exists() or file.read_bytes() != new.read_bytes():
            new.replace(file)
    return ""


def _set_aside(file: Path, folders: Sequence[Path], today: date) -> int:
    """Turn the questions whose sentence no longer stands in the article into comments; how many entries it were.

    Nothing of an editor's work is lost, and the material stays sound: a question that points nowhere is a mistake.
    """
    name = file.relative_to((folders[-1]).resolve()).with_name(f"{file.stem}{ENDING}")
    questions = next((path for folder in reversed(folders) if (path := folder / name).is_file()), None)
    article = read_article(file).value
    asked = read_asked(questions).value if questions else None
    if questions is None or article is None or not asked:
        return 0
    orphans = {one.line for one in asked if placed(one, article)[1]}
    if not orphans:
        return 0
    text = questions.read_text(encoding="utf-8-sig")
    lines = text.split("\n")
    for begin, end in _entries(text):
        if begin + 1 in orphans:
            lines[begin:end] = [f"# {line}" if line else "#" for line in lines[begin:end]]
            lines[begin] = f"# {today}: meningen finns inte längre i artikeln.\n{lines[begin]}"
    own = folders[-1] / name
    with tempfile.TemporaryDirectory(prefix=".import-", dir=own.parent) as hidden:
        new = Path(hidden) / own.name
        new.write_text("\n".join(lines), encoding="utf-8")
        new.replace(own)
    return len(orphans)


def _entries(text: str) -> list[tuple[int, int]]:
    """The lines, from and to, of each entry of a file of questions that names a sentence."""
    root = yaml.compose(text)
    assert isinstance(root, yaml.MappingNode)
    answered = next(value for key_, value in root.value if key_.value == "answered")
    return [(item.start_mark.line, _end(item, text)) for item in answered.value]


def _end(item: yaml.Node, text: str) -> int:
    """The line after an entry. It goes on to the next thing, but empty lines before it are none of it."""
    lines = text.split("\n")
    end = item.end_mark.line + (1 if item.end_mark.column else 0)
    while end > item.start_mark.line + 1 and not lines[end - 1].strip():
        end -= 1
    return end
