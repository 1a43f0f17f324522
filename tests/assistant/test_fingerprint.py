"""A model's name tells what it was made of: what needs training gives another name, and nothing else does."""

import shutil
import sys
from pathlib import Path

import pytest

from bot.assistant import fingerprint
from bot.settings import ROOT, Settings

from ..support.product import run, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of the repository's data that may be changed."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    return settings_in(tmp_path / "home", BOT_DATA=str(data))


def append(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(text)


def test_the_same_files_give_the_same_name_in_every_process(settings: Settings) -> None:
    code = (
        "from bot.assistant import fingerprint; from bot import settings; print(fingerprint.of_model(settings.load()))"
    )
    assert run(["-c", code], settings).stdout.strip() == fingerprint.of_model(settings)


@pytest.mark.parametrize("file", ["news/ny.md", "nlu/talk.yml", "rules/answers.yml", "nlu/own.yml", "stories/own.yml"])
def test_a_change_of_an_article_or_of_the_training_data_gives_another_name(settings: Settings, file: str) -> None:
    before = fingerprint.of_model(settings)
    append(settings.data / file, "\n# Ändrat\n")
    assert fingerprint.of_model(settings) != before


def test_an_installations_own_article_and_examples_count_too(settings: Settings) -> None:
    names = {fingerprint.of_model(settings)}
    append(settings.content / "news" / "egen.md", "---\ntitle: Egen\n---\n\nText.\n")
    names.add(fingerprint.of_model(settings))
    append(settings.content / "nlu" / "egen.yml", 'version: "3.1"\n')
    names.add(fingerprint.of_model(settings))
    assert len(names) == 3


def test_a_change_back_gives_the_old_name_again(settings: Settings) -> None:
    before = fingerprint.of_model(settings)
    article = settings.data / "news" / "ny.md"
    append(article, "---\ntitle: Ny\n---\n\nText.\n")
    article.unlink()
    assert fingerprint.of_model(settings) == before


def test_a_file_that_only_got_another_name_gives_another_name(settings: Settings) -> None:
    before = fingerprint.of_model(settings)
    (article,) = (settings.data / "news").glob("*.md")
    article.rename(article.with_name("annan.md"))
    assert fingerprint.of_model(settings) != before


@pytest.mark.parametrize(
    "file", ["contact/organisation.yml", "contact/support_lines.yml", "danger/help.yml", "words.yml", "web/texts.yml"]
)
def test_contact_facts_and_words_need_no_training(settings: Settings, file: str) -> None:
    before = fingerprint.of_model(settings)
    append(settings.data / file, "\n# Ändrat\n")
    append(settings.content / file, "# Eget\n")
    assert fingerprint.of_model(settings) == before


@pytest.mark.parametrize(
    "file",
    [
        "bot/assistant/config.yml",
        "bot/assistant/domain/domain.yml",
        "bot/assistant/domain/responses.yml",
        "bot/assistant/importer.py",
        "bot/assistant/components/classifier.py",
        "bot/language/words.py",
        "bot/material/search.py",
    ],
)
def test_a_change_of_configuration_domain_or_code_gives_another_name(settings, tmp_path, monkeypatch, file) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(ROOT / "bot", repository / "bot", ignore=shutil.ignore_patterns("__pycache__", "web", "record"))
    monkeypatch.setattr(fingerprint, "ROOT", repository)
    monkeypatch.setattr(fingerprint, "ASSISTANT", repository / "bot" / "assistant")
    before = fingerprint.of_model(settings)
    append(repository / file, "\n# changed\n")
    assert fingerprint.of_model(settings) != before


def test_the_name_is_told_without_importing_rasa(settings: Settings) -> None:
    code = (
        "import sys; from bot.assistant import fingerprint; from bot import models, settings;"
        "fingerprint.of_model(settings.load());"
        "sys.exit(any(name.split('.')[0] in ('rasa', 'tensorflow', 'sklearn') for name in sys.modules))"
    )
    assert run(["-c", code], settings).returncode == 0, sys.executable


def test_the_retrievers_part_changes_with_an_articles_text_and_not_with_examples(settings, monkeypatch) -> None:
    from bot.assistant.components.retriever import PassageRetriever

    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    before = PassageRetriever.fingerprint_addon({})
    append(settings.data / "nlu" / "talk.yml", "# Ändrat\n")
    assert PassageRetriever.fingerprint_addon({}) == before
    append(next((settings.data / "news").glob("*.md")), "\nEn ny mening.\n")
    assert PassageRetriever.fingerprint_addon({}) != before
