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
from bot.language.asking import asks_a_fact, subject_of_article
from bot.language.english import in_swedish, is_english
from bot.language.exchanging import NAME
from bot.language.followups import Focus, Resolved, asks_for_source, focus_of, resolve, telling
from bot.language.questions import question_type
from bot.language.words import terms
from bot.material.reading import read_material

QUESTION = "question"
WRITTEN = "written"
ALONE = "alone"
ABOUT = "about"
FOLLOWS = "follows"
PEOPLE = "people"
OWN = "own"
MUST = "must"
# Who asks for an article searches for its subject, and not for "skicka" and "läsa".
_ASKS_FOR_ARTICLE = frozenset({"find_article", "summarise", "easy_read"})
_FILE = "articles.json"
# What a follow-up may be as well as a question about the news, when it is understood so: then it stays what it is.
_ALSO_MEANT = frozenset({"contact_phone", "contact_email", "contact_address", "contact_hours", "contact_general"})
# These say for themselves what they want, whatever words they hold; they need no focus.
_SAYS_ITSELF = frozenset({"danger", "hand_over", "give_contact", "cancel", "tell_more", "summarise", "easy_read"})
# "When?" and "where?" alone are asked of what was spoken of.
_WHEN_OR_WHERE = frozenset({"contact_hours", "contact_address"})
# What a question leans on is left out in choosing a sentence, where so many of its own words say something.
_TELLING = 2
# The last question was about the organisation itself: what leans on it is about it too.
_STAYS = frozenset({"about_organisation"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FollowUp(GraphComponent):
    """Sets what `bot.language.followups.Resolved` says of a message, and its intent where the focus decides it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: an intent of less confidence is a fallback later on, and gives way to a follow-up.

        `sure`: from here on, a message that leans on what went before stays what it was understood as.
        """
        return {"threshold": 0.3, "sure": 0.6}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._threshold = config["threshold"]
        self._sure = config["sure"]
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
        return fingerprint.of_articles()

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
        if (message.get(INTENT) or {}).get("name") == "find_article" and asks_a_fact(resolved.question):
            put_first(message, "news_question")
        if intent := self._meant(message, question, resolved, focus):
            put_first(message, intent)
        searched = resolved.question
        if (message.get(INTENT) or {}).get("name") in _ASKS_FOR_ARTICLE:
            searched = in_swedish(searched) if is_english(searched) else searched
            searched = subject_of_article(searched) or searched
        message.set(QUESTION, searched, add_to_output=True)
        message.set(ABOUT, metadata.get("about") or resolved.about, add_to_output=True)
        message.set(FOLLOWS, resolved.follows, add_to_output=True)
        message.set(PEOPLE, list(resolved.people), add_to_output=True)
        # Of a letter's "I was at … When is the next one?" the question chooses the sentence.
        alone = message.get(ALONE) or ""
        chooses = len(terms(alone)) >= _TELLING and not resolved.follows
        message.set(OWN, resolved.own or (alone if chooses else ""), add_to_output=True)
        message.set(MUST, list(resolved.must), add_to_output=True)

    def _meant(self, message: Message, question: str, resolved: Resolved, focus: Focus) -> str:
        """The intent that a message has in this conversation; empty where it is the one that it was understood as."""
        intent = message.get(INTENT) or {}
        name, confidence = intent.get("name") or "", intent.get("confidence") or 0.0
        if name == "affirm" and focus.offered:
            return focus.offered
        if focus.slug and asks_for_source(question):
            return "find_article"
        if name == "contact_responsible" and self._asks_who_is(question):
            return "news_question"
        if not resolved.follows or (name in _SAYS_ITSELF and confidence >= self._threshold):
            return ""
        may_be_news = (
            name == "news_question"
            or resolved.anew
            or (name == "find_article" and question_type(question) not in {"other", "yes_no"})
            or (name in _WHEN_OR_WHERE and bool(focus.slug) and not telling(resolved.own or question))
        )
        if confidence >= (self._threshold if name in _ALSO_MEANT else self._sure) and not may_be_news:
            return ""
        if focus.intent in _STAYS or (resolved.anew and focus.intent):
            return focus.intent
        return "news_question"

    def _asks_who_is(self, question: str) -> bool:
        """Whether it is asked who somebody is whom an article names."""
        question = in_swedish(question) if is_english(question) else question
        name = NAME.search(question)
        if name is None or question_type(question) != "who_is":
            return False
        wanted = set(terms(name[0]))
        return any(wanted <= there for there in self._terms.values())


def _terms(*texts: str) -> list[str]:
    return sorted({term for text in texts for term in terms(text)})
