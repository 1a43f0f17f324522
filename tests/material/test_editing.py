"""Forms for the contact material: what is saved is what the bot reads, what is wrong is refused."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.material import editing
from bot.material.checking import checked
from bot.material.editing import ChangedError, Entry, Wrong
from bot.material.forms import FORMS
from bot.material.model import Material
from bot.settings import ROOT

TODAY = date(2026, 12, 24)
FACT = {"value": "", "source": "Växeln, Anna", "source_date": ""}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("contact", "danger"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path / "data", tmp_path / "content"


def only(folders: tuple[Path, Path], name: str, title: str = "") -> Entry:
    found = [entry for entry in editing.entries(folders, FORMS[name]) if title in entry.title]
    return found[0]


def save(folders: tuple[Path, Path], form: str, title: str = "", /, **given: Any) -> list[Wrong]:
    entry = only(folders, form, title)
    return editing.save(folders, entry, {**entry.values, **given}, TODAY)


def add(folders: tuple[Path, Path], form: str, /, **given: Any) -> list[Wrong]:
    entry = editing.blank(folders, FORMS[form])
    return editing.save(folders, entry, {**entry.values, **given}, TODAY)


def material(folders: tuple[Path, Path]) -> Material:
    found, problems = checked(folders)
    assert problems == []
    return found


@pytest.mark.parametrize("name", FORMS)
def test_what_is_saved_unchanged_is_only_looked_up_anew(folders: tuple[Path, Path], name: str) -> None:
    before = material(folders)
    form = FORMS[name]
    shipped = (folders[0] / form.file).read_text(encoding="utf-8").split("\n")
    for number in range(len(editing.entries(folders, form))):
        entry = editing.entries(folders, form)[number]
        if not entry.empty:
            assert editing.save(folders, entry, entry.values, TODAY) == []
    own = folders[1] / form.file
    assert (folders[0] / form.file).read_text(encoding="utf-8").split("\n") == shipped, "what ships stays as it is"
    if own.exists():
        changed = [
            new for old, new in zip(shipped, own.read_text(encoding="utf-8").split("\n"), strict=True) if old != new
        ]
        assert {line.strip() for line in changed} <= {"checked_on: 2026-12-24"}
    after = material(folders)
    assert (after.topics, after.others, after.hours) == (before.topics, before.others, before.hours)
    assert [line.name for line in after.support_lines] == [line.name for line in before.support_lines]


def test_a_fact_that_nobody_knew_is_filled_in_changed_and_taken_out(folders: tuple[Path, Path]) -> None:
    assert save(folders, "telefon", **{**FACT, "value": "0611-55 78 00"}) == []
    fact = material(folders).organisation.telephone
    assert fact and (fact.value, fact.source, fact.checked_on) == ("0611-55 78 00", "Växeln, Anna", TODAY)
    assert save(folders, "telefon", value="060-12 34 56", source_date="2026-11") == []
    fact = material(folders).organisation.telephone
    assert fact and (fact.value, fact.source_date) == ("060-12 34 56", "2026-11")
    text = (folders[1] / "contact/organisation.yml").read_text(encoding="utf-8")
    assert "# Telefonnummer till växeln." in text and "# E-postadress som någon läser" in text
    assert save(folders, "telefon", value="") == []
    assert material(folders).organisation.telephone is None


@pytest.mark.parametrize(
    ("name", "title", "given", "wrong"),
    [
        ("telefon", "", {**FACT, "value": "ring oss"}, Wrong("value", "telephone")),
        ("telefon", "", {**FACT, "value": "112", "source": ""}, Wrong("source", "empty")),
        ("e-post", "", {**FACT, "value": "anna@"}, Wrong("value", "email")),
        ("webbplats", "", {"value": "kfvn.se"}, Wrong("value", "url")),
        ("namn", "", {"value": ""}, Wrong("value", "empty")),
        ("namn", "", {"source_date": "i våras"}, Wrong("source_date", "source_date")),
        ("kommuner", "", {"url": "sundsvall"}, Wrong("url", "url")),
        ("stodlinjer", "Bris", {"number": "abc"}, Wrong("number", "telephone")),
        ("stodlinjer", "Bris", {"number": "", "url": ""}, Wrong("name", "no_way")),
        ("stodlinjer", "Bris", {"name": "Novahuset"}, Wrong("name", "double")),
        ("veckan", "", {"onsdag": "9 till 4"}, Wrong("onsdag", "hours")),
        ("veckan", "", {"fredag": "9–12, 11–13"}, Wrong("fredag", "hours_twice")),
        ("svarstid", "", {"answer_time": "Inom två dagar."}, Wrong("answer_time", "promise")),
        ("amnen", "press och medier", {"words": ["***"]}, Wrong("words", "word")),
        ("amnen", "press och medier", {"english": ""}, Wrong("english", "empty")),
        ("andra", "vård", {"words": []}, Wrong("words", "empty")),
    ],
)
def test_what_is_wrong_is_told_of_its_field_and_nothing_is_saved(
    folders: tuple[Path, Path], name: str, title: str, given: dict[str, Any], wrong: Wrong
) -> None:
    assert save(folders, name, title, **given) == [wrong]
    assert not (folders[1] / FORMS[name].file).exists()


def test_a_new_item_is_told_what_it_lacks_and_is_read_when_it_is_right(folders: tuple[Path, Path]) -> None:
    assert add(folders, "undantag", **{"from": "2027-07-30", "to": "2027-07-05"}) == [Wrong("to", "order")]
    assert add(folders, "undantag", **{"from": "i juli"}) == [Wrong("from", "day")]
    assert add(folders, "undantag", **{"from": "2027-07-05", "to": "2027-07-30", "text": "Vi har: semester."}) == []
    assert add(folders, "undantag", **{"from": "2027-12-23", "hours": "9–12"}) == []
    summer, short = material(folders).hours.exceptions
    assert (summer.text, summer.spans, short.last, short.spans) == (
        *("Vi har: semester.", (), date(2027, 12, 23), ((540, 720),)),
    )
    assert add(folders, "ansvariga", name="Anna") == [Wrong("role", "empty"), Wrong("source", "empty")]
    assert add(folders, "ansvariga", role="Press", telephone="060-12 34 56", source="Anna") == []
    (person,) = material(folders).organisation.responsible
    assert (person.role, person.telephone, person.fact.checked_on) == ("Press", "060-12 34 56", TODAY)
    line = {"name": "Jouren", "number": "0611-10 10 10", "kinds": ["violence"], "source": "Jouren själv"}
    assert add(folders, "stodlinjer", **line) == []
    lines = material(folders).support_lines
    assert (lines[-1].name, lines[-1].kinds, lines[-1].audience) == ("Jouren", ("violence",), "all")
    assert save(folders, "stodlinjer", "Jouren", closed="true") == []
    assert material(folders).support_lines[-1].closed
    assert save(folders, "stodlinjer", "Nödnumret", note="Kort") == []
    first = material(folders).support_lines[0]
    assert first.acute and first.note == "Kort", "what the form does not show stays"
    text = (folders[1] / "contact/support_lines.yml").read_text(encoding="utf-8")
    assert "# Ingen krislinje: ett formulär." in text and "# Pengarna till linjen" in text


def test_hours_are_set_day_by_day(folders: tuple[Path, Path]) -> None:
    assert save(folders, "veckan", **{"måndag": "9–16", "fredag": "9–12 och 13–15.30"}) == []
    assert save(folders, "aftnar", julafton="stängt") == []
    assert save(folders, "svarstid", closed_on_holidays="", answer_time="inom två arbetsdagar") == []
    hours = material(folders).hours
    assert hours.week[0] == ((540, 960),) and hours.week[4] == ((540, 720), (780, 930)) and hours.week[1] == ()
    assert (hours.eves, hours.closed_on_holidays, hours.answer_time) == (
        {"julafton": ()},
        False,
        "inom två arbetsdagar",
    )


def test_an_item_is_taken_out_but_not_what_has_to_be_there(folders: tuple[Path, Path]) -> None:
    assert editing.remove(folders, only(folders, "stodlinjer", "Novahuset")) == []
    assert "Novahuset" not in [line.name for line in material(folders).support_lines]
    for _ in editing.entries(folders, FORMS["stodlinjer"])[1:]:
        assert editing.remove(folders, editing.entries(folders, FORMS["stodlinjer"])[-1]) == []
    assert len(material(folders).support_lines) == 1


def test_a_support_line_changes_its_place_and_nothing_else(folders: tuple[Path, Path]) -> None:
    before = [line.name for line in material(folders).support_lines]
    bris = only(folders, "stodlinjer", "Bris")
    assert bris.place == before.index("Bris"), "counted below 112"
    assert editing.move(folders, bris, 1) == []
    others = [name for name in before[1:] if name != "Bris"]
    assert [line.name for line in material(folders).support_lines] == ["Nödnumret", "Bris", *others]
    moved = only(folders, "stodlinjer", "Bris")
    assert (moved.place, moved.values, moved.checked_on) == (1, bris.values, bris.checked_on)
    assert editing.move(folders, moved, len(before) - 1) == []
    assert [line.name for line in material(folders).support_lines] == ["Nödnumret", *others, "Bris"]
    assert editing.move(folders, only(folders, "stodlinjer", "Bris"), bris.place) == []
    shipped, own = (folder / "contact" / "support_lines.yml" for folder in folders)
    assert own.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")


def test_no_line_comes_above_112_and_112_goes_nowhere(folders: tuple[Path, Path]) -> None:
    bris, emergency = (only(folders, "stodlinjer", name) for name in ("Bris", "Nödnumret"))
    assert emergency.place == 0
    for entry, to in ((bris, 0), (bris, -1), (bris, 15), (emergency, 2)):
        with pytest.raises(LookupError):
            editing.move(folders, entry, to)
    assert not (folders[1] / "contact").exists() or not list((folders[1] / "contact").iterdir())
    assert {one.place for one in editing.entries(folders, FORMS["kommuner"])} == {0}, "nobody sees their order"


def test_facts_that_nobody_looked_up_for_long_are_listed_until_somebody_does(folders: tuple[Path, Path]) -> None:
    assert editing.old(folders, date(2027, 5, 21)) == []
    later = TODAY + timedelta(days=365)
    old = editing.old(folders, later)
    assert {"Bris", "Kommunförbundet Västernorrland"} <= {entry.title for entry in old}
    bris = next(entry for entry in old if entry.title == "Bris")
    assert editing.look_up_again(folders, bris, later) == []
    assert "Bris" not in {entry.title for entry in editing.old(folders, later)}
    assert len(editing.old(folders, later)) == len(old) - 1
    (line,) = (line for line in material(folders).support_lines if line.name == "Bris")
    assert line.fact.checked_on == later and line.number == "116 111"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(folders: tuple[Path, Path]) -> None:
    entry = only(folders, "stodlinjer", "Bris")
    assert save(folders, "stodlinjer", "Novahuset", note="Chatt") == []
    with pytest.raises(ChangedError):
        editing.save(folders, entry, {**entry.values, "note": "Annat"}, TODAY)
    with pytest.raises(ChangedError):
        editing.move(folders, entry, 1)
    lines = {line.name: line.note for line in material(folders).support_lines}
    assert lines["Novahuset"] == "Chatt" and lines["Bris"] != "Annat"


def test_a_mistake_that_stands_elsewhere_in_the_file_stops_nobody(folders: tuple[Path, Path]) -> None:
    own = folders[1] / "contact/support_lines.yml"
    own.parent.mkdir(parents=True)
    text = (folders[0] / "contact/support_lines.yml").read_text(encoding="utf-8")
    own.write_text(text.replace("number: 114 14", "number: x"), encoding="utf-8")
    assert save(folders, "stodlinjer", "Bris", note="Kort") == []
    assert save(folders, "stodlinjer", "Bris", number="y") == [Wrong("number", "telephone")]


def test_two_items_about_the_same_are_told_apart_by_all_that_they_say(folders: tuple[Path, Path]) -> None:
    for number in ("060-11 11 11", "060-22 22 22"):
        person = {"role": "Press", "name": "Anna", "telephone": number, "source": "Anna", "source_date": ""}
        assert add(folders, "ansvariga", **person) == []
    first, second = editing.entries(folders, FORMS["ansvariga"])
    assert first.key != second.key
    assert editing.remove(folders, first) == []
    assert [one.values["telephone"] for one in editing.entries(folders, FORMS["ansvariga"])] == ["060-22 22 22"]
    keys = [one.key for one in editing.entries(folders, FORMS["stodlinjer"])]
    line = next(one for one in editing.entries(folders, FORMS["stodlinjer"]) if one.place == 3)
    assert editing.move(folders, line, 1) == []
    assert sorted(one.key for one in editing.entries(folders, FORMS["stodlinjer"])) == sorted(keys)
