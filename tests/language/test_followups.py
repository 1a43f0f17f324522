"""A question that leans on the one before is made whole; one that stands by itself is left alone."""

import pytest

from bot.language.followups import Choice, Focus, focus_of, resolve
from bot.language.words import terms

ARTICLE = frozenset(terms("konferens Umeå tema deltagare professor jämställdhetsarbete länk april drottning kostade"))
SARA = Focus("s", "Vem är Sara Nilsson?", ("Sara Nilsson",), ("s:0:0",))
WHEN = Focus("s", "Vilka ordnade konferensen den 24 april?")


@pytest.mark.parametrize("question", ["Vem är hon?", "och när var det?", "varför det?", "2024?"])
def test_without_a_focus_every_question_stays_as_it_is(question: str) -> None:
    assert resolve(question, Focus()) == (question, None, False, ())


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Var jobbar hon?", "Var jobbar Sara Nilsson?"),
        ("hur når jag henne?", "hur når jag Sara Nilsson?"),
        ("vad är hennes titel?", "vad är Sara Nilsson titel?"),
    ],
)
def test_a_pronoun_stands_for_the_person_in_focus(question: str, whole: str) -> None:
    resolved = resolve(question, SARA, ARTICLE)
    assert (resolved.question, resolved.follows) == (whole, True)


def test_of_several_persons_it_cannot_tell_which_is_meant() -> None:
    two = Focus("s", "Vilka föreläste i Umeå?", ("Malin Rönnblom", "Sara Nilsson"))
    assert resolve("Vem är hon?", two, ARTICLE).people == ("Malin Rönnblom", "Sara Nilsson")


def test_without_a_name_the_pronoun_stands_for_what_was_asked_about() -> None:
    queen = Focus("s", "Har ni någon nyhet om drottningen?")
    resolved = resolve("vilket datum var hon på konferens?", queen, ARTICLE)
    assert "drottningen" in resolved.question
    assert resolved.about == "s"


@pytest.mark.parametrize(
    "question", ["när var det?", "varför det?", "var då?", "vad var temat?", "hur många deltagare?"]
)
def test_a_short_question_takes_the_words_of_the_last_one_and_stays_in_its_article(question: str) -> None:
    resolved = resolve(question, WHEN, ARTICLE)
    assert resolved.follows and resolved.about == "s"
    assert resolved.question.startswith(question) and "konferensen" in resolved.question


@pytest.mark.parametrize(
    ("last", "question", "whole"),
    [
        ("Vem är Sara Nilsson?", "och Malin Rönnblom?", "Vem är Malin Rönnblom?"),
        ("När var konferensen i Sundsvall?", "och i Umeå?", "När var konferensen i Umeå?"),
        ("Vilka ordnade konferensen den 24 april?", "och i Umeå?", "Vilka ordnade konferensen i Umeå?"),
        ("När var konferensen 2023?", "och 2024?", "När var konferensen 2024?"),
        ("När var konferensen?", "2024?", "När var konferensen 2024?"),
        ("När var konferensen i Sundsvall?", "hur är det med Umeå?", "När var konferensen i Umeå?"),
    ],
)
def test_a_new_year_place_or_name_is_put_into_the_last_question(last: str, question: str, whole: str) -> None:
    resolved = resolve(question, Focus("s", last), ARTICLE)
    assert (" ".join(resolved.question.split()), resolved.about, resolved.follows) == (whole, None, True)


@pytest.mark.parametrize(
    "question",
    [
        "Vad betyder OKSE?",
        "Vem är Lotta Brännström?",
        "vem e lotta",
        "hur blir vädret imorgon?",
        "Finns det någon nyhet om bibliotek?",
        "Vad är hedersvåld?",
        "och vilka föreläste i Umeå om jämställdhetsarbetet?",
        "tack",
        "hej",
        "vilken nyhet handlar om äldreomsorgen?",
        "när är det val?",
    ],
)
def test_a_question_that_stands_by_itself_changes_the_subject(question: str) -> None:
    assert resolve(question, WHEN, ARTICLE) == (question, None, False, ())


# --- choosing between articles

CHOICES = (Choice("a", "Konferens i Sundsvall (12 maj 2023)"), Choice("b", "Konferens i Sundsvall (14 maj 2024)"))
ASKED = Focus(question="När var konferensen?", choices=CHOICES)


@pytest.mark.parametrize(("reply", "slug"), [("2024", "b"), ("den 12 maj", "a"), ("den andra", "b"), ("första", "a")])
def test_a_reply_chooses_the_article_it_names(reply: str, slug: str) -> None:
    assert resolve(reply, ASKED)[:3] == ("När var konferensen?", slug, True)


@pytest.mark.parametrize("reply", ["Sundsvall", "ingen av dem", "Vem är Malin?"])
def test_a_reply_that_fits_several_or_none_chooses_nothing(reply: str) -> None:
    assert resolve(reply, ASKED).about is None


# --- kept in a slot


def test_a_focus_comes_back_from_a_slot_as_it_was() -> None:
    for focus in (SARA, ASKED, Focus()):
        assert focus_of(focus.as_dict()) == focus


@pytest.mark.parametrize("stored", [None, "text", 3, {}])
def test_a_slot_that_holds_no_focus_gives_an_empty_one(stored: object) -> None:
    assert focus_of(stored) == Focus()
