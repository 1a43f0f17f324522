"""How to reach the organisation: what is verified, and an honest word about what is not."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import material, words
from actions.saying import nothing_follows, person_button, say
from bot.material import replies
from bot.material.model import Organisation
from bot.material.support import as_line, named_lines

KINDS = ("telephone", "email", "address", "hours")
_BY_INTENT = {
    "contact_phone": "telephone",
    "contact_email": "email",
    "contact_address": "address",
    "contact_hours": "hours",
}


class ActionContact(Action):
    """Answers a question about how to reach the organisation, by what was asked for."""

    def name(self) -> str:
        return "action_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        message = tracker.latest_message
        known = material()
        if named := named_lines(message.get("text") or "", known):  # "Vilket nummer har Kvinnofridslinjen?"
            say(dispatcher, "contact", [replies.lines([as_line(line) for line in named])])
            return nothing_follows(tracker)
        intent = (message.get("intent") or {}).get("name", "")
        say(dispatcher, "contact", contact_blocks(known.organisation, intent), [person_button()])
        return nothing_follows(tracker)


def contact_blocks(organisation: Organisation, intent: str) -> list[replies.Block]:
    """What is known of what was asked for; then the ways that there are."""
    if intent == "contact_responsible":
        first = _responsible(organisation)
    elif intent in _BY_INTENT:
        first = [_fact(organisation, _BY_INTENT[intent])]
    else:
        known = [_fact(organisation, kind) for kind in KINDS if getattr(organisation, kind)]
        first = [replies.text(words("contact_ways")), *known]
        if not known:
            first.append(replies.text(words("contact_nothing_known")))
    return [*first, *_ways(organisation)]


def _fact(organisation: Organisation, kind: str) -> replies.Block:
    fact = getattr(organisation, kind)
    if fact is None:
        return replies.text(words(f"{kind}_unknown", name=organisation.name))
    return replies.text(words(f"{kind}_known", value=fact.value))


def _responsible(organisation: Organisation) -> list[replies.Block]:
    if not organisation.responsible:
        return [replies.text(words("responsible_unknown"))]
    lines = [
        ", ".join(part for part in (person.role, person.name, person.telephone, person.email) if part)
        for person in organisation.responsible
    ]
    return [replies.text(words("responsible_known")), *(replies.text(line) for line in lines)]


def _ways(organisation: Organisation) -> list[replies.Block]:
    ways = [replies.link(words("contact_page"), "/kontakt")]
    if organisation.website:
        ways.append(replies.link(words("website", name=organisation.name), organisation.website))
    return ways
