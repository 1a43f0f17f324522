"""Signing in and out, and the link by which the owner of an account chooses a password."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sanic.response import html as html_response

from bot.record import accounts, audit, passwords, signins
from bot.record.accounts import AccountError
from bot.record.signins import Link, LinkSpent
from bot.web.intake import address
from bot.web.staff import one_time
from bot.web.staff.comparing import hashed_password, verified
from bot.web.staff.console import field, services_of
from bot.web.staff.names import display_name, e_mail
from bot.web.staff.signing_in import (
    PLACE,
    SIGN_IN,
    SIGN_OUT,
    begin,
    comes_from_elsewhere,
    csrf_of,
    end,
    is_our_form,
    keep_form,
    look_again,
    needs,
    own_path,
    prepare_form,
    signed_in,
)

_WHY_OUT = {"1": "signed_out_now", "osparat": "signed_out_unsaved"}


async def show(request: Request) -> HTTPResponse:
    """The form to sign in by; who is signed in is led on."""
    to = own_path(request.args.get("till"))
    if comes_from_elsewhere(request):
        return look_again(request, to)
    if await signed_in(request):
        return redirect(to)
    return sign_in_page(request, to, notice=_WHY_OUT.get(request.args.get("ute") or "", ""))


async def sign_in(request: Request) -> HTTPResponse:
    """Sign in. A wrong address, a wrong password and an account that is disabled are told alike, and take as long."""
    services = services_of(request)
    email, password, to = field(request, "email").strip(), field(request, "password"), own_path(field(request, "till"))
    if not services.settings.sign_in.passwords:
        return sign_in_page(request, to, error="no_passwords", status=403)
    if not is_our_form(request):
        return sign_in_page(request, to, email=email, error="form_again", status=403)
    if wait := services.attempts.wait(email, address(request)):
        return too_many(request, to, email, wait)
    found = await services.record.quick(accounts.credentials, services.key, email)
    if not await verified(found.password if found else None, password) or found is None:
        if found:
            await services.record.run(audit.note, found.account.email, "was refused", "inloggning: fel lösenord")
        return sign_in_page(request, to, email=email, error="wrong", status=401)
    if found.totp:  # its attempts go on being counted: who knows the password must not guess codes without end
        return ask_code(request, to, found.account.email)
    services.attempts.succeeded(email, address(request))
    return await begin(request, redirect(to, status=303), found.account)


def ask_code(request: Request, to: str, email: str) -> HTTPResponse:
    """The form for the second step of signing in to the account of this address."""
    prepare_form(request)
    step = one_time.second_step(services_of(request).key, email, csrf_of(request))
    return _page(request, "logga-in-kod.html", 200, to=to, step=step, error="")


async def give_code(request: Request) -> HTTPResponse:
    """The second step of signing in, for who takes one-time codes."""
    services, to, step = services_of(request), own_path(field(request, "till")), field(request, "steg")
    email = one_time.email_of(services.key, step, csrf_of(request)) if is_our_form(request) else None
    if email is None:
        return sign_in_page(request, to, error="form_again", status=403)
    if wait := services.attempts.wait(email, address(request)):
        return too_many(request, to, email, wait)
    found = await services.record.quick(accounts.credentials, services.key, email)
    if found is None or found.totp is None:
        return sign_in_page(request, to, error="form_again", status=403)
    used = one_time.step_of(found.totp, field(request, "code"))
    if used is None or not await services.record.run(accounts.use_step, found.account.id, used):
        await services.record.run(audit.note, email, "was refused", "inloggning: fel engångskod")
        error = services.texts.staff["code_wrong"]
        return _page(request, "logga-in-kod.html", 401, to=to, step=step, error=error)
    services.attempts.succeeded(email, address(request))
    return await begin(request, redirect(to, status=303), found.account)


@needs("reader")
async def sign_out(request: Request) -> HTTPResponse:
    return await end(request, redirect(f"{SIGN_IN}?ute=1", status=303))


async def welcome(request: Request, token: str) -> HTTPResponse:
    """The form by which the holder of a link chooses a password. To look at it spends nothing."""
    if not services_of(request).settings.sign_in.passwords:
        return sign_in_page(request, PLACE, error="no_passwords", status=403)
    link = await services_of(request).record.quick(signins.link, token)
    if link is None:
        return _welcome_page(request, None, status=404)
    return _welcome_page(request, link, name=link.account.name if link.account else "")


async def choose(request: Request, token: str) -> HTTPResponse:
    """Choose a password, and be signed in. The link is spent then; where something is wrong it is not."""
    services = services_of(request)
    if not services.settings.sign_in.passwords:
        return sign_in_page(request, PLACE, error="no_passwords", status=403)
    link = await services.record.quick(signins.link, token)
    if link is None:
        return _welcome_page(request, None, status=404)
    name, email, password = display_name(field(request, "name")), field(request, "email"), field(request, "password")
    login = link.account.email if link.account else e_mail(email)
    errors = {
        "form": "" if is_our_form(request) else "form_again",
        "name": "" if name else "name_empty",
        "email": "" if login else "email_wrong",
        "password": "weak" if passwords.is_weak(password, login or email, name) else "",
        "again": "" if password == field(request, "again") else "not_the_same",
    }
    if any(errors.values()) or login is None:
        return _welcome_page(request, link, name=name, email=email, errors=errors, status=400)
    hashed = await hashed_password(password)
    try:
        account = await services.record.run(signins.spend, token, hashed, name=name, email=login)
    except LinkSpent:
        return _welcome_page(request, None, status=404)
    except AccountError:
        return _welcome_page(request, link, name=name, email=email, errors={"email": "taken"}, status=400)
    return await begin(request, redirect(PLACE, status=303), account)


def too_many(request: Request, to: str, email: str, wait: float) -> HTTPResponse:
    """Somebody tries too often: how long to wait, in seconds."""
    minutes = int(wait // 60) + 1
    response = sign_in_page(request, to, email=email, error="too_many", status=429, minutes=minutes)
    response.headers["Retry-After"] = str(int(wait) + 1)
    return response


def blueprint() -> Blueprint:
    made = Blueprint("staff_entrance")
    made.add_route(show, SIGN_IN, methods=["GET"])
    made.add_route(sign_in, SIGN_IN, methods=["POST"])
    made.add_route(give_code, f"{SIGN_IN}/kod", methods=["POST"])
    made.add_route(sign_out, SIGN_OUT, methods=["POST"])
    made.add_route(welcome, f"{PLACE}/valkommen/<token:str>", methods=["GET"])
    made.add_route(choose, f"{PLACE}/valkommen/<token:str>", methods=["POST"])
    return made


def sign_in_page(
    request: Request,
    to: str,
    *,
    email: str = "",
    error: str = "",
    notice: str = "",
    status: int = 200,
    **figures: int,
) -> HTTPResponse:
    """The page to sign in by. `error` and `notice`: names of texts."""
    services = services_of(request)
    words = {"provider": services.settings.sign_in.name, "email": email, **figures}
    error = services.texts.staff[error].format(**words) if error else ""
    return _page(request, "logga-in.html", status, to=to, email=email, error=error, notice=notice)


def _welcome_page(
    request: Request,
    link: Link | None,
    *,
    name: str = "",
    email: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTTPResponse:
    return _page(
        request, "valkommen.html", status, link=link, name=name, email=email, errors=errors or {}, least=passwords.LEAST
    )


def _page(request: Request, template: str, status: int, **context: Any) -> HTTPResponse:
    services = services_of(request)
    prepare_form(request)
    made = services.renderer.page(
        f"staff/{template}",
        services.material,
        request.path,
        **{"account": None, "csrf": csrf_of(request), "sign_in": services.settings.sign_in, **context},
    )
    return keep_form(request, html_response(made, status=status))
