"""Rasa's training data, with what the articles add to it.

The titles of the articles become examples of how one asks for an article, and the names in them a lookup table, so
that the assistant is trained on the organisation's own material and not on examples alone.
"""

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot import settings
from bot.material.model import Article
from bot.material.names import names
from bot.material.reading import read_material

# Enough titles to learn what a title looks like; more would drown the examples that people wrote.
TITLE_EXAMPLES = 60
NAME_EXAMPLES = 40
_TITLE_QUESTIONS = ("{title}", "Finns det någon artikel om {title}?")
_REACHING_QUESTIONS = ("Hur når jag {name}?", "Hur kontaktar jag {name}?")


class MaterialImporter(RasaFileImporter):
    """Reads data/nlu, data/rules and data/stories as Rasa does, and the articles of the material.

    Rasa asks for everything several times in one training; it is read once.
    """

    @cached_method
    def get_domain(self) -> Domain:
        return super().get_domain()

    @cached_method
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return super().get_stories(exclusion_percentage)

    @cached_method
    def get_nlu_data(self, language: str | None = "sv") -> TrainingData:
        material, _ = read_material(settings.load().material_folders)
        articles = [article for article in material.articles if not article.withdrawn]
        return super().get_nlu_data(language).merge(training_data(articles))


def training_data(articles: list[Article]) -> TrainingData:
    """What articles add: examples with their titles, their names and whom they name to be asked, and all names as the
    lookup table of entity `name`."""
    titles = [
        Message.build(text=question.format(title=article.title), intent="find_article")
        for article in articles[:TITLE_EXAMPLES]
        for question in _TITLE_QUESTIONS
    ]
    found = sorted({name for article in articles for name in names(article)})
    named = [_name_example(name) for name in found[:NAME_EXAMPLES]]
    below = sorted({contact.name for article in articles for contact in article.contacts if contact.name})
    reached = [
        Message.build(text=question.format(name=name), intent="contact_responsible")
        for name in below[:NAME_EXAMPLES]
        for question in _REACHING_QUESTIONS
    ]
    return TrainingData(
        [*titles, *named, *reached], lookup_tables=[{"name": "name", "elements": found}] if found else []
    )


def _name_example(name: str) -> Message:
    text = f"Vem är {name}?"
    start = text.index(name)
    entity = {"entity": "name", "value": name, "start": start, "end": start + len(name)}
    return Message.build(text=text, intent="news_question", entities=[entity])
