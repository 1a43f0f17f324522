"""Handing a question over to a person: the form that takes it, and the record that keeps it."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import engine, material, record_key, words
from actions.danger import give_help, with_help_in_doubt
from actions.saying import in_english, say
from bot.language.personal import contacts
from bot.language.words import words as words_of
from bot.material import matters, replies
from bot.record.erased import ConversationErased
from bot.record.handovers import create_handover

NO_CONTACT = "none"
_ADDRESS = re.compile(r"\S+@\S+|[+\d][\d\s()/-]*\d")
_OWN = re.compile(
    r"\bmitt (?:mobil|telefon)?(?:nummer|nr)\b|\bmin (?:e-?post|mejl|mail)(?:adress)?\b|\bjag (?:nås|har nummer)\b"
    r"|\b(?:ring|ringa|nå|når|mejla|maila|messa|sms:?a|kontakta|svara) (?:(?:du|ni) )?(?:mig|mej)\b",
    re.IGNORECASE,
)
# So few words are no question where they greet, thank or agree, or hold an address.
FEW_WORDS = 3
# Longer messages that hold such words say something else with them.
FEWER_WORDS = 5
FEW_SENTENCES = 12
SURE = 0.6
SMALL_TALK = frozenset({"greet", "thank", "goodbye", "affirm", "deny"})
_FORGET = [SlotSet("handover_question", None), SlotSet("handover_contact", None)]


class ValidateHandoverForm(FormValidationAction):
    """Checks what the visitor wrote into the form."""

    def name(self) -> str:
        return "validate_handover_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Ends the form where a message says so in words that were not understood as the intent `cancel`."""
        if tracker.get_slot("requested_slot") and _says(tracker, "cancel", FEWER_WORDS):
            return [*_FORGET, SlotSet("requested_slot", None)]
        events: list[Any] = await super().run(dispatcher, tracker, domain)
        return events

    def extract_handover_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The choice to leave no address, in other words than a plain no ("jag vill vara anonym")."""
        asked_for_it = tracker.get_slot("requested_slot") == "handover_contact"
        return {"handover_contact": NO_CONTACT} if asked_for_it and _says(tracker, "no_contact", FEW_SENTENCES) else {}

    def validate_handover_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any text is a question, but for a bare "hej" or "ja tack" and a bare address.

        One that speaks of danger gets help as well, and is kept all the same. The visitor's own address in it need not
        be written again.
        """
        give_help(dispatcher, tracker)
        question = str(value).strip()
        left = own_contact(question)
        few = len(words_of(question)) <= FEW_WORDS
        intent = tracker.latest_message.get("intent") or {}
        chats = intent.get("name") in SMALL_TALK and intent.get("confidence", 0.0) >= SURE
        asks_nothing = not words_of(question) or (few and (left is not None or chats))
        slots: dict[str, Any] = {"handover_question": None if asks_nothing else question}
        return slots | ({"handover_contact": left} if left else {})

    def validate_handover_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """An e-mail address, a telephone number, or the choice to leave none."""
        return {"handover_contact": NO_CONTACT if value == NO_CONTACT else contact(str(value))}


class ActionAskHandoverContact(Action):
    """Asks how the visitor can be reached; when the answer was no address, it says what one looks like."""

    def name(self) -> str:
        return "action_ask_handover_contact"

    @with_help_in_doubt
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

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        if not tracker.get_slot("handover_question"):  # the form was cancelled
            dispatcher.utter_message(response="utter_cancelled")
            return _FORGET
        left = tracker.get_slot("handover_contact")
        reachable = None if left == NO_CONTACT else left
        try:
            handover = create_handover(
                engine(),
                record_key(),
                conversation=tracker.sender_id,
                # The same message sent again, after a failure in the middle, makes no second handover.
                unique=f"{tracker.sender_id}:{tracker.latest_message.get('message_id')}",
                question=tracker.get_slot("handover_question"),
                contact=reachable,
            )
        except ConversationErased:  # the visitor has left meanwhile, and nobody is there to tell
            return _FORGET
        say(dispatcher, "handover", [replies.text(_kept(handover.reference, reachable, in_english(tracker)))])
        return _FORGET


class ActionTakeContact(Action):
    """Keeps the address that a visitor gives unasked: a question for a person will go with it."""

    def name(self) -> str:
        return "action_take_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        left = own_contact(tracker.latest_message.get("text") or "")
        return [SlotSet("handover_contact", left)] if left else []


class ActionResetHandover(Action):
    """Forgets what was written into the form."""

    def name(self) -> str:
        return "action_reset_handover"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        return _FORGET


def _says(tracker: Tracker, what: str, most_words: int) -> bool:
    """Whether the latest message says this (see `contact/topics.yml`), is no question and holds no address."""
    text = str(tracker.latest_message.get("text") or "")
    short = len(words_of(text)) <= most_words and "?" not in text and contact(text) is None
    return short and matters.fits(material().topics.ways.get(what, ()), text) > 0


def _kept(reference: str, reachable: str | None, english: bool) -> str:
    """What the visitor is told: the number, and how the answer can come."""
    if reachable is None:
        return words("handover_kept_without_contact", english, reference=reference)
    if "@" in reachable:
        return words("handover_kept_email", english, reference=reference)
    return words("handover_kept_phone", english, reference=reference)


def own_contact(text: str) -> str | None:
    """The address in a text, where the visitor says that it is their own, or says nothing else.

    Not anybody's: in "min man nås på 070…" a call could put the visitor in danger.
    """
    found = contact(text)
    return found if found and (_OWN.search(text) or len(words_of(_ADDRESS.sub(" ", text))) == 0) else None


def contact(text: str) -> str | None:
    """The e-mail address or telephone number in a text, in its normal form; None where there is none that can be."""
    found = contacts(text)
    for address in found.emails:
        try:
            return str(validate_email(address, check_deliverability=False).normalized)
        except EmailNotValidError:
            continue
    return found.phones[0] if found.phones else None
