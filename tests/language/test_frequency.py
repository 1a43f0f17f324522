"""How common a word is."""

import pytest

from bot.language.frequency import common_words, zipf


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [("och", 7, 8), ("barn", 5.5, 6), ("konferens", 3.5, 5), ("socialtjänst", 3, 4), ("våldsutsatta", 2, 3)],
)
def test_a_word_is_as_common_as_it_is_in_swedish(word: str, least: float, most: float) -> None:
    assert least <= zipf(word) <= most


@pytest.mark.parametrize("word", ["", "xqzvwk", "brännströmskan", "Och", "\ud800"])
def test_what_is_no_lower_cased_swedish_word_is_unknown(word: str) -> None:
    assert zipf(word) == 0


def test_the_common_words_come_commonest_first_and_agree_with_zipf() -> None:
    words = list(common_words(5))
    frequencies = [frequency for _, frequency in words]
    assert frequencies == sorted(frequencies, reverse=True)
    assert {"och", "barn", "vem"} <= {word for word, _ in words}
    assert all(zipf(word) == pytest.approx(frequency) for word, frequency in words)
