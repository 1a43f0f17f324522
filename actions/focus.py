"""What the conversation is about after an answer, kept in the slot `focus` for the follow-up that may come."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.language.followups import Focus
from bot.material.names import names_in


def focused(question: str, shown: Sequence[Mapping[str, Any]], message: Mapping[str, Any]) -> Focus:
    """The focus after these passages were shown as the answer to a question."""
    return Focus(
        slug=shown[0]["slug"],
        question=question,
        people=people(question, [passage["text"] for passage in shown], message),
        shown=tuple(passage["id"] for passage in shown),
    )


def people(question: str, texts: Sequence[str], message: Mapping[str, Any]) -> tuple[str, ...]:
    """The persons that were asked about; where none was named, those that the answer names."""
    entities = [str(e["value"]) for e in message.get("entities") or [] if e.get("entity") == "name"]
    named = [name for text in texts for name in names_in(text)]
    in_question = [name for name in dict.fromkeys([*entities, *named]) if _mentioned(name, question)]
    return tuple(in_question[:1] or list(dict.fromkeys(name for name in named if _is_person(name))))


def _mentioned(name: str, question: str) -> bool:
    """Whether a question names somebody, by the whole name or a part of it."""
    return any(re.search(rf"\b{re.escape(part)}\b", question, re.IGNORECASE) for part in name.split())


# Names of two words that are no person's end like this.
_NO_PERSON = re.compile(r"(?:förbundet|myndigheten|styrelsen|kommun|förvaltning|norrland|Sverige)\b", re.IGNORECASE)


def _is_person(name: str) -> bool:
    return not _NO_PERSON.search(name)
