"""What reviewers have taught: a question in a reviewer's own words, and what it should have led to.

`conversations/taught.jsonl` in the installation's own content holds the lessons, as conversations that
`bot evaluate conversations` plays. The assistant learns them when an editor publishes (bot.material.learning). No file
holds a visitor's text or an id of a conversation.
"""

import fcntl
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.files import write_changed
from bot.language.personal import mask
from bot.language.words import terms
from bot.material.asked import numbered
from bot.material.model import Article
from bot.material.reading import read_material

FILE = "conversations/taught.jsonl"
CATEGORY = "taught"
LONGEST = 300
"""Characters of a question."""

Kind = Literal["intent", "article", "passage", "silence", "missing"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_ABOUT_NEWS = "news_question"
_OFF_TOPIC = "other"
# What YAML takes for no text: a training would fail on it, and nobody sees it.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTENT = re.compile(r"[a-z][a-z_]*")
# Words of a sentence that are enough to know it again in an answer.
_ENOUGH_WORDS = 8


class LessonError(ValueError):
    """What was to be taught cannot be. The text says what is wrong."""


@dataclass(frozen=True, order=True)
class Lesson:
    """A question and what it should lead to.

    Attributes:
        words: the question as the reviewer has worded it; a line, masked.
        should_kind: an `intent`; a `passage` or an `article` that answers it; `silence`, it is nothing for the bot to
            answer; `missing`, it is, but the material lacks what was asked.
        should: the intent's name, the article's slug or the passage's id (slug:paragraph:sentence, or without the
            sentence). For `silence` and `missing` the slug of the article that it was wrongly answered from, or empty.
    """

    words: str
    should_kind: Kind
    should: str = ""


def lessons(content: Path) -> tuple[Lesson, ...]:
    """All that was taught, by its words. `content` is the installation's own (`Settings.content`).

    Raises:
        LessonError: somebody has broken the file.
    """
    return tuple(one.lesson for one in taught(content))


def teach(folders: Sequence[Path], lesson: Lesson) -> Lesson:
    """Write a lesson down; it is learnt when somebody publishes. One with the same words is replaced.

    Args:
        folders: those of the material (`Settings.material_folders`); it is written into the last one.

    Returns:
        The lesson as it was kept: on one line, with personal data masked.
    Raises:
        LessonError: there are no words or too many, or what they should lead to does not exist, or the file is broken.
    """
    words = mask(" ".join(_UNPRINTABLE.sub("", lesson.words).split()))
    if not words:
        raise LessonError("There is no question.")
    if len(words) > LONGEST:
        raise LessonError(f"The question is longer than {LONGEST} characters.")
    one = _taught(folders, Lesson(words, lesson.should_kind, lesson.should))
    content = folders[-1]
    with _alone(content):
        _write(content, [*(other for other in taught(content) if other.lesson.words != words), one])
    return one.lesson


def forget(content: Path, lesson: Lesson) -> None:
    """Take a lesson back; nothing happens where there is none. It is unlearnt when somebody publishes."""
    with _alone(content):
        before = taught(content)
        after = [one for one in before if one.lesson != lesson]
        if len(after) < len(before):
            _write(content, after)


@dataclass(frozen=True)
class Taught:
    """A lesson with the sentence that answers, word for word, and the title of its article."""

    lesson: Lesson
    sentence: str = ""
    title: str = ""

    @property
    def slug(self) -> str:
        return "" if self.lesson.should_kind == "intent" else self.lesson.should.partition(":")[0]

    @property
    def intent(self) -> str:
        """What the question is an example of; empty: of nothing."""
        kind = self.lesson.should_kind
        if kind == "intent":
            return self.lesson.should
        if kind == "missing" and self.lesson.should:
            return ""  # it was taken for a question on the news already
        return _OFF_TOPIC if kind == "silence" else _ABOUT_NEWS

    @property
    def expect(self) -> dict[str, Any]:
        """What an answer to it must be, as a file of conversations says it."""
        kind = self.lesson.should_kind
        if kind == "intent":
            return {"intent": self.lesson.should}
        if kind in ("silence", "missing"):
            return {"unknown": True}
        said = [_pattern(self.title)]
        if kind == "passage":
            said.insert(0, _pattern(" ".join(self.sentence.split()[:_ENOUGH_WORDS])))
        return {"all": said, "link": True, "from_article": True}

    @property
    def line(self) -> dict[str, Any]:
        should = {"kind": self.lesson.should_kind, "to": self.lesson.should}
        should |= {name: text for name, text in (("sentence", self.sentence), ("title", self.title)) if text}
        name = hashlib.sha256(self.lesson.words.encode()).hexdigest()[:8]
        head = {"id": f"{CATEGORY}-{name}", "cat": CATEGORY, "turns": [self.lesson.words]}
        return {**head, "expect": self.expect, "should": should}


def _taught(folders: Sequence[Path], lesson: Lesson) -> Taught:
    """The lesson with what it needs of the material.

    Raises:
        LessonError: what it should lead to does not exist.
    """
    kind, should = lesson.should_kind, lesson.should
    if kind not in KINDS:
        raise LessonError(f"{kind!r} is not one of {', '.join(KINDS)}.")
    if kind == "intent":
        if not _INTENT.fullmatch(should) or should == "danger":  # what is danger, rules and a list of its own say
            raise LessonError(f"{should!r} is no intent that can be taught.")
        return Taught(lesson)
    if not should and kind in ("silence", "missing"):
        return Taught(lesson)
    article = read_material(folders)[0].article(should.partition(":")[0])
    if article is None:
        raise LessonError(f"There is no article {should.partition(':')[0]!r}.")
    if kind in ("silence", "missing"):
        return Taught(Lesson(lesson.words, kind, article.slug), title=article.title)
    sentence = _sentence(article, lesson)
    if not sentence:
        raise LessonError(f"The article {article.slug!r} has no passage {should!r}.")
    return Taught(lesson, sentence, article.title)


def _sentence(article: Article, lesson: Lesson) -> str:
    """The sentence that answers: the one named; else the one of what is named that has most of the question's words."""
    named = lesson.should
    found = [text for id_, text in numbered(article) if f"{id_}:".startswith(f"{named}:")]
    asked = set(terms(lesson.words))
    return max(found, key=lambda sentence: len(asked.intersection(terms(sentence))), default="")


def _pattern(text: str) -> str:
    """A readable regex of just this text."""
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", " ".join(text.split()))


def taught(content: Path) -> tuple[Taught, ...]:
    """The lessons with what the training needs of the material, by their words.

    Raises:
        LessonError: somebody has broken the file.
    """
    file = content / FILE
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    return tuple(_read(line, f"{file}:{number}") for number, line in enumerate(lines, start=1) if line.strip())


def _read(line: str, where: str) -> Taught:
    try:
        raw = json.loads(line)
        should = raw["should"]
        lesson = Lesson(raw["turns"][0], should["kind"], should["to"])
        return Taught(lesson, should.get("sentence", ""), should.get("title", ""))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise LessonError(f"{where}: is no lesson. Mend the line, or delete it.") from error


def _write(content: Path, taught: Iterable[Taught]) -> None:
    kept = sorted(taught, key=lambda one: (one.lesson.words.casefold(), one.lesson))
    write_changed(content / FILE, "".join(json.dumps(one.line, ensure_ascii=False) + "\n" for one in kept))


@contextmanager
def _alone(content: Path) -> Iterator[None]:
    """As long as this lasts nobody else writes lessons; who comes meanwhile waits."""
    content.mkdir(parents=True, exist_ok=True)
    with (content / ".taught.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
