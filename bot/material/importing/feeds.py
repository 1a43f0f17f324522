"""Where a website tells its articles: a feed (RSS, Atom), a sitemap, or a page that names its feed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser
from lxml import etree
from lxml import html as lxml_html

_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class Entry(NamedTuple):
    """An article that a feed or a sitemap names; `published` is known where it says so."""

    url: str
    published: date | None = None


@dataclass(frozen=True)
class Told:
    """What a source tells: articles, more sitemaps to read, feeds that a page names; `page` where it is a web page."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    page: bool = False


def read_source(body: bytes, url: str) -> Told:
    """What the answer at an address tells of articles. Nothing is fetched; what is broken tells nothing."""
    root = _root(body)
    if root is not None and _name(root) == "sitemapindex":
        return Told(sitemaps=tuple(_joined(url, loc) for node in root for loc in _texts(node, "loc")))
    if root is not None and _name(root) == "urlset":
        return Told(entries=tuple(_listed(root, url)))
    if root is not None and _name(root) in {"rss", "feed", "RDF"}:
        return Told(entries=tuple(_of_feed(body, url)))
    return Told(feeds=tuple(_named_feeds(body, url)), page=True)


def _root(body: bytes) -> Any:
    """The root of an XML document; None for anything else. No entity is resolved, nothing is loaded."""
    if b"<html" in body[:1000].lower():
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _listed(root: Any, url: str) -> Iterator[Entry]:
    for node in root:
        for loc in _texts(node, "loc"):
            days = [text for inner in node.iter(f"{{{_NEWS}}}publication_date") if (text := inner.text)]
            yield Entry(_joined(url, loc), _day(days[0]) if days else None)


def _of_feed(body: bytes, url: str) -> Iterator[Entry]:
    # As a file: a text that is an address, or the name of a file, feedparser would open.
    found = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=False)
    for entry in found.entries:
        link = entry.get("link")
        day = entry.get("published_parsed")
        if link:
            yield Entry(_joined(url, link), date(*day[:3]) if day else None)


def _named_feeds(body: bytes, url: str) -> Iterator[str]:
    try:
        tree = lxml_html.document_fromstring(body)
    except (etree.LxmlError, ValueError, AssertionError):
        return
    for node in tree.iter("link"):
        if (node.get("type") or "").lower() in _FEED_TYPES and node.get("href") and "comments" not in node.get("href"):
            yield _joined(url, node.get("href"))


def _joined(url: str, where: str) -> str:
    """The whole address; what is none stays as it is, and is refused where it is asked for."""
    try:
        return urljoin(url, where)
    except ValueError:
        return where


def _name(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _texts(node: Any, name: str) -> list[str]:
    return [text for inner in node if _name(inner) == name and (text := (inner.text or "").strip())]


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw.strip()[:10])
    except ValueError:
        return None
