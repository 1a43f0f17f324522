"""An answer is sentences of one article with a link to it, or an honest word that there is none."""

from datetime import date
from typing import Any

import pytest

from actions.answer import (
    CERTAIN,
    ENOUGH,
    ENOUGH_OTHERWISE,
    ENOUGH_OUT_OF_SCOPE,
    NEARLY_AS_GOOD,
    SURE,
    SURELY,
    ActionAnswer,
    answer_blocks,
    choose,
)
from actions.quoting import MOST_CHARACTERS, MOST_SENTENCES
from bot.language.followups import Focus
from bot.language.sentences import sentences
from bot.material.reading import read_material
from bot.settings import ROOT

from .conftest import DATE, SEED, TITLE, passage, run, write_article

LITTLE = 0.01


def texts(chosen) -> list[str]:
    return [found["text"] for found in chosen]


# --- choosing


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose([], "news_question") == []


@pytest.mark.parametrize("intent", ["news_question", "find_article"])
def test_a_question_about_the_news_wants_a_sentence_that_probably_answers(intent: str) -> None:
    assert choose([passage(confidence=ENOUGH)], intent)
    assert choose([passage(confidence=ENOUGH - LITTLE)], intent) == []


@pytest.mark.parametrize("intent", ["other", "nlu_fallback", "greet", None])
def test_what_was_taken_for_something_else_wants_more(intent: str | None) -> None:
    assert choose([passage(confidence=ENOUGH_OTHERWISE)], intent)
    assert choose([passage(confidence=ENOUGH_OTHERWISE - LITTLE)], intent) == []


def test_what_is_surely_no_question_to_us_wants_more_still() -> None:
    sure = passage(confidence=ENOUGH_OUT_OF_SCOPE - LITTLE)
    assert choose([sure], "other", SURELY - LITTLE)
    assert choose([sure], "other", SURELY) == []
    assert choose([passage(confidence=ENOUGH_OUT_OF_SCOPE)], "other", SURELY)


def test_a_further_sentence_comes_along_only_where_it_is_nearly_as_good() -> None:
    best = passage("Bäst.", score=10.0)
    good = passage("Bra.", score=10.0 * NEARLY_AS_GOOD)
    worse = passage("Sämre.", score=10.0 * NEARLY_AS_GOOD - LITTLE)
    assert texts(choose([best, good], "news_question")) == ["Bäst.", "Bra."]
    assert texts(choose([best, worse], "news_question")) == ["Bäst."]


def test_sentences_stand_in_the_order_of_their_article() -> None:
    material, _ = read_material([ROOT / "data"])
    first, second = sentences(material.shown[0].paragraphs[1])[:2]
    blocks = answer_blocks([passage(second), passage(first)], material)
    assert [block["text"] for block in blocks if block["type"] == "quote"] == [first, second]


def test_all_sentences_are_of_the_article_of_the_best_one() -> None:
    other = passage("Ur en annan artikel.", slug="annan")
    assert texts(choose([passage("Bäst."), other, passage("Samma artikel.")], "news_question")) == [
        "Bäst.",
        "Samma artikel.",
    ]


def test_at_most_three_sentences_and_not_too_much_to_read() -> None:
    many = [passage(f"Mening {number}.") for number in range(6)]
    assert len(choose(many, "news_question")) == MOST_SENTENCES
    long = [passage("a" * (MOST_CHARACTERS - 10)), passage("b" * 11), passage("c" * 10)]
    assert [text[0] for text in texts(choose(long, "news_question"))] == ["a", "c"]


def test_one_sentence_is_given_whole_however_long_it_is() -> None:
    assert len(choose([passage("a" * (2 * MOST_CHARACTERS))], "news_question")) == 1


# --- answering


def test_an_answer_quotes_and_names_its_source(settings) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage(DATE)])
    assert asked.reply["kind"] == "answer"
    quote, source = asked.reply["blocks"]
    assert quote == {"type": "quote", "text": DATE}
    assert (source["title"], source["note"]) == (TITLE, "Artikeln saknar datum.")
    assert source["url"] == f"/nyheter/{SEED}#:~:text=Den%2026%20till%2027%20april"
    assert asked.text == (f"”{DATE}”\nKälla: {TITLE} (https://bot.example.se/nyheter/{SEED}). Artikeln saknar datum.")


def test_without_enough_evidence_it_says_so_and_offers_a_person(settings) -> None:
    for passages in ([], [passage(confidence=0.1)], None):
        asked = run(ActionAnswer(), "other", passages=passages)
        assert asked.reply["kind"] == "unknown"
        assert "Jag hittar inget svar" in asked.text
        assert "https://bot.example.se/kontakt" in asked.text
        assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]


@pytest.mark.parametrize("passages", [[], [passage()]])
def test_where_danger_is_possible_a_line_of_help_stands_under_the_answer(settings, passages) -> None:
    asked = run(ActionAnswer(), "news_question", passages=passages, possible_danger=True)
    assert "112" in asked.reply["blocks"][-1]["text"]
    assert "112" in asked.text.splitlines()[-1]
    assert "112" not in run(ActionAnswer(), "news_question", passages=passages, possible_danger=False).text


def test_an_article_that_was_withdrawn_since_the_training_is_not_quoted(settings) -> None:
    write_article(settings, SEED, f"title: {TITLE}\nwithdrawn: true")
    asked = run(ActionAnswer(), "news_question", passages=[passage(DATE)])
    assert asked.reply["kind"] == "unknown"
    assert "26 till 27" not in asked.text


def test_an_articles_own_address_and_day_are_given_once_an_editor_knows_them(settings) -> None:
    write_article(settings, SEED, f"title: {TITLE}\nurl: https://example.se/artikeln\npublished: 2023-05-02")
    asked = run(ActionAnswer(), "news_question", passages=[passage("Text.")])
    assert "https://example.se/artikeln)" in asked.text
    assert "Artikeln är från 2 maj 2023 och kan vara inaktuell." in asked.text


def test_a_sentence_that_an_editor_has_changed_since_the_training_is_not_quoted(settings) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage("Så stod det förr.")])
    assert asked.reply["kind"] == "unknown"


@pytest.mark.parametrize(
    ("text", "confidence", "partly"),
    [
        ("Vem är Sara?", CERTAIN, False),
        ("Vem är Sara?", CERTAIN - LITTLE, True),
        ("Var drottningen på konferensen?", 1.0, True),
    ],
)
def test_an_answer_that_may_leave_something_open_says_so(settings, text: str, confidence: float, partly: bool) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage(confidence=confidence)], text=text)
    assert ("kanske inte på hela din fråga" in asked.text) == partly


def test_a_sentence_without_what_was_asked_for_answers_only_where_it_is_sure() -> None:
    wrong = passage("Fel.", answers=False, confidence=SURE - LITTLE)
    assert choose([wrong], "news_question") == []
    assert texts(choose([wrong, passage("Rätt.")], "news_question")) == ["Rätt."]
    assert texts(choose([passage("Varje dag.", answers=False, confidence=SURE)], "news_question")) == ["Varje dag."]


# --- how it is now


@pytest.mark.parametrize("text", ["Vem är minister nu?", "vem är nuvarande minister", "Vem är minister i dag?"])
def test_an_old_article_does_not_say_how_it_is_now(settings, text: str) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage()], text=text)
    assert asked.reply["kind"] == "unknown"
    assert "Jag vet inte hur det är just nu." in asked.text


def test_an_article_of_these_days_does(settings) -> None:
    write_article(settings, SEED, f"title: {TITLE}\npublished: {date.today().isoformat()}")
    asked = run(ActionAnswer(), "news_question", passages=[passage("Text.")], text="Vem är minister nu?")
    assert asked.reply["kind"] == "answer"


# --- several articles


@pytest.fixture
def years(settings) -> None:
    for year in (2023, 2024, 2025):
        write_article(settings, f"konferens-{year}", f"title: Konferensen\npublished: {year}-05-02", f"Dag {year}.")


def of_year(year: int, **values: Any) -> dict[str, Any]:
    return passage(f"Dag {year}.", slug=f"konferens-{year}", published=f"{year}-05-02", **values)


YEARS = [of_year(2024), of_year(2023, score=0.98), of_year(2025, score=0.95)]


def test_where_several_articles_answer_as_well_it_asks_which_is_meant(years) -> None:
    asked = run(ActionAnswer(), "news_question", passages=YEARS, text="När var konferensen?")
    assert asked.reply["kind"] == "ask"
    assert "Menar du" in asked.text
    assert [(button["title"], button["payload"]) for button in asked.reply["buttons"]] == [
        (f"Konferensen (2 maj {year})", f"about:konferens-{year}") for year in (2024, 2023, 2025)
    ]
    assert [choice["slug"] for choice in asked.slots["focus"]["choices"]] == [p["slug"] for p in YEARS]


def test_once_it_was_chosen_the_article_answers(years) -> None:
    asked = run(ActionAnswer(), "news_question", passages=YEARS[1:2], text="När?", about="konferens-2023")
    assert "Dag 2023." in asked.text


def test_the_newest_is_answered_where_it_is_asked_for(years) -> None:
    asked = run(ActionAnswer(), "news_question", passages=YEARS, text="När var senaste konferensen?")
    assert "”Dag 2025.”" in asked.text


def test_a_question_with_more_than_one_right_answer_gets_the_best_and_links_to_two_more(years) -> None:
    asked = run(ActionAnswer(), "news_question", passages=YEARS, text="Berätta om konferensen")
    assert [block["type"] for block in asked.reply["blocks"]] == ["quote", "source", "text", "link", "link"]


# --- what is remembered


def test_the_answer_is_the_focus_of_the_conversation(settings) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage(DATE)], text="När?", question="När var det?")
    assert (asked.slots["focus"]["slug"], asked.slots["focus"]["question"]) == (SEED, "När var det?")


def test_what_nothing_answered_is_still_what_the_next_question_leans_on(settings) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[], text="När öppnar badet i Timrå?")
    assert (asked.slots["focus"]["question"], asked.slots["focus"]["offered"]) == (
        "När öppnar badet i Timrå?",
        "hand_over",
    )


def test_a_follow_up_that_nothing_answers_leaves_the_focus_where_it_was(settings) -> None:
    before = Focus(SEED, "Vem är Malin Rönnblom?", ("Malin Rönnblom",)).as_dict()
    asked = run(
        ActionAnswer(), "news_question", passages=[], text="Vad äter hon?", follows=True, slots={"focus": before}
    )
    assert (asked.slots["focus"]["slug"], asked.slots["focus"]["people"]) == (SEED, ("Malin Rönnblom",))


def test_after_two_misses_in_a_row_the_person_comes_first(settings) -> None:
    first = run(ActionAnswer(), "news_question", passages=[])
    again = run(ActionAnswer(), "news_question", passages=[], slots={"misses": first.slots["misses"]})
    assert (first.slots["misses"], again.slots["misses"]) == (1, 2)
    assert "andra ord" in first.text
    assert again.text.index("person") < again.text.index("Kontaktsidan")
    answered = run(ActionAnswer(), "news_question", passages=[passage()], slots={"misses": 1})
    assert answered.slots["misses"] == 0


def test_where_a_pronoun_may_be_several_persons_it_asks_which(settings) -> None:
    people = ["Malin Rönnblom", "Sara Nilsson"]
    asked = run(ActionAnswer(), "news_question", passages=[passage()], text="Vem är hon?", people=people)
    assert [button["title"] for button in asked.reply["buttons"]] == ["Vem är Malin Rönnblom?", "Vem är Sara Nilsson?"]
    assert {button["payload"] for button in asked.reply["buttons"]} == {"ask"}
