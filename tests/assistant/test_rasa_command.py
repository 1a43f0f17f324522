"""`bot rasa …` gives Rasa's commands this project's paths, and leaves alone what the caller gives."""

from pathlib import Path

import pytest

from bot.assistant.fingerprint import ASSISTANT
from bot.assistant.rasa_command import with_paths
from bot.settings import ROOT, Settings

from ..conftest import home_with_model
from ..support.product import Assistant, bot, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home with a model file."""
    chosen = settings_in(tmp_path)
    chosen.models.mkdir()
    (chosen.models / "m.tar.gz").touch()
    (chosen.models / "current").write_text("m.tar.gz\n")
    return chosen


def value(arguments: list[str], option: str) -> list[str]:
    """What follows an option, up to the next."""
    assert arguments.count(option) == 1
    rest = arguments[arguments.index(option) + 1 :]
    return rest[: next((index for index, word in enumerate(rest) if word.startswith("-")), len(rest))]


def test_training_gets_domain_configuration_all_files_of_data_and_where_models_lie(settings: Settings) -> None:
    own = settings.content / "nlu" / "talk.yml"
    own.parent.mkdir(parents=True)
    own.write_text('version: "3.1"')
    arguments = with_paths(settings, ["train", "--fixed-model-name", "x"])
    assert arguments[:3] == ["train", "--fixed-model-name", "x"]
    assert value(arguments, "--domain") == [str(ASSISTANT / "domain")]
    assert value(arguments, "--config") == [str(ASSISTANT / "config.yml")]
    data = value(arguments, "--data")
    assert {str(ROOT / "data" / "nlu" / "other.yml"), str(ROOT / "data" / "rules" / "answers.yml"), str(own)} <= set(
        data
    )
    assert str(ROOT / "data" / "nlu" / "talk.yml") not in data  # the installation's own takes its place
    assert {Path(file).parent.name for file in data} <= {"nlu", "rules", "stories"}
    assert value(arguments, "--out") == [str(settings.models)]


@pytest.mark.parametrize("command", [["shell"], ["shell", "nlu"], ["run"], ["test", "nlu"], ["test", "core"]])
def test_the_model_is_the_one_in_use(settings: Settings, command: list[str]) -> None:
    assert value(with_paths(settings, command), "--model") == [str(settings.models / "m.tar.gz")]


@pytest.mark.parametrize("given", [["--model", "own"], ["--model=own"], ["-m", "own"]])
def test_what_the_caller_gives_stays(settings: Settings, given: list[str]) -> None:
    arguments = with_paths(settings, ["shell", *given])
    assert arguments[:2] == ["shell", given[0]]
    assert "--model" not in arguments[len(given) + 1 :]


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["run", "actions"], ["data", "convert"], ["init"], []])
def test_a_command_that_takes_no_path_of_ours_is_left_as_it_is(settings: Settings, command: list[str]) -> None:
    assert with_paths(settings, command) == command


def test_results_of_tests_lie_with_what_else_a_run_writes_and_not_in_the_checkout(settings: Settings) -> None:
    assert value(with_paths(settings, ["test", "nlu"]), "--out") == [str(settings.home / "results")]


def test_rasas_own_shell_shows_how_a_text_is_understood(trained: Path, tmp_path: Path) -> None:
    settings = settings_in(home_with_model(trained, tmp_path))
    done = bot(["rasa", "shell", "nlu"], settings, text="När var konferensen i Umeå?\n/stop\n")
    assert done.returncode == 0, done.stderr
    assert '"name": "news_question"' in done.stdout
    assert "26 till 27 april" in done.stdout


def test_rasas_own_test_command_plays_our_conversations_against_the_model(assistant: Assistant, tmp_path: Path) -> None:
    arguments = ["rasa", "test", "core", "--fail-on-prediction-errors", "--out", str(tmp_path)]
    done = bot(arguments, assistant.settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "None of the test stories failed" in (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
