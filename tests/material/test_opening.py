"""Whether a person is to be had is told by Swedish clocks, holidays and exceptions; compared with a plain look at each
minute."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.material.hours import EVES
from bot.material.model import Hours, Otherwise
from bot.material.opening import (
    LOOK_AHEAD_DAYS,
    SWEDEN,
    away_text,
    in_words,
    is_open,
    next_opening,
    spans_on,
    week_in_words,
)

NINE_TO_FOUR = ((540, 960),)
WEEK = (NINE_TO_FOUR,) * 4 + (((540, 720), (780, 900)),) + ((), ())
OFFICE = Hours(week=WEEK)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2027-05-11 08:59", False),
        ("2027-05-11 09:00", True),
        ("2027-05-11 15:59", True),
        ("2027-05-11 16:00", False),
        ("2027-05-14 12:30", False),
        ("2027-05-14 13:00", True),
        ("2027-05-15 10:00", False),
    ],
)
def test_the_hours_of_the_weekday_hold(moment, open_):
    assert is_open(OFFICE, at(moment)) is open_


def test_a_moment_of_another_time_zone_is_told_by_swedish_clocks():
    assert is_open(OFFICE, datetime(2027, 7, 1, 7, 0, tzinfo=UTC)), "summer: two hours ahead"
    assert not is_open(OFFICE, datetime(2027, 1, 7, 7, 0, tzinfo=UTC)), "winter: one hour ahead"


@pytest.mark.parametrize("day", ["2027-01-01", "2027-01-06", "2027-03-26", "2027-03-29", "2027-05-06"])
def test_holidays_are_closed_unless_the_file_says_otherwise(day):
    assert not is_open(OFFICE, at(f"{day} 10:00"))
    assert is_open(Hours(week=WEEK, closed_on_holidays=False), at(f"{day} 10:00"))


def test_each_eve_can_have_hours_of_its_own():
    hours = Hours(week=(NINE_TO_FOUR,) * 7, eves={eve: ((n, n + 1),) for n, eve in enumerate(EVES)})
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(2 * 365)]
    assert {span for day in days for span in spans_on(hours, day)} >= {(n, n + 1) for n in range(len(EVES))}
    assert spans_on(hours, date(2026, 12, 24)) == hours.eves["julafton"]
    assert spans_on(hours, date(2027, 3, 25)) == hours.eves["skärtorsdagen"]


def test_an_eve_that_is_not_named_is_as_its_weekday():
    assert is_open(OFFICE, at("2026-12-24 10:00"))


def test_an_exception_goes_before_all_else_and_says_why():
    summer = Otherwise(date(2027, 7, 5), date(2027, 7, 30), (), "Vi har semester.", "We are on holiday.")
    extra = Otherwise(date(2027, 12, 25), date(2027, 12, 25), ((600, 660),))
    hours = Hours(week=WEEK, exceptions=(summer, extra))
    assert next_opening(hours, at("2027-07-05 10:00")) == at("2027-08-02 09:00")
    assert away_text(hours, at("2027-07-30 23:00")) == "Vi har semester."
    assert away_text(hours, at("2027-07-30 23:00"), english=True) == "We are on holiday."
    assert away_text(hours, at("2027-07-31 00:00")) == ""
    assert is_open(hours, at("2027-12-25 10:30"))
    assert away_text(hours, at("2027-12-25 10:30")) == ""


def test_with_nothing_set_it_is_always_open_but_for_exceptions():
    assert is_open(Hours(), at("2027-12-25 03:00"))
    closed = Otherwise(date(2027, 5, 11), date(2027, 5, 11))
    assert next_opening(Hours(exceptions=(closed,)), at("2027-05-11 10:00")) == at("2027-05-12 00:00")


def test_who_is_never_open_has_no_next_opening():
    assert next_opening(Hours(week=((),) * 7), at("2027-05-11 10:00")) is None


@pytest.mark.parametrize(
    ("moment", "now", "swedish", "english"),
    [
        ("2027-05-10 13:00", "2027-05-10 08:00", "i dag klockan 13", "today at 13:00"),
        ("2027-05-11 09:30", "2027-05-10 23:59", "i morgon klockan 9.30", "tomorrow at 9:30"),
        ("2026-05-11 09:00", "2026-05-07 12:00", "måndag den 11 maj klockan 9", "Monday 11 May at 9:00"),
        ("2027-01-07 09:05", "2026-12-30 12:00", "torsdag den 7 januari klockan 9.05", "Thursday 7 January at 9:05"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment, now, swedish, english):
    assert in_words(at(moment), at(now)) == swedish
    assert in_words(at(moment), at(now), english=True) == english


def test_what_is_tomorrow_is_told_by_swedish_clocks():
    now = datetime(2027, 5, 10, 22, 30, tzinfo=UTC)  # half past midnight in Sweden
    assert in_words(datetime(2027, 5, 11, 7, 0, tzinfo=UTC), now) == "i dag klockan 9"


def test_the_week_is_told_with_like_days_together():
    assert week_in_words(OFFICE) == [("måndag–torsdag", "9–16"), ("fredag", "9–12 och 13–15")]
    assert week_in_words(Hours()) == []


STEP = 10


def spans_of(minutes):
    """Spans that begin and end at full ten minutes, and do not touch."""
    steps = st.lists(minutes, max_size=4, unique=True)
    return steps.map(lambda found: tuple((a * STEP, b * STEP) for a, b in list(pairwise(sorted(found)))[::2]))


spans = spans_of(st.integers(0, 1440 // STEP))
nightly = spans_of(st.integers(5, 25))
# Around the nights when clocks are moved, and around holidays.
days = st.sampled_from(["2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31", "2026-12-23", "2027-05-05"])


@settings(deadline=None)
@given(st.tuples(*[spans | nightly] * 7), st.dictionaries(st.sampled_from(EVES), spans), days, st.integers(0, 144))
def test_the_next_opening_is_the_first_moment_that_is_open(week, eves, day, step):
    hours = Hours(week=week, eves=eves)
    moment = at(day).astimezone(UTC) + timedelta(minutes=step * STEP)
    steps = (moment + timedelta(minutes=n * STEP) for n in range(2 * 1440 // STEP))
    first = next((step for step in steps if is_open(hours, step)), None)
    found = next_opening(hours, moment)
    assert found == first or (first is None and (found is None or found - moment >= timedelta(days=2)))


@settings(deadline=None)
@given(st.tuples(*[spans] * 7), st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_what_is_told_is_open_and_not_long_ago_nor_far_away(week, moment):
    hours = Hours(week=week)
    found = next_opening(hours, moment)
    if found is None:
        assert not any(week)
        return
    assert is_open(hours, found)
    assert moment <= found <= moment + timedelta(days=LOOK_AHEAD_DAYS + 1)
    assert is_open(hours, moment) == (found == moment)
