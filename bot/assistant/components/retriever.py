"""Finds the sentences of the material that a message is about.

The index is trained and stored inside the Rasa model. The hits carry text, title and link, because bare numbers into
files that an editor changes would quote the wrong sentence; so they are also part of what `rasa shell nlu` shows.
"""

import json
from functools import partial
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.assistant import fingerprint
from bot.assistant.components.followup import ABOUT, MUST, OWN, QUESTION
from bot.assistant.second_opinion import SecondOpinion
from bot.language.english import in_swedish, is_english
from bot.language.needs import who_is_meant
from bot.material.correcting import settles
from bot.material.finding import find, held, hits, in_order, led, of_article
from bot.material.learnt import ABOUT_NEWS, Learnt
from bot.material.passages import Passage, explained, passages
from bot.material.reading import read_material
from bot.material.search import Index, warm_up
from bot.material.telling import ToldApart, apart, tells_who
from bot.material.whole import Known, described, known

PASSAGES = "passages"
_INDEX_FILE = "index.npz"
_PASSAGES_FILE = "passages.json"
_ARTICLES_FILE = "articles.json"
# Below this, whoever asks whether somebody is a minister is told who that is.
SURELY = 0.65
# A first sentence that is less sure gives way to one of another article that is so sure, and so nearly as good.
UNSURE = 0.5
VERY_SURE = 0.9
NEARLY = 0.3
# A sentence that names who was asked for, and so much of the question, is at least so sure where its article is.
TOUCHES, SURE_OF_ARTICLE, NOT_UNSURE = 0.2, 0.8, 0.55
# Nobody looks at what is found for these; the second opinion on it costs 15 ms.
_TALK = frozenset({"greet", "thank", "goodbye", "praise", "affirm", "deny", "cancel", "give_contact", "hand_over"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PassageRetriever(GraphComponent):
    """Sets `passages` of a message: the best sentences, best first, each with where it stands and how well it fits."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sentences`: how many of the best article are kept. `articles`: of how many others the best one is.

        `talk`: an intent of small talk of at least that confidence is not looked up by its meaning.
        """
        return {"sentences": 3, "articles": 3, "talk": 0.8}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.passages: list[Passage] = []
        self._index: Index | None = None
        self.meaning: SecondOpinion | None = None
        self._articles: dict[str, Known] = {}
        self._learnt = Learnt()

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
        return fingerprint.of_articles()

    def train(self, training_data: TrainingData) -> Resource:
        material, _ = read_material(settings.load().material_folders)
        short_forms = explained(material.shown)
        self._hold([passage for article in material.shown for passage in passages(article, short_forms)])
        articles = {
            slug: described([self.passages[number] for number in numbers]) for slug, numbers in self._of_article.items()
        }
        self._articles = {slug: known(stored) for slug, stored in articles.items()}
        self._index = Index.build(self._documents)
        texts = {article.slug: " ".join((article.title, *article.paragraphs)) for article in material.shown}
        elsewhere = [e.get(TEXT) for e in training_data.intent_examples if e.get(INTENT) not in ABOUT_NEWS]
        self._learnt = Learnt.of(material.asked, texts, elsewhere)
        with self._model_storage.write_to(self._resource) as folder:
            self._index.save(folder / _INDEX_FILE)
            stored = [p._asdict() for p in self.passages]
            (folder / _PASSAGES_FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
            (folder / _ARTICLES_FILE).write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
            self._learnt.save(folder)
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
            articles = json.loads((folder / _ARTICLES_FILE).read_text(encoding="utf-8"))
            component._learnt = Learnt.load(folder)
        component._hold([Passage(**p) for p in stored])
        component._articles = {slug: known(article) for slug, article in articles.items()}
        warm_up()
        chosen = settings.load()
        if chosen.meaning:
            component.meaning = SecondOpinion(component._documents, chosen.vectors)
            component.meaning.prepare()
        return component

    def _hold(self, found: list[Passage]) -> None:
        self.passages = found
        self._documents = [passage.document for passage in found]
        self._of_article = of_article(self._documents)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            question = message.get(QUESTION) or message.get(TEXT) or ""
            found = self._find(question, message)
            if (meant := who_is_meant(question)) and not _is_sure(found):
                found = self._find(meant, message)
            message.set(PASSAGES, found, add_to_output=True)
        return messages

    def _find(self, question: str, message: Message) -> list[dict[str, Any]]:
        if self._index is None:
            return []
        about, own, must = message.get(ABOUT), message.get(OWN) or "", message.get(MUST) or ()
        if is_english(question):  # the news are in Swedish
            question, own = in_swedish(question), in_swedish(own)
        among = None if about is None else self._of_article.get(about, [])
        opinion = None if self._is_talk(message) else self.meaning
        finding = find(question, self._documents, self._index, opinion, among, self._of_article, own, must)
        order = partial(in_order, candidates=finding.candidates, one_article=among is not None, must=must)
        follows = bool(about or own or must)
        told = apart(question, finding, self.passages, self._articles, follows, order)
        guess = held(own or question, told.finding, self.passages, self._learnt.guess(own or question, follows))
        first = told.finding if must else led(told.finding, self.passages, guess)
        found = hits(question, first, self.passages, self._config["sentences"], self._config["articles"], must, guess)
        found = [_hit(hit, told, number < told.together, about is not None) for number, hit in enumerate(found)]
        return _surest_first(_settled(question, found, told), one_article=about is not None)

    def _is_talk(self, message: Message) -> bool:
        """Whether it is surely something that no article is about."""
        intent = message.get(INTENT) or {}
        return intent.get("name") in _TALK and (intent.get("confidence") or 0.0) >= self._config["talk"]


def _is_sure(found: list[dict[str, Any]]) -> bool:
    return bool(found) and found[0]["confidence"] >= SURELY


def _surest_first(found: list[dict[str, Any]], one_article: bool) -> list[dict[str, Any]]:
    """The hits; first comes one of another article that surely answers, where the first one does not surely enough.

    It is nearly as good a sentence, and its article holds as much of the question.
    """
    if one_article or not found or found[0]["confidence"] >= UNSURE or found[0]["together"]:
        return found
    best = found[0]
    surer = [
        hit
        for hit in found
        if hit["confidence"] >= VERY_SURE
        and hit["slug"] != best["slug"]
        and hit["answers"]
        and hit["score"] >= NEARLY * best["score"]
        and hit["covers"] >= best["covers"]
    ]
    return [surer[0], *(hit for hit in found if hit is not surer[0])] if surer else found


def _hit(hit: dict[str, Any], all_told: ToldApart, together: bool, chosen: bool) -> dict[str, Any]:
    """A hit with `covers` and `titled` (0–1, how much of the question stands in its article, and in the title alone),
    `together` (it answers one of the two things that are asked) and `other`.

    An `other` article, about another year or somebody else than the question, answers nothing, unless it was `chosen`.
    """
    told = all_told.told[hit["slug"]]
    other = told.other and not chosen
    nothing: dict[str, Any] = {"confidence": 0.0, "answers": False} if other else {}
    covers, titled = round(told.covers, 4), round(told.titled, 4)
    return {**hit, "covers": covers, "titled": titled, "together": together, "other": other, **nothing}


def _settled(question: str, found: list[dict[str, Any]], all_told: ToldApart) -> list[dict[str, Any]]:
    """The hits; what a correction says is right is as sure as anything in it, whatever words it holds.

    Somebody named where it is asked who is not unsure where the article surely tells of what is asked.
    """
    if found and all_told.told[found[0]["slug"]].corrects and settles(question, found[0]["text"]):
        of_both = {found[0]["slug"], all_told.corrected}
        surest = max(hit["confidence"] for hit in found if hit["slug"] in of_both)
        return [{**found[0], "confidence": surest}, *found[1:]]
    if found and not found[0]["other"] and tells_who(question, found[0]["text"]) and found[0]["own"] >= TOUCHES:
        surest = max(hit["confidence"] for hit in found if hit["slug"] == found[0]["slug"])
        if surest >= SURE_OF_ARTICLE and found[0]["confidence"] < SURELY:
            return [{**found[0], "confidence": max(found[0]["confidence"], NOT_UNSURE)}, *found[1:]]
    return found
