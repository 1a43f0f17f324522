"""What each of the staff changes of their own: the name that visitors see, mails, the password, one-time codes."""

import re

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import accounts, notices, passwords, weekly
from bot.record.accounts import Credentials
from bot.web.intake import address
from bot.web.staff import console, one_time
from bot.web.staff.comparing import hashed_password, verified
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.names import display_name
from bot.web.staff.signing_in import PLACE, begin, needs

PATH = f"{PLACE}/konto"
_SAVED = re.compile(r"name|mails|password|codes_on|codes_off")


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    saved = request.args.get("sparat") or ""
    return await _page(request, saved=saved if _SAVED.fullmatch(saved) else "")


@needs("reader")
async def change_name(request: Request) -> HTTPResponse:
    account, name = staff_of(request), display_name(field(request, "name"))
    if not name:
        return await _page(request, {"name": "name_empty"}, status=400)
    await services_of(request).record.run(accounts.rename, account.id, name, account.email)
    return _saved("name")


@needs("reader")
async def choose_mails(request: Request) -> HTTPResponse:
    """Whether one is mailed the figures of the week, and who answers visitors what is new while they are away."""
    account = staff_of(request)
    chosen = {**account.choices, weekly.CHOICE: field(request, "veckan") == "1"}
    if account.may("agent"):
        chosen[notices.CHOICE] = field(request, "mejl") == "1"
    await services_of(request).record.run(accounts.set_choices, account.id, chosen)
    return _saved("mails")


@needs("reader")
async def change_password(request: Request) -> HTTPResponse:
    """Whoever else is signed in with the account is out then."""
    account, password = staff_of(request), field(request, "password")
    errors = await _without_password(request)
    if not errors and passwords.is_weak(password, account.email, account.name):
        errors = {"password": "weak"}
    if not errors and password != field(request, "again"):
        errors = {"again": "not_the_same"}
    if errors:
        return await _page(request, errors, status=400)
    hashed = await hashed_password(password)
    await services_of(request).record.run(accounts.set_password, account.id, hashed, account.email)
    return await begin(request, _saved("password"), account)


@needs("reader")
async def take_codes(request: Request) -> HTTPResponse:
    """Take one-time codes into use: the first one shows that the app has the secret."""
    services, account = services_of(request), staff_of(request)
    secret = one_time.secret_of(services.key, account.id, field(request, "secret"))
    if secret is None or account.has_totp:
        return await _page(request, {"code": "form_again"}, status=400)
    step = one_time.step_of(secret, field(request, "code"))
    if step is None:
        return await _page(request, {"code": "code_wrong"}, secret=secret, status=400)
    await services.record.run(accounts.set_totp, services.key, account.id, secret, account.email)
    await services.record.run(accounts.use_step, account.id, step)
    return _saved("codes_on")


@needs("reader")
async def leave_codes(request: Request) -> HTTPResponse:
    """Sign in without one-time codes from now on: whoever sits down at an open console cannot do that."""
    services, account = services_of(request), staff_of(request)
    if errors := await _without_password(request, "current_for_codes"):
        return await _page(request, errors, status=400)
    await services.record.run(accounts.set_totp, services.key, account.id, None, account.email)
    return _saved("codes_off")


async def _without_password(request: Request, name: str = "current") -> dict[str, str]:
    """What is wrong with the password that was given; nothing where it is the account's. Guesses are counted."""
    services, account = services_of(request), staff_of(request)
    if services.attempts.wait(account.email, address(request)):
        return {name: "too_many_here"}
    found: Credentials | None = await services.record.quick(accounts.credentials, services.key, account.email)
    if not await verified(found.password if found else None, field(request, name)):
        return {name: "current_wrong"}
    services.attempts.succeeded(account.email, address(request))
    return {}


async def _page(
    request: Request, errors: dict[str, str] | None = None, *, secret: str = "", saved: str = "", status: int = 200
) -> HTTPResponse:
    services, account = services_of(request), staff_of(request)
    secret = "" if account.has_totp else secret or one_time.new_secret()
    return await console.page(
        request,
        "konto.html",
        status,
        errors=errors or {},
        saved=saved,
        least=passwords.LEAST,
        mails=account.choices.get(notices.CHOICE) is not False,
        wants_week=account.choices.get(weekly.CHOICE) is True,
        can_mail=services.mailer is not None,
        secret=" ".join(re.findall(".{1,4}", secret)),
        picture=one_time.picture(secret, account.email) if secret else "",
        set_up=one_time.set_up_token(services.key, account.id, secret) if secret else "",
    )


def _saved(what: str) -> HTTPResponse:
    return redirect(f"{PATH}?sparat={what}", status=303)


def blueprint() -> Blueprint:
    made = Blueprint("staff_own_account")
    made.add_route(show, PATH, methods=["GET"])
    made.add_route(change_name, f"{PATH}/namn", methods=["POST"])
    made.add_route(choose_mails, f"{PATH}/mejl", methods=["POST"])
    made.add_route(change_password, f"{PATH}/losenord", methods=["POST"])
    made.add_route(take_codes, f"{PATH}/engangskoder", methods=["POST"])
    made.add_route(leave_codes, f"{PATH}/utan-engangskoder", methods=["POST"])
    return made
