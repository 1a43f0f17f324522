"""An article as it was read from a page or a file, before it is compared with what is known."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.material.articles import split_paragraphs
from bot.material.model import Article

PASTED = "inklistrad text"
"""The source of a text that somebody pasted. Many articles may have it: it names none."""


class ReadError(Exception):
    """A page or a file that holds no article. `code` is a word for programs, the text a line for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Contact(NamedTuple):
    """Somebody named below an article; what is not known is empty."""

    role: str = ""
    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Draft:
    """An article that may be taken in.

    Attributes:
        source: the address that it was found at, or the name of its file.
        url: where it is to be read: the address that the page itself names, else its own; empty for a file without one.
        body: its text in Markdown, as it would stand below the front matter.
        contact: the sentence of its contact block, `contacts` the people in it.
        masked: how many numbers of persons were masked in it.
    """

    source: str
    url: str
    title: str
    body: str
    published: date | None = None
    section: str = ""
    contact: str = ""
    contacts: tuple[Contact, ...] = ()
    masked: int = 0

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return split_paragraphs(self.body)

    @property
    def mark(self) -> str:
        """A hash of all that a reader sees of it: the same page gives the same one."""
        return _mark(self.title, self.published, self.paragraphs, self.contact, self.contacts)


@dataclass(frozen=True)
class Found:
    """An article that was looked for: its draft, or why there is none (`code` for programs, `why` a line for people).

    `address` is where it was looked for, `at` the address that this led to.
    """

    address: str
    draft: Draft | None = None
    code: str = ""
    why: str = ""
    at: str = ""


def mark_of(article: Article) -> str:
    """The mark of an article as it stands in its file now."""
    people = (Contact(one.role, one.name, one.telephone, one.email) for one in article.contacts)
    return _mark(article.title, article.published, article.paragraphs, article.contact, people)


def same_text(paragraphs: Sequence[str]) -> str:
    """What is the same for two articles of the same words, whatever their capital letters, signs and spaces."""
    words = "".join(sign for sign in "".join(paragraphs).casefold() if sign.isalnum())
    return hashlib.sha256(words.encode()).hexdigest()


def _mark(
    title: str, published: date | None, paragraphs: Sequence[str], contact: str, contacts: Iterable[Contact]
) -> str:
    told = [title, str(published or ""), contact, *("\t".join(one) for one in contacts), "", *paragraphs]
    return hashlib.sha256("\n\n".join(told).encode()).hexdigest()[:16]
