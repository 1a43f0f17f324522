"""Which websites may show the chat in a frame: the setting `BOT_ALLOWED_HOSTS`, exact origins with commas between."""

from collections.abc import Mapping
from urllib.parse import urlsplit

NAME = "BOT_ALLOWED_HOSTS"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read(env: Mapping[str, str]) -> tuple[str, ...]:
    """The origins, as browsers write them (`https://www.example.se`, `http://localhost:3000`).

    No pattern is one: a regular expression or a star in such a list has let in strangers before.

    Raises:
        ValueError: something is no origin; the text names it and, where it can, what to write.
    """
    given = [part.strip() for part in env.get(NAME, "").split(",")]
    return tuple(dict.fromkeys(_origin(part) for part in given if part))


def _origin(written: str) -> str:
    origin = _as_browsers_write_it(written)
    if origin == written:
        return origin
    how = f"Write {origin}" if origin else "Write an address without a path, like https://www.example.se"
    raise ValueError(f"{NAME}: {written!r} is no origin (scheme and host, nothing after, no star). {how}.")


def _as_browsers_write_it(written: str) -> str | None:
    """The origin of an address; None where it has none."""
    try:
        parts = urlsplit(written)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or not _is_host(host):
        return None
    if ":" in host:
        host = f"[{host}]"
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _is_host(host: str) -> bool:
    return bool(host) and set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:") and not host.startswith(".")
