"""The last word on the intent: does this message speak of danger?

Deterministic, by `bot.language.danger`. The *trained* intent `danger` alarms falsely ("Kan ni ringa mig"), so it never
alarms by itself: where the rules find nothing, the next intent takes its place, and `possible_danger` makes the
actions put a line of help under their answer.
"""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import settings
from bot.assistant.components.ranking import put_first
from bot.language.danger import EXAMPLES, Patterns, is_young, load, look
from bot.language.foreign import foreign_language

INTENT = "danger"
FALLBACK = "nlu_fallback"
SMALL_TALK = frozenset({"greet", "thank", "goodbye", "cancel", "affirm", "deny", "other", "who_are_you"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerCheck(GraphComponent):
    """Sets `danger` (what the rules found, or nothing), `possible_danger` (a doubt: like the examples of danger, or the
    trained intent's guess), with that `danger_doubt` (what it may be) and `seems_young` (whether the line of help is to
    be one for children), and `foreign` (a language that nobody here reads).

    A doubt under which no answer would stand (nothing understood, small talk) is given the help itself.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: below it the intent that takes the place of a trained `danger` is a fallback.

        `sure`: small talk of at least this confidence is not taken for danger by its likeness to the examples alone.

        `possible`: a trained `danger` of at least this confidence is worth a line of help.
        """
        return {"threshold": 0.3, "possible": 0.35, "sure": 0.9}

    def __init__(self, config: dict[str, Any], patterns: Patterns) -> None:
        self._threshold = config["threshold"]
        self._sure = config["sure"]
        self._possible = config["possible"]
        self._patterns = patterns

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DangerCheck":
        file = settings.load().file
        files = file("danger/patterns.yml"), file("danger/learned.json")
        return cls(config, _patterns(*files, *(each.stat().st_mtime_ns for each in files if each.exists())))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            danger, doubt = look(text, self._patterns)
            message.set("foreign", None if danger else foreign_language(text), add_to_output=True)
            message.set("possible_danger", doubt is not None, add_to_output=True)
            message.set("seems_young", doubt is not None and doubt.young, add_to_output=True)
            message.set("danger_doubt", asdict(doubt) if doubt else None, add_to_output=True)
            if not danger:
                self._demote(message)
            if doubt and self._stands_alone(message, by_rule=doubt.rule != EXAMPLES):
                danger = doubt
            message.set("danger", asdict(danger) if danger else None, add_to_output=True)
            if danger or message.get("foreign"):
                put_first(message, INTENT)
        return messages

    def _stands_alone(self, message: Message, *, by_rule: bool) -> bool:
        """Whether no answer follows under which a line of help could stand. Sure small talk is no cry for help."""
        intent = message.get("intent") or {}
        sure = intent.get("confidence", 0.0) >= self._sure and not by_rule
        return intent.get("name") == FALLBACK or (intent.get("name") in SMALL_TALK and not sure)

    def _demote(self, message: Message) -> None:
        ranking = list(message.get("intent_ranking") or [])
        guess = next((entry["confidence"] for entry in ranking if entry["name"] == INTENT), 0.0)
        if guess >= self._possible:
            message.set("possible_danger", True, add_to_output=True)
            young = message.get("seems_young") or is_young(message.get(TEXT) or "", self._patterns)
            message.set("seems_young", young, add_to_output=True)
        if (message.get("intent") or {}).get("name") != INTENT:
            return
        others = [entry for entry in ranking if entry["name"] != INTENT]
        # Who may be in danger is not to be thanked or greeted on a guess.
        if others and others[0]["confidence"] >= self._threshold and others[0]["name"] not in SMALL_TALK:
            first = others[0]
        else:
            first = {"name": FALLBACK, "confidence": self._threshold}
            others.insert(0, first)
        message.set("intent", first, add_to_output=True)
        message.set("intent_ranking", others, add_to_output=True)


@lru_cache(maxsize=1)
def _patterns(patterns: Path, learned: Path, *changed: int) -> Patterns:
    """The patterns of these files; another model reads them again only where they have `changed`."""
    return load(patterns, learned)
