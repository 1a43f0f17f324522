"""What is kept of what a visitor writes, who may read it, and how it is deleted."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import privacy
from actions.danger import with_help_in_doubt
from actions.saying import in_english, nothing_follows, say


class ActionPrivacy(Action):
    """Answers questions about what is kept, in short; the whole stands on a page of web's."""

    def name(self) -> str:
        return "action_privacy"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        told = privacy()
        question = str(tracker.latest_message.get("text") or "")
        reply = told.reply(told.answer(question), in_english(tracker))
        say(dispatcher, reply["kind"], reply["blocks"], reply["buttons"])
        return nothing_follows(tracker)
