"""What the assistant is compared with: Rasa's stock pipeline on the same data, and a plain site search."""

import shutil
from pathlib import Path

import yaml
from rasa.shared.importers.importer import TrainingDataImporter
from rich.console import Console

from bot import models
from bot.evaluate import peers, stock
from bot.evaluate.assistant import request
from bot.evaluate.conversations import Played
from bot.evaluate.peers import Result, print_comparison
from bot.evaluate.site_search import SiteSearch
from bot.language.sentences import sentences
from bot.material.reading import read_material
from bot.settings import ROOT, Settings

from ..support.product import settings_in
from .answers import FACT, TALK, UNKNOWN
from .test_cases import GOOD, read_cases, written


def test_the_stock_project_is_one_that_rasa_reads_with_an_answer_for_each_sentence(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "home")
    project = tmp_path / "project"
    stock.write_project(project, settings)
    importer = TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain"), [str(project / "data")]
    )
    data, domain, stories = importer.get_nlu_data(), importer.get_domain(), importer.get_stories()
    assert data.retrieval_intents == {"news_question", "find_article"}
    learnt = {message.get("intent_response_key") for message in data.intent_examples} - {None}
    assert {f"utter_{key}" for key in learnt} <= set(domain.responses)
    material, _ = read_material(settings.material_folders)
    texts = [sentence for paragraph in material.shown[0].paragraphs for sentence in sentences(paragraph)]
    said = [response["text"] for variants in domain.responses.values() for response in variants]
    assert all(any(text in words for words in said) for text in texts)
    actions = {
        event.action_name for step in stories.story_steps for event in step.events if hasattr(event, "action_name")
    }
    assert {"utter_news_question", "utter_find_article", "utter_danger", "action_contact"} <= actions


def test_the_stock_pipeline_is_the_installed_rasas_with_all_its_epochs() -> None:
    config = stock.stock_config()
    names = [part["name"] for part in (*config["pipeline"], *config["policies"])]
    assert {"DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy"} <= set(names)
    assert {part["epochs"] for part in config["pipeline"] if "epochs" in part} == {100}
    assert {part["epochs"] for part in stock.stock_config(2)["pipeline"] if "epochs" in part} == {2}


def test_rules_without_a_stand_in_stay_as_they_are(tmp_path: Path) -> None:
    project = tmp_path / "project"
    stock.write_project(project, settings_in(tmp_path / "home"))
    rules = [rule for file in project.glob("data/*.yml") for rule in yaml.safe_load(file.read_text()).get("rules", [])]
    actions = {step["action"] for rule in rules for step in rule["steps"] if "action" in step}
    assert {"action_contact", "handover_form", "utter_greet"} <= actions
    assert "action_danger" not in actions


def test_the_site_search_shows_the_paragraph_with_the_words_whatever_was_asked(tmp_path: Path) -> None:
    material, _ = read_material(settings_in(tmp_path).material_folders)
    search = SiteSearch(material.shown)

    def shown(text: str) -> str:
        replies = search.message(request("conversation", text))["replies"]
        return replies[0]["blocks"][0]["text"] if replies else ""

    assert "Malin Rönnblom" in shown("Vem är Malin Rönnblom?")
    assert shown("Vad är klockan i Tokyo?") != ""
    assert shown("xyzzy") == ""


def test_the_comparison_tells_wrong_from_not_known(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, GOOD))
    cases = [((), FACT), (("lacks x",), TALK), (("lacks x",), UNKNOWN), (("lacks x",), UNKNOWN)]
    played = tuple(Played(case, wrong, (TALK, answered), (1.0,)) for wrong, answered in cases)
    console = Console(record=True, width=100)
    print_comparison(console, "a title", [Result("ours", played, 8.0, 500.0, 1.0)])
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in console.export_text().splitlines() if "│" in line
    ]
    assert ["p50 beside ours", "1.0"] in rows
    assert rows[:4] == [["right", "1"], ["wrong", "1"], ["does not know", "2"], ["ms a message, p50", "5.0"]]
    assert rows[-1] == ["right: fact", "1 of 4"]


def test_other_contact_facts_make_no_other_stock_model_but_another_article_does(tmp_path: Path) -> None:
    names = []
    for number, overlay in enumerate((None, ROOT / "tests" / "conversations" / "filled", "news")):
        settings = settings_in(tmp_path / f"home{number}")
        if overlay == "news":
            (settings.content / "news").mkdir(parents=True)
            (settings.content / "news" / "ny.md").write_text("---\ntitle: Ny\n---\n\nNytt.\n", encoding="utf-8")
        elif overlay is not None:
            shutil.copytree(overlay, settings.content)
        stock.write_project(tmp_path / f"project{number}", settings)
        names.append(peers._hash(tmp_path / f"project{number}"))
    assert names[0] == names[1] != names[2]


def test_a_model_is_trained_once_and_used_wherever_it_fits(tmp_path: Path) -> None:
    times = []
    for number in range(2):
        trained = peers.trained_in(tmp_path / "kept")  # as the next run of the command finds it
        settings = settings_in(tmp_path / f"home{number}")

        def train(own: Settings = settings) -> float:
            times.append(1)
            own.models.mkdir(parents=True)
            models.file(own.models, "0123456789abcdef").write_bytes(b"a model")
            return 7.0

        assert peers._once("0123456789abcdef", settings, trained, train) == 7.0
        current = models.current(settings.models)
        assert current is not None and current.read_bytes() == b"a model"
    assert times == [1]
