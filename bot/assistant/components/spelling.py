"""Mends the spelling of a message and finds what it asks: "Hej! nar va konferansen? Tack" → "när var konferensen?".

What the visitor wrote stays in `text`: the danger check, the form and the record read that.
"""

import json
from collections import Counter
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
from bot.assistant.components.followup import ALONE, QUESTION, WRITTEN
from bot.language.dates import with_months
from bot.language.letter import asked_in
from bot.language.spelling import Lexicon, normalise
from bot.language.words import words
from bot.material.model import Material
from bot.material.reading import read_material

_FILE = "lexicon.json"
# Spelling the first message takes a second: a list of words is read. So it is done while the model is loaded.
_OFTEN, _LONG = 3, 8
_FIRST = "nar var konferansen"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class QuestionSpelling(GraphComponent):
    """Sets `written`, the text of a message with the spelling mended towards the words of the material, `question`, the
    part of it that asks, and `alone`, that part without what it leans on (see `bot.language.letter.Asked`).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lexicon = Lexicon({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "QuestionSpelling":
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache see a change of an article, or of the code that reads them."""
        return fingerprint.of_articles()

    def train(self, training_data: TrainingData) -> Resource:
        material, _ = read_material(settings.load().material_folders)
        stored = Lexicon.of([*_texts(material), *_words_of_visitors(training_data)]).stored()
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "QuestionSpelling":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        component._lexicon = Lexicon.loaded((word, count) for word, count in stored)
        normalise(_FIRST, component._lexicon)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            written = with_months(normalise(message.get(TEXT) or "", self._lexicon))
            message.set(WRITTEN, written, add_to_output=True)
            asked = asked_in(written)
            message.set(QUESTION, asked.question, add_to_output=True)
            message.set(ALONE, asked.own)
        return messages


def _texts(material: Material) -> list[str]:
    """Everything whose words a visitor may mean: articles, and names of the contact material."""
    names = [material.organisation.name, *(one.name for one in material.organisation.municipalities)]
    names += [line.name for line in material.open_lines]
    return [*names, *(text for article in material.shown for text in (article.title, *article.paragraphs))]


def _words_of_visitors(training_data: TrainingData) -> list[str]:
    """Long words that several examples have (telefonnummer, öppettider): a misspelling is hardly met so often."""
    texts = [example.get(TEXT) for example in training_data.intent_examples if example.get(TEXT)]
    counts = Counter(word for text in texts for word in set(words(text)))
    return [word for word, count in counts.items() if count >= _OFTEN and len(word) >= _LONG]
