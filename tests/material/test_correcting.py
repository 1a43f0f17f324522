"""A correction answers with what it says is right, not with what it says was wrong."""

import pytest

from bot.material.correcting import is_correction, retells_error, settles

from .test_telling import FAIRS, article, first

ARTICLES = [
    article(
        "loppet",
        "Rekordmånga i Skogsloppet 2024",
        "2024-06-01",
        "Sammanlagt 510 personer sprang Skogsloppet i Furunäs.",
        "Ekby hade 40 löpare med.",
    ),
    article(
        "rattelse",
        "Rättelse: löparna från Ekby i Skogsloppet 2024",
        "2024-06-09",
        "I vår nyhet om Skogsloppet i Furunäs angav vi fel antal löpare från Ekby. Felet berodde på en dubbel lista.",
        "Rätt antal är 30 personer från Ekby.",
        "Summan för alla som sprang blir därmed 500 personer.",
    ),
]


def test_what_is_right_is_said_and_not_what_was_wrong() -> None:
    assert "30" in first("Hur många löpare från Ekby var med i Skogsloppet 2024?", [ARTICLES[1], *FAIRS])


def test_a_sum_that_a_later_correction_gives_in_passing_holds() -> None:
    assert "500" in first("Hur många sprang Skogsloppet sammanlagt?", ARTICLES)


def test_who_asks_for_the_error_is_not_told_only_what_is_right() -> None:
    assert "30" not in first("Varför angav ni fel antal löpare från Ekby?", [ARTICLES[1], *FAIRS])


@pytest.mark.parametrize("title", ["Rättelse: fel datum", "Vi har rättat en uppgift", "Korrigerad tabell"])
def test_a_title_says_that_an_article_corrects(title: str) -> None:
    assert is_correction(title)


def test_rights_and_errors_are_told_apart() -> None:
    assert not is_correction("Alla har rätt till stöd")
    assert settles("När är mötet?", "Rätt dag är den 3 maj.")
    assert retells_error("När är mötet?", "Vi angav fel dag.")
    assert not settles("Vad rättade ni?", "Rätt dag är den 3 maj.")
