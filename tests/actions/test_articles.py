"""Articles as such: they are found, summed up, read on, and shown in easy Swedish."""

import pytest

from actions.answer import ActionAnswer
from actions.articles import ActionEasyRead, ActionFindArticle, ActionSummarise, ActionTellMore

from .conftest import DATE, SEED, TITLE, passage, run, write_article

FOCUS = {"focus": {"slug": SEED, "question": "När?", "shown": [f"{SEED}:0:0"]}}


# --- finding


def test_a_found_article_is_a_link_and_one_line(settings) -> None:
    asked = run(ActionFindArticle(), "find_article", passages=[passage(), passage(DATE)], text="exploatering")
    assert [block["type"] for block in asked.reply["blocks"]] == ["text", "link", "quote"]
    assert f"{TITLE}: https://bot.example.se/nyheter/{SEED}" in asked.text
    assert asked.slots["focus"]["slug"] == SEED


def test_asked_for_nothing_in_particular_it_shows_the_newest_and_where_all_are(settings) -> None:
    for day in range(1, 6):
        write_article(settings, f"nyhet-{day}", f"title: Nyhet {day}\npublished: 2026-01-0{day}")
    blocks = run(ActionFindArticle(), "find_article", passages=[]).reply["blocks"]
    titles = [block["title"].partition(" (")[0] for block in blocks if "url" in block]
    assert titles == ["Nyhet 5", "Nyhet 4", "Nyhet 3", "Alla nyheter"]


def test_a_link_is_asked_for_the_article_in_focus(settings) -> None:
    asked = run(ActionFindArticle(), "find_article", slots=FOCUS, passages=[], text="har du en länk?")
    assert f"/nyheter/{SEED}" in asked.text


def test_an_article_about_something_unknown_is_not_found_and_a_person_is_offered(settings) -> None:
    asked = run(ActionFindArticle(), "find_article", passages=[passage(coverage=0.2)], text="nyheter om fotboll")
    assert asked.reply["kind"] == "unknown"
    assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]


def test_a_withdrawn_article_is_not_found(settings) -> None:
    write_article(settings, SEED, f"title: {TITLE}\nwithdrawn: true")
    asked = run(ActionFindArticle(), "find_article", passages=[passage()], text="exploatering")
    assert TITLE not in asked.text


# --- in short, and more of it


def test_a_summary_is_the_articles_own_first_sentences(settings) -> None:
    asked = run(ActionSummarise(), "summarise", passages=[], text="sammanfatta artikeln")
    assert asked.text.startswith("Så här börjar artikeln:\n”I Sverige finns det motsvarande en till två")
    assert asked.slots["focus"]["shown"][0] == f"{SEED}:0:0"


def test_of_several_articles_it_asks_which_is_to_be_summed_up(settings) -> None:
    write_article(settings, "annan", "title: En annan")
    asked = run(ActionSummarise(), "summarise", passages=[], text="sammanfatta artikeln")
    assert "Vilken artikel menar du?" in asked.text
    assert "En annan" in asked.text


def test_asked_for_more_it_goes_on_where_it_stopped(settings) -> None:
    asked = run(ActionTellMore(), "tell_more", slots=FOCUS, passages=[], text="berätta mer")
    assert "”För att motverka våld mot barn och kvinnor behövs kunskap" in asked.text
    again = run(ActionTellMore(), "tell_more", slots=asked.slots, passages=[], text="berätta mer")
    assert again.text != asked.text
    assert len(again.slots["focus"]["shown"]) > len(asked.slots["focus"]["shown"])


def test_at_its_end_there_is_no_more(settings) -> None:
    write_article(settings, "kort", "title: Kort", "En mening.")
    focus = {"focus": {"slug": "kort", "question": "?", "shown": ["kort:0:0"]}}
    assert "Det står inte mer" in run(ActionTellMore(), "tell_more", slots=focus, text="mer").text


def test_more_of_nothing_is_not_known(settings) -> None:
    assert run(ActionTellMore(), "tell_more", passages=[], text="berätta mer").reply["kind"] == "unknown"


# --- easy Swedish


def test_the_editors_easy_text_is_shown_first_and_marked_as_not_the_articles_own(settings) -> None:
    asked = run(ActionEasyRead(), "easy_read", passages=[], text="lättläst tack")
    assert asked.text.startswith("Lättläst, på lätt svenska. Texten är vår egen, inte artikelns:")
    assert asked.slots["easy_to_read"] is True


def test_an_article_without_it_says_so(settings) -> None:
    write_article(settings, SEED, f"title: {TITLE}")
    asked = run(ActionEasyRead(), "easy_read", slots=FOCUS, passages=[], text="enklare tack")
    assert "finns inte på lätt svenska" in asked.text


# --- its day


@pytest.mark.parametrize(
    "text", ["När publicerades artikeln?", "hur gammal är nyheten", "vilket datum är artikeln från"]
)
def test_the_day_of_an_article_is_told_by_what_is_known_of_it(settings, text: str) -> None:
    for action in (ActionFindArticle(), ActionAnswer()):
        asked = run(action, "news_question", passages=[passage()], text=text)
        assert [block["type"] for block in asked.reply["blocks"]] == ["source"]
        assert "Artikeln saknar datum." in asked.text
