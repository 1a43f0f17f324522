"""An article: a Markdown file whose front matter says what it is and whose body is its text, word for word."""

import re
from pathlib import Path

from bot.material.contact import RESPONSIBLE, responsible
from bot.material.model import Article, Imported, Responsible
from bot.material.nodes import Fields, Parsed, Sheet, read_fields, read_text
from bot.material.values import web_address

KEYS = (
    "title",
    "section",
    "contact",
    "contacts",
    "url",
    "published",
    "lattlast",
    "suggestions",
    "withdrawn",
    "imported",
)
IMPORTED = ("source", "day", "page", "file", "gone")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE = "---"
_HEADING = re.compile(r"#{1,6}\s+")
# In Swedish a dash begins an utterance, which is a paragraph of its own even where no empty line stands before it.
# A dash before a small letter is only a line that was broken there.
_NEW_PARAGRAPH = re.compile(r"[–—-] ?[”\"]?[A-ZÅÄÖÉ0-9]|[*+-] |\d+\. ")
# An item of a list, a row of a table, and the line below a table's head.
_ITEM = re.compile(r"[*+•-] +\S|\d+[.)] +\S")
_ROW = re.compile(r"\|(.*)\|$")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+$")


def slug_of(path: Path) -> str:
    """An article's address: the name of its file, in small letters, whatever folder below `news/` it lies in."""
    return path.stem.lower()


def read_article(path: Path) -> Parsed[Article]:
    """The article of a file. One with any problem is not used at all: a misspelt `withdrawn` must not publish it."""
    sheet = Sheet(path)
    if not _SLUG.fullmatch(slug_of(path)):
        sheet.report(1, "the file's name gives no web address", "Use only a–z, 0–9 and single hyphens, then .md.")
    text = read_text(sheet)
    parts = None if text is None else _split(text, sheet)
    if parts is None:
        return Parsed(None, tuple(sheet.problems))
    head, body, body_line = parts
    sheet.before = 1
    fields = read_fields(head, sheet, KEYS)
    paragraphs = split_paragraphs(body)
    if not paragraphs:
        sheet.report(body_line, "the article has no text", f"Write it below the second {_FENCE}, or delete the file.")
    if fields is None:
        return Parsed(None, tuple(sheet.problems))
    article = _article(path, fields, paragraphs)
    return Parsed(None if sheet.problems else article, tuple(sheet.problems))


def split_paragraphs(body: str) -> tuple[str, ...]:
    """The paragraphs of a text: parted by empty lines or a dash of speech; lines broken inside one are joined.

    The items of a list are one paragraph, a line each, with the line before them that announces them ("De fem är:"). A
    table is one too; each of its rows is a sentence that names its columns: "Ort A – Sökande: 3, Antagna: 2."
    """
    found: list[str] = []
    columns: list[str] = []
    open_paragraph = False
    for line in (raw.strip() for raw in body.split("\n")):
        heading = _HEADING.match(line)
        before = found[-1] if found else ""
        if row := _ROW.match(line):
            cells = [cell.strip() for cell in row[1].split("|")]
            if columns and not _RULE.match(line):
                if open_paragraph:
                    found[-1] += f"\n{_row(columns, cells)}"
                else:
                    found.append(_row(columns, cells))
                open_paragraph = True
            elif not columns:
                columns, open_paragraph = cells, False
            continue
        if columns:
            columns, open_paragraph = [], False
        if not line:
            open_paragraph = False
        elif heading:
            found.append(line[heading.end() :])
            open_paragraph = False
        elif _continues(before, line):
            found[-1] += f"\n{line}"
            open_paragraph = True
        elif open_paragraph and not _NEW_PARAGRAPH.match(line):
            found[-1] += f" {line}"
        else:
            found.append(line)
            open_paragraph = True
    return tuple(found)


def _continues(paragraph: str, line: str) -> bool:
    """Whether the line is the next item of a list, or the first one after a line that announces it."""
    last = paragraph.rpartition("\n")[2]
    return bool(_ITEM.match(line) and (_ITEM.match(last) or paragraph.endswith(":")))


def _row(columns: list[str], cells: list[str]) -> str:
    first, *rest = cells
    told = [f"{name}: {cell}" for name, cell in zip(columns[1:], rest, strict=False) if cell]
    return f"{first} – {', '.join(told)}." if told else f"{first}."


def _article(path: Path, fields: Fields, paragraphs: tuple[str, ...]) -> Article:
    return Article(
        slug=slug_of(path),
        title=fields.text("title", required=f'Add a line "title: …" between the two lines of {_FENCE}.'),
        section=fields.text("section"),
        contact=fields.text("contact"),
        url=web_address(fields, "url"),
        published=fields.day("published"),
        paragraphs=paragraphs,
        withdrawn=fields.flag("withdrawn"),
        lattlast=fields.text("lattlast"),
        path=path,
        suggestions=tuple(line.strip() for line in fields.text("suggestions").splitlines() if line.strip()),
        contacts=tuple(one for item in fields.items("contacts", RESPONSIBLE) if (one := _contact(item))),
        imported=_imported(fields),
    )


def _contact(fields: Fields) -> Responsible | None:
    return responsible(fields, below_article=True)


def _imported(fields: Fields) -> Imported | None:
    inner = fields.fields("imported", IMPORTED)
    if inner is None:
        return None
    source = inner.text("source", required="Write where the article was taken from, or take the whole entry out.")
    day = inner.day("day", required="Write the day on which it was taken in, or take the whole entry out.")
    page, file = inner.text("page", raw=True), inner.text("file", raw=True)
    return Imported(source, day, page, file, inner.day("gone")) if day else None


def _split(text: str, sheet: Sheet) -> tuple[str, str, int] | None:
    """Front matter, body, and the line on which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        mend = f'Begin the file with a line {_FENCE}, then "title: …", then a line {_FENCE}.'
        sheet.report(1, "there is no front matter", mend)
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    sheet.report(1, "the front matter has no end", f"Put a line {_FENCE} between it and the text.")
    return None
