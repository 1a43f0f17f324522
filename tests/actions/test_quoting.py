"""A quotation says where it stands, leads there, and tells how old it is."""

from datetime import date
from urllib.parse import unquote

import pytest

from actions.quoting import age, in_words, text_fragment
from bot.material.model import Article

from .conftest import write_article

TODAY = date(2026, 11, 22)


def article(settings, published: str) -> Article:
    from actions.context import material

    write_article(settings, "en", f"title: En\npublished: {published}")
    found = material().article("en")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("", "Artikeln saknar datum."),
        ("2026-11-01", "Artikeln är från 1 november 2026."),
        ("2025-11-23", "Artikeln är från 23 november 2025."),
        ("2025-11-21", "Artikeln är från 21 november 2025 och kan vara inaktuell."),
    ],
)
def test_an_article_older_than_a_year_may_be_out_of_date(settings, published: str, said: str) -> None:
    assert age(article(settings, published), TODAY) == said


def test_a_day_is_written_as_people_write_it() -> None:
    assert in_words(date(2023, 5, 2)) == "2 maj 2023"


def test_a_short_sentence_is_found_whole() -> None:
    assert text_fragment("Dag 1, i Sundsvall-Timrå & Ånge.") == (
        "#:~:text=Dag%201%2C%20i%20Sundsvall%2DTimr%C3%A5%20%26%20%C3%85nge."
    )


def test_a_long_sentence_is_found_by_its_ends() -> None:
    start, end = text_fragment(" ".join(f"ord{n}" for n in range(30))).removeprefix("#:~:text=").split(",")
    assert (unquote(start), unquote(end)) == ("ord0 ord1 ord2 ord3 ord4", "ord25 ord26 ord27 ord28 ord29")
