"""Help for somebody in danger."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import material
from actions.saying import in_english, nothing_follows, say
from bot.language.danger import Danger
from bot.material.support import foreign_help, help_again, help_reply


class ActionDanger(Action):
    """Gives the help; quiet where web has given it already, so that nobody gets it twice."""

    def name(self) -> str:
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        give_help(dispatcher, tracker)
        return nothing_follows(tracker)


def give_help(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """The help for what the latest message speaks of, if it does, and if web has not given it.

    In full once in a conversation; then a line, unless another kind of danger, or one that is now, asks for other help.
    """
    message = tracker.latest_message
    found, foreign = message.get("danger"), message.get("foreign")
    if not (found or foreign) or (message.get("metadata") or {}).get("danger"):
        return
    say_help(dispatcher, tracker, found)


def say_help(dispatcher: CollectingDispatcher, tracker: Tracker, found: dict[str, Any] | None) -> None:
    """Say the help for a danger; without one, what to do for who writes in a language that nobody here reads."""
    known, english = material(), in_english(tracker)
    reply = help_reply(Danger(**found), known, english) if found else foreign_help(known)
    if found and any((event.get("data") or {}).get("custom") == reply for event in tracker.events):
        reply = help_again(Danger(**found), known, english)
    say(dispatcher, reply["kind"], reply["blocks"], reply["buttons"])
