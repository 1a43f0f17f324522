"""A value of a YAML file is changed, and nothing else in it."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.material.yaml_editing import Where, reordered, values, with_value, without
from bot.settings import ROOT

SHIPPED = (ROOT / "data" / "contact" / "support_lines.yml").read_text(encoding="utf-8")

FILE = """# Vem ni är.

# Växeln
telephone:

name:
  value: Förbundet   # så heter vi
  source: vi

lines:
  # Alltid först.
  - name: Nödnumret
    number: "112"
    kinds: [a, b]

  # Gratis.
  - name: Bris
    number: 0611-12
    note: >-
      En lång
      text.
  # Sist.

empty: []
days: {mon: 9, tue: 10}
"""
LINE = {"name": "Ny: linje", "number": "116 111", "kinds": ["a"], "closed": True, "checked_on": date(2026, 11, 29)}


@pytest.mark.parametrize(
    ("where", "value", "changed"),
    [
        (("telephone",), {"value": "0611", "source": None}, {"# Växeln", "telephone:", "  value: '0611'", "  source:"}),
        (("name", "source"), "ni", {"  source: ni"}),
        (("lines", 1), LINE, {"    closed: true", "    kinds: [a]", "    checked_on: 2026-11-29"}),
        (("lines", 2), {"name": "Sist"}, {"  - name: Sist", "  # Gratis."}),
        (("empty", 0), {"name": "Först"}, {"empty:", "  - name: Först"}),
        (("days", "mon"), "8", {"days:", "  mon: '8'", "  tue: 10"}),
        (("days", "wed"), "11", {"  mon: 9", "  wed: '11'"}),
        (("lines", 0, "closed"), True, {"    closed: true", '    number: "112"', "    kinds: [a, b]"}),
        (("new",), "sist", {"new: sist"}),
    ],
)  # fmt: skip
def test_a_value_is_changed_and_every_comment_stays(where: Where, value: Any, changed: set[str]) -> None:
    made = with_value(FILE, where, value)
    assert changed <= set(made.split("\n"))
    assert _at(values(made), where) == _plain(value)
    assert [line for line in made.split("\n") if line.lstrip().startswith("#")] == [
        line for line in FILE.split("\n") if line.lstrip().startswith("#")
    ]
    assert where == ("lines", 2) or with_value(made, where, value) == made
    others = {key: held for key, held in values(made).items() if key != where[0]}
    assert others == {key: held for key, held in values(FILE).items() if key != where[0]}


def test_an_item_is_taken_out() -> None:
    made = without(FILE, ("lines", 0))
    assert [line["name"] for line in values(made)["lines"]] == ["Bris"]
    assert "# Gratis." in made and "# så heter vi" in made
    none_left = without(made, ("lines", 0))
    assert values(none_left)["lines"] == [] and "# så heter vi" in none_left


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(values(SHIPPED)["lines"]))))
def test_items_change_places_with_the_comment_right_above_each_and_can_change_back(order: list[int]) -> None:
    made = reordered(SHIPPED, ("lines",), order)
    there = values(SHIPPED)["lines"]
    assert values(made)["lines"] == [there[number] for number in order]
    for comment, name in (("# Pengarna till", "Stödlinjen för män"), ("# Ingen krislinje", "ECPAT Hotline")):
        assert re.search(rf"\n  {comment}.*\n  - name: {name}\n", made)
    back = sorted(range(len(order)), key=order.__getitem__)
    assert reordered(made, ("lines",), back) == SHIPPED


def test_what_stands_between_two_items_stays_there_when_they_change_places() -> None:
    made = reordered(FILE, ("lines",), [1, 0])
    assert "\nlines:\n  # Gratis.\n  - name: Bris\n" in made
    assert "      text.\n\n  # Alltid först.\n  - name: Nödnumret\n" in made
    assert "    kinds: [a, b]\n  # Sist.\n\nempty: []\n" in made
    assert values(reordered("lines: [{a: b}, {a: c}]", ("lines",), [1, 0])) == {"lines": [{"a": "c"}, {"a": "b"}]}


def test_text_that_means_something_in_yaml_stays_text() -> None:
    for text in ("# ingen kommentar", "- punkt", "a: b", "'", "112", "ja\n\nnej", "2026-01-01", "null", "åäö ”…” – 🙂"):
        assert values(with_value(FILE, ("telephone",), text))["telephone"] == text


def test_where_there_is_no_such_place_nothing_is_made_up() -> None:
    for where in (("lines", 7), ("lines", "x")):
        with pytest.raises(LookupError):
            with_value(FILE, where, "x")
    for order in ([0], [0, 0], [0, 1, 2]):
        with pytest.raises(LookupError):
            reordered(FILE, ("lines",), order)
    with pytest.raises(LookupError):
        without(FILE, ("lines", 7))


def _at(held: Any, where: Where) -> Any:
    for step in where:
        held = held[step]
    return held


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return {None: "", True: "true"}.get(value, str(value)) if not isinstance(value, list) else value
