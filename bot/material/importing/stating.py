"""What a web page states of itself: its title, its day, its address.

The day is taken where the page states it as that of its publishing and nowhere else: a wrong day is worse than none.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.language.dates import MONTHS
from bot.material.importing.addresses import is_above, tidy

_PUBLISHED_META = (
    *("article:published_time", "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.created"),
    *("dc.date.created", "dc.date", "pubdate", "publishdate", "date"),
)
_MONTHS = "|".join([*MONTHS, *(name[:3] for name in MONTHS)])
PUBLISHED_TEXT = re.compile(
    rf"\bpublicer(?:ad|at|ades|ingsdatum)\b[\s:]*(?:\w{{0,12}}dag\w{{0,4}}\s+)?(?:den\s+)?"
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<day>\d{{1,2}})\s+(?P<month>{_MONTHS})\.?"
    rf"\s+(?P<year>\d{{4}}))",
    re.IGNORECASE,
)
_PUBLISHED_CLASS = re.compile(r"publi|entry-date|post-date|article-?date|date-?created", re.IGNORECASE)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
OUTSIDE = frozenset({"nav", "header", "footer", "form", "dialog", "script", "style", "template", "noscript"})


def title(tree: Any) -> str:
    """The only main heading, else what the page calls itself for others, else its title without the website's name."""
    headings = [text for node in tree.iter("h1") if (text := text_of(node)) and not is_outside(node)]
    if len(set(headings)) == 1:
        return headings[0]
    named = meta(tree, "og:title") or next((text_of(node) for node in tree.iter("title")), "")
    if site := meta(tree, "og:site_name"):
        named = re.sub(rf"\s*[|–—:·-]\s*{re.escape(site)}$", "", named)
    return named if named or not headings else headings[0]


def published(tree: Any) -> date | None:
    for raw in _stated_days(tree):
        if found := _ISO.match(raw.strip()):
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                continue
    said = PUBLISHED_TEXT.search(" ".join(text for text in tree.itertext() if text.strip())[:200_000])
    if said is None:
        return None
    try:
        if said["iso"]:
            return date.fromisoformat(said["iso"])
        month = next(number for number, name in enumerate(MONTHS, 1) if name.startswith(said["month"].lower()[:3]))
        return date(int(said["year"]), month, int(said["day"]))
    except ValueError:
        return None


def _stated_days(tree: Any) -> Iterator[str]:
    for node in tree.xpath("//script[@type='application/ld+json']"):
        try:
            yield from _json_days(json.loads(node.text or ""))
        except (ValueError, RecursionError):
            continue
    for name in _PUBLISHED_META:
        yield meta(tree, name)
    for node in tree.xpath("//*[@itemprop='datePublished']"):
        yield node.get("content") or node.get("datetime") or text_of(node)
    for node in tree.iter("time"):
        parent = node.getparent()
        named = " ".join([node.get("class") or "", (parent.get("class") or "") if parent is not None else ""])
        if node.get("pubdate") is not None or _PUBLISHED_CLASS.search(named):
            yield node.get("datetime") or text_of(node)


def _json_days(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for one in found:
            yield from _json_days(one)
    elif isinstance(found, dict):
        if isinstance(found.get("datePublished"), str):
            yield found["datePublished"]
        yield from _json_days(found.get("@graph"))


def address(tree: Any, url: str) -> str:
    """The address that the page names as its own, where that is of the same website and no page above it."""
    named = [
        node.get("href") or "" for node in tree.iter("link") if "canonical" in (node.get("rel") or "").lower().split()
    ]
    named.append(meta(tree, "og:url"))
    for raw in named:
        try:
            own = tidy(urljoin(url, raw.strip())) if raw.strip() else ""
            parts = urlsplit(own)
        except ValueError:
            continue
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            continue
        if not url or (_site(parts.hostname) == _site(urlsplit(url).hostname or "") and not is_above(own, url)):
            return own
    return tidy(url) if url else ""


def _site(host: str) -> str:
    return host.lower().removeprefix("www.")


def meta(tree: Any, name: str) -> str:
    for node in tree.iter("meta"):
        if name in ((node.get("property") or "").lower(), (node.get("name") or "").lower()) and node.get("content"):
            return " ".join(str(node.get("content")).split())
    return ""


def text_of(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def is_outside(node: Any) -> bool:
    """Whether a node lies in a menu, or in a head or foot that is not the article's own."""
    for above in node.iterancestors():
        if above.tag == "article":
            return False
        if above.tag in OUTSIDE:
            return True
    return False
