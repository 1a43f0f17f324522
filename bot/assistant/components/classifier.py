"""Which intent a message has.

Rasa's own LogisticRegressionClassifier over raw counts is certain of nonsense (0.99 for lorem ipsum), because the
weights add up with the length of the message. Ours (`bot.material.classifying`) is unsure of what it has never seen, so
that FallbackClassifier can do its work. What somebody has written as an example is known, and is not weighed: a
question that a reviewer has taught is understood as that from then on, however like others it is.
"""

import json
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.code import is_code
from bot.language.words import bare
from bot.material.classifying import TextClassifier

_FILE, _EXAMPLES = "classifier.npz", "examples.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`smallest`, `longest`: lengths of the n-grams; those of fewer than `examples` examples are left out.

        `C`: inverse strength of the regularisation. `anywhere`: intents that are looked for in the whole of a long
        message, and not in its question alone. `code`: the intent of a piece of a program.
        """
        return {
            **{"smallest": 2, "longest": 5, "examples": 2, "C": 15.0, "ranking_length": 5},
            **{"anywhere": ["danger"], "code": "other"},
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier: TextClassifier | None = None
        self._examples: dict[str, str] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CharacterClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have text and intent.

        Raises:
            RasaException: there are fewer than two intents to tell apart.
        """
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < 2:
            raise RasaException("The classifier needs examples of at least two intents in data/nlu.")
        texts = [example.get(TEXT) for example in examples]
        lengths = (self._config["smallest"], self._config["longest"])
        self._classifier = TextClassifier.fit(texts, intents, self._config["C"], self._config["examples"], lengths)
        self._examples = _told_apart(texts, intents)
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(folder / _FILE)
            (folder / _EXAMPLES).write_text(json.dumps(self._examples, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CharacterClassifier":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._classifier = TextClassifier.load(folder / _FILE)
            component._examples = json.loads((folder / _EXAMPLES).read_text(encoding="utf-8"))
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._of_message(message)
            message.set("intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _of_message(self, message: Message) -> list[dict[str, Any]]:
        """The ranking of what a message asks; some intents are as likely as the whole of it makes them."""
        written = message.get("written") or message.get(TEXT) or ""
        question = message.get("question") or written
        if is_code(message.get(TEXT) or ""):
            return [{"name": self._config["code"], "confidence": 1.0}]
        if known := self._examples.get(_key(message.get(TEXT) or "")):
            return [{"name": known, "confidence": 1.0}]
        found = dict(self._ranking(question))
        # What a question leans on says as much of what is wanted as the question does.
        if alone := dict(self._ranking(message.get("alone") or "")):
            found = {name: (found.get(name, 0.0) + alone.get(name, 0.0)) / 2 for name in found | alone}
        if question != written and found:
            whole = dict(self._ranking(written))
            found |= {name: max(found.get(name, 0.0), whole.get(name, 0.0)) for name in self._config["anywhere"]}
        likeliest = sorted(found.items(), key=lambda one: -one[1])[: self._config["ranking_length"]]
        return [{"name": name, "confidence": confidence} for name, confidence in likeliest]

    def _ranking(self, text: str) -> list[tuple[str, float]]:
        """Intents with their probabilities, likeliest first; nothing known of the text: nothing."""
        return list(self._classifier.ranking(text)) if self._classifier and text else []


def _told_apart(texts: Sequence[str], intents: Sequence[str]) -> dict[str, str]:
    """The intents of the examples by what each says, but for those that are examples of several."""
    found: dict[str, set[str]] = {}
    for text, intent in zip(texts, intents, strict=True):
        found.setdefault(_key(text), set()).add(intent)
    return {text: next(iter(several)) for text, several in sorted(found.items()) if len(several) == 1 and text}


def _key(text: str) -> str:
    return " ".join(bare(text))
