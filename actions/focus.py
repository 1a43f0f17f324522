"""What the conversation is about after an answer, kept in the slot `focus` for the follow-up that may come."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.saying import asked
from bot.language.followups import Focus, focus_of
from bot.language.words import terms
from bot.material.names import names_in

# What "ja tack" stands for where a person was offered.
HAND_OVER = "hand_over"
# What the same question with another place or year in it is taken for as well.
_ASKED_ANEW = frozenset({"about_organisation", "contact_phone", "contact_email", "contact_address", "contact_hours"})


def focused(question: str, shown: Sequence[Mapping[str, Any]], message: Mapping[str, Any]) -> Focus:
    """The focus after these passages were shown as the answer to a question."""
    return Focus(
        slug=shown[0]["slug"],
        question=question,
        people=people(question, [passage["text"] for passage in shown], message),
        shown=tuple(passage["id"] for passage in shown),
    )


def asked_of(tracker: Tracker, offered: str = "") -> Any:
    """The event that keeps a question which no article answered: the next message may lean on it all the same.

    A question that leant on an answer leaves the conversation with that answer.

    Args:
        offered: the intent that "ja tack" stands for now; empty where nothing is offered.
    """
    message, before = tracker.latest_message, focus_of(tracker.get_slot("focus"))
    if message.get("follows") and before.slug:
        return SlotSet("focus", replace(before, offered=offered).as_dict())
    intent = str((message.get("intent") or {}).get("name") or "")
    kept = intent if intent in _ASKED_ANEW else ""
    return SlotSet("focus", Focus(question=asked(tracker), intent=kept, offered=offered).as_dict())


def people(question: str, texts: Sequence[str], message: Mapping[str, Any]) -> tuple[str, ...]:
    """The persons that were asked about.

    Where the question names none, those of the answer that are described by words of the question ("Vem är
    projektledare?": "Eva Ek, projektledare"); else all that the answer names.
    """
    entities = [str(e["value"]) for e in message.get("entities") or [] if e.get("entity") == "name"]
    named = [name for text in texts for name in names_in(text)]
    in_question = [name for name in dict.fromkeys([*entities, *named]) if _mentioned(name, question)]
    if in_question:
        return tuple(in_question[:1])
    persons = list(dict.fromkeys(name for name in named if _is_person(name)))
    asked_for = set(terms(question))
    fits = {name: len(asked_for & _described(name, texts)) for name in persons}
    most = max(fits.values(), default=0)
    return tuple(name for name in persons if fits[name] == most)


def _described(name: str, texts: Sequence[str]) -> set[str]:
    """The stems of what is said beside a name: the word before it, and what follows up to the next one."""
    found: set[str] = set()
    for text in texts:
        before, at, after = text.partition(name)
        if at:
            ends = [after.find(other) for other in names_in(text) if other in after]
            found.update(terms(" ".join(before.split()[-1:])), terms(after[: min(ends, default=len(after))]))
    return found


def _mentioned(name: str, question: str) -> bool:
    """Whether a question names somebody, by the whole name or a part of it."""
    return any(re.search(rf"\b{re.escape(part)}\b", question, re.IGNORECASE) for part in name.split())


# Names of two words that are no person's end like this.
_NO_PERSON = re.compile(r"(?:förbundet|myndigheten|styrelsen|kommun|förvaltning|norrland|Sverige)\b", re.IGNORECASE)


def _is_person(name: str) -> bool:
    return not _NO_PERSON.search(name)
