"""What somebody asks about who asks for an article."""

import pytest

from bot.language.asking import subject_of_article


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("En vän sa att ni skrivit om simhallen, var hittar jag texten?", "simhallen"),
        ("Finns det något skrivet om lägret i Tallnäs? Jag vill läsa allt.", "lägret Tallnäs"),
        ("har ni någon artikel om skolbussar", "skolbussar"),
        ("simhallen artikel", "simhallen"),
    ],
)
def test_what_an_article_is_to_be_about_stands_behind_its_om(question: str, subject: str) -> None:
    assert subject_of_article(question) == subject
