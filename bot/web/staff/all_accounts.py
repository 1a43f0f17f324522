"""The staff's accounts, for admins: who there is, who may do what, who can sign in."""

from typing import cast

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.record import accounts, signins
from bot.record.accounts import Account, AccountError, Role
from bot.record.schema import ROLES
from bot.web.staff import console
from bot.web.staff.console import field, services_of, staff_of
from bot.web.staff.names import display_name, e_mail
from bot.web.staff.signing_in import PLACE, needs, told

PATH = f"{PLACE}/konton"
_SAVED = ("role", "disabled", "enabled")


@needs("admin")
async def show_all(request: Request) -> HTTPResponse:
    return await _all(request)


@needs("admin")
async def add(request: Request) -> HTTPResponse:
    """A new account, and the link by which its owner chooses a password. The link is shown here, once."""
    services, given = services_of(request), {name: field(request, name) for name in ("name", "email", "role")}
    name, email, role = display_name(given["name"]), e_mail(given["email"]), given["role"]
    errors = {}
    if not name:
        errors["name"] = "other_name_empty"
    if email is None:
        errors["email"] = "email_wrong"
    if role not in ROLES:
        errors["role"] = "role_wrong"
    if errors or email is None:
        return await _all(request, errors, given, status=400)
    by = staff_of(request).email
    try:
        made = await services.record.run(accounts.create, email, name, cast("Role", role), by)
    except AccountError:
        return await _all(request, {"email": "taken"}, given, status=400)
    if not services.settings.sign_in.passwords:
        return await _one(request, made, said="provider_link_how")
    return await _one(request, made, token=await services.record.run(signins.new_link, made, by))


@needs("admin")
async def show(request: Request, number: int) -> HTTPResponse:
    found = await services_of(request).record.quick(accounts.find, number)
    if found is None:
        return told(request, 404, "no_account")
    saved = request.args.get("sparat")
    return await _one(request, found, saved=saved if saved in _SAVED else "")


@needs("admin")
async def change(request: Request, number: int, did: str) -> HTTPResponse:
    """Change an account: its role, whether it can be signed in with, or a new link for its owner."""
    services, by = services_of(request), staff_of(request).email
    found = await services.record.quick(accounts.find, number)
    if found is None or did not in ("roll", "lank", "stang", "oppna"):
        return told(request, 404, "no_account")
    if number == staff_of(request).id and did != "roll":  # else one would lock oneself out by mistake
        return await _one(request, found, error="own_account")
    if did == "lank":
        token = await services.record.run(signins.reset, found, by)
        if not services.settings.sign_in.passwords:
            return await _one(request, found, said="provider_link_how")
        return await _one(request, found, token=token)
    try:
        if did == "roll":
            if (role := field(request, "role")) not in ROLES:
                return await _one(request, found, error="role_wrong")
            await services.record.run(accounts.set_role, number, cast("Role", role), by)
            return _saved(number, "role")
        if did == "stang":
            await services.record.run(accounts.disable, number, by)
            return _saved(number, "disabled")
    except AccountError as error:
        return await _one(request, found, error=error.code)
    await services.record.run(accounts.enable, number, by)
    return _saved(number, "enabled")


def _saved(number: int, what: str) -> HTTPResponse:
    return redirect(f"{PATH}/{number}?sparat={what}", status=303)


async def _all(
    request: Request, errors: dict[str, str] | None = None, given: dict[str, str] | None = None, status: int = 200
) -> HTTPResponse:
    found = await services_of(request).record.quick(accounts.list_accounts)
    form = given or {"name": "", "email": "", "role": "agent"}
    return await console.page(request, "konton.html", status, found=found, errors=errors or {}, form=form, roles=ROLES)


async def _one(
    request: Request, shown: Account, *, token: str = "", error: str = "", saved: str = "", said: str = ""
) -> HTTPResponse:
    services = services_of(request)
    sign_in = services.settings.sign_in
    link = f"{services.settings.public_url}{PLACE}/valkommen/{token}" if token else ""
    if token or said:  # what a new link changed stands on the page too
        now: Account | None = await services.record.quick(accounts.find, shown.id)
        shown = now or shown
    return await console.page(
        request,
        "ett-konto.html",
        400 if error else 200,
        said=services.texts.staff[said].format(provider=sign_in.name) if said else "",
        sign_in=sign_in,
        **{"shown": shown, "link": link, "error": error, "saved": saved, "roles": ROLES},
    )


def blueprint() -> Blueprint:
    made = Blueprint("staff_all_accounts")
    made.add_route(show_all, PATH, methods=["GET"])
    made.add_route(add, PATH, methods=["POST"])
    made.add_route(show, f"{PATH}/<number:int>", methods=["GET"])
    made.add_route(change, f"{PATH}/<number:int>/<did:str>", methods=["POST"])
    return made
