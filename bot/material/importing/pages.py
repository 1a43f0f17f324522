"""Reading an article from a web page: its title, day, text and contact block.

trafilatura finds the text among menus, teasers and footers.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG

from bot.material.importing import contact_block
from bot.material.importing.documents import decoded, draft_of
from bot.material.importing.draft import Draft, ReadError
from bot.material.importing.stating import OUTSIDE, PUBLISHED_TEXT, address, is_outside, meta, published, text_of, title

# What it stumbles over is told in our own words, and by whom it concerns.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
_SHORTEST = 80
# A short article is one, too: of less than that, trafilatura takes all words of the page as one paragraph.
_CONFIG = deepcopy(DEFAULT_CONFIG)
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST))
_MOST_NODES = 60_000
_BLOCKS = frozenset(
    {"p", "li", "div", "dd", "dt", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "address", "section"}
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_page(body: bytes, charset: str = "", *, url: str = "", source: str = "") -> Draft:
    """The article of a page.

    Args:
        charset: the one that the page was sent with; what is plainly UTF-8 is read as such whatever it says.
        url: the address that the page was found at.
        source: the name of its file where it has no address.
    Raises:
        ReadError: `not_text`, `broken`, or `no_article` where a page has no text of its own.
    """
    text = decoded(body, charset)
    tree = _parsed(text)
    called = title(tree)
    try:
        found: Any = bare_extraction(
            text,
            url=url or None,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            include_formatting=True,
            config=_CONFIG,
        )
    except Exception as error:  # whatever a library of so many heuristics stumbles over in a stranger's page
        raise ReadError("broken", f"the page cannot be read ({type(error).__name__})") from error
    blocks = _blocks(found.body, called) if found is not None and found.body is not None else []
    lines = _contact_lines(tree)
    contact = contact_block.read_block(lines)
    if lines:
        blocks = [block for block in blocks if not _is_of_contact(block, lines)]
    return draft_of(
        called or (found.title if found is not None else "") or "",
        blocks,
        source=url or source,
        url=address(tree, url),
        published=published(tree),
        section=meta(tree, "article:section"),
        contact=contact,
        shortest=_SHORTEST,
    )


def _parsed(text: str) -> Any:
    if not text.strip():
        raise ReadError("no_article", "the page is empty")
    try:
        tree = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError("broken", "the page is no HTML that can be read") from error
    if sum(1 for _ in tree.iter()) > _MOST_NODES:
        raise ReadError("too_big", f"the page has more than {_MOST_NODES} elements")
    return tree


def _blocks(body: Any, title: str) -> list[str]:
    """The text's blocks in Markdown, in order. The title, where it is repeated above, is none."""
    found = [block for node in body for block in _block(node)]
    while found and (_same(found[0].lstrip("# "), title) or PUBLISHED_TEXT.fullmatch(found[0].rstrip("."))):
        found = found[1:]
    return found


def _block(node: Any) -> Iterator[str]:
    match node.tag:
        case "head":
            if text := text_of(node):
                yield f"## {text}"
        case "list":
            items = [text for item in node.iter("item") if (text := text_of(item))]
            yield "\n".join(f"- {item}" for item in items)
        case "table":
            rows = [[text_of(cell).replace("|", "/") for cell in row.iter("cell")] for row in node.iter("row")]
            rows = [row for row in rows if any(row)]
            if len(rows) > 1:
                lines = [f"| {' | '.join(row)} |" for row in rows]
                yield "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])
            elif rows:
                yield " ".join(rows[0])
        case "quote" if len(node):
            for inner in node:
                yield from _block(inner)
        case _:
            yield from _lines(node)


def _lines(node: Any) -> Iterator[str]:
    """The lines of a paragraph that is broken by <br>, each a paragraph where the next one begins with a capital."""
    for gap in node.iter("lb"):
        gap.tail = f"\n{gap.tail or ''}"
    lines = [" ".join(line.split()) for line in "".join(node.itertext()).split("\n")]
    joined = ""
    for line in filter(None, lines):
        if joined and (line[0].isupper() or line[0] in "–—-•") and joined[-1] in '.!?:”"':
            yield joined
            joined = line
        else:
            joined = f"{joined} {line}".strip()
    if joined:
        yield joined


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, other.casefold()))


def _contact_lines(tree: Any) -> list[str]:
    """The lines below the last heading of a contact block that is not of the whole website."""
    # A heading before what only looks like one: "Har du frågor om kursen?" may be a sentence of the block.
    for node in (*reversed([*tree.iter(*_HEADINGS)]), *reversed([*tree.iter("strong", "b", "p", "dt", "summary")])):
        text = text_of(node)
        if len(text) < 60 and contact_block.is_heading(text) and not is_outside(node):
            lines = _below(node)
            if lines:
                return lines
    return []


def _below(heading: Any) -> list[str]:
    """The lines between a heading and the next one, or the end of the box that it heads."""
    box = heading
    while (
        box.getnext() is None and box.getparent() is not None and box.getparent().tag not in {"body", "main", "article"}
    ):
        box = box.getparent()
    lines: list[str] = []
    node = box.getnext()
    while node is not None and not (isinstance(node.tag, str) and (node.tag in _HEADINGS or node.tag in OUTSIDE)):
        lines += _lines_of(node)
        if isinstance(node.tag, str) and any(True for _ in node.iter(*_HEADINGS)):
            break
        node = node.getnext()
    return lines


def _lines_of(node: Any) -> list[str]:
    if not isinstance(node.tag, str):
        return []
    lines = [""]

    def walk(at: Any) -> None:
        if not isinstance(at.tag, str):
            return
        breaks = at.tag in _BLOCKS or at.tag == "br"
        if breaks:
            lines.append("")
        lines[-1] += at.text or ""
        href = at.get("href") or ""
        if href.startswith("mailto:") and "@" not in "".join(at.itertext()):
            lines[-1] += f" {href.removeprefix('mailto:').partition('?')[0]} "
        for inner in at:
            walk(inner)
            lines[-1] += inner.tail or ""
        if breaks:
            lines.append("")

    walk(node)
    return [line for raw in lines if (line := " ".join(raw.split()))]


def _is_of_contact(block: str, lines: list[str]) -> bool:
    """Whether a block of the text is the contact block's heading or a line of it, which get a place of their own."""
    plain = block.lstrip("#- ").strip()
    if contact_block.is_heading(plain):
        return True
    known = " ".join(lines)
    return plain in known or all(part.lstrip("- ") in known for part in block.split("\n"))
