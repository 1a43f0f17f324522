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
from bot.language.conversation import ASKS_NOTHING, SMALL_TALK
from bot.language.declining import begins_with_no, declines
from bot.language.personal import contacts
from bot.language.words import words as words_of
from bot.material import matters, replies
from bot.record.erased import ConversationErased
from bot.record.handovers import code_of, create_handover

NO_CONTACT = SKIPPED = "none"
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
SLOTS = ("handover_question", "handover_contact", "handover_safe", "handover_name", "handover_deadline")
# What is only asked for where there is a contact.
_OF_CONTACT = frozenset({"handover_safe", "handover_name"})
# What was asked before the form, and what is not offered again, for something was handed over since.
ASKED, DONE = "asked_before", "handed_over"
_FORGET = [SlotSet(slot, None) for slot in SLOTS]
MOST_SIGNS = 300


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
        """Any text is a question, but for a bare "hej" or "ja tack" and a bare address. A yes means the one before.

        One that speaks of danger gets help as well, and is kept all the same. The visitor's own address in it need not
        be written again.
        """
        give_help(dispatcher, tracker)
        question = str(value).strip()
        left = own_contact(question)
        few = len(words_of(question)) <= FEW_WORDS
        intent = tracker.latest_message.get("intent") or {}
        chats = intent.get("name") in SMALL_TALK and intent.get("confidence", 0.0) >= SURE
        if few and intent.get("name") == "affirm" and (before := tracker.get_slot(ASKED)):
            return {"handover_question": before}
        asks_nothing = not words_of(question) or (few and (left is not None or chats))
        slots: dict[str, Any] = {"handover_question": None if asks_nothing else question}
        return slots | ({"handover_contact": left} if left else {})

    def validate_handover_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """An e-mail address, a telephone number, or the choice to leave none."""
        return {"handover_contact": NO_CONTACT if value == NO_CONTACT else contact(str(value))}

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        """All of the form's, without what makes no sense where no contact is left."""
        unknown = tracker.get_slot("handover_contact") == NO_CONTACT
        return [slot for slot in domain_slots if not (unknown and slot in _OF_CONTACT)]

    def validate_handover_safe(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Whether and when, in the visitor's words. A plain no takes the contact away: nobody is to use it."""
        give_help(dispatcher, tracker)
        if declines(str(value)):
            return {"handover_contact": NO_CONTACT, "handover_safe": SKIPPED}
        return {"handover_safe": _own_words(value)}

    def validate_handover_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A name, or none."""
        give_help(dispatcher, tracker)
        return {"handover_name": SKIPPED if begins_with_no(str(value)) else _own_words(value)}

    def validate_handover_deadline(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A time in the visitor's words, or none."""
        give_help(dispatcher, tracker)
        return {"handover_deadline": SKIPPED if begins_with_no(str(value)) else _own_words(value)}


class ActionAskHandoverQuestion(Action):
    """Asks for the question; where one was asked before, whether it is that one."""

    def name(self) -> str:
        return "action_ask_handover_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        before = tracker.get_slot(ASKED)
        if not before:
            dispatcher.utter_message(response="utter_ask_handover_question")
            return []
        if not _asked_already(tracker, "question"):
            say(dispatcher, "talk", [replies.text(words("asked_before", in_english(tracker), question=before))])
        dispatcher.utter_message(response="utter_ask_handover_question_known")
        return []


class ActionAskHandoverContact(Action):
    """Asks how the visitor can be reached; when the answer was no address, it says what one looks like."""

    def name(self) -> str:
        return "action_ask_handover_contact"

    @with_help_in_doubt
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        went_wrong = _asked_already(tracker, "contact") and intent in {
            "nlu_fallback",
            "affirm",
            "other",
            "give_contact",
        }
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
        question, reachable, safe, name, deadline = (_given(tracker, slot) for slot in SLOTS)
        try:
            handover = create_handover(
                engine(),
                record_key(),
                conversation=tracker.sender_id,
                # The same message sent again, after a failure in the middle, makes no second handover.
                unique=f"{tracker.sender_id}:{tracker.latest_message.get('message_id')}",
                question=question or "",
                contact=reachable,
                safe=safe,
                name=name,
                deadline=deadline,
            )
        except ConversationErased:  # the visitor has left meanwhile, and nobody is there to tell
            return _FORGET
        say(dispatcher, "handover", _kept(handover.reference, reachable, in_english(tracker)))
        done = [tracker.get_slot(ASKED), _in_focus(tracker)]
        return [*_FORGET, SlotSet(DONE, done), SlotSet(ASKED, None)]


class ActionTakeContact(Action):
    """Keeps the address that a visitor gives unasked: a question for a person will go with it."""

    def name(self) -> str:
        return "action_take_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        left = own_contact(tracker.latest_message.get("text") or "")
        return [*begin(tracker), *([SlotSet("handover_contact", left)] if left else [])]


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


def _kept(reference: str, reachable: str | None, english: bool) -> list[replies.Block]:
    """What the visitor is told: the number, how the answer can come, and how soon, if that is promised."""
    hours = material().hours
    promise = (english and hours.answer_time_en) or hours.answer_time
    soon = words("handover_answer_time", english, answer_time=promise) if promise else ""
    if reachable is None:
        code = code_of(engine(), record_key(), reference) or ""
        kept = words("handover_kept_without_contact", english, reference=reference, code=code)
        page = replies.link(words("contact_page", english), "/kontakt#svar")
        return [replies.text(f"{kept} {soon}".strip()), page]
    key = "handover_kept_email" if "@" in reachable else "handover_kept_phone"
    return [replies.text(f"{words(key, english, reference=reference)} {soon}".strip())]


def begin(tracker: Tracker) -> list[Any]:
    """The events that begin a handover: which question was asked before, if that has not been handed over.

    It is the last one that was asked; a wish for a person that is long holds one. What was said long ago the tracker
    does not hold any more, but it knows what the conversation is about.
    """
    found = _in_focus(tracker)
    for event in tracker.events:
        if event.get("event") == "user":
            parsed = event.get("parse_data") or {}
            intent, text = (parsed.get("intent") or {}).get("name"), str(event.get("text") or "").strip()
            asks = intent not in ASKS_NOTHING and (intent != "hand_over" or len(words_of(text)) > FEW_SENTENCES)
            found = str(parsed.get("question") or text) if text and asks else found
    return [SlotSet(ASKED, found if found and found not in (tracker.get_slot(DONE) or ()) else None)]


def _in_focus(tracker: Tracker) -> str:
    return str((tracker.get_slot("focus") or {}).get("question") or "")


def _asked_already(tracker: Tracker, slot: str) -> bool:
    """Whether the form, since it began, has asked for this before."""
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop":
            return False
        if ((event.get("metadata") or {}).get("utter_action") or "").startswith(f"utter_ask_handover_{slot}"):
            return True
    return False


def _given(tracker: Tracker, slot: str) -> str | None:
    """What the form was told; nothing where it was skipped, or not asked for."""
    value = tracker.get_slot(slot)
    return None if value in (None, SKIPPED) else str(value)


def _own_words(value: Any) -> str | None:
    return str(value).strip()[:MOST_SIGNS] or None


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
