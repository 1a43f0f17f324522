"""A day that was typed with a stroke is written as articles write it."""

import pytest

from bot.language.dates import with_months


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("vilka var med 24/4?", "vilka var med 24 april?"),
        ("1/12", "1 december"),
        ("den 24:e april", "den 24 april"),
        ("24e april", "24 april"),
        ("24:e gången", "24:e gången"),
        ("26-27/4", "26-27/4"),
        ("2/3 av eleverna", "2/3 av eleverna"),
        ("24/13", "24/13"),
        ("2023/24", "2023/24"),
        ("1/2/3", "1/2/3"),
    ],
)
def test_a_day_with_a_stroke(typed: str, written: str) -> None:
    assert with_months(typed) == written
