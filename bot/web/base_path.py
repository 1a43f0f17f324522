"""Web below a path of a host (`BOT_PUBLIC_URL=https://www.example.se/chatt-tjanst`), behind a proxy that takes the path
away or leaves it. That path is the base.

Inside, every address is written from our own root: in handlers, templates and scripts, and in the replies of the bot.
Here, and nowhere else, the base is taken from what comes in and put before what goes out. An empty one changes nothing.
"""

import re
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

# An attribute of our templates. What visitors write is escaped: no quotation mark of theirs comes before a path.
_ATTRIBUTE = re.compile(r'\b((?:href|src|srcset|action|formaction)=")(/(?!/)[^"]*)')
# A path in a script: a string that begins with one.
_LITERAL = re.compile(rb"""(["'`])(?=/[a-z])""")


def out(base: str, path: str) -> str:
    """Where a browser finds a path of ours; another address, and one that has been here already, stays as it is."""
    own = path.startswith("/") and not path.startswith("//")
    return base + path if own and not path.startswith(f"{base}/") else path


def html(base: str, page: str) -> str:
    """A page, or a part of one, with its addresses as a browser finds them."""
    return _ATTRIBUTE.sub(lambda found: found[1] + out(base, found[2]), page) if base else page


def script(base: str, body: bytes) -> bytes:
    """A script, with its addresses as a browser finds them."""
    return _LITERAL.sub(rb"\g<1>" + base.encode(), body) if base else body


def redirected(base: str, response: HTTPResponse) -> None:
    """Lead a browser, where the response does, to where it finds the path."""
    if base and "location" in response.headers:
        response.headers["location"] = out(base, response.headers["location"])


def request_class(base: str) -> type[Any]:
    """Requests without the base before their path, whether the proxy left it there or not."""
    begin = base.encode()

    class Below(Request):
        def __init__(self, url_bytes: bytes, *arguments: Any, **named: Any) -> None:
            path = url_bytes.removeprefix(begin)
            ours = path != url_bytes and path[:1] in (b"/", b"?", b"")
            super().__init__((path if path[:1] == b"/" else b"/" + path) if ours else url_bytes, *arguments, **named)

    return Below if base else Request
