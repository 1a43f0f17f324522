"""Where `bot run` cannot start, one clear line says why and how to mend it, and nothing is left running."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings

from ..support.product import bot, settings_in
from .test_run import processes_of


def refusal(settings: Settings, *options: str, **variables: str) -> str:
    """The one line that `bot run` says before it ends with status 1."""
    done = bot(["run", *options], settings, **variables)
    assert done.returncode == 1, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert processes_of(settings) == []
    return line


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "home")


@pytest.fixture
def listener() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("variable", "way_out"),
    [("BOT_PORT", "--port"), ("BOT_ASSISTANT_PORT", "BOT_ASSISTANT_PORT"), ("BOT_ACTIONS_PORT", "BOT_ACTIONS_PORT")],
)
def test_a_port_that_is_taken(tmp_path: Path, listener: int, variable: str, way_out: str) -> None:
    line = refusal(settings_in(tmp_path / "home", **{variable: str(listener)}))
    assert f"127.0.0.1:{listener}" in line
    assert way_out in line


def test_a_port_that_is_taken_and_was_given_as_an_option(settings: Settings, listener: int) -> None:
    assert f"127.0.0.1:{listener}" in refusal(settings, "--port", str(listener))


def test_a_host_that_is_not_this_machines(settings: Settings) -> None:
    assert "192.0.2.1" in refusal(settings, "--host", "192.0.2.1")


@pytest.mark.parametrize("below", ["", "home"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, below: str) -> None:
    (tmp_path / "a_file").write_text("in the way")
    line = refusal(settings_in(tmp_path / "a_file" / below))
    assert str(tmp_path / "a_file") in line
    assert "BOT_HOME" in line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("news/ny.md", "---\nsection: Nyhet\n---\n\nText.\n"),
        ("contact/organisation.yml", "name: [\n"),
        ("contact/support_lines.yml", "lines:\n  - name: Linjen\n"),
        ("danger/help.yml", "acute: Ring någon.\n"),
        ("danger/patterns.yml", "rules: [\n"),
    ],
)
def test_material_that_is_wrong(settings: Settings, name: str, text: str) -> None:
    file = settings.content / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    line = refusal(settings)
    assert f"{file}:" in line


def test_words_that_cannot_be_used(settings: Settings) -> None:
    for name in ("words.yml", "web/texts.yml"):
        file = settings.content / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a: [\n", encoding="utf-8")
        assert f"{file}:" in refusal(settings)
        file.unlink()


def test_more_than_one_wrong_file_is_one_line_that_says_how_to_see_them_all(settings: Settings) -> None:
    for name in ("a", "b", "c"):
        file = settings.content / "news" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("no front matter", encoding="utf-8")
    assert "bot material check" in refusal(settings)


def test_no_model_where_it_may_not_train(settings: Settings) -> None:
    line = refusal(settings, "--no-train")
    assert "no trained model" in line
    assert "bot train" in line


def test_training_data_that_cannot_be_read(settings: Settings) -> None:
    file = settings.content / "nlu" / "own.yml"
    file.parent.mkdir(parents=True)
    file.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: [\n', encoding="utf-8")
    assert str(file) in refusal(settings)
    log = settings.home / "train.log"
    assert log.stat().st_mode & 0o077 == 0, "what a run writes is for nobody else"


def test_a_key_that_is_none(settings: Settings) -> None:
    (settings.home / "keys").mkdir(parents=True)
    (settings.home / "keys" / "record.key").write_text("not a key")
    assert "record.key" in refusal(settings)


def test_a_record_of_a_newer_version(settings: Settings) -> None:
    import sqlite3

    settings.home.mkdir(parents=True)
    with sqlite3.connect(settings.home / "record.db") as record:
        record.execute("CREATE TABLE alembic_version (version_num TEXT)")
        record.execute("INSERT INTO alembic_version VALUES ('9999')")
    assert "9999" in refusal(settings)


def test_a_setting_that_is_no_number(settings: Settings) -> None:
    assert "BOT_PORT" in refusal(settings, BOT_PORT="eighty")
