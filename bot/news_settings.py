"""Where news are taken in from: the settings `BOT_NEWS_…`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\]|[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f.]*)(?::\d{1,5})?")


@dataclass(frozen=True)
class NewsSettings:
    """The import of news.

    Attributes:
        feeds: addresses of feeds and sitemaps that are read each night; empty: none is.
        below: only articles below one of these addresses are taken from them; empty: all of them.
        private_hosts: hosts (`host` or `host:port`) that may be read although they lie in a private network.
    """

    feeds: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """The variables that make a child process read the same settings."""
        return {
            "BOT_NEWS_FEED": ",".join(self.feeds),
            "BOT_NEWS_BELOW": ",".join(self.below),
            "BOT_NEWS_PRIVATE_HOSTS": ",".join(self.private_hosts),
        }


def read(env: Mapping[str, str]) -> NewsSettings:
    """The settings of the import.

    Raises:
        ValueError: one is no address or no host; the text names it.
    """
    feeds, below = (_addresses(env, name) for name in ("BOT_NEWS_FEED", "BOT_NEWS_BELOW"))
    hosts = tuple(host.lower() for host in _parts(env, "BOT_NEWS_PRIVATE_HOSTS"))
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValueError(
                f"BOT_NEWS_PRIVATE_HOSTS: {host!r} is no host. Write it like intranet.example.se or 10.0.0.5:8080."
            )
    return NewsSettings(feeds, below, hosts)


def _addresses(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    for url in (found := _parts(env, name)):
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(
                f"{name}: {url!r} is no web address. Write it whole, like https://www.example.se/nyheter/."
            )
    return found


def _parts(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())
