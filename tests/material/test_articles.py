"""Lists and tables of an article are read so that an answer can hold a whole list, or the row that was asked for."""

from bot.language.sentences import sentences
from bot.material.articles import split_paragraphs

TABLE = """Tabellen visar hur många som sökte.

| Kommun | Sökande | Antagna |
| --- | ---: | --- |
| Norrby | 101 | 83 |
| Söderby | 92 | |

Sedan gick tiden."""


def test_a_table_stays_whole_and_each_row_of_it_is_a_sentence_that_names_its_columns() -> None:
    assert split_paragraphs(TABLE) == (
        "Tabellen visar hur många som sökte.",
        "Norrby – Sökande: 101, Antagna: 83.\nSöderby – Sökande: 92.",
        "Sedan gick tiden.",
    )
    assert sentences(split_paragraphs(TABLE)[1]) == ["Norrby – Sökande: 101, Antagna: 83.", "Söderby – Sökande: 92."]
    two = TABLE + "\n\n| Ort | År |\n| --- | --- |\n| Väst | 1 |"
    assert split_paragraphs(two)[-1] == "Väst – År: 1."


def test_the_items_of_a_list_stand_with_the_line_that_announces_it() -> None:
    assert split_paragraphs("Orterna är:\n\n- Norrby\n- Söderby\n\nDe är två.") == (
        "Orterna är:\n- Norrby\n- Söderby",
        "De är två.",
    )
    assert split_paragraphs("Gör så här:\n1. Läs.\n2. Skriv.") == ("Gör så här:\n1. Läs.\n2. Skriv.",)


def test_a_dash_of_speech_is_no_list() -> None:
    assert split_paragraphs("Hon tror på det.\n- Vi vill mer, säger hon.\n– Ja, säger han.") == (
        "Hon tror på det.",
        "- Vi vill mer, säger hon.",
        "– Ja, säger han.",
    )


def test_a_list_that_nobody_announced_is_whole_too() -> None:
    assert split_paragraphs("Kom ihåg.\n\n* Bok\n* Penna\n\nHej!") == (
        "Kom ihåg.",
        "* Bok\n* Penna",
        "Hej!",
    )
