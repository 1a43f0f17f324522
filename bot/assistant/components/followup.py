"""Makes a follow-up whole: "Vem är hon?" is searched as a question about the person that was spoken of.

What the conversation is about comes with the message (`metadata["focus"]`, from the tracker's slot), because components
see no tracker.
"""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.assistant import fingerprint
from bot.assistant.components.ranking import put_first
from bot.language.asking import subject
from bot.language.followups import focus_of, resolve
from bot.language.words import terms
from bot.material.reading import article_files, read_material

QUESTION = "question"
ABOUT = "about"
FOLLOWS = "follows"
PEOPLE = "people"
# Who asks for an article searches for its subject, and not for "skicka" and "läsa".
_ASKS_FOR_ARTICLE = frozenset({"find_article", "summarise", "easy_read"})
_FILE = "articles.json"
# What a follow-up is easily taken for; a question that leans on an answer is none of it.
_NOT_MEANT = frozenset(
    {"who_are_you", "other", "nlu_fallback", "greet", "affirm", "deny", "about_organisation", "thank"}
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FollowUp(GraphComponent):
    """Sets `question` (made whole), `about` (the article it is about, or None), `follows` and `people` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: an intent of less confidence is a fallback later on, and gives way to a follow-up."""
        return {"threshold": 0.3}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._threshold = config["threshold"]
        self._model_storage = model_storage
        self._resource = resource
        self._terms: dict[str, frozenset[str]] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FollowUp":
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache see a change of an article, or of the code that reads them."""
        return fingerprint.of_files([*article_files(settings.load().material_folders), *fingerprint.retrieval_code()])

    def train(self, training_data: TrainingData) -> Resource:
        material, _ = read_material(settings.load().material_folders)
        found = {article.slug: _terms(article.title, *article.paragraphs) for article in material.shown}
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "FollowUp":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        component._terms = {slug: frozenset(found) for slug, found in stored.items()}
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._process(message)
        return messages

    def _process(self, message: Message) -> None:
        metadata = message.get(METADATA) or {}
        focus = focus_of(metadata.get("focus"))
        question = message.get(QUESTION) or message.get(TEXT) or ""
        resolved = resolve(question, focus, self._terms.get(focus.slug, frozenset()))
        asks_for_article = (message.get(INTENT) or {}).get("name") in _ASKS_FOR_ARTICLE
        searched = (subject(resolved.question) or resolved.question) if asks_for_article else resolved.question
        message.set(QUESTION, searched, add_to_output=True)
        message.set(ABOUT, metadata.get("about") or resolved.about, add_to_output=True)
        message.set(FOLLOWS, resolved.follows, add_to_output=True)
        message.set(PEOPLE, list(resolved.people), add_to_output=True)
        intent = message.get(INTENT) or {}
        unsure = (intent.get("confidence") or 0.0) < self._threshold
        if resolved.follows and (unsure or intent.get("name") in _NOT_MEANT):
            put_first(message, "news_question")


def _terms(*texts: str) -> list[str]:
    return sorted({term for text in texts for term in terms(text)})
