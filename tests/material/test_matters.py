"""What a question is about is told by words that editors list, whatever the spelling of dots and hyphens."""

import pytest

from bot.material.matters import best, fits
from bot.material.reading import read_material
from bot.settings import ROOT


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("faktur*", "Vart skickar jag FAKTUROR?"),
        ("e-post*", "er e-postadress"),
        ("förskol*", "forskoleplats"),
        ("vem leder", "Vem  leder er?"),
        ("*tid", "Vilken öppettid?"),
    ],
)
def test_a_pattern_fits(pattern: str, text: str) -> None:
    assert fits([pattern], text) == 1


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("jobb", "jobbar"), ("vem leder", "vem som leder"), ("tid", "tidning")],
)
def test_a_pattern_fits_whole_words_only(pattern: str, text: str) -> None:
    assert fits([pattern], text) == 0


def test_a_way_to_be_reached_is_asked_for_by_no_word_with_many_stars(folder) -> None:
    folder.write("contact/topics.yml", "ways:\n  email: [mejl*, '*a*a*x']\n" + TOPICS)
    material, (problem,) = read_material([folder.path])
    assert "too many stars" in problem.what and material.topics.ways == {"email": ("mejl*",)}


def test_the_matter_with_most_words_in_the_text_is_the_best() -> None:
    shipped, problems = read_material([ROOT / "data"])
    assert problems == []
    found = best(shipped.topics.topics, "journalist söker presskontakt om ett jobb att söka")
    assert found is not None
    assert found.name == "press och medier"
    assert best(shipped.topics.topics, "Vad blir det för väder?") is None


TOPICS = "topics:\n  - name: a\n    words: [ord]\n    text: Svar.\n    english: Answer.\n"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("words: [ord]", "words: []", 'there are no "words"'),
        ("words: [ord]", "words: ['*']", "fits every message"),
        ("words: [ord]", "words: ['i *a*b *c*', 'om *a*a*x']", '"om *a*a*x" has too many stars'),
        ("text: Svar.", "text:", 'there is no "text"'),
        ("english: Answer.", "", 'there is no "english"'),
        ("name: a", "name: a\n    answer: b", 'unknown key "answer"'),
    ],
)
def test_a_topic_that_cannot_be_used_is_a_problem_and_left_out(folder, old: str, new: str, what: str) -> None:
    path = folder.write("contact/topics.yml", TOPICS.replace(old, new))
    material, (problem,) = read_material([folder.path])
    assert problem.path == path
    assert what in problem.what
    assert material.topics.topics == ()
