"""A doubtful intent gives way to what the material holds: a question that an article answers is a question on the news.

"Varför är kompetensutveckling viktig?" sounds like "who is responsible", but a sentence of an article answers it.
"När stänger badhuset?" sounds like "when do you close", and "Var kan jag hämta sand?" like "fetch me somebody": they
are questions on the news whether a sentence answers them or not.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.components.followup import QUESTION
from bot.assistant.components.ranking import put_first
from bot.assistant.components.retriever import PASSAGES
from bot.language.english import is_english
from bot.language.fetching import fetches_a_thing
from bot.language.opening_hours import whose
from bot.language.questions import NEEDS_EVIDENCE, question_type
from bot.material.matching import names_anything

NEWS = "news_question"
HOURS, PERSON = "contact_hours", "hand_over"
# "Vem är projektledare för …?", "Vilka kommuner är med i …?" are asked of the news and of the organisation alike.
_LIKE_NEWS = frozenset({"contact_responsible", HOURS, "about_organisation"})
_LIKE_NEWS_IN_ENGLISH = _LIKE_NEWS | {"other", "find_article", "greet"}
_ALL = 0.95
# Where it asks of something by its name.
_NEARLY_ALL = 0.85
# What is asked of a place that an article names is no question about the organisation's own hours.
_OF_A_PLACE = frozenset({HOURS, "contact_address"})
# "Vad är DIGO?" sounds like "what are you?" to who has never heard of it.
_LIKE_NOTHING = frozenset({"other", "who_are_you", "thanks", "greet", "affirm"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class WeighEvidence(GraphComponent):
    """Makes `news_question` the intent where another one is doubtful and a passage surely answers."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`doubtful`: an intent of less confidence may give way. `runner_up`: the least that `news_question` must have.

        `sure`: the confidence of a passage that answers. `whole`: a passage of that confidence, whose article holds all
        that was asked, wins over whom to turn to and the organisation even where that is `likely`.

        `english`: the confidence of a passage that answers a question in English, of which there are few examples.

        `titled`: so much of the question stands in the title of the article.
        """
        return {
            "doubtful": 0.55,
            "runner_up": 0.15,
            "sure": 0.75,
            "whole": 0.75,
            "likely": 0.9,
            "titled": 0.5,
            "english": 0.6,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "WeighEvidence":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._is_news(message):
                put_first(message, NEWS)
        return messages

    def _is_news(self, message: Message) -> bool:
        intent = message.get(INTENT) or {}
        if intent.get("name") == HOURS and (named := whose(_question(message))):
            return named == "another's"
        if intent.get("name") == PERSON and fetches_a_thing(_question(message)):
            return True
        ranking = message.get("intent_ranking") or []
        as_news = next((entry["confidence"] for entry in ranking if entry["name"] == NEWS), 0.0)
        best = next(iter(message.get(PASSAGES) or []), None)
        if intent.get("name") == NEWS or best is None or not best["answers"]:
            return False
        confidence = intent.get("confidence") or 0.0
        all_of_it = _NEARLY_ALL if names_anything(_question(message)) else _ALL
        if intent.get("name") in _LIKE_NEWS_IN_ENGLISH and is_english(_question(message)):
            return bool(confidence < self._config["likely"] and best["confidence"] >= self._config["english"])
        if intent.get("name") in _LIKE_NEWS and max(best.get("covers", 0.0), best["own"]) >= all_of_it:
            in_title = any(
                hit.get("titled", 0.0) >= self._config["titled"]
                and hit["confidence"] >= self._config["likely"]
                and max(hit.get("covers", 0.0), hit["own"]) >= all_of_it
                for hit in message.get(PASSAGES) or []
            )
            return in_title or bool(confidence < self._config["likely"] and best["confidence"] >= self._config["whole"])
        counted = question_type(_question(message)) in NEEDS_EVIDENCE and confidence < self._config["likely"]
        if intent.get("name") == "about_organisation" and counted and best.get("titled", 0.0) >= self._config["titled"]:
            return bool(best["confidence"] >= self._config["whole"])
        whole = confidence < self._config["likely"] and best["confidence"] >= self._config["whole"]
        if intent.get("name") in _OF_A_PLACE and whole and best.get("titled", 0.0) >= self._config["titled"]:
            return True
        if intent.get("name") in _LIKE_NOTHING and whole and best["own"] >= _ALL and names_anything(_question(message)):
            return True
        return bool(
            confidence < self._config["doubtful"]
            and as_news >= self._config["runner_up"]
            and best["confidence"] >= self._config["sure"]
        )


def _question(message: Message) -> str:
    return str(message.get(QUESTION) or message.get(TEXT) or "")
