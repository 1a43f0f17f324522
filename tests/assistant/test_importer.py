"""The articles are part of the training: their titles are examples, and their names a lookup table."""

from pathlib import Path

import pytest

from bot.assistant import fingerprint
from bot.assistant.importer import MaterialImporter, training_data
from bot.material.model import Article
from bot.material.names import names
from bot.material.reading import read_material
from bot.settings import ROOT

from ..support.product import settings_in

SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's own content, which the importer reads."""
    settings = settings_in(tmp_path / "home")
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    (settings.content / "news").mkdir(parents=True)
    return settings.content


def imported():
    folder = fingerprint.ASSISTANT
    training = [str(path) for path in fingerprint.training_files([ROOT / "data"])]
    importer = MaterialImporter(str(folder / "config.yml"), str(folder / "domain"), training)
    return importer.get_nlu_data()


def write(content: Path, slug: str, title: str, text: str, more: str = "") -> None:
    (content / "news" / f"{slug}.md").write_text(f"---\ntitle: {title}\n{more}---\n\n{text}\n", encoding="utf-8")


def lookup(data) -> list[str]:
    (table,) = [table["elements"] for table in data.lookup_tables if table["name"] == "name"]
    return table


def examples(data) -> dict[str, str]:
    return {example.get("text"): example.get("intent") for example in data.intent_examples}


def test_the_real_article_is_in_the_training_data_beside_the_examples_that_people_wrote(content: Path) -> None:
    data = imported()
    found = examples(data)
    assert found["Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"] == "find_article"
    assert found["Vem är Lotta Brännström?"] == "news_question"
    assert {"greet", "danger", "hand_over"} <= set(found.values())
    assert {"Lotta Brännström", "Malin Rönnblom", "Sara Nilsson", "Drottning Silvia"} <= set(lookup(data))


def test_a_new_article_brings_its_title_and_its_names(content: Path) -> None:
    write(content, "ny", "Utbildning för alla", "Kursen leds av Ada Lovelace. Den är gratis.")
    data = imported()
    assert examples(data)["Finns det någon artikel om Utbildning för alla?"] == "find_article"
    assert "Ada Lovelace" in lookup(data)


def test_a_withdrawn_article_brings_nothing(content: Path) -> None:
    write(content, "ny", "Utbildning för alla", "Kursen leds av Ada Lovelace.", more="withdrawn: true\n")
    data = imported()
    assert not [text for text in examples(data) if "Utbildning för alla" in text or "Lovelace" in text]
    assert "Ada Lovelace" not in lookup(data)


def test_a_withdrawn_seed_article_brings_nothing_either(content: Path) -> None:
    write(content, SEED, "Borttagen", "Text.", more="withdrawn: true\n")
    (before,) = read_material([ROOT / "data"])[0].articles
    assert before.slug == SEED
    assert not [text for text in examples(imported()) if text == before.title]


def test_a_names_place_in_its_example_is_marked_as_an_entity() -> None:
    data = training_data([article("Kursen leds av Ada Lovelace.")])
    (example,) = [example for example in data.entity_examples if "Ada" in example.get("text")]
    (entity,) = example.get("entities")
    assert entity["entity"] == "name"
    assert example.get("text")[entity["start"] : entity["end"]] == entity["value"] == "Ada Lovelace"


def test_without_articles_there_is_no_empty_lookup_table() -> None:
    assert training_data([]).lookup_tables == []


def test_the_first_word_of_a_sentence_begins_no_name() -> None:
    assert names(article("Idag Ada Lovelace talade. Hon såg Grace Hopper.")) == (
        "Ada Lovelace",
        "Grace Hopper",
    )


def article(text: str) -> Article:
    return Article(
        slug="a",
        title="Titel",
        section="",
        contact="",
        url="",
        published=None,
        paragraphs=(text,),
        withdrawn=False,
        lattlast="",
        path=Path("a.md"),
    )
