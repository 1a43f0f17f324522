"""Messages in languages of many who may need help are known by their script or their common words."""

import pytest

from bot.language.foreign import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("زوجي يضربني", "arabiska eller persiska"),
        ("شوهرم مرا می‌زند", "arabiska eller persiska"),
        ("ሰብኣየይ ይወቅዓኒ", "tigrinska eller amhariska"),
        ("чоловік б'є мене", "ukrainska eller ryska"),
        ("fadlan i caawi, waan cabsanayaa", "somaliska"),
        ("mieheni lyö minua", "finska"),
        ("Apua!", "finska"),
    ],
)
def test_a_language_is_known(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["min man slår mig", "hej", "I need help", "ja", "en i min klass", "Vad heter Наталья på svenska?", "", "112"],
)
def test_swedish_and_english_are_not_foreign(text: str) -> None:
    assert foreign_language(text) is None
