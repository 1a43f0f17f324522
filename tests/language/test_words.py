"""What counts as a word, and what a word's stem is."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.words import STOP_WORDS, stem, stems, tokens, words

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Våld mot kvinnor och barn.", ["våld", "mot", "kvinnor", "och", "barn"]),
        ("Den 24:e april kl. 10:30", ["den", "24:e", "april", "kl", "10:30"]),
        ("EU:s regler, e-post, SMS112", ["eu:s", "regler", "e-post", "sms112"]),
        ("kunskaps- och erfarenhetsutbyte – där", ["kunskaps", "och", "erfarenhetsutbyte", "där"]),
        ("Kontakt:Lotta", ["kontakt", "lotta"]),
        ("idé hos Müller", ["idé", "hos", "müller"]),
        ("A\u030asa A\u0308ngby", ["åsa", "ängby"]),
        ("snake_case \ud800 ...", ["snake", "case"]),
        ("", []),
    ],
)
def test_words_are_found_and_lower_cased(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(ANY_TEXT)
def test_a_token_stands_in_the_text_where_it_says(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert len(words(text)) == len(found)


@given(ANY_TEXT)
def test_no_letter_or_digit_is_left_out(text: str) -> None:
    assert sum(c.isalnum() for token in tokens(text) for c in token.text) == sum(c.isalnum() for c in text)


@pytest.mark.parametrize(
    "forms",
    [
        ["jämställdhetsarbete", "jämställdhetsarbetet"],
        ["konferens", "konferensen", "konferenser", "konferensernas"],
        ["kompetens", "kompetensen"],
        ["kvinna", "kvinnor", "kvinnorna"],
        ["kommun", "kommunen", "kommuner", "kommunernas", "kommuners"],
        ["man", "mannen", "män", "männen", "mäns", "männens"],
        ["barn", "barnet", "barnen", "barns", "barnens", "barnets"],
        ["kvinna", "kvinnan", "kvinnors", "kvinnans", "kvinnornas"],
        ["drottning", "drottningen", "drottnings", "drottningens"],
        ["bok", "boken", "böcker", "böckerna"],
        ["möte", "möten", "mötet", "mötena"],
        ["område", "områden", "området", "områdena"],
        ["år", "året", "åren", "års", "årets"],
        ["våld", "våldet", "våldets"],
        ["fråga", "frågan", "frågor", "frågorna"],
        ["skola", "skolan", "skolor", "skolans"],
        ["artikel", "artikeln", "artiklar", "artiklarna"],
        ["nummer", "numret"],
        ["telefonnummer", "telefonnumret"],
        ["minister", "ministern", "ministrar", "ministrarna"],
        ["ombudsman", "ombudsmannen", "ombudsmän"],
        ["deltar", "deltog", "deltagit", "deltagare", "deltagarna"],
        ["program", "programmet", "programmen"],
        ["museum", "museet", "museer"],
        ["resultat", "resultatet", "resultaten"],
        ["plats", "platsen", "platser"],
        ["kurs", "kursen", "kurser"],
        ["professor", "professorn", "professorer"],
        ["arrangör", "arrangörer", "arrangerade"],
        ["förälder", "föräldrar", "föräldrarna"],
        ["vatten", "vattnet"],
        ["idé", "idén", "idéer"],
        ["utsatt", "utsatta", "utsätts", "utsattes"],
    ],
)
def test_forms_of_a_word_share_a_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("man", "många"), ("barn", "bar"), ("personal", "person"), ("land", "landsting")),
        *(("intern", "internet"), ("roman", "rom"), ("läge", "lägenhet"), ("kommun", "komma")),
        *(("drottning", "drottna"), ("konferens", "konfer"), ("vän", "van")),
    ],
)
def test_words_that_look_alike_keep_stems_of_their_own(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "meets"),
    [("våldsutsatta", ["våld", "utsatt"]), ("kvinnojouren", ["kvinna", "jour"]), ("socialtjänsternas", ["tjänst"])],
)
def test_a_compound_has_its_own_stem_first_and_then_those_of_its_parts(word: str, meets: list[str]) -> None:
    found = stems(word)
    assert found[0] == stem(word)
    assert {stem(part) for part in meets} <= set(found[1:])


def test_a_simple_word_has_one_stem() -> None:
    assert stems("konferensen") == (stem("konferens"),)


def test_threads_do_not_mix_words_up() -> None:
    endings = ["en", "erna", "ernas", "et", "s"]
    forms = [
        f"{a}{b}{end}" for a in ("väg", "hus", "kons") for b in ("ledar", "ferens", "mått") for end in endings
    ] * 30
    alone = [stem.__wrapped__(form) for form in forms]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem.__wrapped__, forms)) == alone


@pytest.mark.parametrize("word", ["och", "vem", "vilka", "när", "hur", "är", "ni", "snälla", "hej"])
def test_function_and_question_words_are_stop_words(word: str) -> None:
    assert word in STOP_WORDS


@pytest.mark.parametrize("word", ["konferens", "kontakt", "barn", "våld", "inte", "nyheter", "mail", "telefonnummer"])
def test_words_with_a_subject_are_not_stop_words(word: str) -> None:
    assert word not in STOP_WORDS


def test_stop_words_are_written_as_words_gives_them() -> None:
    assert all(words(word) == [word] for word in STOP_WORDS)
