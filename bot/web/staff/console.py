"""What the pages of the console share: who looks, the frame around, and what is told where something cannot be."""

from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import html as html_response

from bot.record import audit, canned
from bot.record.accounts import Account
from bot.record.canned import Canned
from bot.web.services import Services
from bot.web.staff import lists
from bot.web.staff.signing_in import account_of, csrf_of


class WrongError(Exception):
    """A form is not filled in right. `where` names the field; what was typed is shown again."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where, self.message = where, message


class RefusedError(Exception):
    """What was asked for cannot be. The status, and what staff are told."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


async def page(request: Request, template: str, status: int = 200, **context: Any) -> HTTPResponse:
    """A page of the console for who is signed in, with the inbox as it is now."""
    services, account = services_of(request), staff_of(request)
    inbox = await services.record.quick(lists.read, services.texts, account.id)
    made = services.renderer.page(
        f"staff/{template}",
        services.material,
        request.path,
        **{"current": "", "notice": "", "account": account, "csrf": csrf_of(request), "inbox": inbox, **context},
    )
    return html_response(made, status=status)


async def refused(request: Request, error: RefusedError) -> HTTPResponse:
    """What could not be, said on a page of the console."""
    return await page(request, "borta.html", error.status, title="Det gick inte", message=error.message)


async def note_reading(request: Request, what: str) -> None:
    """Write down who reads what visitors wrote (`samtal 4711`), before it is shown. Once an hour for each."""
    await services_of(request).record.run(audit.note_reading, staff_of(request).email, what)


async def all_canned(request: Request) -> list[Canned]:
    """The answers to use again."""
    return await services_of(request).record.quick(canned.list_canned)


async def with_canned(request: Request, text: str, chosen: str) -> str:
    """What is typed, with an answer to use again after it; its number stands in `chosen`."""
    found = await all_canned(request)
    return "\n".join(filter(None, [text.rstrip(), *(each.text for each in found if str(each.id) == chosen)]))


def field(request: Request, name: str) -> str:
    """A field of the form that was sent."""
    found = (request.form or {}).get(name)
    return found if isinstance(found, str) else ""


def services_of(request: Request) -> Services:
    found: Services = request.app.ctx.services
    return found


def staff_of(request: Request) -> Account:
    """Who of the staff makes the request."""
    return account_of(request)
