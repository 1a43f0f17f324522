"""`bot material check` and `bot material list`, as a person meets them."""

import pytest
from typer.testing import CliRunner

from bot.material.commands import app

from .conftest import ARTICLE, LINES, ORGANISATION


def run(*arguments, home=None):
    environment = {} if home is None else {"BOT_HOME": str(home)}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


def files_of(path):
    return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_check_counts_what_it_found_right(tmp_path):
    result = run("check", home=tmp_path / "var")
    assert result.exit_code == 0
    assert result.stdout.endswith("1 article, 15 support lines: no problems.\n")
    assert not (tmp_path / "var").exists()


def test_check_names_every_problem_on_a_line_of_its_own_and_writes_nothing(folder):
    bad = folder.write("news/a.md", "---\nsection: Nyhet\n---\n\nText.\n")
    worse = folder.write("news/b.md", "---\ntitle: [\n---\n\nText.\n")
    before = files_of(folder.path)
    result = run("check", "--folder", folder.path)
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f'{bad}:2: there is no "title". Add a line')
    assert second.startswith(f"{worse}:")
    assert result.stdout == ""
    assert files_of(folder.path) == before


def test_check_sees_the_installations_own_content(tmp_path):
    path = tmp_path / "content" / "news" / "ny.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: A\nauthor: B\n---\n\nText.\n")
    result = run("check", home=tmp_path)
    assert (result.exit_code, f'{path}:3: unknown key "author"' in result.stderr) == (1, True)


def test_check_warns_of_old_facts_and_still_ends_well(folder):
    path = folder.write("contact/support_lines.yml", LINES.replace("2026-11-22", "2020-01-01"))
    result = run("check", "--folder", folder.path)
    assert result.exit_code == 0
    warning, summary = result.stdout.splitlines()
    assert warning.startswith(f'Warning: {path}:2: "Hjälplinjen 116 111" was checked on 2020-01-01')
    assert summary == "0 articles, 1 support line: no problems."


def test_list_shows_articles_lines_and_what_is_not_verified(folder):
    folder.write("news/a.md", ARTICLE.replace("title: Ny", "withdrawn: true\ntitle: '[Ny]'\n# Ny"))
    folder.write("contact/support_lines.yml", LINES)
    folder.write("contact/organisation.yml", ORGANISATION)
    result = run("list", "--folder", folder.path)
    assert result.exit_code == 0
    for shown in ("[Ny]", "withdrawn", "no date", "Hjälplinjen", "116 111", "Förbundet", "telephone", "not verified"):
        assert shown in result.stdout


def test_list_shows_what_it_can_and_ends_with_the_problems(folder):
    folder.write("news/a.md", ARTICLE)
    folder.write("news/b.md", "")
    result = run("list", "--folder", folder.path)
    assert (result.exit_code, "Ny utbildning" in result.stdout, "b.md:1" in result.stderr) == (1, True, True)


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_folder_that_does_not_exist_is_said_so(tmp_path, command):
    result = run(command, "--folder", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in " ".join(result.stderr.replace("│", " ").split())
