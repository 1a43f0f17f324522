"""The language of an answer is that of what was written last, as far as it tells one."""

import pytest

from bot.language.conversation import speaks_english

ENGLISH = "How can I contact you?"
SWEDISH = "Hur kontaktar jag er?"


@pytest.mark.parametrize("text", ["anna@example.com", "+46 70 123 45 67", "no", "cancel", "ok", "Lotta", "?", "😀"])
def test_what_tells_no_language_is_in_that_of_what_came_before(text: str) -> None:
    assert speaks_english([ENGLISH, text])
    assert speaks_english([ENGLISH, text, text])
    assert not speaks_english([SWEDISH, text])
    assert not speaks_english([text])


@pytest.mark.parametrize("text", ["nej", "tack", "avbryt", "Vad gör ni på dagarna?", "öppet?", "ja tack"])
def test_who_goes_on_in_swedish_is_answered_in_swedish(text: str) -> None:
    assert not speaks_english([ENGLISH, text])


def test_who_goes_over_to_english_is_answered_in_english() -> None:
    assert speaks_english([SWEDISH, ENGLISH])
    assert not speaks_english([])
