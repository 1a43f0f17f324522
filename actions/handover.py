"""Handing a question over to a person: the form that takes it, and the record that keeps it."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import engine, record_key, words
from actions.danger import give_help
from actions.saying import say
from bot.language.personal import contacts
from bot.material import replies
from bot.record.handovers import create_handover

NO_CONTACT = "none"
_FORGET = [SlotSet("handover_question", None), SlotSet("handover_contact", None)]


class ValidateHandoverForm(FormValidationAction):
    """Checks what the visitor wrote into the form."""

    def name(self) -> str:
        return "validate_handover_form"

    def validate_handover_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any text is a question. One that speaks of danger gets help as well, and is kept all the same."""
        give_help(dispatcher, tracker)
        question = str(value).strip()
        return {"handover_question": question or None}

    def validate_handover_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """An e-mail address, a telephone number, or the choice to leave none."""
        return {"handover_contact": NO_CONTACT if value == NO_CONTACT else contact(str(value))}


class ActionAskHandoverContact(Action):
    """Asks how the visitor can be reached; when the answer was no address, it says what one looks like."""

    def name(self) -> str:
        return "action_ask_handover_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        asked_before = False
        for event in reversed(tracker.events):
            if event.get("event") == "active_loop":
                break
            name = (event.get("metadata") or {}).get("utter_action") or ""
            asked_before = asked_before or name.startswith("utter_ask_handover_contact")
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        went_wrong = asked_before and intent in {"nlu_fallback", "affirm", "other", "give_contact"}
        dispatcher.utter_message(response="utter_ask_handover_contact" + ("_again" if went_wrong else ""))
        return []


class ActionSubmitHandover(Action):
    """Keeps the question in the record and gives its reference number."""

    def name(self) -> str:
        return "action_submit_handover"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        left = tracker.get_slot("handover_contact")
        reachable = None if left == NO_CONTACT else left
        handover = create_handover(
            engine(),
            record_key(),
            conversation=tracker.sender_id,
            # The same message sent again, after a failure in the middle, makes no second handover.
            unique=f"{tracker.sender_id}:{tracker.latest_message.get('message_id')}",
            question=tracker.get_slot("handover_question"),
            contact=reachable,
        )
        name = "handover_kept" if reachable else "handover_kept_without_contact"
        say(dispatcher, "handover", [replies.text(words(name, reference=handover.reference))])
        return _FORGET


class ActionResetHandover(Action):
    """Forgets what was written into the form."""

    def name(self) -> str:
        return "action_reset_handover"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        return _FORGET


def contact(text: str) -> str | None:
    """The e-mail address or telephone number in a text, in its normal form; None where there is none that can be."""
    found = contacts(text)
    for address in found.emails:
        try:
            return str(validate_email(address, check_deliverability=False).normalized)
        except EmailNotValidError:
            continue
    return found.phones[0] if found.phones else None
