"""Reading an article from a file of text or Markdown; and what every draft goes through."""

import re
from collections.abc import Sequence
from datetime import date

import yaml

from bot.language.personal import without_identities
from bot.material.importing import contact_block
from bot.material.importing.draft import Contact, Draft, ReadError

_FENCE = "---"
# Bounded: a row of brackets or stars would be looked through to its end from each of them.
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^)\n]{0,2000}\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1|(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\3(?![\w*])")
_MASKED = re.compile(r"\[(?:personnummer|kortnummer)\]")
_LONGEST_TITLE = 200
_LONGEST = 200_000
_SHORTEST = 20
_LONGEST_HEAD = 50_000
_NO_VALUE = frozenset({"", "~", "null"})


class _Head(yaml.BaseLoader):
    """Reads front matter that strangers wrote: every value is a text, and none stands for another.

    A dozen lines of references to references are gigabytes when they are written out.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("a reference (*name)")
        return super().compose_node(parent, index)


def read_document(text: str, source: str) -> Draft:
    """The article of a text: its first line is the title, "Kontakt" on a line of its own begins its contact block.

    Front matter (`title`, `published`, `url`, `section`, `contact`) is used where there is some.

    Raises:
        ReadError: `no_article`, `too_big`, or `front_matter` where that cannot be read.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head, text = _front_matter(text)
    _require_short(len(text))
    blocks = [plain(block) for raw in re.split(r"\n\s*\n", text) if (block := raw.strip())]
    title = head.get("title", "")
    if not title and blocks:
        first, _, rest = blocks[0].partition("\n")
        title, blocks = first.lstrip("# ").strip(), [*([rest] if rest else []), *blocks[1:]]
    if len(blocks) > 1 and " / " in title and title.endswith(blocks[0].strip("# ")):  # a trail of breadcrumbs
        title, blocks = blocks[0].strip("# "), blocks[1:]
    at = next(
        (n for n, block in enumerate(blocks) if contact_block.is_heading(block.split("\n")[0].lstrip("# "))), None
    )
    lines: list[str] = []
    if at:
        lines = "\n".join(blocks[at:]).split("\n")[1:]
        blocks = blocks[:at]
    sentence, people = contact_block.read_block(lines)
    return draft_of(
        title,
        blocks,
        source=source,
        url=head.get("url", ""),
        published=_day(head.get("published", "")),
        section=head.get("section", ""),
        contact=(head.get("contact", "") or sentence, people),
        shortest=_SHORTEST,
    )


def draft_of(
    title: str,
    blocks: Sequence[str],
    *,
    source: str,
    url: str,
    published: date | None,
    section: str,
    contact: tuple[str, tuple[Contact, ...]],
    shortest: int,
) -> Draft:
    """A draft of these parts, personal identity numbers and card numbers masked: a person is named in news on purpose,
    a number like that never is.

    Raises:
        ReadError: `no_article`: there is no title, or fewer than `shortest` characters of text; `too_big`: so much text
            is a book, or a list of everything.
    """
    _require_short(sum(map(len, blocks)))
    title = without_identities(" ".join(title.split()))[:_LONGEST_TITLE]
    body = without_identities("\n\n".join(block for block in blocks if block.strip()))
    if not title:
        raise ReadError("no_article", "it has no title")
    draft = Draft(source, url, title, body, published, section, *contact)
    text = [part for part in draft.paragraphs if len(part) > _SHORTEST]
    if sum(map(len, text)) < shortest:
        raise ReadError("no_article", "it has no text of its own (a list of links, a form or an empty page)")
    masked = len(_MASKED.findall(f"{title} {body}"))
    return Draft(source, url, title, body, published, section, *contact, masked)


def _require_short(length: int) -> None:
    if length > _LONGEST:
        raise ReadError("too_big", f"its text is longer than {_LONGEST} characters")


def decoded(body: bytes, charset: str = "") -> str:
    """The text of a page or a file. What is valid UTF-8 is read so, for it never is by chance; else as it says it is.

    Raises:
        ReadError: `not_text`.
    """
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    if b"\0" in body:
        raise ReadError("not_text", "it is no text")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        stated = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", body[:4096], re.IGNORECASE)
        name = (charset or (stated[1].decode("ascii") if stated else "")).lower()
    # What calls itself Latin-1 or ASCII is Windows-1252 (WHATWG Encoding); what calls itself UTF-8 is not, as was seen.
    if name in {"", "utf-8", "utf8", "iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        name = "windows-1252"
    try:
        return body.decode(name, errors="replace")
    except LookupError:
        return body.decode("windows-1252", errors="replace")


def plain(markdown: str) -> str:
    """Markdown without emphasis and links: an article is text, and what is quoted of it has no signs of markup."""
    text = _LINK.sub(r"\1", markdown)
    return _EMPHASIS.sub(lambda found: found[2] or found[4], text)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The front matter's texts by their names, and the text below it."""
    lines = text.lstrip("\ufeff\n").split("\n")
    if lines[0].rstrip() != _FENCE or _FENCE not in (line.rstrip() for line in lines[1:]):
        return {}, text
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    head = "\n".join(lines[1:end])
    if len(head) > _LONGEST_HEAD:
        raise ReadError("front_matter", f"the lines between the two --- are longer than {_LONGEST_HEAD} characters")
    try:
        found = yaml.load(head, _Head)
    except (yaml.YAMLError, RecursionError) as error:
        why = "the lines between the two --- cannot be read: only plain values like title: … can, no references"
        raise ReadError("front_matter", why) from error
    found = found if isinstance(found, dict) else {}
    texts = {name: value.strip() for name, value in found.items() if isinstance(value, str)}
    kept = {name: value for name, value in texts.items() if value.lower() not in _NO_VALUE}
    return kept, "\n".join(lines[end + 1 :])


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
