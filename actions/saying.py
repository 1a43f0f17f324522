"""How an action says something: as blocks for web, and as plain text for every other channel."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.context import settings, words
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


def person_button() -> replies.Button:
    """The button that leads to a person."""
    return {"title": words("talk_to_a_person"), "payload": "hand_over"}


def nothing_follows(tracker: Tracker) -> list[Any]:
    """The events that end a turn outside of a form: Rasa need not ask its policies what comes after an answer."""
    return [] if tracker.active_loop else [FollowupAction("action_listen")]
