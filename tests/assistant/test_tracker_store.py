"""The assistant's memory holds a conversation for a while, and nobody can read it on the disk."""

import stat
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.fingerprint import ASSISTANT
from bot.assistant.tracker_store import TURNS_KEPT, EncryptedTrackerStore, trimmed
from bot.settings import Settings
from tests.support.traces import content

from ..support.product import settings_in

WORDS = "Min granne heter Hemliga Hulda"


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ASSISTANT / "domain"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    chosen = settings_in(tmp_path, BOT_SESSION_MINUTES="30")
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)
    return chosen


@pytest.fixture
def store(settings: Settings, domain: Domain) -> EncryptedTrackerStore:
    return EncryptedTrackerStore(domain)


def turn(text: str, number: int = 0) -> list[Event]:
    """What one message and its answer leave behind."""
    intent = {"name": "news_question", "confidence": 0.9}
    parsed = {"text": text, "intent": intent, "entities": [], "intent_ranking": [intent]}
    return [
        ActionExecuted("action_listen"),
        UserUttered(text, intent, [], parsed, message_id=f"m{number}"),
        ActionExecuted("action_answer"),
        BotUttered(f"Svar på {text}", metadata={"utter_action": "utter_x"}),
    ]


def turns(count: int) -> list[Event]:
    return [event for number in range(count) for event in turn(f"fråga {number}", number)]


def tracker_of(domain: Domain, events: Iterable[Event], sender: str = "besökare-1") -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, list(events), domain.slots, domain=domain)


def asked(events: Iterable[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, UserUttered)]


def on_disk(folder: Path) -> bytes:
    """Every byte of the memory's files, the write-ahead log among them."""
    return content(*folder.glob("trackers.db*"))


async def test_slots_the_active_form_and_all_events_come_back(store: EncryptedTrackerStore, domain: Domain) -> None:
    form = [ActiveLoop("handover_form"), SlotSet("requested_slot", "handover_contact")]
    events = [*turn(WORDS, 1), *form, SlotSet("handover_question", WORDS), LoopInterrupted(True)]
    tracker = tracker_of(domain, [*events, ActionExecuted("action_listen")])
    await store.save(tracker)
    kept = await store.retrieve(tracker.sender_id)
    assert kept is not None
    assert kept.current_slot_values() == tracker.current_slot_values()
    assert kept.active_loop == tracker.active_loop
    assert kept.latest_action_name == "action_listen"
    assert [event.as_dict() for event in kept.events] == [event.as_dict() for event in tracker.events]
    assert kept.latest_message.message_id == "m1"


async def test_another_process_reads_it_too_and_one_with_another_key_does_not(store, domain, settings, monkeypatch):
    from cryptography.fernet import Fernet

    from bot.record.crypto import CryptoError

    await store.save(tracker_of(domain, turn(WORDS)))
    kept = await EncryptedTrackerStore(domain).retrieve("besökare-1")
    assert asked(kept.events) == [WORDS]
    monkeypatch.setenv("BOT_KEY", Fernet.generate_key().decode())
    with pytest.raises(CryptoError):
        await EncryptedTrackerStore(domain).retrieve("besökare-1")


async def test_of_a_stranger_nothing_is_known(store: EncryptedTrackerStore) -> None:
    assert await store.retrieve("ingen") is None
    assert list(await store.keys()) == []
    assert not store.is_answered("ingen", "m0")


async def test_it_knows_which_message_was_answered_last(store: EncryptedTrackerStore, domain: Domain) -> None:
    await store.save(tracker_of(domain, turns(3)))
    assert store.is_answered("besökare-1", "m2")
    assert not store.is_answered("besökare-1", "m1")
    assert not store.is_answered("besökare-2", "m2")


async def test_after_the_quiet_minutes_it_is_a_fresh_conversation(store, domain, monkeypatch) -> None:
    await store.save(tracker_of(domain, turn(WORDS)))
    later = time.time() + 30 * 60 + 1
    monkeypatch.setattr("bot.assistant.tracker_store.time.time", lambda: later)
    assert await store.retrieve("besökare-1") is None
    assert not store.is_answered("besökare-1", "m0")
    assert list(await store.keys()) == []


async def test_each_message_puts_the_end_off(store, domain, monkeypatch) -> None:
    start = time.time()
    for minutes in (0, 20, 40):
        monkeypatch.setattr("bot.assistant.tracker_store.time.time", lambda now=start + minutes * 60: now)
        await store.save(tracker_of(domain, turn(WORDS)))
    monkeypatch.setattr("bot.assistant.tracker_store.time.time", lambda: start + 69 * 60)
    assert await store.retrieve("besökare-1") is not None


@pytest.mark.parametrize("when", ["while it runs", "at the next start"])
async def test_what_has_expired_is_erased_from_the_disk_though_nobody_writes(
    store, domain, settings, monkeypatch, when: str
) -> None:
    start = time.time()
    await store.save(tracker_of(domain, turn(WORDS)))
    monkeypatch.setattr("bot.assistant.tracker_store.time.time", lambda: start + 20 * 60)
    await store.save(tracker_of(domain, turn("Hej"), sender="besökare-2"))
    monkeypatch.setattr("bot.assistant.tracker_store.time.time", lambda: start + 31 * 60)
    if when == "while it runs":
        store.purge(time.time())
    else:
        store = EncryptedTrackerStore(domain)
    assert b"bes\xc3\xb6kare-1" not in on_disk(settings.home)
    assert list(await store.keys()) == ["besökare-2"]


async def test_nothing_that_was_said_can_be_read_on_the_disk(store, domain, settings) -> None:
    slots = [SlotSet("handover_question", WORDS), SlotSet("handover_contact", "hulda@example.com")]
    for _ in range(3):
        await store.save(tracker_of(domain, [*turn(WORDS), *slots]))
    bytes_ = on_disk(settings.home)
    assert b"bes\xc3\xb6kare-1" in bytes_  # it is this file
    for readable in (b"Hulda", b"granne", b"hulda@example", b"news_question", b"handover"):
        assert readable not in bytes_


async def test_a_forgotten_conversation_leaves_no_byte(store, domain, settings) -> None:
    await store.save(tracker_of(domain, turn(WORDS)))
    await store.save(tracker_of(domain, turn("Hej"), sender="besökare-2"))
    sealed = store._database.execute("SELECT sealed FROM tracker WHERE conversation = 'besökare-1'").fetchone()[0]
    assert sealed[:200] in on_disk(settings.home)
    store.forget("besökare-1")
    left = on_disk(settings.home)
    assert b"bes\xc3\xb6kare-1" not in left
    assert not [start for start in range(0, len(sealed) - 40, 40) if sealed[start : start + 40] in left]
    assert await store.retrieve("besökare-1") is None
    assert await store.retrieve("besökare-2") is not None


async def test_forgetting_somebody_unknown_does_no_harm(store: EncryptedTrackerStore) -> None:
    store.forget("ingen")


async def test_only_its_owner_can_open_the_files(store, domain, settings) -> None:
    await store.save(tracker_of(domain, turn(WORDS)))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in settings.home.glob("trackers.db*")}
    assert modes["trackers.db"] == 0o600
    assert set(modes.values()) == {0o600}


async def test_old_turns_are_left_out_and_what_they_set_is_not(store, domain) -> None:
    # SlotSet of an old turn, which nothing later sets again.
    events = [*turn("gammal fråga"), SlotSet("handover_question", WORDS), *turns(TURNS_KEPT + 5)]
    await store.save(tracker_of(domain, events))
    kept = await store.retrieve("besökare-1")
    assert len(asked(kept.events)) == TURNS_KEPT
    assert asked(kept.events)[-1] == f"fråga {TURNS_KEPT + 4}"
    assert kept.get_slot("handover_question") == WORDS


def test_the_last_value_of_a_slot_counts_and_one_that_was_emptied_stays_empty() -> None:
    events = [SlotSet("a", 1), SlotSet("b", 1), *turn("x"), SlotSet("a", 2), SlotSet("b", None), *turns(3)]
    kept = trimmed(events, 3)
    assert [(event.key, event.value) for event in kept if isinstance(event, SlotSet)] == [("a", 2)]
    assert asked(kept) == ["fråga 0", "fråga 1", "fråga 2"]


def test_what_is_short_is_not_touched() -> None:
    events = turns(TURNS_KEPT)
    assert trimmed(events, TURNS_KEPT) is events


def test_a_conversation_is_never_cut_inside_a_form() -> None:
    events = [*turns(2), ActiveLoop("handover_form"), *turns(TURNS_KEPT + 20)]
    assert trimmed(events, TURNS_KEPT) == events
    after = [*events, ActiveLoop(None), *turns(TURNS_KEPT + 1)]
    kept = trimmed(after, TURNS_KEPT)
    assert len(asked(kept)) == TURNS_KEPT
    assert not [event for event in kept if isinstance(event, ActiveLoop)]


def test_a_form_that_began_within_the_turns_that_are_kept_is_kept_whole() -> None:
    events = [*turns(20), ActiveLoop("handover_form"), *turns(2)]
    kept = trimmed(events, 5)
    assert len(asked(kept)) == 5
    assert [event.name for event in kept if isinstance(event, ActiveLoop)] == ["handover_form"]


async def test_a_trimmed_conversation_begins_where_rasa_waits_for_a_message(store, domain) -> None:
    await store.save(tracker_of(domain, turns(TURNS_KEPT + 5)))
    kept = await store.retrieve("besökare-1")
    first = next(event for event in kept.events if not isinstance(event, SlotSet))
    assert isinstance(first, ActionExecuted)
    assert first.action_name == "action_listen"
