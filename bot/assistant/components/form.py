"""Reads a message as an answer where the form asks for one: no question for the staff is lost to a misreading.

"Går det att gå tillbaka till det gamla avtalet?" looks like a wish to cancel, "Jag vill att ni ringer om …" like a
wish for a person, "på kvällen" like a question of when. What the form asks for comes with the message
(`metadata["asked_for"]`): components see no tracker.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.components.ranking import put_first
from bot.language.words import words

ASKED_FOR = "asked_for"
QUESTION_SLOT, CONTACT_SLOT, NAME_SLOT = "handover_question", "handover_contact", "handover_name"
# What is answered in the visitor's own words.
OWN_WORDS = frozenset({"handover_safe", NAME_SLOT, "handover_deadline"})
FALLBACK = "nlu_fallback"
_FACTS = frozenset({"contact_phone", "contact_email", "contact_address"})
_SHORT_ANSWERS = frozenset({"affirm", "deny", "greet", "thank", "goodbye", "who_are_you"})
_ASKS = frozenset({"vem", "vad", "vart", "hur", "varför", "vilken", "vilket", "vilka", "who", "what", "why", "how"})
_YOURS = frozenset({"ni", "er", "ert", "era", "eran", "eder", "you", "your"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FormAnswer(GraphComponent):
    """Makes a doubtful `cancel`, and in the form a `hand_over` that holds a question, mere text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sure`: a `cancel` of less confidence is none, unless it has no more words than `short`.

        `long`: a message with more words holds a question, whatever it was taken for, if it is not `surely` a cancel.
        """
        return {"sure": 0.6, "short": 3, "long": 8, "surely": 0.9}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FormAnswer":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            asked_for = (message.get(METADATA) or {}).get(ASKED_FOR)
            if self._is_text(message, asked_for):
                put_first(message, FALLBACK)
        return messages

    def _is_text(self, message: Message, asked_for: str | None) -> bool:
        intent = message.get(INTENT) or {}
        name, confidence = intent.get("name"), intent.get("confidence") or 0.0
        said = words(message.get(TEXT) or "")
        if name == "cancel":
            least = self._config["surely"] if asked_for and len(said) > self._config["long"] else self._config["sure"]
            return bool(len(said) > self._config["short"] and confidence < least)
        if asked_for in OWN_WORDS:
            asks = "?" in (message.get(TEXT) or "") or not _ASKS.isdisjoint(said[:1])
            wants_person = asked_for == NAME_SLOT and name == "hand_over" and confidence >= self._config["sure"]
            short = name in _SHORT_ANSWERS and len(said) <= self._config["short"]
            return not (asks or wants_person or short)
        if asked_for == QUESTION_SLOT:
            return bool(name == "hand_over" and len(said) > self._config["long"])
        # "Helst via mejl" says how, and asks for no address of ours.
        helps = name in _FACTS and len(said) <= self._config["short"] and _YOURS.isdisjoint(said)
        return asked_for == CONTACT_SLOT and helps
