"""What staff do where a conversation may be about danger: the organisation's routine, for the console's pages."""

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

NAME = "danger/routine.md"
_LEVEL = 1
"""Its headings stand so much deeper: the page has one of its own."""


def html(file: Path) -> Markup:
    """The routine of a Markdown file as HTML, read anew when the file changes. Tags in it are shown as text.

    Nothing where the file cannot be read.
    """
    try:
        return _html(file, file.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return Markup()


@lru_cache(maxsize=4)
def _html(file: Path, _changed: int) -> Markup:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(file.read_text(encoding="utf-8"))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _LEVEL)}"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))
