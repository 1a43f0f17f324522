"""Which intent a message has: TF-IDF of character n-grams and of pairs of words, and logistic regression.

Rasa's own LogisticRegressionClassifier over raw counts is certain of nonsense (0.99 for lorem ipsum), because the
weights add up with the length of the message. Here every message is a vector of length one, so that words which were
never seen leave the confidence low, and FallbackClassifier can do its work. Characters instead of words, because
visitors misspell, and because Swedish puts words together; pairs of words, because "vem är ni" asks for something else
than "är ni kvar". Dots and rings are left out on both sides: many write none, and little is told apart by them.

An intent's weights are learnt against all the rest (scikit-learn's liblinear), which takes a twentieth of the time of
learning all at once; in cross-validation of our examples it is as often right, and less sure where it is wrong.
"""

import json
import re
import unicodedata
from collections import Counter
from functools import partial
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

_FILE = "classifier.npz"
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")
# So many words on are looked at for a pair: "vem hos er ansvarar" has vem-ansvarar.
_REACH = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`smallest`, `longest`: lengths of the n-grams; those of fewer than `examples` examples are left out.

        `C`: inverse strength of the regularisation.
        """
        return {"smallest": 2, "longest": 5, "examples": 2, "C": 15.0, "ranking_length": 5}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._intents: list[str] = []
        # What an n-gram's row in `idf` and `weights` is; `weights` is n-grams × intents, `bias` one number an intent.
        self._rows: dict[str, int] = {}
        self._idf = np.empty(0, dtype=np.float32)
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

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have text and intent.

        Raises:
            RasaException: there are fewer than two intents to tell apart.
        """
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < 2:
            raise RasaException("The classifier needs examples of at least two intents in data/nlu.")
        # Imported here: it takes time and memory that only training has to spend.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        analyzer = partial(ngrams, smallest=self._config["smallest"], longest=self._config["longest"])
        vectorizer = TfidfVectorizer(
            analyzer=analyzer, min_df=self._config["examples"], sublinear_tf=True, dtype=np.float32
        )
        features = vectorizer.fit_transform([example.get(TEXT) for example in examples])
        # The dual form: more n-grams than examples. As sure as after twice the time, to the third decimal.
        model = LogisticRegression(
            C=self._config["C"], class_weight="balanced", solver="liblinear", dual=True, tol=0.1, random_state=0
        )
        model.fit(features, intents)
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            model.coef_, model.intercept_ = (
                np.vstack([-model.coef_, model.coef_]) / 2,
                np.array([-1, 1]) / 2 * model.intercept_,
            )
        self._intents = [str(name) for name in model.classes_]
        self._rows = vectorizer.vocabulary_
        self._idf = vectorizer.idf_.astype(np.float32)
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def _persist(self) -> None:
        vocabulary = sorted(self._rows, key=self._rows.__getitem__)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / _FILE,
                vocabulary=np.array(json.dumps(vocabulary)),
                intents=np.array(json.dumps(self._intents)),
                idf=self._idf,
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
            component._rows = {ngram: row for row, ngram in enumerate(json.loads(str(stored["vocabulary"])))}
            component._idf = stored["idf"]
            component._intents = json.loads(str(stored["intents"]))
            component._weights = stored["weights"]
            component._bias = stored["bias"]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message.get("question") or message.get(TEXT) or "")
            message.set("intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        """Intents with their probabilities, likeliest first; nothing known of the text: nothing."""
        counts = Counter(
            row
            for ngram in ngrams(text, self._config["smallest"], self._config["longest"])
            if (row := self._rows.get(ngram)) is not None
        )
        if not counts:
            return []
        rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        values *= self._idf[rows]
        scores = (values / np.linalg.norm(values)) @ self._weights[rows] + self._bias
        exponentials = np.exp(scores - scores.max())
        probabilities = exponentials / exponentials.sum()
        order = np.argsort(-probabilities, kind="stable")[: self._config["ranking_length"]]
        return [{"name": self._intents[i], "confidence": float(probabilities[i])} for i in order]


def ngrams(text: str, smallest: int, longest: int) -> list[str]:
    """What a text is known by, without capitals, dots and rings.

    Of each word its character n-grams of the lengths from `smallest` to `longest`, with a space at its ends: "hej" has
    " h", "he", …, " hej ". Of each two words that stand near one another the pair: "vem|ar"; of the first word and the
    last their place: "^|vem", "ni|$".
    """
    found = _WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKD", text.lower())))
    grams = []
    for word in found:
        padded = f" {word} "
        for length in range(smallest, longest + 1):
            grams += [padded[start : start + length] for start in range(max(len(padded) - length, 0) + 1)]
    for place, word in enumerate(found):
        grams += [f"{word}|{other}" for other in found[place + 1 : place + 1 + _REACH]]
    return [*grams, f"^|{found[0]}", f"{found[-1]}|$"] if found else []
