"""The organisation itself: what it is, who belongs to it, who decides. And what nobody has written of in the news."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.contact import topic_blocks
from actions.context import material
from actions.danger import with_help_in_doubt
from actions.focus import asked_of
from actions.organisation import about_blocks
from actions.saying import asked, in_english, nothing_follows, person_button, say


class ActionAbout(Action):
    """Answers a question about the organisation with what the contact material says of it; else as news."""

    def name(self) -> str:
        return "action_about"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        known, text, english = material(), asked(tracker), in_english(tracker)
        if blocks := topic_blocks(known, text, english):  # "Har ni lediga jobb?"
            say(dispatcher, "contact", blocks, [person_button(english)])
        elif blocks := about_blocks(known, text, english):
            say(dispatcher, "answer", blocks)
        else:
            return ActionAnswer().run(dispatcher, tracker, domain)
        return [asked_of(tracker), *nothing_follows(tracker)]
