"""When an answer is right, and what is said of one that is not."""

from typing import Any

import pytest

from bot.evaluate import judging
from bot.evaluate.cases import expectation
from bot.evaluate.judging import shortfalls
from bot.material import replies

from .answers import CONTACT_PAGE, FACT, HELP, LINE, PERSON, QUOTE, SOURCE, TALK, UNKNOWN, answer


def wrong(answered: dict[str, Any], **wanted: Any) -> list[str]:
    return shortfalls(expectation(wanted), answered)


def test_an_answer_that_is_expected_to_hold_nothing_is_right() -> None:
    assert wrong(FACT) == []


def test_all_of_all_any_of_any_and_none_of_none_must_be_found() -> None:
    assert wrong(FACT, all=["24 april", "hölls"], any=["maj", "april"], none=["26"]) == []
    assert wrong(FACT, all=["24 april", "maj"]) == ["lacks maj"]
    assert wrong(FACT, any=["maj", "juni"]) == ["lacks every one of maj, juni"]
    assert wrong(FACT, none=["april"]) == ["must not hold april"]


def test_capitals_do_not_matter() -> None:
    assert wrong(FACT, all=["KONFERENSEN HÖLLS"]) == []


def test_the_source_and_the_buttons_are_said_as_well() -> None:
    assert wrong(FACT, all=["Källa: En konferens"]) == []
    assert wrong(UNKNOWN, all=["Prata med en person"], none=["konferens"]) == []


def test_every_reply_of_a_turn_counts() -> None:
    both = answer(*HELP["replies"], *FACT["replies"])
    assert wrong(both, all=["112", "24 april"], crisis=True, link=True) == []


@pytest.mark.parametrize(
    ("answered", "has"), [(FACT, True), (UNKNOWN, True), (HELP, False), (TALK, False)], ids=["source", "link", "", ""]
)
def test_a_source_or_a_link_is_a_link(answered: dict[str, Any], has: bool) -> None:
    assert judging.has_link(answered) is has
    assert wrong(answered, link=not has) != []
    assert wrong(answered, link=has) == wrong(answered, link=None) == []


def test_help_in_danger_is_the_help_reply_or_a_service_with_its_number() -> None:
    service = answer(replies.reply("contact", [replies.lines([LINE])]))
    assert wrong(HELP, crisis=True) == wrong(service, crisis=True) == []
    assert wrong(HELP, crisis=False) == ["must not hold help in danger"]
    assert wrong(FACT, crisis=True) == ["must hold help in danger"]


@pytest.mark.parametrize(
    "offer",
    [
        answer(replies.reply("talk", [replies.text("Ja.")], [PERSON])),
        answer(replies.reply("contact", [CONTACT_PAGE])),
        answer(replies.reply("contact", [replies.link("Kontakt", "https://chatt.example.se/kontakt#vagar")])),
        answer(replies.reply("ask", [replies.text("Vad vill du fråga?")]), expects="question"),
        answer(replies.reply("handover", [replies.text("Din fråga har nummer A1.")])),
    ],
    ids=["button", "contact page", "its whole address", "form", "kept"],
)
def test_each_way_to_a_person_is_one(offer: dict[str, Any]) -> None:
    assert wrong(offer, handover=True) == []
    assert wrong(offer, handover=False) == ["must not hold a way to a person"]


def test_an_article_is_no_way_to_a_person() -> None:
    assert wrong(FACT, handover=True) == ["must hold a way to a person"]


def test_what_is_too_long_is_wrong() -> None:
    length = len(judging.said(FACT))
    assert wrong(FACT, max_chars=length) == []
    assert wrong(FACT, max_chars=length - 1) == [f"is {length} characters long, more than {length - 1}"]


def test_only_the_reply_that_says_so_does_not_know() -> None:
    assert judging.does_not_know(UNKNOWN)
    assert judging.does_not_know(answer())
    assert not judging.does_not_know(FACT)
    assert not judging.does_not_know(answer(*UNKNOWN["replies"], *FACT["replies"]))


def test_the_length_of_an_answer_is_that_of_its_quotation_of_what_is_seen_and_of_all_of_it() -> None:
    found = judging.lengths(FACT)
    assert found is not None
    assert found.quoted == len("Konferensen hölls den 24 april.")
    assert found.whole == len(replies.plain_text([QUOTE, SOURCE]))
    assert found.seen == found.whole - len(f" ({SOURCE['url']})")
    assert judging.lengths(UNKNOWN) is None


def test_how_it_is_understood_can_be_expected() -> None:
    assert wrong(FACT, intent="news_question") == []
    assert wrong(FACT, intent="greet") == ["is understood as news_question, and not as greet"]
