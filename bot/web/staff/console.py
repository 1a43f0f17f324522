"""What the pages of the console share: who looks, the frame around, and what is told where something cannot be."""

from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import html as html_response

from bot.record.accounts import Account
from bot.web.services import Services
from bot.web.staff.signing_in import account_of, csrf_of


async def page(request: Request, template: str, status: int = 200, **context: Any) -> HTTPResponse:
    """A page of the console for who is signed in."""
    services, account = services_of(request), staff_of(request)
    made = services.renderer.page(
        f"staff/{template}",
        services.material,
        request.path,
        **{"account": account, "csrf": csrf_of(request), **context},
    )
    return html_response(made, status=status)


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
