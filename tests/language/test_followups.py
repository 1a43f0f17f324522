"""A question that leans on the one before is made whole; one that stands by itself is left alone."""

import pytest

from bot.language.followups import Choice, Focus, Resolved, asks_for_source, focus_of, resolve
from bot.language.words import terms

ARTICLE = frozenset(terms("konferens Umeå tema deltagare professor jämställdhetsarbete länk april drottning kostade"))
SARA = Focus("s", "Vem är Sara Nilsson?", ("Sara Nilsson",), ("s:0:0",))
WHEN = Focus("s", "Vilka ordnade konferensen den 24 april?")


@pytest.mark.parametrize("question", ["Vem är hon?", "och när var det?", "varför det?", "2024?"])
def test_without_a_focus_every_question_stays_as_it_is(question: str) -> None:
    assert resolve(question, Focus()) == Resolved(question)


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
        ("Vem ledde mötet 2024?", "och året innan?", "Vem ledde mötet 2023?"),
        ("Vem ledde mötet 2024?", "året efter då?", "Vem ledde mötet 2025?"),
        ("Vad heter rektorn i Ånge?", "och kuratorn?", "Vad heter kuratorn i Ånge?"),
        ("Vem är Eva Ek?", "och rektorn?", "Vem är rektorn?"),
        ("Vem är Eva Ek?", "jag menade Anna", "Vem är Anna?"),
        ("Vad kostar sommarkursen för barn?", "och vinterkursen?", "Vad kostar vinterkursen för barn?"),
        ("Hur söker man tillstånd?", "i Timrå", "Hur söker man tillstånd i Timrå?"),
        ("Var var mötet i Timrå där Anna talade?", "och det stora?", "Var var mötet stora?"),
        ("När var mötet i Timrå?", "nej jag menade det i Ånge", "När var mötet i Ånge?"),
        ("När var mötet i Timrå?", "jag menade mötet om skolan", "När var mötet om skolan?"),
        ("Vem är rektorn?", "nej, jag menar kuratorn", "Vem är kuratorn?"),
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
        "tack",
        "tack, det räcker så",
        "det var bra",
        "då är det klart",
        "hej",
        "vilken nyhet handlar om äldreomsorgen?",
        "när är det val?",
    ],
)
def test_a_question_that_stands_by_itself_changes_the_subject(question: str) -> None:
    assert resolve(question, WHEN, ARTICLE) == Resolved(question)


def test_what_was_meant_instead_may_be_a_whole_question() -> None:
    assert resolve("förlåt, jag menade: vem är Malin Rönnblom?", WHEN, ARTICLE).question == "vem är Malin Rönnblom?"
    resolved = resolve("fel möte, jag menade det i Ånge. Vem ledde det?", WHEN, ARTICLE)
    assert resolved.question == "Vem ledde det? ånge möte"
    assert resolved.about is None


def test_words_from_before_are_not_asked_to_answer_anything_new() -> None:
    assert resolve("vad heter hennes hund?", SARA, ARTICLE).must == ("hund",)
    assert resolve("Var jobbar hon?", SARA, ARTICLE).must == ()
    assert resolve("vad var länken till det?", WHEN, ARTICLE).must == ()
    assert resolve("vilken professor var där?", WHEN, ARTICLE).must == ("professor",)
    assert resolve("och 2022?", Focus("s", "När var konferensen 2023?"), ARTICLE).must == ("2022",)


@pytest.mark.parametrize(
    ("message", "it_does"), [("var står det?", True), ("kan du länka?", True), ("var är det?", False)]
)
def test_it_is_heard_when_somebody_asks_where_it_stands(message: str, it_does: bool) -> None:
    assert asks_for_source(message) is it_does


def test_what_leads_over_to_another_subject_is_no_part_of_the_question() -> None:
    assert resolve("och vilka föreläste i Umeå om jämställdhetsarbetet?", WHEN, ARTICLE) == Resolved(
        "vilka föreläste i Umeå om jämställdhetsarbetet?"
    )


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
