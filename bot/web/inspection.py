"""For `bot doctor`: what web sees of a request that comes by the reverse proxy, and whether streams come through."""

import asyncio
import json

from itsdangerous import BadSignature, TimestampSigner
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.record.crypto import derive
from bot.web.intake import address
from bot.web.services import Services
from bot.web.streams import HEADERS

PATH = "/api/events/check"
"""Below the address of the live stream: a proxy treats both alike."""
HEADER = "X-Bot-Doctor"
STREAM_SECONDS = 4.0
_TOKEN_SECONDS = 60


def token(key: bytes) -> str:
    """What who has the record's key shows to be let in, for a minute."""
    return _signer(key).sign("doctor").decode()


async def check(request: Request) -> HTTPResponse | None:
    """A stream of one event, that tells where the request seems to come from, and of some seconds' silence after it."""
    services: Services = request.app.ctx.services
    try:
        _signer(services.key).unsign(request.headers.get(HEADER, ""), max_age=_TOKEN_SECONDS)
    except BadSignature as error:
        raise NotFound("this is for bot doctor") from error
    response = await request.respond(headers=HEADERS, content_type="text/event-stream; charset=utf-8")
    await response.send(f"data: {json.dumps({'address': address(request)})}\n\n")
    await asyncio.sleep(STREAM_SECONDS)
    await response.eof()
    return None


def blueprint() -> Blueprint:
    made = Blueprint("inspection")
    made.add_route(check, PATH, methods=["GET"])
    return made


def _signer(key: bytes) -> TimestampSigner:
    return TimestampSigner(derive(key, "bot doctor"))
