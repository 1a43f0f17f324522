"""The chat in a frame on a page of a website: who may show it, and what such a page is told."""

import re

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.settings import Settings
from bot.web.intake import RejectedError, is_from_our_page
from bot.web.services import Services

_FRAMED = ("/chatt", "/radera", "/lamna")
_OWN_PATH = re.compile(r"/(?![/\\])[^\s\\]{0,2000}")


def frame_ancestors(settings: Settings, path: str) -> str:
    """The part of the content security policy that says which websites may show a page of ours in a frame."""
    if path == "/personal" or path.startswith("/personal/"):
        return "frame-ancestors 'none'"
    framed = any(path == start or path.startswith(f"{start}/") for start in _FRAMED)
    return " ".join(["frame-ancestors 'self'", *(settings.allowed_hosts if framed else ())])


def embedded(request: Request) -> bool:
    """Whether the page is in a frame. A browser says so where it trusts the connection; else the widget's address does,
    or the form of a page in a frame."""
    said = request.args.get("inbaddad") or (request.method == "POST" and (request.form or {}).get("inbaddad"))
    return said == "1" or request.headers.get("sec-fetch-dest") == "iframe"


def chat_address(request: Request, place: str) -> str:
    """The address of the chat, at a place in it, for a redirect that stays in the frame where there is one."""
    return f"/chatt{'?inbaddad=1' if embedded(request) else ''}#{place}"


async def go_on(request: Request) -> HTTPResponse:
    """From a frame on another website to a page of ours in the whole window, with the conversation.

    The frame's cookie does not come along, so the frame's page posts what its tab holds; no other site can (it would
    make a visitor go on with a stranger's conversation).

    Raises:
        RejectedError
    """
    services: Services = request.app.ctx.services
    if not is_from_our_page(services, request):
        raise RejectedError(403, "cross_site", services.texts.cross_site)
    path = (request.form or {}).get("till")
    if not isinstance(path, str) or not _OWN_PATH.fullmatch(path):
        raise RejectedError(400, "bad_request", services.texts.bad_request)
    return services.sessions.move(request, redirect(path, status=303))


def blueprint() -> Blueprint:
    made = Blueprint("embedding")
    made.add_route(go_on, "/fortsatt", methods=["POST"])
    return made
