"""What is to be fetched."""

import pytest

from bot.language.fetching import fetches_a_thing
from tests.data.test_training_data import examples


@pytest.mark.parametrize(
    "message",
    [
        "Var kan jag hämta sand?",
        "När hämtas soporna?",
        "Kan någon hämta mitt gamla kylskåp?",
        "hur hamtar jag ut mitt bibliotekskort",
        "Hämtar ni trädgårdsavfall?",
    ],
)
def test_a_thing_is_fetched(message: str) -> None:
    assert fetches_a_thing(message)


@pytest.mark.parametrize(
    "message",
    [
        "Kan du hämta en kollega?",
        "hämta din närmaste chef",
        "kan någon hämta en riktig person",
        "hämta nån som vet",
        "hämta hjälp",
        "Jag ska hämta sand och vill prata med en människa",
        "Var finns det sand?",
    ],
)
def test_a_person_is_no_thing_and_who_wants_to_speak_with_one_is_heard(message: str) -> None:
    assert not fetches_a_thing(message)


def test_no_example_of_wanting_a_person_is_taken_for_a_thing() -> None:
    wanted = [example.text for example in examples() if example.intent == "hand_over"]
    assert any("hämta" in text for text in wanted) and not [text for text in wanted if fetches_a_thing(text)]
