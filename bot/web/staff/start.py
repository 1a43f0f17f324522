"""The first page of the console."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.web.staff import console
from bot.web.staff.signing_in import PLACE, needs


@needs("reader")
async def show(request: Request) -> HTTPResponse:
    return await console.page(request, "start.html")


def blueprint() -> Blueprint:
    made = Blueprint("staff_start")
    made.add_route(show, PLACE, methods=["GET"])
    return made
