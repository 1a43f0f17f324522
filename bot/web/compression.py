"""Smaller answers, for browsers that take them: a slow connection is where the chat matters most."""

import gzip

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.web.static_files import Static

LEAST = 1000
"""Bytes below which an answer is sent as it is: it fits into a packet anyway."""
_LEVEL = 6
_KINDS = ("text/html", "application/json")
_CACHE = "public, max-age=3600"


def accepts_gzip(request: Request) -> bool:
    return any(
        part.strip().partition(";")[0] in ("gzip", "*") and "q=0" not in part.replace(" ", "").split(";")
        for part in request.headers.get("accept-encoding", "").lower().split(",")
    )


async def compress(request: Request, response: HTTPResponse) -> None:
    """Compress a page or the API's answer. A stream is left alone, and what is compressed already.

    That a page holds both secrets and a visitor's words is safe here (BREACH): no other website can make one that holds
    words of its own, for it can neither post nor send our cookies along.
    """
    kind = (response.content_type or "").partition(";")[0]
    if kind not in _KINDS or not response.body or len(response.body) < LEAST or "Content-Encoding" in response.headers:
        return
    response.headers["Vary"] = "Accept-Encoding"
    if accepts_gzip(request):
        response.body = gzip.compress(response.body, _LEVEL)
        response.headers["Content-Encoding"] = "gzip"


def static_response(request: Request, found: Static) -> HTTPResponse:
    """A file that browsers may keep and any page may load; 304 where the browser has it already."""
    headers = {
        "Cache-Control": _CACHE,
        "ETag": found.etag,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if found.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return empty(status=304, headers=headers)
    if accepts_gzip(request) and len(found.gzipped) < len(found.body):
        return raw(found.gzipped, content_type=found.content_type, headers={**headers, "Content-Encoding": "gzip"})
    return raw(found.body, content_type=found.content_type, headers=headers)
