"""What nothing answered: grouped, ticked off, and gone where its visitor takes it away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.material import replies
from bot.record import audit, dangers, database, erasing, messages, missing
from bot.record.dangers import Flag
from bot.record.missing import Group
from bot.record.reviews import judge
from bot.record.schema import missing_marks
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff

LONG_AGO = datetime.now(UTC) - timedelta(days=400)
PARKING = ("Hur söker jag parkeringstillstånd?", "Vad kostar ett parkeringstillstånd?", "parkeringstillstånd tack")


def asked(record: sa.engine.Engine, who: str, words: str, kind: replies.Kind = "unknown", **more: Any) -> int:
    """A question that was answered so; its number."""
    message = messages.append_visitor(record, who, words, words, **more).message
    messages.append_replies(record, message, [replies.reply(kind, [replies.text("…")])])
    return message.seq


@pytest.fixture
def parking(record: sa.engine.Engine) -> list[int]:
    """Three visitors who ask for the same thing, the newest first."""
    return [asked(record, who, words) for who, words in zip("abc", PARKING, strict=True)][::-1]


def only(record: sa.engine.Engine) -> Group:
    (found,) = missing.lately(record, LONG_AGO).groups
    return found


def test_questions_for_the_same_thing_are_one_group_with_the_words_that_they_share(
    record: sa.engine.Engine, parking: list[int]
) -> None:
    asked(record, "d", "Får man ha höns?")
    found = only(record)
    assert (found.words, found.people, found.fresh, found.state) == (("parkeringstillstånd",), 3, 3, "open")
    assert list(found.messages) == parking
    assert missing.lately(record, LONG_AGO).alone == 1
    assert missing.lately(record, datetime.now(UTC)).groups == ()


def test_what_was_answered_and_what_may_be_about_danger_is_not_among_them(record: sa.engine.Engine) -> None:
    for who in "ab":
        asked(record, who, "Vad kostar förskolan?", "answer")
        asked(record, f"{who}-fara", "Min man slår mig på parkeringen", danger="violence")
        asked(
            record, f"{who}-flagga", "Var finns parkeringen?", flag=Flag("violence", False, "self", False, "r", False)
        )
    assert len(dangers.list_dangers(record)) == 2
    assert missing.lately(record, LONG_AGO) == missing.Missing((), 0, True)


def test_a_group_that_is_done_is_to_do_again_when_somebody_asks_anew(
    record: sa.engine.Engine, parking: list[int]
) -> None:
    editor = staff(record, "Eva", "editor")
    assert missing.mark(record, parking, editor, "done") == 3
    assert (only(record).state, only(record).fresh) == ("done", 0)
    asked(record, "d", "Var får jag parkeringstillstånd?")
    assert (only(record).state, only(record).fresh, only(record).people) == ("open", 1, 4)
    missing.mark(record, only(record).messages, editor, "not_ours")
    assert only(record).state == "not_ours"
    missing.mark(record, only(record).messages, editor, "open")
    assert (only(record).state, only(record).fresh) == ("open", 4)
    said = [(entry.who, entry.what) for entry in audit.entries(record) if entry.what.startswith("saknas")]
    assert said[0] == (editor.email, "saknas: 4 frågor: att göra")


def test_only_a_visitor_s_questions_can_be_ticked_off(record: sa.engine.Engine, parking: list[int]) -> None:
    answers = [number + 1 for number in parking]
    assert missing.mark(record, [*answers, 4711], staff(record), "done") == 0


def test_what_a_reviewer_says_is_missing_is_there_and_what_need_not_be_answered_is_not(
    record: sa.engine.Engine, parking: list[int]
) -> None:
    reviewer = staff(record)
    wrong = asked(record, "d", "Hur är det med Berits höns?", "answer")
    judge(record, wrong, reviewer, False, should_kind="missing", should="Regler om höns", reworded="Får man ha höns?")
    judge(record, parking[0], reviewer, False, should_kind="silence")
    hens, cars = missing.lately(record, LONG_AGO).groups[::-1]
    assert (hens.words, hens.reworded) == ((), ("Får man ha höns?",))
    assert cars.people == 2


@pytest.mark.parametrize(
    ("kind", "should"), [("intent", "contact_hours"), ("passage", "ny-kurs:1"), ("article", "ny-kurs")]
)
def test_what_there_is_an_answer_to_is_not_missing(
    record: sa.engine.Engine, parking: list[int], kind: Any, should: str
) -> None:
    judge(record, parking[0], staff(record), False, should_kind=kind, should=should)
    assert only(record).messages == tuple(parking[1:])
    judge(record, parking[0], staff(record, "Eva"), False, should_kind="missing")
    assert only(record).messages == tuple(parking), "one of them says that there is none"


def test_what_a_visitor_deletes_is_gone_from_the_list_down_to_the_bytes(
    record: sa.engine.Engine, parking: list[int], key: bytes, tmp_path: Path
) -> None:
    missing.mark(record, parking, staff(record), "done")
    for who in "abc":
        erasing.erase(record, key, who)
    database.scrub(record)
    assert missing.lately(record, LONG_AGO) == missing.Missing((), 0, True)
    with record.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(missing_marks)).scalar() == 0
    assert b"parkeringstillst" not in bytes_on_disk(tmp_path)


def test_what_is_hidden_is_not_shown(record: sa.engine.Engine, parking: list[int], key: bytes) -> None:
    erasing.erase(record, key, "a", hide=True)
    assert only(record).people == 2
