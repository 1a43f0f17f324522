"""A visitor's spelling is brought to that of the articles, and right Swedish stays as it is."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.sentences import sentences
from bot.language.spelling import Lexicon, normalise
from bot.language.words import stem, words
from tests.language.misspellings import KINDS, misspelt

HERE = Path(__file__).parent
ARTICLE = (HERE / "seed-article.txt").read_text(encoding="utf-8")
CORRECT = (HERE / "correct_questions.txt").read_text(encoding="utf-8").splitlines()
LEXICON = Lexicon.of([ARTICLE])
SEED = 20240501


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("va e konferansen om", "vad är konferensen om"),
        ("kan nån ringa mej", "kan någon ringa mig"),
        ("ska ja ringa er?", "ska jag ringa er?"),
        ("Hvem e Lotta?", "Vem är Lotta?"),
        ("va gör ni å vem e chefen", "vad gör ni och vem är chefen"),
        ("när va konferensen", "när var konferensen"),
        ("det e nåt sånt asså", "det är något sådant alltså"),
        ("vem bestämmer oxå", "vem bestämmer också"),
        ("vad har ni för tel nr", "vad har ni för telefonnummer"),
        ("hur många dar va konferensen", "hur många dagar var konferensen"),
        ("bokstäverna O K S E står för vad", "bokstäverna OKSE står för vad"),
        ("vem e malin ronblom", "vem är malin rönnblom"),
        ("jamstalldhetsministern heter", "jämställdhetsministern heter"),
        ("va e nova huset", "vad är novahuset"),
    ],
)
def test_spoken_spelling_becomes_written(said: str, written: str) -> None:
    assert normalise(said, LEXICON) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("nar var konferensen i umea", "när var konferensen i umeå"),
        ("vad ar jamstalldhet", "vad är jämställdhet"),
        ("lotta brannstrom", "lotta brännström"),
        ("kommunforbundet vasternorrland", "kommunförbundet västernorrland"),
        ("var far jag hjalp", "var får jag hjälp"),
        ("forovare arskurs", "förövare årskurs"),
        ("Hur manga manniskor?", "Hur många människor?"),
    ],
)
def test_missing_dots_come_back(said: str, written: str) -> None:
    assert normalise(said, LEXICON) == written


@pytest.mark.parametrize(
    "text", ["var är min far", "man får inte", "jag far till far", "har du sett henne här", "hur är det"]
)
def test_a_word_that_is_right_without_dots_keeps_none(text: str) -> None:
    assert normalise(text, LEXICON) == text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("telefånnummer", "telefonnummer"),
        ("konferansen", "konferensen"),
        ("proffesor ronnblom", "professor rönnblom"),
        ("Nilson", "Nilsson"),
        ("24 apriil", "24 april"),
        ("kontktuppgifter", "kontaktuppgifter"),
        ("drotning silvia", "drottning silvia"),
        ("utsata barn", "utsatta barn"),
        ("sexuel exploatring", "sexuell exploatering"),
        ("jämställdhetsmynigheten", "jämställdhetsmyndigheten"),
        ("våldsusatta", "våldsutsatta"),
        ("okmmunförbundet", "kommunförbundet"),
        ("KONFRENS", "KONFERENS"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_of_the_material_or_of_swedish(said: str, written: str) -> None:
    assert normalise(said, LEXICON) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("projekt ledare", "projektledare"),
        ("Kommun förbundet", "Kommunförbundet"),
        ("våld utsatta barn", "våldsutsatta barn"),
        ("kompetens utvekling", "kompetensutveckling"),
    ],
)
def test_a_compound_written_apart_is_joined_where_the_whole_stands_in_the_material(said: str, written: str) -> None:
    assert normalise(said, LEXICON) == written


@pytest.mark.parametrize("text", ["små barn", "stort hus", "nyheter om barn", "mäns våld", "social tjänst på ön"])
def test_other_words_side_by_side_stay_apart(text: str) -> None:
    lexicon = Lexicon.of([ARTICLE, "Småbarn, storhus, nyhetsbarn."])
    assert normalise(text, lexicon) == text


@pytest.mark.parametrize("text", CORRECT)
def test_a_right_question_stays_as_it_is(text: str) -> None:
    assert normalise(text, LEXICON) == text


@pytest.mark.parametrize("text", [part for line in ARTICLE.splitlines() for part in sentences(line)])
def test_the_articles_sentences_stay_as_they_are_even_to_who_has_not_read_them(text: str) -> None:
    assert normalise(text, LEXICON) == text
    assert normalise(text, Lexicon({})) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "?", "e", "🙂", "070-123 45 67", "nar@umea.se", "https://nagot.se/konferansen?a=jamstalldhet"),
        *(
            "Who is the queen mentioned in the articel?",
            "I want to talk to a human",
            "Zbigniew Brzezinski",
            "ⅷ ﷽ \ud800",
        ),
        *("OKSE", "LSS", "Vad är TE?", "xqzvwk", "asdfghjk", "/restart", "24:e", "EU:s", "e-post"),
    ],
)
def test_figures_addresses_english_short_forms_and_nonsense_stay(text: str) -> None:
    assert normalise(text, LEXICON) == text


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=100))
def test_anything_may_be_written(text: str) -> None:
    assert isinstance(normalise(text, LEXICON), str)


@pytest.mark.parametrize(("kind", "floor"), zip(KINDS, (0.92, 0.98, 0.96, 0.96, 0.95), strict=True))
def test_most_words_of_the_material_come_back_from_a_slip(kind: str, floor: float) -> None:
    random = Random(SEED)
    asked = [word for word in sorted(set(words(ARTICLE))) if len(word) >= 6 and word.isalpha()]
    pairs = [(word, misspelt(word, kind, random)) for word in asked]
    pairs = [(word, wrong) for word, wrong in pairs if wrong != word]
    exact = [normalise(wrong, LEXICON) == word for word, wrong in pairs]
    found = [stem(normalise(wrong, LEXICON)) == stem(word) for word, wrong in pairs]
    lost = [(wrong, normalise(wrong, LEXICON)) for (_, wrong), back in zip(pairs, found, strict=True) if not back]
    print(f"{kind}: {sum(exact)} of {len(pairs)} exactly, {sum(found)} by their stem; lost: {lost}")
    assert sum(found) / len(pairs) >= floor


def test_a_lexicon_that_was_stored_is_the_same_lexicon() -> None:
    again = Lexicon.loaded(LEXICON.stored())
    assert again.own == LEXICON.own
