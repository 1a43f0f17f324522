"""Addresses of articles: when two of them are the same, and the name of the file that an article gets."""

import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

# Tells where a reader came from, never which page it is. Few, for a name that may choose the page must stay.
_TRACKING = re.compile(
    r"(?:utm|pk|mtm|piwik|matomo|hsa)_.+|(?:fb|g|d|y|tt|tw)clid|msclkid|[gw]braid|igshid|mc_[ce]id|_g[al]|_hs(?:enc|mi)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PAGE_ENDING = re.compile(r"\.(?:html?|php|aspx?|md|markdown|txt)$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_SLUG = 80


def tidy(url: str) -> str:
    """An address without what says nothing of the page: tracking, fragment, default port, capital letters of a host."""
    parts = urlsplit(url.strip())
    query = urlencode([(key, value) for key, value in _query(parts) if not _TRACKING.fullmatch(key)])
    return urlunsplit((parts.scheme.lower(), _host(parts), parts.path or "/", query, ""))


def key(url: str) -> str:
    """What is the same for all addresses of one page: with and without www, https, a slash at the end, tracking.

    What is no address at all is its own key.
    """
    try:
        parts = urlsplit(tidy(url))
    except ValueError:
        return url
    host = parts.netloc.removeprefix("www.")
    path = _INDEX.sub("", parts.path).rstrip("/")
    query = urlencode(sorted(_query(parts)))
    return f"{host}{path}" + (f"?{query}" if query else "")


def is_above(url: str, other: str) -> bool:
    """Whether an address is the front page or a list of the place where the other one lies."""
    upper, lower = key(url), key(other)
    return upper != lower and "?" not in upper and lower.startswith(f"{upper}/")


def slug(url: str, title: str) -> str:
    """A file's name for an article: the last part of its address where that says something, else its title."""
    last = _PAGE_ENDING.sub("", urlsplit(url).path.rstrip("/").rpartition("/")[2])
    words = _words(last)
    return words if re.search(r"[a-z]{3}", words) else _words(title) or "artikel"


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    found = re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip("-")
    if len(found) > _LONGEST_SLUG:
        found = found[: _LONGEST_SLUG + 1].rpartition("-")[0] or found[:_LONGEST_SLUG]
    return found


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True)


def _host(parts: SplitResult) -> str:
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(f":{_DEFAULT_PORTS.get(parts.scheme.lower(), '')}")
