"""Whose opening hours a question asks for."""

import pytest

from bot.language.opening_hours import whose
from tests.data.test_training_data import examples


@pytest.mark.parametrize(
    "question",
    [
        "När stänger badhuset?",
        "nar oppnar fritidsgarden",
        "När öppnar den nya lekparken?",
        "Hur länge har caféet öppet?",
        "Är vårdcentralen öppen i helgen?",
        "Har Netto stängt på nyårsdagen?",
        "Vad har soptippen för öppettider?",
        "vilka öppettider har konsthallen",
        "öppettider på badet",
        "museets öppettider i sommar",
        "När öppnar kommunens badhus?",
        "When does the library open on Sundays?",
    ],
)
def test_a_thing_that_opens_has_its_own_hours(question: str) -> None:
    assert whose(question) == "another's"


@pytest.mark.parametrize(
    "question", ["När är det öppet hos er på lördag?", "Har ni stängt på julafton?", "When do you close?"]
)
def test_who_speaks_to_us_asks_for_ours(question: str) -> None:
    assert whose(question) == "ours"


@pytest.mark.parametrize(
    "question",
    [
        "När stänger kontoret?",
        "Är telefonväxeln öppen nu?",
        "När öppnar kommunens kontor?",
        "Är det öppet på lördag?",
        "öppettider i mellandagarna",
        "Stänger det tidigare på skärtorsdagen?",
        "När öppnar ni badhuset?",
    ],
)
def test_an_office_and_a_time_are_no_such_thing(question: str) -> None:
    assert whose(question) is None


def test_no_example_of_a_question_for_our_hours_is_taken_for_another_s() -> None:
    ours = [example.text for example in examples() if example.intent == "contact_hours"]
    assert ours and not [text for text in ours if whose(text) == "another's"]
