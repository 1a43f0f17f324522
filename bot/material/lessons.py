"""What reviewers have taught: a question in a reviewer's own words, and what it should have led to.

`conversations/taught.jsonl` in the installation's own content holds the lessons, as conversations that
`bot evaluate conversations` plays. Two kinds of files are made of it, for the training: `nlu/taught.yml`, Rasa's
examples, and `news/<slug>.taught.questions.yml` (bot.material.asked). No file holds a visitor's text or an id of a
conversation.
"""

import fcntl
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.files import write_at_once
from bot.language.personal import mask
from bot.language.words import terms
from bot.material.asked import TAUGHT, numbered
from bot.material.model import Article
from bot.material.reading import NEWS, read_material

FILE = "conversations/taught.jsonl"
EXAMPLES = "nlu/taught.yml"
CATEGORY = "taught"
LONGEST = 300
"""Characters of a question."""

Kind = Literal["intent", "article", "passage", "silence", "missing"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_ABOUT_NEWS = "news_question"
_OFF_TOPIC = "other"
_INTENT = re.compile(r"[a-z][a-z_]*")
_HEAD = "# Inlärt av dem som granskar samtal. Skrivs om av programmet: ändra under Granska.\n"
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
    return tuple(kept.lesson for kept in _read(content))


def teach(folders: Sequence[Path], lesson: Lesson) -> Lesson:
    """Write a lesson down; from the next training on it holds. One with the same words is replaced.

    Args:
        folders: those of the material (`Settings.material_folders`); it is written into the last one.

    Returns:
        The lesson as it was kept: on one line, with personal data masked.
    Raises:
        LessonError: there are no words or too many, or what they should lead to does not exist, or the file is broken.
    """
    words = mask(" ".join(lesson.words.split()))
    if not words:
        raise LessonError("There is no question.")
    if len(words) > LONGEST:
        raise LessonError(f"The question is longer than {LONGEST} characters.")
    kept = _kept(folders, Lesson(words, lesson.should_kind, lesson.should))
    content = folders[-1]
    with _alone(content):
        _write(content, [other for other in _read(content) if other.lesson.words != words] + [kept])
    return kept.lesson


def forget(content: Path, lesson: Lesson) -> None:
    """Take a lesson back; nothing happens where there is none. It holds from the next training on."""
    with _alone(content):
        before = _read(content)
        after = [kept for kept in before if kept.lesson != lesson]
        if len(after) < len(before):
            _write(content, after)


@dataclass(frozen=True)
class _Kept:
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
        return {"silence": _OFF_TOPIC, "missing": ""}.get(kind, _ABOUT_NEWS)

    @property
    def expect(self) -> dict[str, Any]:
        """What an answer to it must be, as a file of conversations says it."""
        kind = self.lesson.should_kind
        if kind == "intent":
            return {"intent": self.lesson.should}
        if kind in ("silence", "missing"):
            return {"from_article": False}
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


def _kept(folders: Sequence[Path], lesson: Lesson) -> _Kept:
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
        return _Kept(lesson)
    if not should and kind in ("silence", "missing"):
        return _Kept(lesson)
    article = read_material(folders)[0].article(should.partition(":")[0])
    if article is None:
        raise LessonError(f"There is no article {should.partition(':')[0]!r}.")
    if kind in ("silence", "missing"):
        return _Kept(Lesson(lesson.words, kind, article.slug), title=article.title)
    sentence = _sentence(article, lesson)
    if not sentence:
        raise LessonError(f"The article {article.slug!r} has no passage {should!r}.")
    return _Kept(lesson, sentence, article.title)


def _sentence(article: Article, lesson: Lesson) -> str:
    """The sentence that answers: the one named; else the one of what is named that has most of the question's words."""
    named = lesson.should
    found = [text for id_, text in numbered(article) if f"{id_}:".startswith(f"{named}:")]
    asked = set(terms(lesson.words))
    return max(found, key=lambda sentence: len(asked.intersection(terms(sentence))), default="")


def _pattern(text: str) -> str:
    """A readable regex of just this text."""
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", " ".join(text.split()))


def _read(content: Path) -> list[_Kept]:
    try:
        lines = (content / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [_kept_in(line, f"{content / FILE}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]


def _kept_in(line: str, where: str) -> _Kept:
    try:
        raw = json.loads(line)
        should = raw["should"]
        lesson = Lesson(raw["turns"][0], should["kind"], should["to"])
        return _Kept(lesson, should.get("sentence", ""), should.get("title", ""))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise LessonError(f"{where}: is no lesson. Mend the line, or delete it.") from error


def _write(content: Path, all_kept: Sequence[_Kept]) -> None:
    """Write all files anew; those that would not change stay as they are, and of empty ones none is left."""
    kept = sorted(all_kept, key=lambda one: (one.lesson.words.casefold(), one.lesson))
    files = {content / FILE: "".join(json.dumps(one.line, ensure_ascii=False) + "\n" for one in kept)}
    files[content / EXAMPLES] = _examples(kept)
    files |= dict.fromkeys((content / NEWS).glob(f"*{TAUGHT}"), "")
    for slug in {one.slug for one in kept if one.slug}:
        files[content / NEWS / f"{slug}{TAUGHT}"] = _questions([one for one in kept if one.slug == slug])
    for path, text in files.items():
        _replace(path, text)


def _examples(kept: Sequence[_Kept]) -> str:
    """Rasa's examples, an intent after the other."""
    parts = []
    for intent in sorted({one.intent for one in kept if one.intent}):
        # In Rasa's examples brackets and braces mark entities.
        said = [re.sub(r"[\[\]{}]", "", one.lesson.words) for one in kept if one.intent == intent]
        parts.append(f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {words}\n" for words in said))
    return f'{_HEAD}version: "3.1"\nnlu:\n{"".join(parts)}' if parts else ""


def _questions(kept: Sequence[_Kept]) -> str:
    """A file of questions about an article."""
    parts = []
    if answered := [one for one in kept if one.sentence]:
        parts.append("answered:\n")
    for sentence in sorted({one.sentence for one in answered}):
        said = "".join(f"    {one.lesson.words}\n" for one in answered if one.sentence == sentence)
        parts.append(f"- sentence: {json.dumps(sentence, ensure_ascii=False)}\n  questions: |\n{said}")
    if rest := [one for one in kept if not one.sentence]:
        parts.append("not_answered: |\n" + "".join(f"  {one.lesson.words}\n" for one in rest))
    return _HEAD + "".join(parts)


def _replace(path: Path, text: str) -> None:
    if not text:
        path.unlink(missing_ok=True)
        return
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_at_once(path, text)


@contextmanager
def _alone(content: Path) -> Iterator[None]:
    """As long as this lasts nobody else writes lessons; who comes meanwhile waits."""
    content.mkdir(parents=True, exist_ok=True)
    with (content / ".taught.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
