"""The hours of the live chat are read as an editor writes them; what is wrong is told at its line, and none are set."""

from datetime import date

import pytest

from bot.material.hours import EVES
from bot.material.model import Hours, Otherwise
from bot.material.reading import MaterialSource, read_material
from bot.settings import ROOT

NINE_TO_FOUR = (9 * 60, 16 * 60)
BAD = [
    ("a day of no week", "weekdays:\n  mandag: 9–16\n", 2, 'unknown key "mandag"'),
    ("words for hours", "weekdays:\n  måndag: förmiddagen\n", 2, '"förmiddagen" are no hours in "måndag"'),
    ("an hour alone", "weekdays:\n  måndag: 9\n", 2, '"9" are no hours'),
    ("an hour past the day", "weekdays:\n  måndag: 9–25\n", 2, '"9–25" are no hours'),
    ("minutes past the hour", "weekdays:\n  måndag: 9.60–12\n", 2, '"9.60–12" are no hours'),
    ("an end before its beginning", "weekdays:\n  måndag: 16–9\n", 2, '"16–9" are no hours'),
    ("no time at all", "weekdays:\n  måndag: 9–9\n", 2, '"9–9" are no hours'),
    ("hours that lie over one another", "weekdays:\n  måndag: 9–12, 11–14\n", 2, "has the same time twice"),
    ("an eve that nobody knows", "eves:\n  luciaafton: stängt\n", 2, 'unknown key "luciaafton"'),
    ("an exception without a day", "exceptions:\n  - text: Stängt.\n", 2, 'there is no "from"'),
    ("an exception that runs backwards", "exceptions:\n  - from: 2027-07-30\n    to: 2027-07-05\n", 3, "comes before"),
    ("a day that is none", "exceptions:\n  - from: 2027-02-30\n", 2, '"2027-02-30" is no date'),
    ("a promise that is a sentence", "answer_time: Vi svarar snart.\n", 1, "is a sentence of its own"),
    ("holidays in other words", "closed_on_holidays: kanske\n", 1, "has a value of the wrong type"),
]


def read(folder, text):
    folder.write("contact/hours.yml", text)
    material, problems = read_material([folder.path])
    return material.hours, problems


def test_the_file_that_ships_sets_nothing_and_names_every_eve():
    material, problems = read_material([ROOT / "data"])
    assert not problems
    assert material.hours == Hours()
    shipped = (ROOT / "data/contact/hours.yml").read_text(encoding="utf-8")
    assert all(f"\n  {eve}:\n" in shipped for eve in EVES)


def test_hours_are_read_as_people_write_them(folder):
    text = """\
weekdays:
  måndag: 9–16
  tisdag: 09:00-16:00
  onsdag: 9.00 – 12, 13–16.30
  torsdag: 13-16 och 8-12
  fredag: stängt
eves:
  skärtorsdagen: 9–12
  julafton: stängt
exceptions:
  - from: 2027-07-05
    to: 2027-07-30
    text: Vi har semester.
  - from: 2027-08-02
    hours: 10–11
answer_time: inom två arbetsdagar
answer_time_en: within two working days
"""
    hours, problems = read(folder, text)
    assert not problems
    wednesday, thursday = ((540, 720), (780, 990)), ((480, 720), (780, 960))
    assert hours.week == ((NINE_TO_FOUR,), (NINE_TO_FOUR,), wednesday, thursday, (), (), ())
    assert hours.eves == {"skärtorsdagen": ((540, 720),), "julafton": ()}
    assert hours.closed_on_holidays
    assert hours.exceptions == (
        Otherwise(date(2027, 7, 5), date(2027, 7, 30), (), "Vi har semester."),
        Otherwise(date(2027, 8, 2), date(2027, 8, 2), ((600, 660),)),
    )
    assert (hours.answer_time, hours.answer_time_en) == ("inom två arbetsdagar", "within two working days")


@pytest.mark.parametrize(("text", "line", "what"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_mistake_is_one_problem_at_its_line_and_no_hours_are_set(folder, text, line, what):
    hours, (problem,) = read(folder, "weekdays:\n  fredag: 9–16\n" * ("weekdays" not in text) + text)
    assert problem.line - 2 * ("weekdays" not in text) == line
    assert what in problem.what
    assert problem.mend
    assert hours == Hours()


def test_an_installation_s_own_hours_overlay_those_that_ship_and_hold_at_once(folder, content):
    folder.write("contact/hours.yml", "weekdays:\n  måndag: 9–16\n")
    source = MaterialSource([folder.path, content.path], look_every=0)
    assert source.current().hours.week[0] == (NINE_TO_FOUR,)
    content.write("contact/hours.yml", "weekdays:\n  tisdag: 9–16\n")
    assert source.current().hours.week[:2] == ((), (NINE_TO_FOUR,))
    content.write("contact/hours.yml", "weekdays:\n  tisdag: sent\n")
    assert source.current().hours.week[:2] == ((), (NINE_TO_FOUR,)), "the last good ones hold"
