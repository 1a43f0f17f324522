"""A question for staff: what counts as an address, what is kept, and that it is kept once."""

import pytest
from rasa_sdk.events import SlotSet

from actions import context
from actions.handover import (
    NO_CONTACT,
    ActionResetHandover,
    ActionSubmitHandover,
    ValidateHandoverForm,
    contact,
)
from bot.record import erasing
from bot.record.handovers import code_of, contact_of, list_handovers

from .conftest import run

FORGOTTEN = [SlotSet(f"handover_{slot}", None) for slot in ("question", "contact", "safe", "name", "deadline")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna@example.com", "anna@example.com"),
        ("  Anna.Berg@Example.COM ", "Anna.Berg@example.com"),
        ("min mejl är anna@example.com, tack", "anna@example.com"),
        ("anna(at)example.com", "anna@example.com"),
        ("070-123 45 67", "+46701234567"),
        ("070 1234567", "+46701234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("ring 060-12 34 56 efter fem", "+4660123456"),
        ("anna@example.com eller 070-123 45 67", "anna@example.com"),
        ("anna@invalid eller 070-123 45 67", "+46701234567"),
    ],
)
def test_an_address_is_found_and_brought_into_its_normal_form(text: str, found: str) -> None:
    assert contact(text) == found


@pytest.mark.parametrize(
    "text", ["", "nej", "anna@", "@example.com", "070", "112", "020-50 50 50", "den 24 april 2026", "12"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert contact(text) is None


def submit(question: str = "Kan ni komma?", left: str = NO_CONTACT, message_id: str = "m1"):
    slots = {"handover_question": question, "handover_contact": left}
    return run(ActionSubmitHandover(), "give_contact", slots, message_id=message_id)


def test_a_question_is_kept_masked_and_its_contact_sealed(settings) -> None:
    asked = submit("Ring mig inte på 070-123 45 67. Kan ni komma?", "anna@example.com")
    (handover,) = list_handovers(context.engine())
    assert handover.question == "Ring mig inte på [telefonnummer]. Kan ni komma?"
    assert contact_of(context.engine(), context.record_key(), handover.reference) == "anna@example.com"
    assert handover.reference in asked.text
    assert asked.reply["kind"] == "handover"
    assert asked.events[: len(FORGOTTEN)] == FORGOTTEN


def test_without_a_contact_the_answer_is_read_with_a_code(settings) -> None:
    asked = submit()
    (handover,) = list_handovers(context.engine())
    assert not handover.has_contact
    code = code_of(context.engine(), context.record_key(), handover.reference)
    assert code and code in asked.text and "/kontakt#svar" in asked.text
    assert handover.reference in asked.text


def test_the_same_message_again_makes_no_second_one_and_gives_the_same_number(settings) -> None:
    first, again, other = submit(), submit(), submit(message_id="m2")
    assert first.text == again.text != other.text
    assert len(list_handovers(context.engine())) == 2


@pytest.mark.parametrize(("value", "kept"), [("  Kan ni komma? ", "Kan ni komma?"), ("   ", None)])
async def test_any_text_is_a_question_and_blank_is_none(settings, value: str, kept: str | None) -> None:
    validated = ValidateHandoverForm().validate_handover_question(value, *silent())
    assert validated == {"handover_question": kept}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (NO_CONTACT, NO_CONTACT),
        ("anna@example.com", "anna@example.com"),
        ("sdf", None),
        ("+46701234567", "+46701234567"),
    ],
)
def test_a_contact_is_kept_in_its_normal_form_or_asked_for_again(settings, value: str, kept: str | None) -> None:
    assert ValidateHandoverForm().validate_handover_contact(value, *silent()) == {"handover_contact": kept}


def silent():
    """A dispatcher, a tracker and a domain of a message that speaks of nothing special."""
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    return CollectingDispatcher(), Tracker("a", {}, {"intent": {}}, [], False, None, {}, "action_listen"), {}


def test_what_was_written_is_forgotten_on_cancelling(settings) -> None:
    assert run(ActionResetHandover(), "cancel").events == FORGOTTEN


def test_of_a_conversation_that_was_erased_meanwhile_nothing_is_kept(settings) -> None:
    erasing.erase(context.engine(), context.record_key(), "besökare-1")
    asked = submit()
    assert list_handovers(context.engine()) == []
    assert asked.events == FORGOTTEN
