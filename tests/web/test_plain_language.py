"""What visitors read of ours is easy to read: LIX 35 at most, names exempt (C. H. Björnsson, Läsbarhet, 1968).

LIX is words a sentence, and of a hundred words those with more than six letters. It is of running text: what has
fewer than FEW words (a label, "Skickas …") is measured together with the other such texts of its file.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml

from bot.material.reading import read_material
from bot.settings import ROOT
from tests.web.conftest import Visitor

MOST = 35
FEW = 5
LONG = 6
FILES = (
    "bot/assistant/domain/responses.yml",
    "data/accessibility.yml",
    "data/contact/hours.yml",
    "data/contact/others.yml",
    "data/contact/support_lines.yml",
    "data/contact/topics.yml",
    "data/danger/help.yml",
    "data/privacy.yml",
    "data/web/texts.yml",
    "data/words.yml",
)
# What no visitor reads in Swedish: sources, patterns of questions, other languages, what is for staff.
NOT_READ = re.compile(
    r"columns|url|words|sure|asked|source|source_date|checked_on|name|kinds|audience|payload|intent|action|number|staff|console|content|reviewing|outcomes|intents"
    r"|publishing|missing"
    r"|figures|exporting|retention|weekly|english|en|\w+_en|alert\w*|version"
)
WORD = re.compile(r"[^\W_]+(?:[-–'’.:/@][^\W_]+)*")
END = re.compile(r"[.!?:…]+[”\"’)]*(?:\s+|$)|\n+")
NAME = re.compile(r"(?<=[^.!?:…\s] )[A-ZÅÄÖ][\w-]*")  # a capital letter, and no sentence begins there
PLACEHOLDER = re.compile(r"\{\w+\}|\[\w+\]|\S+@\w+\.\w+")  # what is filled in, and an address
MATERIAL = read_material([ROOT / "data"])[0]
LAW = "lagen om tillgänglighet till digital offentlig service"
NAMES = (LAW, MATERIAL.organisation.name, *(line.name for line in MATERIAL.support_lines))


def lix(text: str) -> float:
    """The readability index of a text. A name, or what is filled in, is a word, but never a long one."""
    for name in NAMES:
        text = text.replace(name, "x")
    text = NAME.sub("x", PLACEHOLDER.sub("x", text))
    words = WORD.findall(text)
    sentences = sum(1 for part in END.split(text) if WORD.search(part))
    return len(words) / sentences + 100 * sum(len(re.sub(r"[\W\d]", "", word)) > LONG for word in words) / len(words)


def texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and WORD.search(value):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if not NOT_READ.fullmatch(str(name)):
                yield from texts(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)


def hard(found: list[str]) -> list[str]:
    """The texts that are hard to read, with their LIX."""
    few = [text for text in found if len(WORD.findall(text)) < FEW]
    measured = [*(text for text in found if text not in few), *([". ".join(few)] if few else [])]
    return [f"{lix(text):.0f} {' '.join(text.split())}" for text in measured if lix(text) > MOST]


class _Blocks(HTMLParser):
    """The text of each paragraph, item, heading, label and button of a page; its lists of services are names mostly."""

    BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "label", "legend", "button", "summary", "dt", "dd", "th", "td"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self._in_services = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_services = self._in_services or (tag == "ul" and ("class", "lines") in attrs)
        if tag in self.BLOCKS:
            self._open.append("")
        elif tag in ("br", "span") and self._open:
            self._open[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self._in_services = False
        if tag in self.BLOCKS and self._open:
            self.found.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._open and not self._in_services:
            self._open[-1] += data


def test_the_index_is_the_one_that_bjornsson_describes() -> None:
    # 10 words in 2 sentences, 2 of them long
    assert lix("Det här är kort. Människor förstår det på en gång.") == pytest.approx(10 / 2 + 100 * 2 / 10)
    assert lix("Ring Förnamnet Efternamnet nu.") == 4, "names are exempt"
    assert lix("Tillgänglighetsredogörelsen publiceras kontinuerligt.") == 103


@pytest.mark.parametrize("file", FILES)
def test_a_canned_text_is_easy_to_read(file: str) -> None:
    found = list(texts(yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))))
    assert hard(found) == []


@pytest.mark.parametrize("path", ["/chatt", "/kontakt", "/integritet", "/tillganglighet", "/finns-inte"])
async def test_a_page_of_ours_is_easy_to_read(visitor: Visitor, path: str) -> None:
    blocks = _Blocks()
    blocks.feed((await visitor.page(path))[1])
    assert hard([text.strip() for text in blocks.found if WORD.search(text)]) == []
