"""Actions in a home of their own, asked as the action server asks them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from bot.record import database
from bot.settings import Settings

from ..support.product import settings_in

_CACHES = (context.settings, context._source, context.engine, context.record_key, context._sentences)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings that the actions read, in a home of their own."""
    chosen = settings_in(tmp_path, BOT_PUBLIC_URL="https://bot.example.se")
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)
    database.upgrade(chosen.record_url)
    for cache in _CACHES:
        cache.cache_clear()
    yield chosen
    for cache in _CACHES:
        cache.cache_clear()


class Asked:
    """What an action said and did."""

    def __init__(self, dispatcher: CollectingDispatcher, events: list[Any]) -> None:
        self.messages = dispatcher.messages
        self.events = events

    @property
    def reply(self) -> dict[str, Any]:
        """The only reply, as blocks."""
        (message,) = self.messages
        reply: dict[str, Any] = message["custom"]
        return reply

    @property
    def text(self) -> str:
        """All that it said, as plain text."""
        return "\n".join(message["text"] for message in self.messages)


def run(action: Action, intent: str = "", slots: dict[str, Any] | None = None, **message: Any) -> Asked:
    """Run an action on a message of that intent."""
    latest = {"intent": {"name": intent, "confidence": 0.9}, "message_id": "m1", **message}
    tracker = Tracker("besökare-1", slots or {}, latest, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    return Asked(dispatcher, list(events))
