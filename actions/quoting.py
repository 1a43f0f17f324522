"""How an answer shows what stands in the material: quotations, and where they stand."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

from actions.context import words
from bot.language.dates import MONTHS
from bot.language.sentences import sentences
from bot.material import replies
from bot.material.model import Article

MOST_SENTENCES = 3
MOST_CHARACTERS = 400
# What is older than this may have changed since.
OLD = timedelta(days=365)
# A long quotation is found by its beginning and its end, which keeps the address short.
_WORDS_AT_AN_END = 5


def source(article: Article, sentence: str = "", today: date | None = None) -> replies.Block:
    """Where a sentence stands: the article's title, a link that leads to the sentence, and how old it is."""
    link = article.link + text_fragment(sentence) if sentence else article.link
    return replies.source(article.title, link, age(article, today))


def text_fragment(sentence: str) -> str:
    """The part of an address that makes a browser scroll to a sentence and mark it.

    `#:~:text=start,end` of the WICG's "URL Fragment Text Directives"; hyphens, commas and ampersands have a meaning
    in it and are escaped. Browsers that do not know it show the page from its top.
    """
    said = sentence.split()
    if len(said) <= 2 * _WORDS_AT_AN_END:
        return "#:~:text=" + _escaped(sentence)
    start, end = said[:_WORDS_AT_AN_END], said[-_WORDS_AT_AN_END:]
    return f"#:~:text={_escaped(' '.join(start))},{_escaped(' '.join(end))}"


def age(article: Article, today: date | None = None) -> str:
    """When the article is from, and whether it may be out of date; in words for a visitor."""
    if article.published is None:
        return words("no_date")
    old = (today or date.today()) - article.published > OLD
    return words("dated_old" if old else "dated", date=in_words(article.published))


def in_words(day: date) -> str:
    """A day as people write it: 2 maj 2023."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def label(article: Article) -> str:
    """An article's title with its day, so that two of the same title can be told apart."""
    return f"{article.title} ({in_words(article.published)})" if article.published else article.title


def reading(
    article: Article, shown: Sequence[str] = (), most_characters: int = MOST_CHARACTERS
) -> list[tuple[str, str]]:
    """The sentences after the last of those that were shown (from the beginning: none), as many as an answer holds.

    Returns:
        Their ids (as passages have them: slug, paragraph, sentence) and texts; at least one, unless none is left.
    """
    whole = [
        (f"{article.slug}:{p}:{s}", sentence)
        for p, paragraph in enumerate(article.paragraphs)
        for s, sentence in enumerate(sentences(paragraph))
    ]
    last = max((at for at, (number, _) in enumerate(whole) if number in shown), default=-1)
    chosen: list[tuple[str, str]] = []
    for number, text in whole[last + 1 :]:
        characters = sum(len(before) for _, before in chosen) + len(text)
        if chosen and (len(chosen) == MOST_SENTENCES or characters > most_characters):
            break
        chosen.append((number, text))
    return chosen


def easy_blocks(article: Article) -> list[replies.Block]:
    """The editor's text in easy Swedish, marked as not being the article's own words; nothing where there is none."""
    if not article.lattlast:
        return []
    return [replies.text(f"{words('easy_text')} {' '.join(article.lattlast.split())}")]


def quotes(texts: Sequence[str]) -> list[replies.Block]:
    return [replies.quote(text) for text in texts]


def _escaped(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
