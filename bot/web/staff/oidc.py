"""Signing in with the organisation's own sign-in: to it and back. What is said on the way stands in `provider`."""

import asyncio
import hmac
from types import ModuleType
from typing import cast

import structlog
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import accounts, audit, provided
from bot.record.accounts import Role
from bot.record.crypto import derive
from bot.record.provided import NotLetInError
from bot.web.intake import address
from bot.web.staff.console import services_of
from bot.web.staff.entrance import ask_code, sign_in_page, too_many
from bot.web.staff.names import display_name, e_mail
from bot.web.staff.signing_in import PLACE, SIGN_IN, begin, comes_from_elsewhere, look_again, own_path, set_cookie

START = f"{SIGN_IN}/extern"
BACK = f"{SIGN_IN}/svar"
COOKIE = "har_du_fragor_inloggning"
"""Between the two halves of a sign-in: what was begun. SameSite=Lax, for the provider's page leads back here."""
_LASTS_SECONDS = 10 * 60

log = structlog.get_logger(__name__)


async def start(request: Request) -> HTTPResponse:
    """Send the browser to the provider. Tries are counted: each costs the provider something."""
    services, to = services_of(request), own_path(request.args.get("till"))
    library = await _library(request)
    if wait := services.attempts.wait_at(address(request)):
        return too_many(request, to, "", wait)
    try:
        where, begun = await library.begin(services.settings.sign_in, _back(request))
    except library.ProviderError as error:
        return _failed(request, to, error)
    response = redirect(where, status=303)
    held = _serializer(request).dumps([*begun, to])
    set_cookie(request, response, COOKIE, held, f"; Max-Age={_LASTS_SECONDS}", "Lax")
    return response


async def back(request: Request) -> HTTPResponse:
    """The provider leads back here. Sign in whom it vouches for, where that holds."""
    if comes_from_elsewhere(request):  # asked for once more by our own page, the browser sends the other cookies too
        return look_again(request, f"{BACK}?{request.query_string}")
    response = await _came_back(request)
    set_cookie(request, response, COOKIE, "", "; Max-Age=0", "Lax")
    return response


async def _came_back(request: Request) -> HTTPResponse:
    services, library = services_of(request), await _library(request)
    settings = services.settings.sign_in
    if (held := _held(request)) is None:
        return sign_in_page(request, PLACE, error="provider_again", status=400)
    begun, to = library.Begun(*held[:3]), own_path(held[3])
    if not hmac.compare_digest((request.args.get("state") or "").encode(), begun.state.encode()):
        return sign_in_page(request, to, error="provider_again", status=400)
    if why := request.args.get("error"):
        log.info("oidc_stopped", why=why[:40])
        return sign_in_page(request, to, error="provider_stopped", status=400)
    if request.args.get("iss", settings.issuer) != settings.issuer:  # RFC 9207: an answer of another provider
        return _failed(request, to, library.ProviderError("wrong", "the answer names another issuer"))
    if wait := services.attempts.wait_at(address(request)):
        return too_many(request, to, "", wait)
    try:
        person = await library.person(settings, _back(request), begun, request.args.get("code") or "")
    except library.ProviderError as error:
        return _failed(request, to, error)
    email = e_mail(person.email)
    if email is None:
        return sign_in_page(request, to, error="provider_no_email", status=403)
    if not (person.verified or (settings.trust_email and person.verified is None)):
        return await _refused(request, to, email, "unverified")
    role = _role(request, person.groups)
    if settings.roles and role is None:
        return await _refused(request, to, email, "no_role")
    subject = provided.subject_of(settings.issuer, person.subject)
    name = display_name(person.name) or email.partition("@")[0]
    try:
        account = await services.record.run(provided.arrive, subject, email, name, role)
    except NotLetInError as refused:
        return sign_in_page(request, to, email=email, error=f"provider_{refused.code}", status=403)
    for _ in range(2):  # going there was counted, and coming back
        services.attempts.succeeded_at(address(request))
    if account.has_totp:
        return ask_code(request, to, account.email)
    # Not a redirect: the browser would still take it to come from the provider, and leave the cookie behind.
    return await begin(request, look_again(request, to), account, settings.name)


async def _refused(request: Request, to: str, email: str, code: str) -> HTTPResponse:
    """Whom the provider vouches for is not let in. It is logged where there is an account; nobody else's address is."""
    record = services_of(request).record
    if await record.quick(accounts.by_email, email):
        await record.run(audit.note, email, "was refused", f"inloggning: {code}")
    return sign_in_page(request, to, email=email, error=f"provider_{code}", status=403)


def _failed(request: Request, to: str, error: Exception) -> HTTPResponse:
    code = getattr(error, "code", "wrong")
    log.warning("oidc_failed", code=code, why=str(error)[:200])
    return sign_in_page(request, to, error=f"provider_{code}", status=503 if code == "down" else 403)


def _role(request: Request, groups: tuple[str, ...]) -> Role | None:
    """The strongest role that the person's groups give."""
    found = next((role for role, group in services_of(request).settings.sign_in.roles if group in groups), None)
    return cast("Role | None", found)


def _back(request: Request) -> str:
    """Where the provider is to lead back to; it knows this address beforehand."""
    return f"{services_of(request).settings.public_url}{BACK}"


def _held(request: Request) -> list[str] | None:
    """State, nonce, verifier and where to, as the browser has them from the beginning."""
    try:
        found = _serializer(request).loads(request.cookies.get(COOKIE) or "", max_age=_LASTS_SECONDS)
    except BadSignature:
        return None
    return cast("list[str]", found)


def _serializer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derive(services_of(request).key, "sign-in elsewhere"), salt=COOKIE)


async def _library(request: Request) -> ModuleType:
    """`provider`, imported beside the event loop the first time; nothing is found here where no provider is set."""
    if not services_of(request).settings.sign_in.issuer:
        raise NotFound
    return await asyncio.to_thread(_import)


def _import() -> ModuleType:
    from bot.web.staff import provider

    return provider


def blueprint() -> Blueprint:
    made = Blueprint("staff_oidc")
    made.add_route(start, START, methods=["GET"])
    made.add_route(back, BACK, methods=["GET"])
    return made
