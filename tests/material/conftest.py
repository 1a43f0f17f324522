"""A folder of material to write in, laid out like data/."""

from pathlib import Path

import pytest

ARTICLE = "---\ntitle: Ny utbildning\n---\n\nKursen är öppen för alla.\n"
LINES = """\
lines:
  - name: Hjälplinjen
    number: 116 111
    kinds: [violence]
    source: linjen.se
    checked_on: 2026-11-22
"""
ORGANISATION = """\
name:
  value: Förbundet
  source: förbundet.se
  checked_on: 2026-11-22
"""


class Folder:
    """Writes files of material below a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path / "data")


@pytest.fixture
def content(tmp_path) -> Folder:
    """An installation's own content, which overlays `folder`."""
    return Folder(tmp_path / "content")
