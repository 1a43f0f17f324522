"""What Rasa would pass over with a warning ends everything here, loudly and with a line that says where."""

import shutil
from pathlib import Path

import pytest

from bot.assistant.preflight import PreflightError, check
from bot.settings import ROOT

from ..support.product import bot, run, settings_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what the assistant is made of."""
    return Path(shutil.copytree(ROOT / "bot" / "assistant", tmp_path / "assistant"))


def test_what_is_shipped_is_in_order() -> None:
    check()


def test_a_broken_file_in_the_domain_is_told_with_its_name(folder: Path) -> None:
    broken = folder / "domain" / "extra.yml"
    broken.write_text('responses:\n  utter_x:\n  - text: "without an end\n', encoding="utf-8")
    with pytest.raises(PreflightError, match=r"domain/extra\.yml: cannot be read.*line 3"):
        check(folder)


def test_a_broken_line_in_the_shipped_domain_is_told(folder: Path) -> None:
    domain = folder / "domain" / "domain.yml"
    domain.write_text(domain.read_text().replace("intents:", "intents: ["), encoding="utf-8")
    with pytest.raises(PreflightError, match=r"domain/domain\.yml"):
        check(folder)


@pytest.mark.parametrize("text", ["", "# Only a comment.\n", "colour: blue\n", "- a\n- list\n", "just words\n"])
def test_a_file_in_the_domain_that_is_no_domain_file_is_told(folder: Path, text: str) -> None:
    (folder / "domain" / "notes.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PreflightError, match=r"domain/notes\.yml"):
        check(folder)


def test_a_key_that_the_domain_does_not_know_is_told(folder: Path) -> None:
    domain = folder / "domain" / "domain.yml"
    domain.write_text(domain.read_text().replace("influence_conversation: false", "influence_conversation: maybe", 1))
    with pytest.raises(PreflightError, match=r"domain/domain\.yml"):
        check(folder)


def test_an_import_error_in_the_importer_is_told(folder: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "broken_importer.py").write_text("import a_module_that_is_nowhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    config = folder / "config.yml"
    config.write_text(config.read_text().replace("bot.assistant.importer.", "broken_importer."))
    with pytest.raises(
        PreflightError, match=r"config\.yml: the importer broken_importer\.MaterialImporter.*a_module_that"
    ):
        check(folder)


@pytest.mark.parametrize(
    ("shipped", "wrong"),
    [
        ("importers:\n- name: bot.assistant.importer.MaterialImporter\n", ""),
        ("MaterialImporter", "MissingImporter"),
        ("bot.assistant.importer.MaterialImporter", "RasaFileImporter"),
        ("pipeline:", "pipeline: ["),
    ],
    ids=["no importer", "no such class", "one without articles", "broken YAML"],
)
def test_a_configuration_that_would_leave_out_the_articles_is_told(folder: Path, shipped: str, wrong: str) -> None:
    config = folder / "config.yml"
    assert shipped in config.read_text()
    config.write_text(config.read_text().replace(shipped, wrong))
    with pytest.raises(PreflightError, match=r"config\.yml"):
        check(folder)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the repository in which something may be broken."""
    copy = tmp_path / "repository"
    for name in ("bot", "actions", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def break_importer(repository: Path) -> str:
    importer = repository / "bot" / "assistant" / "importer.py"
    importer.write_text("import a_module_that_is_nowhere\n" + importer.read_text())
    return "a_module_that_is_nowhere"


def break_domain(repository: Path) -> str:
    (repository / "bot" / "assistant" / "domain" / "extra.yml").write_text("responses: [\n")
    return "extra.yml"


@pytest.mark.parametrize(
    ("command", "break_it"),
    [("rasa train", break_importer), ("rasa data validate", break_domain), ("train", break_importer)],
)
def test_the_commands_end_with_status_1_and_one_line_and_make_no_model(repository, tmp_path, command, break_it) -> None:
    named = break_it(repository)
    settings = settings_in(tmp_path / "home", BOT_DATA=str(repository / "data"))
    inside = f"import sys; sys.path.insert(0, {str(repository)!r})"
    code = (
        f"{inside}; import bot; assert bot.__file__.startswith({str(repository)!r}); from bot.cli import main; main()"
    )
    done = run(["-c", code, *command.split()], settings)
    assert done.returncode == 1, done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if str(repository) in line]
    assert named in line
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "home").rglob("*.tar.gz")) == []


def test_rasas_validation_of_what_is_shipped_has_nothing_to_say(tmp_path: Path) -> None:
    done = bot(["rasa", "data", "validate", "--fail-on-warnings"], settings_in(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
