"""Finds the e-mail address or telephone number that a visitor gives.

A bare address was taken for a greeting by a trained classifier, and refused by the form; what an address looks like
needs no training.
"""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.components.ranking import put_first
from bot.language.personal import contacts
from bot.language.words import words

INTENT = "give_contact"
# An address that went wrong: bosse@hotmail, bosse(at)hotmail.com.
_ATTEMPT = re.compile(r"@|\(at\)|\bsnabel-?a\b", re.IGNORECASE)
# Who gives an address and says so wants an answer to it, however much stands beside.
_WANTS = re.compile(
    r"\b(?:ring|ringa|ringer|mejla|maila|sms:?a|kontakta|höra? (?:gärna )?av|återkom\w*|(?:call|e-?mail|contact) me)\b",
    re.IGNORECASE,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContactDetails(GraphComponent):
    """Adds the entities `email` and `phone`; a message that is little else gets the intent `give_contact`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`: a message with at most so many words beside the address is there to give it."""
        return {"words": 8}

    def __init__(self, config: dict[str, Any]) -> None:
        self._words = config["words"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ContactDetails":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._process(message)
        return messages

    def _process(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        found = contacts(text)
        entities = [_entity("email", value) for value in found.emails] + [_entity("phone", v) for v in found.phones]
        if entities:
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)
        few = len(words(text)) <= self._words + 4 * len(entities)
        if (entities and _WANTS.search(text)) or ((entities or _ATTEMPT.search(text)) and few):
            put_first(message, INTENT)


def _entity(kind: str, value: str) -> dict[str, Any]:
    return {"entity": kind, "value": value, "extractor": "ContactDetails"}
