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

_CACHES = (
    context.settings,
    context._source,
    context._privacy_source,
    context.engine,
    context.record_key,
    context._sentences,
)


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


SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
TITLE = "Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"
SENTENCE = "Ett viktigt steg i att förebygga sexuell exploatering av barn är att upptäcka de barn som redan har utsatts"
DATE = "Den 26 till 27 april"


def passage(text: str = SENTENCE, **values: Any) -> dict[str, Any]:
    """A hit as the retriever gives it: of the seed article, and certain."""
    usual = {"slug": SEED, "title": TITLE, "link": f"/nyheter/{SEED}", "score": 1.0, "coverage": 1.0, "own": 1.0}
    return {"id": text, "text": text, "confidence": 1.0, **usual, **values}


def write_article(settings: Settings, slug: str, head: str, body: str = "Text.") -> None:
    """Put an article into the installation's own content."""
    file = settings.content / "news" / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{head}\n---\n\n{body}\n", encoding="utf-8")


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
    def slots(self) -> dict[str, Any]:
        """The slots that it set."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

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
