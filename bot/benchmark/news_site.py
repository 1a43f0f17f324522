"""A website of news on this machine, with all that can be wrong with one: for measuring the import, and for tests."""

import gzip
import html
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.benchmark.invented import PARAGRAPHS, write_site
from bot.material.model import Article
from bot.material.reading import read_material

TROUBLES = 27
"""So many places of a site's sitemap are no article of their own."""
_CHUNK = b"<p>" + b"ord " * 4000 + b"</p>\n"
_HUGE = 6 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """What is answered at an address. `stream` makes a body that may never end; `length` is what is said of it."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    stream: Callable[[], Iterator[bytes]] | None = None
    length: int | None = None


@dataclass
class NewsSite:
    """A web server on loopback; its pages can be changed while it runs. Use it as a context manager.

    Attributes:
        pages: by path. Those of `listed` stand in /sitemap.xml, in its order.
        asked: each request's path, User-Agent and time, in order.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, float]] = field(default_factory=list)

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["User-Agent"], time.monotonic()))
                _answer(self, site.page(self.path.partition("#")[0]))

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def page(self, path: str) -> Page:
        if path == "/sitemap.xml":
            places = "".join(f"<url><loc>{self.url}{html.escape(one)}</loc></url>" for one in self.listed)
            text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
            return Page(text.encode(), "application/xml")
        return self.pages.get(path) or self.pages.get(path.partition("?")[0]) or Page(b"<h1>404</h1>", status=404)


def _answer(handler: BaseHTTPRequestHandler, page: Page) -> None:
    handler.send_response(page.status)
    handler.send_header("Content-Type", page.type)
    for name, value in page.headers:
        handler.send_header(name, value)
    if page.stream is None or page.length is not None:
        handler.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
    else:
        handler.send_header("Connection", "close")
    handler.end_headers()
    with suppress(ConnectionError):  # whoever asked has had enough
        handler.wfile.write(page.body)
        for chunk in page.stream() if page.stream else ():
            handler.wfile.write(chunk)
    handler.close_connection = page.stream is not None or page.length is not None


def article_page(article: Article, contact: str = "<p>Har du frågor? Kontakta oss för att veta mer.</p>") -> str:
    """An article as a website shows it: among a menu, teasers and a foot."""
    day = article.published.isoformat() if article.published else ""
    stated = f'<meta property="article:published_time" content="{day}T08:00:00+01:00">' if day else ""
    text = "".join(f"<p>{html.escape(part)}</p>\n" for part in article.paragraphs)
    title = html.escape(article.title)
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{title} | Förbundet</title>{stated}
</head><body><header><nav><a href="/">Hem</a> <a href="/nyheter/">Nyheter</a> <a href="/om">Om oss</a></nav></header>
<main><article><h1>{title}</h1>{text}<h2>Kontakt</h2>{contact}</article></main>
<aside><h2>Fler nyheter</h2><ul><li><a href="/nyheter/annat/">Något annat som har hänt</a></li></ul></aside>
<footer><p>Förbundet, växel 060-11 11 11</p></footer></body></html>"""


def site_of(articles: Sequence[Article], troubles: bool = True) -> NewsSite:
    """A website of these articles below /nyheter/, and with `troubles` what else a sitemap may lead to."""
    site = NewsSite()
    for article in articles:
        path = f"/nyheter/{article.slug}/"
        site.pages[path] = Page(article_page(article).encode())
        site.listed.append(path)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /nyheter/intern/\nDisallow: /*?utkast=\n", "text/plain")
    if troubles:
        for path, page in _troubles(articles).items():
            site.pages[path] = page
            site.listed.append(path)
        site.listed += [f"/nyheter/{articles[0].slug}?utm_source=nyhetsbrev", f"/nyheter/{articles[1].slug}/index.html"]
    return site


def _troubles(articles: Sequence[Article]) -> dict[str, Page]:
    odd = article_page(articles[0]).replace(
        articles[0].paragraphs[0], "Här står något om å, ä och ö i Örnsköldsvik. " * 4
    )
    latin = odd.replace('<meta charset="utf-8">', "")
    return {
        "/nyheter/latin-1/": Page(
            latin.replace("<h1>", "<h1>Ett: ").encode("latin-1"), "text/html; charset=iso-8859-1"
        ),
        "/nyheter/sager-utf-8/": Page(odd.replace("<h1>", "<h1>Två: ").replace("Här", "Där").encode("latin-1")),
        "/nyheter/samma-text/": Page(article_page(articles[2]).encode()),
        "/nyheter/trasig/": Page(b"<h1>500</h1>", status=500),
        "/nyheter/skrap/": Page(b"<<<>>&&<h1><p" + bytes(range(1, 32)) * 50),
        "/nyheter/tom/": Page(b""),
        "/nyheter/lista/": Page(b"<h1>Alla nyheter</h1><ul><li><a href='/a'>En</a><li><a href='/b'>Annan</a></ul>"),
        "/nyheter/andlos/": Page(b"<html><body>", stream=lambda: iter(lambda: _CHUNK, b"")),
        "/nyheter/droppar/": Page(b"<html><body>", stream=_drip),
        "/nyheter/stor/": Page(_CHUNK * (_HUGE // len(_CHUNK))),
        "/nyheter/bomb/": Page(gzip.compress(b" " * 50 * 1024 * 1024), headers=(("Content-Encoding", "gzip"),)),
        "/nyheter/avbruten/": Page(b"<html><body><p>Text", length=5000),
        "/nyheter/bild/": Page(b"\x89PNG\r\n\0\0", "image/png"),
        "/nyheter/pdf-som-sida/": Page(b"%PDF-1.7\n\0\0\0"),
        "/nyheter/borta/": Page(b"<h1>Borta</h1>", status=410),
        "/nyheter/hit-igen/": _leads("/nyheter/hit-igen/"),
        "/nyheter/in/": _leads("http://localhost:9/admin"),
        "/nyheter/in-ip/": _leads("http://127.0.0.1:9/admin"),
        "/nyheter/in-v6/": _leads("http://[::1]:9/admin"),
        "/nyheter/in-i-v6/": _leads("http://[::ffff:127.0.0.1]:9/admin"),
        "/nyheter/in-tal/": _leads("http://2130706433:9/admin"),
        "/nyheter/in-moln/": _leads("http://169.254.169.254/latest/meta-data/"),
        "/nyheter/annat-slag/": _leads("file:///etc/passwd"),
        "/nyheter/intern/loner/": Page(article_page(articles[3]).encode()),
        "/nyheter/fraga/?utkast=1": Page(article_page(articles[4]).encode()),
    }


def _drip() -> Iterator[bytes]:
    while True:
        time.sleep(0.1)
        yield b"<p>och</p>"


def _leads(where: str) -> Page:
    return Page(status=302, headers=(("Location", where),))


def invented_articles(folder: Path, count: int) -> tuple[Article, ...]:
    """So many invented articles, written into an empty folder and read."""
    write_site(folder / "news", count * PARAGRAPHS)
    return read_material([folder])[0].articles
