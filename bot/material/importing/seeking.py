"""Finding articles: pages, feeds and sitemaps by their addresses, and files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bot.material.importing.addresses import is_above, key
from bot.material.importing.documents import decoded, read_document
from bot.material.importing.draft import Draft, Found, ReadError
from bot.material.importing.feeds import Entry, read_source
from bot.material.importing.fetching import LIMITS, Fetched, Fetcher, FetchError, Limits
from bot.material.importing.pages import read_page
from bot.material.importing.time_limit import READ_SECONDS, limited

MOST = 1000
"""So many articles are fetched at one time."""
_MOST_SITEMAPS = 50
_HTML = (".html", ".htm", ".xhtml")
_TEXT = (".txt", ".md", ".markdown")

Tell = Callable[[int, int], None]


async def seek(
    fetcher: Fetcher,
    sources: Sequence[str],
    *,
    below: Sequence[str] = (),
    known: Iterable[str] = (),
    lists_only: bool = False,
    most: int = MOST,
    tell: Tell = lambda done, of: None,
) -> list[Found]:
    """Every article that the sources name or are, each once.

    Args:
        below: only addresses below one of these are taken from feeds and sitemaps; empty: all of them.
        known: addresses to look at as well, for articles that changed or are gone.
        lists_only: a source is a feed, a sitemap, or a page that names a feed; never an article itself.
        tell: is told how many articles were fetched, and of how many.
    """
    found: list[Found] = []
    entries: dict[str, Entry] = {}
    ready: dict[str, Fetched] = {}
    for source in sources:
        for one in await _entries(fetcher, source, lists_only=lists_only):
            if isinstance(one, Found):
                found.append(one)
            elif isinstance(one, Fetched):
                entries.setdefault(key(source), Entry(source))
                ready[key(source)] = one
            elif not below or any(is_above(place, one.url) for place in below):
                entries.setdefault(key(one.url), one)
    for url in known:
        entries.setdefault(key(url), Entry(url))
    wanted = list(entries.items())
    for number, (name, entry) in enumerate(wanted[:most]):
        tell(number, min(len(wanted), most))
        found.append(await _article(fetcher, entry, ready.pop(name, None)))
    if len(wanted) > most:
        left = f"{len(wanted) - most} articles more were not looked at: no more than {most} are at one time"
        found.append(Found(sources[0] if sources else "", code="too_many", why=left))
    return found


async def _entries(fetcher: Fetcher, source: str, *, lists_only: bool) -> list[Entry | Found | Fetched]:
    """What a source names, sitemaps of sitemaps and the feed of a page followed; the page itself where it is one."""
    found: list[Entry | Found | Fetched] = []
    waiting, seen, feed_of_page = [source], {source}, False
    while waiting:
        url = waiting.pop(0)
        try:
            fetched = await fetcher.get(url)
            with limited(READ_SECONDS):
                told = read_source(fetched.body, fetched.url)
        except (FetchError, ReadError) as error:
            found.append(Found(url, code=error.code, why=str(error)))
            continue
        found += told.entries
        more = told.sitemaps
        if told.page and not lists_only:
            found.append(fetched)
        elif told.page and not feed_of_page:
            more, feed_of_page = told.feeds[:1], True
            if not more:
                found.append(Found(url, code="no_feed", why="it is no feed or sitemap, and the page names none"))
        new = [one for one in more if one not in seen][: _MOST_SITEMAPS - len(seen)]
        seen.update(new)
        waiting += new
    return found


async def _article(fetcher: Fetcher, entry: Entry, fetched: Fetched | None) -> Found:
    try:
        page = fetched or await fetcher.get(entry.url)
        if is_above(page.url, entry.url):
            raise FetchError("gone", f"it leads to {page.url} now")
        with limited(READ_SECONDS):
            draft = _read(page)
    except (FetchError, ReadError) as error:
        return Found(entry.url, code=error.code, why=str(error))
    except Exception as error:  # whatever a stranger's page breaks: the other pages are read all the same
        return Found(entry.url, code="broken", why=f"it cannot be read ({type(error).__name__})")
    return Found(entry.url, replace(draft, published=draft.published or entry.published), at=page.url)


def _read(page: Fetched) -> Draft:
    if page.type in {"text/plain", "text/markdown"}:
        return replace(read_document(decoded(page.body, page.charset), page.url), url=page.url)
    return read_page(page.body, page.charset, url=page.url)


def read_file(path: Path, limits: Limits = LIMITS) -> Found:
    """The article of a file: HTML, text or Markdown."""
    name = path.name
    try:
        if path.stat().st_size > limits.bytes:
            raise ReadError("too_big", f"it is larger than {limits.bytes / 1024 / 1024:g} MB")
        if path.suffix.lower() not in (*_HTML, *_TEXT):
            raise ReadError("not_text", f"only {', '.join((*_HTML, *_TEXT))} can be read")
        body = path.read_bytes()
        with limited(READ_SECONDS):
            if path.suffix.lower() in _HTML:
                return Found(name, read_page(body, source=name))
            return Found(name, read_document(decoded(body), name))
    except ReadError as error:
        return Found(name, code=error.code, why=str(error))
    except OSError as error:
        return Found(name, code="unreachable", why=f"it cannot be read ({error.strerror})")


def is_address(written: str) -> bool:
    """Whether what somebody wrote is the address of a page and not the name of a file."""
    return urlsplit(written.strip()).scheme.lower() in {"http", "https"}
