"""Where a Swedish sentence ends, and where it only looks so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.sentences import sentences

SEED = Path(__file__).parent / "seed-article.txt"

# Much of what a sentence's end is made of, so that the properties meet it often.
PIECES = st.sampled_from(
    [". ", "! ", "? ", "… ", ".", ".”", "”", "– ", "\n", "\n\n", "t.ex. ", "24 ", "kl. ", " ", "1. "]
)
TEXT = st.lists(PIECES | st.text(alphabet=st.characters(exclude_categories=()), max_size=8), max_size=40).map("".join)


@pytest.mark.parametrize(
    "parts",
    [
        ["Våldet är tungt.", "Arbetet är viktigt!", "Eller hur?", "Ja."],
        ["Vi arbetar med t.ex. Sundsvall, bl.a. Ånge och s.k. Barnahus.", "Det går bra."],
        ["Mötet börjar kl. 10.30 den 24.4 i Umeå.", "Alla är välkomna."],
        ["Den 24. april kom ca. 100 personer.", "Dr. Andersson talade."],
        ["Vi talar om skola, hälsa m.m. och mer.", "Sedan äter vi."],
        ["Vi talar om skola, hälsa m.m.", "Sedan äter vi."],
        ["Enligt A. B. Svensson och J-O. Berg är det så.", "Det stämmer."],
        ["”Det är bra.”", "Så sade hon."],
        ["”Kom hit!” sade hon.", "Han kom."],
        ["Det gäller elever i årskurs 9.", "Därför behövs kunskap."],
        ["Det gäller alla (se sidan 4.)", "Läs mer."],
        ["Hon kom 2023.", "12 personer deltog."],
        ["Se s. 12 och kap. 3.", "Läs sedan resten."],
        ["Gäster som Silvia, … Brandberg och andra kom.", "De talade."],
        ["Jag vet inte…", "Kanske i morgon."],
        ["Konferensen hölls i\nUmeå av Kommunförbundet\nVästernorrland.", "Den var bra."],
        ["1. Ring oss.", "2. Skriv till oss."],
        ["En rubrik utan punkt"],
        ["Webbplatsen är kfvn.se och vasternorrlandmotvald.se.", "Där står mer."],
    ],
)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_an_empty_line_and_a_line_of_dialogue_divide_without_a_full_stop() -> None:
    assert sentences("Kontakt\n\nHar du frågor?\n– Ja\n– Nej, säger hon") == [
        "Kontakt",
        "Har du frågor?",
        "– Ja",
        "– Nej, säger hon",
    ]


def test_the_article_is_divided_as_a_reader_would() -> None:
    paragraphs = SEED.read_text(encoding="utf-8").split("\n\n")
    assert [len(sentences(paragraph)) for paragraph in paragraphs] == [1, 1, 4, 2, 5, 7, 2, 1, 1, 2]
    found = sentences("\n\n".join(paragraphs))
    assert found[5] == (
        "Konferensernas fokusområden är tunga, men viktiga, och lockar betydelsefulla besökare; som Drottning Silvia, "
        "jämställdhetsminister Paulina Brandberg och Sara Nilsson, utredare vid Jämställdhetsmyndigheten."
    )
    assert sum(sentence.startswith("– Jämställdhetsarbetet i allmänhet") for sentence in found) == 1
    assert sum(sentence.startswith("Den 26 till 27 april anordnades konferens") for sentence in found) == 1
    assert all(sentence[-1] in ".?" for sentence in found if len(sentence) > 100 and " / " not in sentence)


@given(TEXT)
def test_sentences_stand_in_the_text_in_order_and_only_whitespace_is_left_out(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        found = text.index(sentence, at)
        assert not text[at:found].strip()
        assert sentence == sentence.strip() != ""
        at = found + len(sentence)
    assert not text[at:].strip()


@given(TEXT)
def test_a_sentence_alone_loses_nothing_when_divided_again(text: str) -> None:
    for sentence in sentences(text):
        assert "".join("".join(sentences(sentence)).split()) == "".join(sentence.split())


def test_a_list_that_is_announced_comes_whole() -> None:
    text = "Tre orter är med:\n- Norrby\n- Söderby\n- Västerby"
    assert sentences(f"Så är det. {text}") == ["Så är det.", text]
    assert sentences("Först detta.\n- Norrby\n- Söderby") == ["Först detta.", "- Norrby", "- Söderby"]
