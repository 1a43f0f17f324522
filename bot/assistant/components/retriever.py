"""Finds the sentences of the material that a message is about.

The index is trained and stored inside the Rasa model. The hits carry text, title and link, because bare numbers into
files that an editor changes would quote the wrong sentence; so they are also part of what `rasa shell nlu` shows.
"""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.assistant import fingerprint
from bot.language.questions import NEEDS_EVIDENCE, evidence, question_type
from bot.material.passages import Passage, passages
from bot.material.reading import article_files, read_material
from bot.material.sentence_search import Document, Index

PASSAGES = "passages"
_INDEX_FILE = "index.npz"
_PASSAGES_FILE = "passages.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PassageRetriever(GraphComponent):
    """Sets `passages` of a message: the best sentences, best first, each with where it stands and how well it fits."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`hits`: how many are kept. `candidates`: how many are weighed by what was asked.

        `evidence_weight`: how much more a sentence counts that holds the kind of thing that was asked for.
        """
        return {"hits": 3, "candidates": 12, "evidence_weight": 0.5}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.passages: list[Passage] = []
        self._index: Index | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PassageRetriever":
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache see a change of an article, or of the code that reads and searches them."""
        return fingerprint.of_files([*article_files(settings.load().material_folders), *fingerprint.retrieval_code()])

    def train(self, training_data: TrainingData) -> Resource:
        material, _ = read_material(settings.load().material_folders)
        self.passages = [p for article in material.articles if not article.withdrawn for p in passages(article)]
        self._index = Index.build([Document(p.text, p.context, p.title) for p in self.passages])
        with self._model_storage.write_to(self._resource) as folder:
            self._index.save(folder / _INDEX_FILE)
            stored = [p._asdict() for p in self.passages]
            (folder / _PASSAGES_FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PassageRetriever":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._index = Index.load(folder / _INDEX_FILE)
            stored = json.loads((folder / _PASSAGES_FILE).read_text(encoding="utf-8"))
            component.passages = [Passage(**p) for p in stored]
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(PASSAGES, self._find(message.get("question") or message.get(TEXT) or ""), add_to_output=True)
        return messages

    def _find(self, question: str) -> list[dict[str, Any]]:
        if self._index is None:
            return []
        asked = question_type(question)
        weight = self._config["evidence_weight"]
        weighed = []
        for hit in self._index.search(question, self._config["candidates"]):
            found = evidence(asked, self.passages[hit.document].text)
            answers = found > 0 or asked not in NEEDS_EVIDENCE
            weighed.append((hit.score * (1 + weight * found), answers, hit))
        weighed.sort(key=lambda entry: -entry[0])
        return [
            {
                "id": self.passages[hit.document].id,
                "slug": self.passages[hit.document].slug,
                "text": self.passages[hit.document].text,
                "title": self.passages[hit.document].title,
                "link": self.passages[hit.document].link,
                "score": round(score, 4),
                "coverage": round(hit.coverage, 4),
                "own": round(hit.own, 4),
                "answers": answers,
                "paragraph": self.passages[hit.document].paragraph,
                "published": "",
                "confidence": round(hit.coverage if hit.own >= 0.34 else 0.0, 4),
            }
            for score, answers, hit in weighed[: self._config["hits"]]
        ]
