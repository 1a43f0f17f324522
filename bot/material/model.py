"""The material as data: articles, the organisation, support lines, the words of help, and what is wrong with a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

KINDS = ("violence", "sexual_exploitation", "sextortion", "honour_violence", "suicide", "own_violence")
"""The kinds of danger that `bot.language.danger` tells apart; support lines name those that they fit."""

AUDIENCES = ("all", "young", "men", "trans")
"""Whom a support line is for. `young` comes first for the young; `men` and `trans` are not shown to them."""


WAYS = ("telephone", "email", "address", "hours", "municipalities", "responsible", "cancel", "no_contact")
"""What one asks for about the organisation, beside what is written about it; and what ends or shortens the form."""


class Problem(NamedTuple):
    """Something wrong in a file: where it stands, what it is and how to mend it."""

    path: Path
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}. {self.mend}"


@dataclass(frozen=True)
class Fact:
    """Something that somebody looked up: where, when, and in which line of which file it stands.

    `source_date` is the source's own date as it is known ("2024-04-16", "2020"), or empty.
    """

    value: str
    source: str
    source_date: str
    checked_on: date
    path: Path
    line: int


@dataclass(frozen=True)
class Responsible:
    """Who answers for a field, or is named below an article: a person or a role. What is not known is empty."""

    role: str
    name: str
    telephone: str
    email: str
    fact: Fact


@dataclass(frozen=True)
class Imported:
    """Where an article was taken in from (an address, or the name of a file), and when (bot.material.importing).

    `page` is a hash of what stood there, `file` one of what was written here: they tell whether the page has changed
    since, and whether somebody has changed the article here. `gone` is the day on which it was found to be gone from
    there, and hidden.
    """

    source: str
    day: date
    page: str
    file: str
    gone: date | None = None


@dataclass(frozen=True)
class Article:
    """A news article. `paragraphs` are verbatim; a withdrawn one must not be shown or quoted.

    `suggestions`: questions that it answers, to offer before the first message.
    `contacts` are the people whom it names to be asked about it, each a fact of its own.
    """

    slug: str
    title: str
    section: str
    contact: str
    url: str
    published: date | None
    paragraphs: tuple[str, ...]
    withdrawn: bool
    lattlast: str
    path: Path
    suggestions: tuple[str, ...] = ()
    contacts: tuple[Responsible, ...] = ()
    imported: Imported | None = None

    @property
    def link(self) -> str:
        """Where it can be read: on the organisation's own website, else on our page of it."""
        return self.url or f"/nyheter/{self.slug}"


class Asked(NamedTuple):
    """Questions that people ask about an article, and the beginning of the sentence that answers them.

    Where `sentence` is empty the article does not answer. `id` is the sentence's (slug:paragraph:sentence), once it is
    known where it stands.
    """

    slug: str
    sentence: str
    questions: tuple[str, ...]
    path: Path
    line: int
    id: str = ""


@dataclass(frozen=True)
class Municipality:
    """A member of the organisation; `also` are other names that people use for it."""

    name: str
    url: str
    fact: Fact
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """A sentence or two about the organisation, and the words by which one asks for it (see bot.material.matters)."""

    fact: Fact
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """Something that visitors ask for by these words, and what they are told, in Swedish and in English.

    `municipal`: a municipality answers for it.
    """

    name: str
    words: tuple[str, ...]
    text: str
    english: str
    municipal: bool = False


@dataclass(frozen=True)
class Topics:
    """The words by which one asks for each of WAYS, and the topics that one asks for a contact in."""

    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: tuple[Matter, ...] = ()


@dataclass(frozen=True)
class Organisation:
    """Who speaks. A contact fact that nobody verified is None, never a guess."""

    name: str = ""
    website: str = ""
    news_page: str = ""
    telephone: Fact | None = None
    email: Fact | None = None
    address: Fact | None = None
    hours: Fact | None = None
    responsible: tuple[Responsible, ...] = ()
    about: tuple[About, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    identity: tuple[Fact, ...] = ()
    """The facts that `name`, `website` and `news_page` were taken from."""

    @property
    def facts(self) -> Iterator[Fact]:
        """Every fact about the organisation, in no order that matters."""
        yield from self.identity
        yield from (fact for fact in (self.telephone, self.email, self.address, self.hours) if fact)
        yield from (person.fact for person in self.responsible)
        yield from (about.fact for about in self.about)
        yield from (municipality.fact for municipality in self.municipalities)


Span = tuple[int, int]
"""From one minute of the day (0–1439) to another, which is not in it any more (1–1440)."""


@dataclass(frozen=True)
class Otherwise:
    """Days (both included) on which the usual hours do not hold: none at all, or these. `text` tells visitors why."""

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    text: str = ""
    text_en: str = ""


@dataclass(frozen=True)
class Hours:
    """When a person answers in the chat, from `contact/hours.yml`. With nothing set: whenever one is there.

    `week` holds each weekday's hours, Monday first, or nothing where none are set; `eves` those of the eves that differ
    from their weekday, by name (bot.material.hours.EVES). `answer_time` goes on from "Du får svar ": how soon a
    written question is answered, or empty where nothing is promised.
    """

    week: tuple[tuple[Span, ...], ...] = ()
    closed_on_holidays: bool = True
    eves: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: tuple[Otherwise, ...] = ()
    answer_time: str = ""
    answer_time_en: str = ""


@dataclass(frozen=True)
class SupportLine:
    """A service that one can turn to. It has a number or an address (`url`), or both.

    `kinds` are the kinds of danger that it fits, `audience` one of AUDIENCES, `acute` true for the emergency number
    alone, `chat` true where the page at `url` offers one. A closed line is in no answer.
    """

    name: str
    number: str
    hours: str
    note: str
    url: str
    chat: bool
    kinds: tuple[str, ...]
    audience: str
    acute: bool
    closed: bool
    fact: Fact
    hours_en: str = ""
    note_en: str = ""

    @property
    def young_only(self) -> bool:
        return self.audience == "young"


@dataclass(frozen=True)
class HelpWords:
    """The wording of the help in danger, from `danger/help.yml`.

    `words` is a sentence by kind of danger for the person in it, `words_other` for somebody who worries about another.
    The defaults are what remains when that file is missing or broken: help is never absent. `english` is the same for
    who writes in English.
    """

    acute: str = "Ring 112 nu om du eller någon annan är i fara."
    calm: str = "Är det bråttom? Ring 112."
    words: Mapping[str, str] = field(default_factory=dict)
    words_other: Mapping[str, str] = field(default_factory=dict)
    lines: str = "Hit kan du vända dig."
    last: str = "Ingen människa läser det här just nu. Du kan lämna sidan med knappen överst."
    last_taken: str = "En person har tagit över chatten, men läser kanske inte just nu. Chatten är ingen stödlinje."
    again: str = "Hjälpen och numren finns kvar här uppe."
    foreign: str = "Är du i fara? Ring 112. Behöver du råd om vård? Ring 1177."
    doubt: str = "Ring 112 om du eller någon annan är i fara."
    doubt_line: str = "Du kan också ringa"
    english: "HelpWords | None" = None


HELP_IN_ENGLISH = HelpWords(
    acute="Call 112 now if you or someone else is in danger.",
    calm="Is it urgent? Call 112.",
    lines="You can turn to:",
    last_taken="A person has taken over the chat, but may not be reading right now. This chat is no support line.",
    last="No person is reading this right now. You can leave the page with the button at the top.",
    again="The help and the numbers are still here above.",
    foreign="Are you in danger? Call 112. For health advice, call 1177. You can also write in English here.",
    doubt="Call 112 if you or someone else is in danger.",
    doubt_line="You can also call",
)
"""What remains of the English help when its words are missing or broken."""


@dataclass(frozen=True)
class Material:
    """All that the bot may say as a fact. `support_lines` holds the closed ones too: see `open_lines`."""

    articles: tuple[Article, ...] = ()
    organisation: Organisation = Organisation()
    hours: Hours = Hours()
    support_lines: tuple[SupportLine, ...] = ()
    help_words: HelpWords = HelpWords()
    topics: Topics = Topics()
    others: tuple[Matter, ...] = ()
    asked: tuple[Asked, ...] = ()
    """Questions about the articles that may be shown."""

    @cached_property
    def shown(self) -> tuple[Article, ...]:
        """The articles that may be shown and quoted."""
        return tuple(article for article in self.articles if not article.withdrawn)

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """Questions to offer, of the articles that may be shown, the newest article's first."""
        newest_first = sorted(self.shown, key=lambda article: article.published or date.min, reverse=True)
        return tuple(question for article in newest_first for question in article.suggestions)

    @property
    def open_lines(self) -> tuple[SupportLine, ...]:
        return tuple(line for line in self.support_lines if not line.closed)

    def article(self, slug: str) -> Article | None:
        """The article of this slug, withdrawn or not."""
        return self._by_slug.get(slug)

    @cached_property
    def withdrawn(self) -> tuple[Article, ...]:
        """Those that may not."""
        return tuple(article for article in self.articles if article.withdrawn)

    @cached_property
    def _by_slug(self) -> Mapping[str, Article]:
        return {article.slug: article for article in self.articles}
