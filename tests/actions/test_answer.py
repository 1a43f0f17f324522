"""An answer is sentences of one article with a link to it, or an honest word that there is none."""

from typing import Any

import pytest

from actions.answer import (
    ENOUGH_COVERED,
    ENOUGH_OTHERWISE,
    ENOUGH_OWN,
    MOST_CHARACTERS,
    MOST_SENTENCES,
    NEARLY_AS_GOOD,
    ActionAnswer,
    ActionFindArticle,
    choose,
)

from .conftest import run

SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"
TITLE = "Kompetensutveckling och kunskap centralt i arbetet med våldsutsatta"
LITTLE = 0.01


SENTENCE = "Ett viktigt steg i att förebygga sexuell exploatering av barn är att upptäcka de barn som redan har utsatts"
DATE = "Den 26 till 27 april"


def passage(text: str = SENTENCE, **values: Any) -> dict[str, Any]:
    usual = {"slug": SEED, "title": TITLE, "link": f"/nyheter/{SEED}", "score": 1.0, "coverage": 1.0, "own": 1.0}
    return {"id": text, "text": text, **usual, **values}


def texts(chosen) -> list[str]:
    return [found["text"] for found in chosen]


# --- choosing


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose([], "news_question") == []


@pytest.mark.parametrize("intent", ["news_question", "find_article"])
def test_a_question_about_the_news_wants_half_of_its_words_covered(intent: str) -> None:
    assert choose([passage(coverage=ENOUGH_COVERED)], intent)
    assert choose([passage(coverage=ENOUGH_COVERED - LITTLE)], intent) == []


@pytest.mark.parametrize("intent", ["other", "nlu_fallback", "greet", None])
def test_what_was_taken_for_something_else_wants_more(intent: str | None) -> None:
    assert choose([passage(coverage=ENOUGH_OTHERWISE)], intent)
    assert choose([passage(coverage=ENOUGH_OTHERWISE - LITTLE)], intent) == []


def test_a_sentence_that_holds_little_of_the_question_itself_does_not_answer() -> None:
    assert choose([passage(own=ENOUGH_OWN)], "news_question")
    assert choose([passage(own=ENOUGH_OWN - LITTLE)], "news_question") == []


def test_a_further_sentence_comes_along_only_where_it_is_nearly_as_good() -> None:
    best = passage("Bäst.", score=10.0)
    good = passage("Bra.", score=10.0 * NEARLY_AS_GOOD)
    worse = passage("Sämre.", score=10.0 * NEARLY_AS_GOOD - LITTLE)
    assert texts(choose([best, good], "news_question")) == ["Bäst.", "Bra."]
    assert texts(choose([best, worse], "news_question")) == ["Bäst."]
    assert texts(choose([best, {**good, "own": ENOUGH_OWN - LITTLE}], "news_question")) == ["Bäst."]


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
    assert (source["title"], source["url"], source["note"]) == (TITLE, f"/nyheter/{SEED}", "Artikeln saknar datum.")
    assert asked.text == (f"”{DATE}”\nKälla: {TITLE} (https://bot.example.se/nyheter/{SEED}). Artikeln saknar datum.")


def test_without_enough_evidence_it_says_so_and_offers_a_person(settings) -> None:
    for passages in ([], [passage(coverage=0.1)], None):
        asked = run(ActionAnswer(), "other", passages=passages)
        assert asked.reply["kind"] == "unknown"
        assert "Jag hittar inget svar" in asked.text
        assert "https://bot.example.se/kontakt" in asked.text
        assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]


@pytest.mark.parametrize("passages", [[], [passage()]])
def test_where_danger_is_possible_a_line_of_help_comes_first(settings, passages) -> None:
    asked = run(ActionAnswer(), "news_question", passages=passages, possible_danger=True)
    assert "112" in asked.reply["blocks"][0]["text"]
    assert "112" not in run(ActionAnswer(), "news_question", passages=passages, possible_danger=False).text


def test_an_article_that_was_withdrawn_since_the_training_is_not_quoted(settings) -> None:
    own = settings.content / "news" / f"{SEED}.md"
    own.parent.mkdir(parents=True)
    own.write_text(f"---\ntitle: {TITLE}\nwithdrawn: true\n---\n\nText.\n", encoding="utf-8")
    asked = run(ActionAnswer(), "news_question", passages=[passage(DATE)])
    assert asked.reply["kind"] == "unknown"
    assert "26 till 27" not in asked.text
    found = run(ActionFindArticle(), "find_article", passages=[passage()])
    assert TITLE not in found.text


def test_an_articles_own_address_and_day_are_given_once_an_editor_knows_them(settings) -> None:
    own = settings.content / "news" / f"{SEED}.md"
    own.parent.mkdir(parents=True)
    head = f"title: {TITLE}\nurl: https://example.se/artikeln\npublished: 2023-05-02"
    own.write_text(f"---\n{head}\n---\n\nText.\n", encoding="utf-8")
    asked = run(ActionAnswer(), "news_question", passages=[passage("Text.")])
    assert "https://example.se/artikeln" in asked.text
    assert "Artikeln är från 2023-05-02." in asked.text


def test_a_sentence_that_an_editor_has_changed_since_the_training_is_not_quoted(settings) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage("Så stod det förr.")])
    assert asked.reply["kind"] == "unknown"


@pytest.mark.parametrize(
    ("text", "coverage", "partly"),
    [("Vem är hon?", 1.0, False), ("Vem är hon?", 0.6, True), ("Var drottningen på konferensen?", 1.0, True)],
)
def test_an_answer_that_may_leave_something_open_says_so(settings, text: str, coverage: float, partly: bool) -> None:
    asked = run(ActionAnswer(), "news_question", passages=[passage(coverage=coverage)], text=text)
    assert ("kanske inte på hela din fråga" in asked.text) == partly


def test_a_sentence_without_what_was_asked_for_does_not_answer() -> None:
    assert choose([passage(answers=False)], "news_question") == []
    assert texts(choose([passage("Fel.", answers=False), passage("Rätt.")], "news_question")) == ["Rätt."]


# --- finding articles


def test_a_found_article_is_a_link_and_no_quotation(settings) -> None:
    asked = run(ActionFindArticle(), "find_article", passages=[passage(), passage(DATE)])
    assert [block["type"] for block in asked.reply["blocks"]] == ["text", "link"]
    assert f"{TITLE}: https://bot.example.se/nyheter/{SEED}" in asked.text


def test_asked_for_nothing_in_particular_it_shows_the_newest_and_where_all_are(settings) -> None:
    news = settings.content / "news"
    news.mkdir(parents=True)
    for day in range(1, 6):
        text = f"---\ntitle: Nyhet {day}\npublished: 2026-01-0{day}\n---\n\nText.\n"
        (news / f"nyhet-{day}.md").write_text(text, encoding="utf-8")
    links = [block for block in run(ActionFindArticle(), "find_article", passages=[]).reply["blocks"] if "url" in block]
    assert [link["title"] for link in links] == ["Nyhet 5", "Nyhet 4", "Nyhet 3", "Alla nyheter"]


def test_an_article_about_something_unknown_is_not_found_and_a_person_is_offered(settings) -> None:
    asked = run(ActionFindArticle(), "find_article", passages=[passage(coverage=0.2)], text="nyheter om fotboll")
    assert asked.reply["kind"] == "unknown"
    assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]
