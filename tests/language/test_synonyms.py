"""Words that can stand for one another are found from any of their forms."""

import pytest

from bot.language.synonyms import in_one_word, synonyms
from bot.language.words import stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("talare", "lyssna"),
        ("föreläste", "lyssna"),
        ("ordnade", "anordnade"),
        ("kungafamiljen", "drottningen"),
        ("förövarna", "gärningsmannen"),
        ("kostade", "avgiften"),
    ],
)
def test_a_word_is_met_by_what_can_stand_for_it(one: str, other: str) -> None:
    assert stem(other) in synonyms(stem(one))


@pytest.mark.parametrize(("one", "other"), [("konferens", "konferens"), ("umeå", "stad"), ("pojke", "flicka")])
def test_a_word_is_no_synonym_of_itself_or_of_another_thing(one: str, other: str) -> None:
    assert stem(other) not in synonyms(stem(one))


def test_what_is_said_in_several_words_is_said_in_one() -> None:
    assert in_one_word("Vilka låg bakom mötet?") == "Vilka anordnade mötet?"
    assert in_one_word("Vem höll talet i Umeå?") == "Vem höll talet i Umeå?"
