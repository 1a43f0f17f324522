"""What was asked about the articles lately, and how it fared."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.material import replies
from bot.record import erasing, fared, messages, ratings
from bot.record.fared import Fared

COURSE, PRIZE = "/nyheter/ny-kurs", "https://www.example.se/nyheter/priset/"
LONG_AGO = datetime.now(UTC) - timedelta(days=400)


def answer(*links: str, kind: replies.Kind = "answer") -> replies.Reply:
    return replies.reply(kind, [replies.quote("Så är det."), *(replies.source("En artikel", link) for link in links)])


def asked(
    record: sa.engine.Engine,
    words: str,
    *said: Any,
    who: str = "a",
    near: str = "",
    score: float = 0.5,
    danger: str = "",
) -> int:
    """A question and the answers to it; the number of the last answer."""
    message = messages.append_visitor(record, who, words, words, danger=danger or None).message
    passages = [{"text": "x", "title": "En artikel", "link": near, "score": score}] if near else []
    told = {"intent": "news_question", "confidence": 0.9, "runner_up": None, "passages": passages}
    return messages.append_replies(record, message, said, understanding=told)[-1].seq


def counts(record: sa.engine.Engine, since: datetime = LONG_AGO) -> dict[str, Fared]:
    return {address: fared.count(found) for address, found in fared.lately(record, since).items()}


def test_an_answer_counts_for_every_article_that_it_names_and_with_what_was_said_of_it(
    record: sa.engine.Engine,
) -> None:
    first = asked(record, "När börjar kursen?", answer(f"{COURSE}#:~:text=Kursen"), answer(COURSE))
    ratings.rate(record, "a", first - 1, helpful=False, why="Det stod inget om tid. Ring 070-123 45 67")
    second = asked(record, "Vad har hänt?", answer(COURSE, PRIZE), who="b")
    ratings.rate(record, "b", second, helpful=True)
    assert counts(record) == {COURSE: Fared(2, 0, 1, 1), PRIZE: Fared(1, 0, 1, 0)}
    newest, oldest = fared.lately(record, LONG_AGO)[COURSE]
    assert (newest.text, newest.helpful, oldest.text, oldest.helpful) == (
        "Vad har hänt?",
        True,
        "När börjar kursen?",
        False,
    )
    assert "Det stod inget om tid" in oldest.why and "070" not in oldest.why
    assert messages.list_after(record, "a")[0].seq == oldest.number


def test_a_question_without_an_answer_counts_for_the_article_that_came_nearest(record: sa.engine.Engine) -> None:
    asked(record, "Vad kostar kursen?", answer(kind="unknown"), near=COURSE)
    asked(record, "Hej", answer(COURSE, kind="talk"))
    asked(record, "Var ligger ni?", answer(kind="contact"), near=PRIZE)
    assert counts(record) == {COURSE: Fared(0, 1, 0, 0)}


def test_danger_and_what_a_visitor_took_away_are_not_shown(record: sa.engine.Engine, key: bytes) -> None:
    asked(record, "Min man slår mig", answer(COURSE), danger="violence")
    asked(record, "När börjar kursen?", answer(COURSE), who="b")
    assert counts(record) == {COURSE: Fared(1, 0, 0, 0)}
    erasing.erase(record, key, "b")
    assert counts(record) == {}


def test_only_what_is_new_counts_and_no_more_than_so_many_answers(record: sa.engine.Engine) -> None:
    for number in range(5):
        asked(record, f"Fråga {number}", answer(COURSE))
    assert counts(record, datetime.now(UTC) + timedelta(minutes=1)) == {}
    assert [one.text for one in fared.lately(record, LONG_AGO, 2)[COURSE]] == ["Fråga 4", "Fråga 3"]


def test_a_question_of_which_nothing_stands_in_the_nearest_article_is_not_about_it(record: sa.engine.Engine) -> None:
    asked(record, "Får man ha höns?", answer(kind="unknown"), near=COURSE, score=0.004)
    assert counts(record) == {}
    asked(record, "Får man ha höns på kursen?", answer(kind="unknown"), near=COURSE, score=0.02)
    assert counts(record) == {COURSE: Fared(0, 1, 0, 0)}
