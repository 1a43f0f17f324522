"""The assistant, spoken to over HTTP as `bot/contract.schema.json` says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from jsonschema import Draft7Validator

from bot.material.replies import Reply
from bot.record.conversations import Expects

CONTRACT = Path(__file__).resolve().parent.parent / "contract.schema.json"
ANSWER_SECONDS = 15
"""Longer than the assistant waits for its actions (5 s), so that it can say itself what is wrong."""


class NotReadyError(Exception):
    """The assistant is loading or down. Nothing was kept there; the same message may be sent again."""


class UnavailableError(Exception):
    """The assistant runs, but cannot answer now. Nothing was kept there; the same message may be sent again."""


class RefusedError(Exception):
    """The assistant cannot answer this message, or answered against the contract. Sending it again is of little use."""


@dataclass(frozen=True)
class Answer:
    """An answer that holds to the contract."""

    replies: list[Reply]
    understanding: dict[str, Any]
    expects: Expects | None
    timings: dict[str, float]


class AssistantClient:
    """Made inside the event loop; one pool of connections. `close` it at the end."""

    def __init__(self, url: str, secret: str) -> None:
        contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
        response = {"$ref": "#/definitions/response", "definitions": contract["definitions"]}
        self._validator = Draft7Validator(response)  # once: building it takes longer than using it
        self._url = f"{url}/webhooks/web"
        self._session = aiohttp.ClientSession(
            headers={"X-Bot-Secret": secret}, timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), trust_env=False
        )

    async def send(self, conversation: str, message: Mapping[str, str], metadata: Mapping[str, Any]) -> Answer:
        """Send a message (`id`, `text`, perhaps `button`) and wait for its answer.

        Raises:
            NotReadyError, UnavailableError, RefusedError
        """
        body = {"version": 1, "conversation": conversation, "message": message, "metadata": metadata}
        try:
            async with self._session.post(f"{self._url}/message", json=body) as response:
                found = await response.json(content_type=None)
                status = response.status
        except (TimeoutError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
            raise UnavailableError(type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise NotReadyError(type(error).__name__) from error
        except ValueError as error:
            raise UnavailableError("not JSON") from error
        if status == 200:
            return self._checked(found, message["id"], bool(metadata.get("danger")))
        what = str(found.get("error")) if isinstance(found, dict) else ""
        if what == "not_ready":
            raise NotReadyError(what)
        if status in (400, 403) or what == "no_answer":
            raise RefusedError(what)
        raise UnavailableError(what or str(status))

    async def forget(self, conversation: str) -> None:
        """Make the assistant forget the conversation.

        Raises:
            NotReadyError: it could not be told now.
        """
        try:
            async with self._session.delete(f"{self._url}/conversations/{conversation}") as response:
                if response.status not in (204, 404):
                    raise NotReadyError(str(response.status))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotReadyError(type(error).__name__) from error

    async def ready(self) -> bool:
        """Whether a model is loaded. False too where nothing listens."""
        try:
            async with self._session.get(f"{self._url}/ready", timeout=aiohttp.ClientTimeout(total=2)) as response:
                found = await response.json(content_type=None)
                return response.status == 200 and isinstance(found, dict) and found.get("ready") is True
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False

    async def close(self) -> None:
        await self._session.close()

    def _checked(self, found: Any, message_id: str, danger: bool) -> Answer:
        problem = next(self._validator.iter_errors(found), None)
        if problem is not None:
            # Where, and not the whole text: the answer may echo the visitor's words, and this goes to the log.
            raise RefusedError(f"against the contract at /{'/'.join(map(str, problem.absolute_path))}")
        if found["message_id"] != message_id:
            raise RefusedError("an answer to another message")
        if not found["replies"] and not danger:
            raise RefusedError("an empty answer")
        return Answer(found["replies"], found["understanding"], found["expects"], found["timings"])
