"""`bot model`: what is kept is shown, and a model that somebody chooses stays in use."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import models
from bot.assistant import fingerprint
from bot.cli import app
from bot.evaluate.assistant import settings_in
from bot.run import fitting_model
from bot.settings import Settings

OLD, NEW = "a" * 16, "b" * 16


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with two models, where no assistant runs."""
    made = settings_in(tmp_path)
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    made.models.mkdir()
    for name in (OLD, NEW):
        model = models.file(made.models, name)
        model.write_bytes(b"model")
        models.note(model, models.About("2026-11-29T08:00:00+00:00", fingerprint.of_code(), articles=31))
    models.asked_file(models.file(made.models, NEW)).write_text(json.dumps({"right": 571, "of": 595}), encoding="utf-8")
    models.use(made.models, models.file(made.models, NEW))
    return made


def bot(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["model", *arguments])
    return done.exit_code, done.output


def test_the_list_says_when_a_model_was_trained_on_what_and_how_it_answered(settings: Settings) -> None:
    status, said = bot("list")
    new, old = (next(line.split() for line in said.splitlines() if name in line) for name in (NEW, OLD))
    assert status == 0
    assert new == [NEW, "yes", "2026-11-29", "08:00", "31", "0", "571", "of", "595"]
    assert old == [OLD, "2026-11-29", "08:00", "31", "0"]


def test_a_model_that_is_chosen_is_in_use_and_stays_so_at_the_next_start(settings: Settings) -> None:
    assert bot("use", "aaa") == (0, f"{OLD} is in use from the next start on.\n")
    assert "yes, chosen" in bot("list")[1]
    assert fitting_model(settings, may_train=True) == models.file(settings.models, OLD)


def test_one_that_does_not_fit_the_code_any_more_is_not_kept_in_use(settings: Settings) -> None:
    old = models.file(settings.models, OLD)
    models.note(old, models.About("2026-11-29T08:00:00+00:00", "another version"))
    models.use(settings.models, old, hold=True)
    assert fitting_model(settings, may_train=True) is None, "one is trained"


@pytest.mark.parametrize("name", ["c", "", "A"])
def test_what_names_no_model_or_several_changes_nothing(settings: Settings, name: str) -> None:
    status, said = bot("use", name)
    assert status == 1 and "bot model list" in said
    assert models.current(settings.models) == models.file(settings.models, NEW)
