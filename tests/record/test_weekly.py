"""The mail on Mondays: when it is due, what it counts, and that each gets it once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.material.replies import reply, text
from bot.record import accounts, handovers, messages, outbox, ratings, reviews, weekly
from bot.record.accounts import Account, Role
from bot.record.figures import Numbers
from bot.record.weekly import Week
from tests.support.staff import staff

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 6, 1, 7, 0, tzinfo=ZONE)
UNKNOWN: Any = reply("unknown", [text("Det vet jag inte.")])


def wants(record: sa.engine.Engine, name: str, role: Role = "reader") -> Account:
    found = staff(record, name, role)
    accounts.set_choices(record, found.id, {weekly.CHOICE: True})
    return found


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        (datetime(2026, 6, 1, 6, 59, tzinfo=ZONE), datetime(2026, 5, 25, 7, tzinfo=ZONE)),
        (datetime(2026, 6, 1, 5, 0, tzinfo=UTC), datetime(2026, 6, 1, 7, tzinfo=ZONE)),  # seven in summer
        (
            datetime(2026, 11, 30, 5, 59, tzinfo=UTC),
            datetime(2026, 11, 23, 7, tzinfo=ZONE),
        ),  # a minute before, in winter
        (datetime(2026, 10, 25, 12, 0, tzinfo=UTC), datetime(2026, 10, 19, 7, tzinfo=ZONE)),
    ],
)
def test_it_is_time_at_seven_on_monday_as_clocks_show_it(now: datetime, newest: datetime) -> None:
    assert weekly.monday(now, ZONE) == newest


def test_each_who_wants_it_gets_it_once_a_week_however_many_processes_write_it(
    record: sa.engine.Engine, key: bytes
) -> None:
    wants(record, "Anna", "agent")
    wants(record, "Lena")
    staff(record, "Bo")
    gone = wants(record, "Slutat")
    accounts.disable(record, gone.id, "test")
    assert not weekly.is_due(record, ZONE, MONDAY - timedelta(minutes=1))
    assert weekly.is_due(record, ZONE, MONDAY)
    with ThreadPoolExecutor(4) as threads:
        written = list(threads.map(lambda _: weekly.write(record, ZONE, "Veckan", "Siffror", MONDAY), range(4)))
    assert sorted(written) == [0, 0, 0, 2]
    assert sorted(mail.recipient for mail in outbox.due(record, key)) == ["anna@kommun.example", "lena@kommun.example"]
    assert not weekly.is_due(record, ZONE, MONDAY + timedelta(hours=2))
    assert weekly.is_due(record, ZONE, MONDAY + timedelta(days=7))


def test_where_web_was_down_it_comes_later_that_day_and_not_in_the_middle_of_the_week(record: sa.engine.Engine) -> None:
    wants(record, "Anna")
    assert weekly.is_due(record, ZONE, MONDAY + timedelta(hours=23))
    assert not weekly.is_due(record, ZONE, MONDAY + timedelta(hours=25))


def test_it_counts_the_week_before_and_what_waits_now(record: sa.engine.Engine, key: bytes) -> None:
    anna = staff(record)
    next_monday = weekly.monday(datetime.now(UTC), ZONE) + timedelta(days=7)
    for number in range(3):
        who = f"{number}" * 22
        said = messages.append_visitor(record, who, "fråga-1", "När öppnar simhallen i parken?")
        (kept,) = messages.append_replies(
            record, said.message, [UNKNOWN], understanding={"intent": None, "confidence": 0.1}
        )
        if number == 0:
            ratings.rate(record, who, kept.seq, False)
            reviews.judge(record, said.message.seq, anna, False, should_kind="missing", should="Simhallens tider")
            reviews.mark(record, who, anna, reviewed=True)
    handovers.create_handover(record, key, conversation=None, unique="1", question="Vem?", contact=None)
    found = weekly.of_week(record, ZONE, next_monday)
    assert (found.last - found.first).days == 6 and found.first.weekday() == 0
    assert found == Week(
        found.first,
        found.last,
        Numbers(conversations=3, questions=3, unknown=3, unhelpful=1, written=1),
        unanswered=1,
        wrong=1,
        written=1,
        to_review=2,
    )
    before = weekly.of_week(record, ZONE, datetime(2020, 1, 6, 8, tzinfo=ZONE))
    assert (before.first, before.numbers, before.wrong, before.to_review) == (date(2019, 12, 30), Numbers(), 0, 0)
