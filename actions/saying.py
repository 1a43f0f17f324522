"""How an action says something: as blocks for web, and as plain text for every other channel."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.context import settings, words
from bot.language.conversation import speaks_english
from bot.material import replies


def say(
    dispatcher: CollectingDispatcher,
    kind: replies.Kind,
    blocks: Sequence[replies.Block],
    buttons: Sequence[replies.Button] = (),
) -> None:
    """Give one reply."""
    text = replies.plain_text(blocks, settings().public_url)
    custom: dict[str, Any] = dict(replies.reply(kind, blocks, buttons))
    dispatcher.utter_message(text=text, json_message=custom)


def person_button(english: bool = False) -> replies.Button:
    """The button that leads to a person."""
    return {"title": words("talk_to_a_person", english), "payload": "hand_over"}


def asked(tracker: Tracker) -> str:
    """What the visitor asks: as it was understood (spelling, follow-ups), else as it was written."""
    message = tracker.latest_message
    return str(message.get("question") or message.get("text") or "")


def told(tracker: Tracker) -> str:
    """All that the visitor writes, with its spelling mended: also who they are, and what led to the question."""
    return str(tracker.latest_message.get("written") or asked(tracker))


def in_english(tracker: Tracker) -> bool:
    """Whether the visitor is to be answered in English."""
    written = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    latest = str(tracker.latest_message.get("text") or "")
    return speaks_english(written if written[-1:] == [latest] else [*written, latest])


def wants_easy(tracker: Tracker) -> bool:
    """Whether the visitor wants easy Swedish: web's switch says so, else the conversation does."""
    chosen = (tracker.latest_message.get("metadata") or {}).get("easy")
    return bool(tracker.get_slot("easy_to_read") if chosen is None else chosen)


def nothing_follows(tracker: Tracker) -> list[Any]:
    """The events that end a turn outside of a form: Rasa need not ask its policies what comes after an answer."""
    return [] if tracker.active_loop else [FollowupAction("action_listen")]
