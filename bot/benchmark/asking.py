"""What the measurements of web have in common: a message is sent as a browser does, and times are told."""

import http.client
import json
import statistics
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """How web took a message: the status, what it says, and the cookie that the conversation goes on with."""

    status: int
    kept: dict[str, Any]
    cookie: str


def send(connection: http.client.HTTPConnection, text: str, cookie: str = "") -> Sent:
    """Send a message; without a cookie it is the first one of its conversation."""
    body = json.dumps({"id": uuid.uuid4().hex, "text": text})
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    connection.request("POST", "/api/messages", body, headers)
    response = connection.getresponse()
    kept = json.loads(response.read())
    return Sent(response.status, kept, (response.getheader("Set-Cookie") or cookie).split(";")[0])


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[18]
