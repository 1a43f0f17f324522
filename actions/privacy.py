"""What is kept of what a visitor writes, and who may read it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import words
from actions.saying import in_english, nothing_follows, say
from bot.material import replies


class ActionPrivacy(Action):
    """Answers whether one is anonymous here and what is kept, in short; the whole stands on a page of web's."""

    def name(self) -> str:
        return "action_privacy"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        english = in_english(tracker)
        link = replies.link(words("privacy_page", english), "/integritet")
        say(dispatcher, "talk", [replies.text(words("privacy", english)), link])
        return nothing_follows(tracker)
