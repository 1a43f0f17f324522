"""A person: the queue where one is there just now, else the form that takes a question in writing."""

from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.context import engine, material, words
from actions.danger import with_help_in_doubt
from actions.handover import begin
from actions.saying import in_english, say
from bot.material import opening, replies
from bot.record import accounts, staffing
from bot.record.erased import ConversationErased

CHANNEL = "web"
"""Rasa's own channels show nobody what a person of the staff writes."""


class ActionAskPerson(Action):
    """Puts the visitor into the queue where somebody of the staff is there; else takes the question in writing."""

    def name(self) -> str:
        return "action_ask_person"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        english = in_english(tracker)
        form = [*begin(tracker), FollowupAction("handover_form")]
        if tracker.latest_message.get("way") == "written":
            say(dispatcher, "handover", [replies.text(words("person_written", english))])
            return form
        if tracker.get_latest_input_channel() == CHANNEL and _is_there():
            try:
                staffing.ask(engine(), tracker.sender_id)
            except ConversationErased:  # it is gone, or web has never heard of it
                pass
            else:
                say(dispatcher, "handover", [replies.text(words("person_queue", english))])
                return [FollowupAction("action_listen")]
        said = " ".join(filter(None, [words("person_away", english), _opens(english)]))
        say(dispatcher, "handover", [replies.text(said)])
        return form


def _is_there() -> bool:
    """Whether somebody can answer in the chat just now: the hours allow it, and one of the staff is there."""
    return opening.is_open(material().hours, datetime.now(UTC)) and bool(accounts.present(engine()))


def _opens(english: bool) -> str:
    """Why nobody is there, and when somebody is, as far as the hours say it."""
    hours, now = material().hours, datetime.now(UTC)
    if opening.is_open(hours, now):
        return ""
    coming = opening.next_opening(hours, now)
    when = words("person_opens", english, when=opening.in_words(coming, now, english)) if coming else ""
    return " ".join(filter(None, [opening.away_text(hours, now, english), when]))
