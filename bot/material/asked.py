"""Questions that people ask about an article, and the sentence that answers each: `news/<slug>.questions.yml`.

An editor writes them beside the article, and staff who review conversations add to them; the assistant learns from them
at the next training (bot.material.learnt).
"""

from collections.abc import Iterator
from pathlib import Path

from bot.language.sentences import sentences
from bot.material.model import Article, Asked, Problem
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text

ENDING = ".questions.yml"
TAUGHT = f".taught{ENDING}"
"""How the files end that are written by the program (bot.material.lessons)."""
_KEYS = ("answered", "not_answered")
_ANSWERED = ("sentence", "questions")


def read_asked(path: Path) -> Parsed[tuple[Asked, ...]]:
    """What a file of questions holds. Where the sentences stand in the article is for `placed` to tell."""
    sheet = Sheet(path)
    text = read_text(sheet)
    fields = None if text is None else read_fields(text, sheet, _KEYS)
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    slug = asked_about(path)
    found = []
    for item in fields.items("answered", _ANSWERED):
        sentence = item.text("sentence", required="Write how the sentence that answers begins.")
        questions = _questions(item, "questions")
        if item.sound:
            found.append(Asked(slug, sentence, questions, path, item.line))
    if fields.given("not_answered"):
        found.append(Asked(slug, "", _questions(fields, "not_answered"), path, fields.line_of("not_answered")))
    return Parsed(tuple(found), tuple(sheet.problems))


def asked_about(path: Path) -> str:
    """The slug of the article that a file of questions is about."""
    return path.name.removesuffix(TAUGHT).removesuffix(ENDING).lower()


def is_taught(path: Path) -> bool:
    """Whether the program has written the file: nobody is to mend it where the article has become another."""
    return path.name.endswith(TAUGHT)


def placed(asked: Asked, article: Article) -> tuple[list[Asked], list[Problem]]:
    """The questions with the id of the sentence that answers; none, and a problem, where none or several begin so."""
    if not asked.sentence:
        return [asked], []
    ids = [number for number, sentence in numbered(article) if sentence.startswith(asked.sentence)]
    if len(ids) == 1:
        return [asked._replace(id=ids[0])], []
    begin = f"{len(ids)} sentences of the article begin" if ids else "no sentence of the article begins"
    what = f'{begin} with "{asked.sentence}"'
    return [], [Problem(asked.path, asked.line, what, "Copy the beginning of the one that answers.")]


def numbered(article: Article) -> Iterator[tuple[str, str]]:
    """The article's sentences, each with its id: slug, paragraph and sentence, as the hits of a search have them."""
    for paragraph, text in enumerate(article.paragraphs):
        for number, sentence in enumerate(sentences(text)):
            yield f"{article.slug}:{paragraph}:{number}", sentence


def _questions(fields: Fields, key: str) -> tuple[str, ...]:
    lines = fields.text(key, required="Write a question a line.").splitlines()
    return tuple(question for line in lines if (question := line.strip()))
