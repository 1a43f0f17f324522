"""Help for somebody in danger."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import material
from actions.saying import in_english, nothing_follows, say
from bot.language.danger import Danger
from bot.material.support import help_reply


class ActionDanger(Action):
    """Gives the help; quiet where web has given it already, so that nobody gets it twice."""

    def name(self) -> str:
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        give_help(dispatcher, tracker)
        return nothing_follows(tracker)


def give_help(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """The help for what the latest message speaks of, if it does, and if nobody gave it before."""
    message = tracker.latest_message
    found = message.get("danger")
    if not found or (message.get("metadata") or {}).get("danger"):
        return
    reply = help_reply(Danger(**found), material(), in_english(tracker))
    say(dispatcher, reply["kind"], reply["blocks"], reply["buttons"])
