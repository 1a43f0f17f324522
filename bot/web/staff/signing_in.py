"""Who of the staff makes a request, what that lets them do, and that a form is one of our own.

The cookie holds a random token that we signed; the record knows its hash. It goes out with requests from our own pages
alone (SameSite=Strict), and every form carries a `csrf` that only such a page can have.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadSignature, Signer
from sanic.exceptions import MethodNotSupported, NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response
from sanic.response import json as json_response

from bot.record import signins
from bot.record.accounts import Account, Role
from bot.record.crypto import derive
from bot.record.signins import SignedIn
from bot.web import base_path
from bot.web.services import Services

COOKIE = "har_du_fragor_personal"
HERE_FIELD = "har"
"""What a form may carry: the address of its page, with what is opened there."""
FORM_COOKIE = "har_du_fragor_formular"
"""While nobody is signed in: what the `csrf` of the forms to sign in by is made of."""
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf"
PLACE = "/personal"
SIGN_IN = f"{PLACE}/logga-in"
SIGN_OUT = f"{PLACE}/logga-ut"

_PURPOSE = "staff session"

Handler = Callable[..., Awaitable[HTTPResponse]]


async def signed_in(request: Request, *, uses: bool = True) -> Account | None:
    """Who of the staff makes the request, where somebody is signed in.

    Args:
        uses: they do something just now; the idle time is counted from here. A page that asks by itself does not.
    """
    found = await _found(request, uses=uses)
    return found.account if found else None


async def still_signed_in(request: Request) -> bool:
    """Whether who makes the request is signed in; to ask is no use of the console."""
    return await signed_in(request, uses=False) is not None


def account_of(request: Request) -> Account:
    """Who makes the request, within a handler that `needs` somebody."""
    found: Account = request.ctx.account
    return found


def needs(role: Role, *, uses: bool = True) -> Callable[[Handler], Handler]:
    """The handler is for staff who may do what this role may.

    Others are asked to sign in (and come back to where they were), or are told that they may not. What is no reading
    must carry the `csrf` of its page, in the field of a form or the header X-CSRF. A script gets a status and JSON.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def inner(request: Request, *arguments: Any, **named: Any) -> HTTPResponse:
            found = await _found(request, uses=uses)
            if found is None:
                return _sign_in_first(request)
            request.ctx.account = found.account
            if not found.account.may(role):
                return told(request, 403, "not_allowed")
            if request.method not in ("GET", "HEAD") and not is_our_form(request):
                return told(request, 403, "old_form")
            return await handler(request, *arguments, **named)

        return inner

    return decorate


def csrf_of(request: Request) -> str:
    """What a form, or a script in X-CSRF, of a page that answers this request must send along."""
    key: bytes = request.app.ctx.services.key
    held = request.cookies.get(COOKIE) or getattr(request.ctx, "form_cookie", request.cookies.get(FORM_COOKIE)) or ""
    return hmac.new(derive(key, "staff csrf"), held.encode(), "sha256").hexdigest()


def is_our_form(request: Request) -> bool:
    """Whether what was sent carries the `csrf` of a page of ours."""
    if not (request.cookies.get(COOKIE) or request.cookies.get(FORM_COOKIE)):
        return False
    given = request.headers.get(CSRF_HEADER) or (request.form or {}).get(CSRF_FIELD) or ""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), csrf_of(request).encode())


def prepare_form(request: Request) -> None:
    """Before a page with a form is made where nobody is signed in: a cookie for its `csrf` (`keep_form`)."""
    if not (request.cookies.get(COOKIE) or request.cookies.get(FORM_COOKIE)):
        request.ctx.form_cookie = secrets.token_urlsafe(18)


def keep_form(request: Request, response: HTTPResponse) -> HTTPResponse:
    """The response, with the cookie that `prepare_form` made."""
    if value := getattr(request.ctx, "form_cookie", ""):
        set_cookie(request, response, FORM_COOKIE, value)
    return response


async def begin(request: Request, response: HTTPResponse, account: Account, how: str = "") -> HTTPResponse:
    """Sign in: the response, with the cookie. Whatever the browser held before is worth nothing any more. `how`: by
    what, for the log, where not by a password."""
    services: Services = request.app.ctx.services
    if held := _token(request):
        await services.record.run(signins.end, held)
    token = await services.record.run(signins.begin, account, how)
    set_cookie(request, response, COOKIE, cookie_of(services.key, token))
    set_cookie(request, response, FORM_COOKIE, "", "; Max-Age=0")
    return response


async def end(request: Request, response: HTTPResponse) -> HTTPResponse:
    """Sign out: the response, which takes the cookie away."""
    if held := _token(request):
        await request.app.ctx.services.record.run(signins.end, held)
    set_cookie(request, response, COOKIE, "", "; Max-Age=0")
    return response


def cookie_of(key: bytes, token: str) -> str:
    """What the cookie holds of somebody who has this token."""
    return _signer(key).sign(token).decode()


def comes_from_elsewhere(request: Request) -> bool:
    """Whether another website led here: the cookie stayed behind then, be there one or not."""
    return request.method == "GET" and request.headers.get("sec-fetch-site") in ("cross-site", "same-site")


def look_again(request: Request, path: str) -> HTTPResponse:
    """A page that loads another of ours at once. That one gets the cookie: our own page asks for it."""
    services: Services = request.app.ctx.services
    found = base_path.out(services.settings.base_path, path)
    return html_response(services.renderer.page("staff/vidare.html", services.material, request.path, to=found))


def own_path(path: Any) -> str:
    """A place of the console to lead to; its start where the path is none."""
    text = path if isinstance(path, str) else ""
    parts = urlsplit(text)
    inside = not parts.scheme and not parts.netloc and (parts.path == PLACE or parts.path.startswith(f"{PLACE}/"))
    away = parts.path.startswith((SIGN_IN, SIGN_OUT, f"{PLACE}/valkommen"))
    return text if inside and not away and "\\" not in text and text.isprintable() else PLACE


def told(request: Request, status: int, code: str) -> HTTPResponse:
    """What cannot be, on a page of its own; a script gets it as JSON."""
    services: Services = request.app.ctx.services
    title, message = services.texts.staff[f"{code}_title"], services.texts.staff[code]
    if _is_script(request):
        return json_response({"error": {"code": code, "message": message}}, status=status, ensure_ascii=False)
    page = services.renderer.page(
        "staff/nekad.html",
        services.material,
        request.path,
        **{"account": getattr(request.ctx, "account", None), "csrf": csrf_of(request)},
        **{"title": title, "message": message},
    )
    return html_response(page, status=status)


def _sign_in_first(request: Request) -> HTTPResponse:
    if _is_script(request):
        return told(request, 401, "signed_out")
    here = own_path(request.path + (f"?{request.query_string}" if request.query_string else ""))
    if comes_from_elsewhere(request):
        return look_again(request, here)
    asked = {}
    if request.method not in ("GET", "HEAD"):
        here = _page_of_form(request)
        asked = {"ute": "1" if request.path == SIGN_OUT else "osparat"}
    if here != PLACE:
        asked["till"] = here
    return redirect(f"{SIGN_IN}?{urlencode(asked, safe='')}" if asked else SIGN_IN, status=303)


def _page_of_form(request: Request) -> str:
    """Where a form stands that was sent: the address that it carries, or else the nearest one above its own that can
    be looked at."""
    if here := (request.form or {}).get(HERE_FIELD):
        return own_path(here)
    path = own_path(request.path)
    while path != PLACE:
        with suppress(NotFound, MethodNotSupported):
            request.app.router.get(path, "GET", request.headers.get("host"))
            return path
        path = path.rpartition("/")[0]
    return PLACE


async def _found(request: Request, *, uses: bool) -> SignedIn | None:
    services: Services = request.app.ctx.services
    if not (token := _token(request)):
        return None
    idle, longest = limits(services)
    return await services.record.quick(signins.who, token, idle, longest, uses=uses)


def limits(services: Services) -> tuple[timedelta, timedelta]:
    """After how long without use, and in any case, one has to sign in again."""
    settings = services.settings
    return timedelta(minutes=settings.staff_idle_minutes), timedelta(hours=settings.staff_hours)


def _is_script(request: Request) -> bool:
    """Whether no person sees the answer as a page."""
    accepts = request.headers.get("accept", "")
    fetched = request.headers.get("sec-fetch-dest") == "empty" or CSRF_HEADER in request.headers
    return fetched or accepts.startswith(("text/event-stream", "application/json"))


def _token(request: Request) -> str:
    """The token of the cookie, if we signed it; else nothing."""
    try:
        return _signer(request.app.ctx.services.key).unsign(request.cookies.get(COOKIE) or "").decode()
    except (BadSignature, UnicodeDecodeError):
        return ""


def _signer(key: bytes) -> Signer:
    return Signer(derive(key, _PURPOSE), salt=COOKIE)


def set_cookie(
    request: Request, response: HTTPResponse, name: str, value: str, more: str = "", same_site: str = "Strict"
) -> None:
    """Let the browser hold something, for the console's pages alone."""
    settings = request.app.ctx.services.settings
    path = base_path.out(settings.base_path, PLACE)
    secure = "; Secure" if settings.public_url.startswith("https:") else ""
    response.headers.add("Set-Cookie", f"{name}={value}; Path={path}; HttpOnly; SameSite={same_site}{secure}{more}")
