"""The ways into the assistant: web's own channel, and Rasa's `rest` channel for Rasa's tools.

What web and the assistant say to each other is fixed by `bot/contract.schema.json`.
"""

import hmac
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from jsonschema import Draft7Validator
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.assistant import deciding, timing
from bot.assistant.action_endpoint import ActionsUnavailable
from bot.assistant.components.form import ASKED_FOR
from bot.language.followups import focus_of
from bot.language.personal import mask
from bot.material import replies
from bot.record import crypto

VERSION = 1
# The intents that a button may stand for. Typed text never becomes a command.
BUTTONS = frozenset({"hand_over", "cancel", "affirm", "deny", "contact_general", "find_article", "who_are_you"})
# A person, but in writing, though one may be there.
IN_WRITING = "hand_over:written"
# What the handover form asks for, as the contract names it.
EXPECTED = ("question", "contact", "safe", "name", "deadline")
# A button of one of several readings: the question asked before, about this article.
_ABOUT = "about:"
FOCUS = "focus"
SORRY = "Jag kan inte svara just nu. Försök igen om en liten stund."

_log = structlog.get_logger()
_schema = json.loads((settings.ROOT / "bot" / "contract.schema.json").read_text(encoding="utf-8"))
_request = Draft7Validator({"$ref": "#/definitions/request", "definitions": _schema["definitions"]})

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class ReplyCollector(CollectingOutputChannel):
    """Collects what the bot says as replies: one for each utterance, with its blocks and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[replies.Reply] = []
        self.expects: str | None = None

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        if "blocks" in custom:
            self.replies.append(replies.reply(custom["kind"], custom["blocks"], custom.get("buttons", ())))
        elif message.get("text"):
            asked = _asked_for(message)
            kind: replies.Kind = "ask" if asked else "talk"
            self.replies.append(replies.reply(kind, [replies.text(message["text"])], _buttons(message)))
            self.expects = asked or self.expects


class WebChannel(InputChannel):
    """Web asks here, one message a request."""

    @classmethod
    def name(cls) -> str:
        return "web"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        web = Blueprint("web_webhook")
        secret = crypto.load_secret(settings.load().home)

        @web.middleware("request")
        async def require_secret(request: Request) -> HTTPResponse | None:
            if hmac.compare_digest(request.headers.get("X-Bot-Secret", "").encode(), secret.encode()):
                return None
            return _error("forbidden", 403)

        @web.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return _error("not_ready", 503)
            return response.json({"version": VERSION, "ready": True, "model": agent.model_name})

        @web.post("/message")
        async def message(request: Request) -> HTTPResponse:
            body = _body(request)
            if body is None:
                return _error("bad_request", 400)
            return await _answer(request.app.ctx.agent, body)

        @web.delete("/conversations/<conversation:str>", ignore_body=False)  # else Sanic 21.12 logs an error
        async def forget(request: Request, conversation: str) -> HTTPResponse:
            request.app.ctx.agent.tracker_store.forget(conversation)
            return response.empty()

        return web


class RestChannel(RestInput):
    """Rasa's own `rest` channel, which says so when the action server does not answer, instead of saying nothing.

    Who names no sender gets a conversation of one message, and not the one that Rasa lets all such callers share. A
    sender that is somebody's number or address names the conversation by its hash: that name is written unencrypted.
    """

    async def _extract_sender(self, req: Request) -> str:
        return _named_by(await super()._extract_sender(req)) or uuid.uuid4().hex

    def get_metadata(self, request: Request) -> dict[str, Any]:
        """What the conversation is about, for the components, which see no tracker."""
        store = request.app.ctx.agent.tracker_store
        conversation = _named_by(request.json.get("sender"))
        return {**(super().get_metadata(request) or {}), **_remembered(store, conversation)}

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        async def handle(message: UserMessage) -> None:
            try:
                await on_new_message(message)
            except ActionsUnavailable as error:
                _log.error("actions unavailable", reason=str(error), channel="rest")
                await message.output_channel.send_text_message(message.sender_id, SORRY)

        return super().blueprint(handle)


def _named_by(sender: Any) -> str:
    """The conversation's name for a caller's sender; empty where there is none."""
    name = str(sender or "")
    if mask(name) == name:
        return name
    return hmac.new(crypto.load_secret(settings.load().home).encode(), name.encode(), "sha256").hexdigest()


async def _answer(agent: Any, body: dict[str, Any]) -> HTTPResponse:
    """One turn of a conversation, as the contract's response; 503 where it did not happen and may be tried again."""
    if agent is None or not agent.is_ready():
        return _error("not_ready", 503)
    asked, metadata = body["message"], body["metadata"]
    collector = ReplyCollector()
    message = UserMessage(
        asked["text"],
        collector,
        body["conversation"],
        input_channel="web",
        message_id=asked["id"],
        metadata=metadata,
    )
    with timing.message() as parts, deciding.message() as decided:
        try:
            with timing.part("total"):
                if agent.tracker_store.is_answered(message.sender_id, message.message_id):
                    await _repeat(agent, message, collector)
                else:
                    with timing.part("parse"):
                        message.parse_data = await _parse(agent, message, asked.get("button"))
                    await agent.handle_message(message)
        except ActionsUnavailable as error:
            _log.error("actions unavailable", reason=str(error), channel="web")
            return _error("actions_unavailable", 503)
    if not collector.replies and not metadata.get("danger"):
        _log.error("no answer", intent=message.parse_data["intent"].get("name"))
        return _error("no_answer", 503)
    parts["policies"] = parts["total"] - sum(parts.get(name, 0.0) for name in ("parse", "action", "tracker"))
    return response.json(
        {
            "version": VERSION,
            "message_id": asked["id"],
            "replies": collector.replies,
            "understanding": understanding(message.parse_data) | ({"decided": decided} if decided else {}),
            "expects": collector.expects,
            "timings": {name: round(value, 3) for name, value in parts.items()},
        }
    )


async def _repeat(agent: Any, message: UserMessage, collector: ReplyCollector) -> None:
    """Give the replies of a turn that has happened: web asks again where our answer was lost on the way."""
    tracker = await agent.tracker_store.retrieve(message.sender_id)
    events = list(tracker.events)
    last = max(index for index, event in enumerate(events) if isinstance(event, UserUttered))
    message.parse_data = events[last].parse_data
    deciding.note(events)
    for event in events[last:]:
        if isinstance(event, BotUttered):
            await collector.send_response(message.sender_id, event.message())


async def _parse(agent: Any, message: UserMessage, button: str | None) -> dict[str, Any]:
    """How the message is understood. A button says itself what it means."""
    if button in BUTTONS or button == IN_WRITING:
        intent, _, way = str(button).partition(":")
        said = {"text": "", "intent": {"name": intent, "confidence": 1.0}, "intent_ranking": [], "entities": []}
        return said | ({"way": way} if way else {})
    metadata = {**(message.metadata or {}), **_remembered(agent.tracker_store, message.sender_id)}
    focus, text = metadata[FOCUS], message.text
    if button and button.startswith(_ABOUT) and focus_of(focus).question:
        text, metadata["about"] = focus_of(focus).question, button.removeprefix(_ABOUT)
    # Rasa takes text that begins with a slash for a command; the tracker keeps it as it was written.
    plain = UserMessage(text.lstrip("/ ") or "?", sender_id=message.sender_id, metadata=metadata)
    parsed: dict[str, Any] = await agent.processor.parse_message(plain)
    return parsed


def _remembered(store: Any, conversation: str) -> dict[str, Any]:
    """What the components are told of a conversation: what it is about, and what the form has asked for."""
    slots = store.slots(conversation, FOCUS, REQUESTED_SLOT)
    return {FOCUS: slots[FOCUS], ASKED_FOR: slots[REQUESTED_SLOT]}


def understanding(parsed: dict[str, Any]) -> dict[str, Any]:
    """The part of Rasa's parse data that web keeps: intent, runner-up and the passages that were weighed."""
    intent = parsed["intent"]
    others = [entry for entry in parsed.get("intent_ranking", []) if entry["name"] != intent.get("name")]
    return {
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0.0), 4),
        "runner_up": {"intent": others[0]["name"], "confidence": round(others[0]["confidence"], 4)} if others else None,
        "passages": [
            {key: passage[key] for key in ("text", "title", "link", "score")} for passage in parsed.get("passages", [])
        ],
    }


def _asked_for(message: dict[str, Any]) -> str | None:
    """Which slot of the handover form the utterance asks for, if it asks for one."""
    name = message.get("utter_action") or ""
    return next((slot for slot in EXPECTED if name.startswith(f"utter_ask_handover_{slot}")), None)


def _buttons(message: dict[str, Any]) -> list[replies.Button]:
    return [{"title": b["title"], "payload": b["payload"].lstrip("/")} for b in message.get("buttons") or []]


def _body(request: Request) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if _request.is_valid(body) else None


def _error(code: str, status: int) -> HTTPResponse:
    return response.json({"version": VERSION, "error": code}, status=status)
