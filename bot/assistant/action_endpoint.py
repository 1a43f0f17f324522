"""The way from Rasa to the action server, with a failure that nobody can overlook.

When the action server is down, Rasa answers with no message at all and stores half the turn; when it hangs, Rasa waits
for 300 s. Its processor swallows every `Exception`. So this endpoint has a short timeout and raises a `BaseException`:
it passes through the processor, the tracker is not saved (that happens at the end of a turn only), and the same message
can be sent again as if it had never come.
"""

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.assistant import timing

TIMEOUT_SECONDS = 5.0
# Sanic closes a connection that is quiet for 5 s; one that is closed while we take it up again is a failed turn.
KEPT_SECONDS = 3.0


class ActionsUnavailable(BaseException):
    """The action server did not answer, or failed. The turn did not happen; the message may be sent again."""


class ActionEndpoint(EndpointConfig):
    """As Rasa's, with one session kept open, a timeout and `ActionsUnavailable`."""

    _kept: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Ask the action server.

        Raises:
            ClientResponseError: status 400, which is how an action rejects its execution.
            ActionsUnavailable: anything else than an answer.
        """
        if self._kept is None or self._kept.closed:
            self._kept = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            )
        kwargs.pop("timeout", None)  # Rasa's own, of 300 s
        try:
            with timing.part("action"):
                async with self._kept.request(method, self.url, compress=compress, **kwargs) as response:
                    if response.status == 400:
                        raise ClientResponseError(response.status, response.reason, await response.read())
                    if response.status != 200:
                        raise ActionsUnavailable(f"the action server answered with status {response.status}")
                    return await response.json()
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise ActionsUnavailable(f"the action server did not answer ({type(error).__name__})") from error
