"""Actions of intents that are new: each answers as the nearest action that there is, until its own is written."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.contact import ActionContact
from actions.saying import nothing_follows


class ActionSummarise(ActionAnswer):
    """An article in short."""

    def name(self) -> str:
        return "action_summarise"


class ActionEasyRead(ActionAnswer):
    """An article in easy Swedish."""

    def name(self) -> str:
        return "action_easy_read"


class ActionTellMore(ActionAnswer):
    """More of the same."""

    def name(self) -> str:
        return "action_tell_more"


class ActionComplaint(ActionAnswer):
    """An answer to somebody who is not content."""

    def name(self) -> str:
        return "action_complaint"


class ActionAbout(ActionContact):
    """What the organisation is and does."""

    def name(self) -> str:
        return "action_about"


class ActionPrivacy(Action):
    """Who reads what is written, and how long it is kept."""

    def name(self) -> str:
        return "action_privacy"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(response="utter_who_are_you")
        return nothing_follows(tracker)
