"""The assistant's working memory: one encrypted row a conversation, gone after some quiet minutes.

Masking cannot make a tracker private (entities, parse data and slots keep the raw text), so it is encrypted whole and
soon forgotten. Rasa keeps no copy of its own: a deleted row is a fresh conversation.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import settings
from bot.assistant import deciding, timing
from bot.record import crypto

# A message takes 0.4 ms longer for each earlier turn, and no policy looks back farther than a few.
TURNS_KEPT = 3


class EncryptedTrackerStore(TrackerStore):
    """Keeps trackers in a SQLite file below `BOT_HOME`."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        chosen = settings.load()
        self._key = crypto.load_key(chosen.home)
        self._seconds = chosen.session_minutes * 60
        self._database = _open(chosen.tracker_file)
        # What was read last, sealed and opened: the slot of a message is read just before its tracker.
        self._opened: tuple[bytes, list[dict[str, Any]]] = (b"", [])
        self.purge(time.time())

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write a tracker, without its old turns, and put off its end."""
        with timing.part("tracker"):
            events = trimmed(list(tracker.events), TURNS_KEPT)
            deciding.note(events)
            text = json.dumps(_lean([event.as_dict() for event in events]))
            sealed = crypto.seal(self._key, zlib.compress(text.encode(), 1))
            now = time.time()
            with self._database:
                self._database.execute(
                    "INSERT OR REPLACE INTO tracker (conversation, expires, message, sealed) VALUES (?, ?, ?, ?)",
                    (tracker.sender_id, now + self._seconds, _last_message(events), sealed),
                )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation; None where there is none, or its time is out."""
        with timing.part("tracker"):
            stored = self._stored(sender_id)
            self._opened = (b"", [])  # what follows changes it
            if stored is None:
                return None
            events = [event for parameters in stored if (event := Event.from_parameters(parameters))]
            return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)

    def slot(self, conversation: str, name: str) -> Any:
        """The value of a slot as the last turn left it; None where it was never set."""
        return self.slots(conversation, name)[name]

    def slots(self, conversation: str, *names: str) -> dict[str, Any]:
        """The values of slots as the last turn left them; None for one that was never set."""
        with timing.part("tracker"):
            found: dict[str, Any] = dict.fromkeys(names)
            for event in self._stored(conversation) or []:
                if event["event"] == SlotSet.type_name and event["name"] in found:
                    found[event["name"]] = event["value"]
            return found

    def _stored(self, conversation: str) -> list[dict[str, Any]] | None:
        row = self._database.execute(
            "SELECT sealed FROM tracker WHERE conversation = ? AND expires > ?", (conversation, time.time())
        ).fetchone()
        if row is not None and row[0] != self._opened[0]:
            self._opened = (row[0], json.loads(zlib.decompress(crypto.open_(self._key, row[0]))))
        return None if row is None else self._opened[1]

    async def keys(self) -> Iterable[str]:
        """The conversations that are remembered."""
        rows = self._database.execute("SELECT conversation FROM tracker WHERE expires > ?", (time.time(),))
        return [row[0] for row in rows]

    def is_answered(self, conversation: str, message_id: str) -> bool:
        """Whether the last turn that was kept of a conversation answered this message."""
        row = self._database.execute(
            "SELECT message FROM tracker WHERE conversation = ? AND expires > ?", (conversation, time.time())
        ).fetchone()
        return row is not None and row[0] == message_id

    def forget(self, conversation: str) -> None:
        """Erase a conversation, also from the write-ahead log."""
        with self._database:
            self._database.execute("DELETE FROM tracker WHERE conversation = ?", (conversation,))
        self._checkpoint()

    def purge(self, now: float) -> None:
        """Erase what has expired."""
        with self._database:
            erased = self._database.execute("DELETE FROM tracker WHERE expires <= ?", (now,)).rowcount
        if erased:
            self._checkpoint()

    def _checkpoint(self) -> None:
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def trimmed(events: list[Event], turns: int) -> list[Event]:
    """The events of the last turns, with the slots set as they were before them.

    A conversation is not cut in the middle of a form, whose rules look at all of its turns.
    """
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= turns:
        return events
    cut = starts[-turns] - 1  # with the `action_listen` before the message
    slots: dict[str, Any] = {}
    loop: str | None = None
    for event in events[:cut]:
        if isinstance(event, SlotSet):
            slots[event.key] = event.value
        elif isinstance(event, ActiveLoop):
            loop = event.name
    if loop:
        return events
    return [*(SlotSet(key, value) for key, value in slots.items() if value is not None), *events[cut:]]


def _lean(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the details of how earlier messages were understood, which nothing reads: they are most of a tracker."""
    said = [event for event in stored if event["event"] == UserUttered.type_name]
    for event in said[:-1]:
        event["parse_data"] = {key: event["parse_data"].get(key) for key in ("text", "intent", "entities")}
    return stored


def _last_message(events: Iterable[Event]) -> str:
    """The id of the last message of a visitor."""
    last = ""
    for event in events:
        if isinstance(event, UserUttered):
            last = event.message_id or ""
    return last


def _open(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)  # SQLite gives its other files the same
    database = sqlite3.connect(file, timeout=5, isolation_level="IMMEDIATE", check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "busy_timeout=5000"):
        database.execute(f"PRAGMA {pragma}")
    with database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS tracker (conversation TEXT PRIMARY KEY, expires REAL NOT NULL,"
            " message TEXT NOT NULL, sealed BLOB NOT NULL)"
        )
    return database
