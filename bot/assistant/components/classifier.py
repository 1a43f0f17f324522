"""Which intent a message has: TF-IDF of character n-grams, and logistic regression.

Rasa's own LogisticRegressionClassifier over raw counts is certain of nonsense (0.99 for lorem ipsum), because the
weights add up with the length of the message. Here every message is a vector of length one, so that words which were
never seen leave the confidence low, and FallbackClassifier can do its work. Characters instead of words, because
visitors misspell, and because Swedish puts words together.
"""

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

_FILE = "classifier.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`smallest`, `longest`: lengths of the n-grams. `C`: inverse strength of the regularisation."""
        return {"smallest": 2, "longest": 5, "C": 12.0, "ranking_length": 5}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizer: TfidfVectorizer | None = None
        self._intents: list[str] = []
        self._weights = np.empty((0, 0), dtype=np.float32)
        self._bias = np.empty(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CharacterClassifier":
        return cls(config, model_storage, resource)

    def _new_vectorizer(self, vocabulary: list[str] | None = None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(self._config["smallest"], self._config["longest"]),
            sublinear_tf=True,
            dtype=np.float32,
            vocabulary=vocabulary,
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have text and intent.

        Raises:
            RasaException: there are fewer than two intents to tell apart.
        """
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < 2:
            raise RasaException("The classifier needs examples of at least two intents in data/nlu.")
        self._vectorizer = self._new_vectorizer()
        features = self._vectorizer.fit_transform([example.get(TEXT) for example in examples])
        model = LogisticRegression(C=self._config["C"], class_weight="balanced", max_iter=300, random_state=0)
        model.fit(features, intents)
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            model.coef_, model.intercept_ = (
                np.vstack([-model.coef_, model.coef_]) / 2,
                np.array([-1, 1]) / 2 * model.intercept_,
            )
        self._intents = [str(name) for name in model.classes_]
        self._weights = model.coef_.astype(np.float32).T
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def _persist(self) -> None:
        assert self._vectorizer is not None
        vocabulary = self._vectorizer.get_feature_names_out().tolist()
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / _FILE,
                vocabulary=np.array(json.dumps(vocabulary)),
                intents=np.array(json.dumps(self._intents)),
                idf=self._vectorizer.idf_,
                weights=self._weights,
                bias=self._bias,
            )

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
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE, allow_pickle=False) as stored:
            component._vectorizer = component._new_vectorizer(json.loads(str(stored["vocabulary"])))
            component._vectorizer.idf_ = stored["idf"]
            component._intents = json.loads(str(stored["intents"]))
            component._weights = stored["weights"]
            component._bias = stored["bias"]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message.get(TEXT) or "")
            message.set("intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        """Intents with their probabilities, likeliest first; nothing known of the text: nothing."""
        if self._vectorizer is None:
            return []
        features = self._vectorizer.transform([text])
        if not features.nnz:
            return []
        scores = np.asarray(features @ self._weights).ravel() + self._bias
        exponentials = np.exp(scores - scores.max())
        probabilities = exponentials / exponentials.sum()
        order = np.argsort(-probabilities, kind="stable")[: self._config["ranking_length"]]
        return [{"name": self._intents[i], "confidence": float(probabilities[i])} for i in order]
