"""Programs are told from questions."""

import pytest

from bot.language.code import is_code


@pytest.mark.parametrize(
    "text",
    ["say('hi')", "SELECT name FROM people", "<b>hej</b>", "let x = 1", "function go() { return 2; }", "import sys"],
)
def test_a_piece_of_a_program_is_seen(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    ["När var kursen (den i Timrå)?", "kursen(Timrå)", "hej <3", "mejla anna.testsson@example.com", "var = var?", ""],
)
def test_what_people_write_is_no_program(text: str) -> None:
    assert not is_code(text)
