"""A value of a YAML file is changed, and nothing else in it."""

from datetime import date
from typing import Any

import pytest

from bot.material.yaml_editing import Where, values, with_value, without

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


def test_text_that_means_something_in_yaml_stays_text() -> None:
    for text in ("# ingen kommentar", "- punkt", "a: b", "'", "112", "ja\n\nnej", "2026-01-01", "null", "åäö ”…” – 🙂"):
        assert values(with_value(FILE, ("telephone",), text))["telephone"] == text


def test_where_there_is_no_such_place_nothing_is_made_up() -> None:
    for where in (("lines", 7), ("lines", "x")):
        with pytest.raises(LookupError):
            with_value(FILE, where, "x")
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
