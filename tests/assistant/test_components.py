"""The parts of the pipeline: unsure of nonsense, sure of addresses, and danger has the last word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import fingerprint
from bot.assistant.components.classifier import CharacterClassifier
from bot.assistant.components.contact_details import ContactDetails
from bot.assistant.components.danger import DangerCheck
from bot.assistant.components.retriever import PassageRetriever
from bot.assistant.components.tokenizer import SwedishTokenizer
from bot.language import danger
from bot.settings import ROOT

from ..support.product import Assistant

NONSENSE = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt",
    "a" * 200,
    "asdkjh qwpoei zxcmnb",
    "ggggg hhhhh jjjjj kkkkk",
    "1234 5678 9012",
)
CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    """Where Rasa's components keep what they learn."""
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def examples() -> TrainingData:
    """The training data that people wrote."""
    return RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu")]).get_nlu_data()


@pytest.fixture(scope="module")
def classifier(storage: LocalModelStorage, examples: TrainingData) -> CharacterClassifier:
    """The classifier as the pipeline configures it, trained."""
    component = CharacterClassifier.create(options(CharacterClassifier), storage, Resource("classifier"), CONTEXT)
    component.train(examples)
    return component


def pipeline() -> list[dict[str, Any]]:
    config = yaml.safe_load((fingerprint.ASSISTANT / "config.yml").read_text(encoding="utf-8"))
    steps: list[dict[str, Any]] = config["pipeline"]
    return steps


def options(component: Any) -> dict[str, Any]:
    """A component's options as the pipeline has them."""
    (step,) = [step for step in pipeline() if step["name"].endswith(f".{component.__name__}")]
    return {**component.get_default_config(), **{key: value for key, value in step.items() if key != "name"}}


def parsed(component: Any, text: str, **data: Any) -> Message:
    message = Message({"text": text, **data})
    (result,) = component.process([message])
    return result


def ranking(component: Any, text: str) -> dict[str, float]:
    """Confidence by intent, likeliest first."""
    return {entry["name"]: entry["confidence"] for entry in parsed(component, text).get("intent_ranking")}


# --- the tokenizer


def test_tokens_stand_where_they_say_and_an_emoji_alone_is_one() -> None:
    tokenizer = SwedishTokenizer(SwedishTokenizer.get_default_config())
    text = "Hej! När är e-postkursen på Åre?"
    found = tokenizer.tokenize(Message({"text": text}), "text")
    assert [token.text for token in found] == ["Hej", "När", "är", "e-postkursen", "på", "Åre"]
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token.text for token in tokenizer.tokenize(Message({"text": "😀"}), "text")] == ["😀"]


# --- the classifier


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: text[:12])
def test_nonsense_is_something_else_or_nothing_and_never_what_the_bot_can_do(classifier, text: str) -> None:
    (fallback,) = [step["threshold"] for step in pipeline() if step["name"] == "FallbackClassifier"]
    likely = {r["name"] for r in parsed(classifier, text).get("intent_ranking") if r["confidence"] >= fallback}
    assert likely <= {"other"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hej hej", "greet"),
        ("tack så mycket för hjälpen", "thank"),
        ("vem är du egentligen", "who_are_you"),
        ("vilket telefonnummer har ni", "contact_phone"),
        ("jag vill prata med en riktig människa", "hand_over"),
        ("kan jag få prata med nån", "hand_over"),
        ("visa alla nyheter", "find_article"),
        ("nej tack", "deny"),
        ("avbryt", "cancel"),
    ],
)
def test_it_is_sure_of_what_people_say_in_their_own_words(classifier, text: str, intent: str) -> None:
    found = parsed(classifier, text).get("intent")
    assert found["name"] == intent
    assert found["confidence"] > 0.5


@pytest.mark.parametrize("text", ["", " ", "😀", "…"])
def test_of_a_text_without_anything_known_it_says_nothing(classifier: CharacterClassifier, text: str) -> None:
    message = parsed(classifier, text)
    assert message.get("intent")["confidence"] < 0.3
    assert message.get("intent_ranking") is not None


def test_its_probabilities_are_probabilities_and_come_best_first(classifier, storage, examples) -> None:
    every = {**options(CharacterClassifier), "ranking_length": 100}
    component = CharacterClassifier.load(every, storage, Resource("classifier"), CONTEXT)
    found = ranking(component, "när är kursen")
    assert set(found) == {example.get("intent") for example in examples.intent_examples}
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-5)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_loaded_it_understands_exactly_as_when_it_was_trained(classifier, storage, examples) -> None:
    loaded = CharacterClassifier.load(options(CharacterClassifier), storage, Resource("classifier"), CONTEXT)
    texts = [example.get("text") for example in examples.intent_examples][::25] + list(NONSENSE)
    for text in texts:
        before, after = ranking(classifier, text), ranking(loaded, text)
        assert list(after) == list(before)
        assert after == pytest.approx(before, abs=1e-6)


def test_trained_twice_on_the_same_it_is_the_same(classifier, storage, examples) -> None:
    again = CharacterClassifier.create(options(CharacterClassifier), storage, Resource("again"), CONTEXT)
    again.train(examples)
    for text in ("när är kursen", "hej", "vem bestämmer"):
        assert ranking(again, text) == ranking(classifier, text)


def test_it_keeps_what_it_learnt_without_pickle(classifier, storage) -> None:
    with storage.read_from(Resource("classifier")) as folder:
        assert sorted(file.name for file in Path(folder).iterdir()) == ["classifier.npz", "examples.json"]


def test_what_is_an_example_word_for_word_is_known_however_like_others_it_is(storage, examples) -> None:
    """A reviewer teaches one question; hundreds of examples that look like it say something else."""
    taught = "Får jag ha höns hemma?"
    more = TrainingData([*examples.intent_examples, Message.build(text=taught, intent="news_question")])
    component = CharacterClassifier.create(options(CharacterClassifier), storage, Resource("taught"), CONTEXT)
    component.train(more)
    loaded = CharacterClassifier.load(options(CharacterClassifier), storage, Resource("taught"), CONTEXT)
    for written in (taught, "får jag ha höns  hemma"):
        assert ranking(loaded, written) == {"news_question": 1.0}
    assert ranking(loaded, "Får jag ha höns där hemma?") != {"news_question": 1.0}, "it is an example like others"


def test_an_example_of_two_intents_is_weighed_as_any_text(storage, examples) -> None:
    both = [Message.build(text="det där", intent=intent) for intent in ("greet", "goodbye")]
    component = CharacterClassifier.create(options(CharacterClassifier), storage, Resource("both"), CONTEXT)
    component.train(TrainingData([*examples.intent_examples, *both]))
    assert len(ranking(component, "det där")) > 1


def test_two_intents_are_enough_and_one_is_told_to_be_too_few(storage) -> None:
    two = [Message.build(text=text, intent=text.split()[0]) for text in ("ja tack", "ja gärna", "nej tack", "nej du")]
    component = CharacterClassifier.create(options(CharacterClassifier), storage, Resource("two"), CONTEXT)
    component.train(TrainingData(two))
    assert parsed(component, "ja då").get("intent")["name"] == "ja"
    assert parsed(component, "nej då").get("intent")["name"] == "nej"
    with pytest.raises(RasaException, match="at least two intents"):
        component.train(TrainingData(two[:2]))


# --- contact details


@pytest.fixture(scope="module")
def contact_details() -> ContactDetails:
    return ContactDetails(options(ContactDetails))


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("anna@example.com", "email", "anna@example.com"),
        ("min mejl är anna.b@example.com tack", "email", "anna.b@example.com"),
        ("070-123 45 67", "phone", "+46701234567"),
        ("ring mig på 060 12 34 56", "phone", "+4660123456"),
    ],
)
def test_an_address_is_an_address_whatever_was_understood_before(contact_details, text, entity, value) -> None:
    before = [{"name": "greet", "confidence": 0.8}, {"name": "other", "confidence": 0.1}]
    message = parsed(contact_details, text, intent=before[0], intent_ranking=before)
    assert message.get("intent") == {"name": "give_contact", "confidence": 1.0}
    assert message.get("intent_ranking") == [{"name": "give_contact", "confidence": 1.0}, *before]
    assert (entity, value) in [(found["entity"], found["value"]) for found in message.get("entities")]


def test_a_long_question_with_an_address_in_it_is_still_a_question(contact_details) -> None:
    text = (
        "Jag undrar när den nationella konferensen hölls och vilka som deltog där, och ni kan svara mig på "
        "anna@example.com när ni har hunnit titta på saken"
    )
    before = {"name": "news_question", "confidence": 0.8}
    message = parsed(contact_details, text, intent=before, intent_ranking=[before])
    assert message.get("intent") == before
    assert [entity["value"] for entity in message.get("entities")] == ["anna@example.com"]


@pytest.mark.parametrize("text", ["ring 112", "20 till 30 personer", "den 24 april 2026", "hej", "090"])
def test_what_is_no_address_changes_nothing(contact_details, text: str) -> None:
    before = {"name": "other", "confidence": 0.6}
    message = parsed(contact_details, text, intent=before, intent_ranking=[before])
    assert message.get("intent") == before
    assert not message.get("entities")


# --- danger


@pytest.fixture(scope="module")
def danger_check() -> DangerCheck:
    return DangerCheck(options(DangerCheck), danger.load(ROOT / "data" / "danger" / "patterns.yml"))


def test_the_danger_check_stands_last_in_the_pipeline_after_the_fallback() -> None:
    names = [step["name"] for step in pipeline()]
    assert names[-1] == "bot.assistant.components.danger.DangerCheck"
    assert names.index("FallbackClassifier") == len(names) - 2


def test_danger_goes_before_whatever_was_understood(danger_check: DangerCheck) -> None:
    before = [{"name": "contact_phone", "confidence": 0.62}, {"name": "danger", "confidence": 0.2}]
    text = "hej vad har ni för telefonnummer han slår mig"
    message = parsed(danger_check, text, intent=before[0], intent_ranking=before)
    assert message.get("intent") == {"name": "danger", "confidence": 1.0}
    assert message.get("intent_ranking") == [{"name": "danger", "confidence": 1.0}, before[0]]
    assert message.get("danger")["kind"] == "violence"
    assert message.get("possible_danger") is False


def test_a_trained_danger_without_a_rule_makes_way_for_the_next_intent(danger_check: DangerCheck) -> None:
    before = [{"name": "danger", "confidence": 0.5}, {"name": "hand_over", "confidence": 0.4}]
    message = parsed(danger_check, "Kan ni ringa mig", intent=before[0], intent_ranking=before)
    assert message.get("intent") == {"name": "hand_over", "confidence": 0.4}
    assert message.get("intent_ranking") == [before[1]]
    assert message.get("danger") is None
    assert message.get("possible_danger") is True


def test_where_the_next_intent_is_unlikely_nothing_was_understood(danger_check: DangerCheck) -> None:
    before = [{"name": "danger", "confidence": 0.8}, {"name": "hand_over", "confidence": 0.1}]
    message = parsed(danger_check, "Kan ni ringa mig", intent=before[0], intent_ranking=before)
    assert message.get("intent")["name"] == "nlu_fallback"
    assert "danger" not in [entry["name"] for entry in message.get("intent_ranking")]


def test_a_faint_guess_of_danger_changes_nothing(danger_check: DangerCheck) -> None:
    before = [{"name": "greet", "confidence": 0.9}, {"name": "danger", "confidence": 0.05}]
    message = parsed(danger_check, "hej", intent=before[0], intent_ranking=before)
    assert message.get("intent") == before[0]
    assert message.get("intent_ranking") == before
    assert message.get("possible_danger") is False


# --- the whole pipeline, in the running assistant


@pytest.fixture
def understood(assistant: Assistant) -> Iterator[Any]:
    yield assistant.understood


def test_danger_has_the_last_word_in_the_running_assistant(understood) -> None:
    found = understood("hej vad har ni för telefonnummer, min man slår mig")
    assert found["intent"] == {"name": "danger", "confidence": 1.0}
    assert found["intent_ranking"][0] == found["intent"]
    assert found["danger"]["kind"] == "violence"
    also = understood("min man slår mig, ring 070-123 45 67")
    assert also["intent"]["name"] == "danger"


def test_nonsense_is_not_understood_in_the_running_assistant(understood) -> None:
    for text in (*NONSENSE, "😀", "…"):
        assert understood(text)["intent"]["name"] in {"nlu_fallback", "other"}


def test_names_of_the_articles_are_entities_however_they_are_written(understood) -> None:
    for text in ("Vem är Lotta Brännström?", "vem är lotta brännström"):
        assert ("name", "lotta brännström") in [(e["entity"], e["value"].lower()) for e in understood(text)["entities"]]


def test_the_passages_are_part_of_what_was_understood_with_text_title_and_link(understood) -> None:
    passages = understood("När var konferensen i Umeå?")["passages"]
    assert 0 < len(passages) <= options(PassageRetriever)["sentences"] + options(PassageRetriever)["articles"]
    first = passages[0]
    assert "26 till 27 april" in first["text"]
    assert first["title"] == "Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"
    assert first["link"] == f"/nyheter/{first['slug']}"
    assert [p["score"] for p in passages] == sorted((p["score"] for p in passages), reverse=True)
