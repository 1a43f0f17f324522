"""Help in danger: 112 first, lines that fit, how to leave; and nothing that is closed."""

import re
from typing import get_args

import pytest

from bot.language.danger import Danger as Found
from bot.language.danger import Kind
from bot.material.model import KINDS, Material
from bot.material.reading import read_material
from bot.material.replies import plain_text
from bot.material.support import MOST, help_line, help_reply, named_lines
from bot.settings import ROOT

VERIFIED_NUMBERS = {
    *("112", "114 14", "1177", "116 111", "116 006", "90101"),
    *("020-50 50 50", "020-80 80 80", "020-55 00 00", "020-555 666"),
}


def danger_of(kind="violence", acute=False, who="self", young=False, gender=""):
    return Found(kind, acute, who, young, "a-rule", gender)


EVERY_DANGER = [
    danger_of(kind, acute, who, young, gender)
    for kind in KINDS
    for acute in (False, True)
    for who in ("self", "other")
    for young in (False, True)
    for gender in ("", "man", "woman", "trans")
]


@pytest.fixture(scope="module")
def shipped() -> Material:
    return read_material([ROOT / "data"])[0]


def names(danger, material):
    return [item["name"] for block in help_reply(danger, material)["blocks"] for item in block.get("items", [])]


@pytest.mark.parametrize("danger", EVERY_DANGER)
def test_help_is_short_and_begins_with_112_and_ends_with_how_to_leave(shipped, danger):
    reply = help_reply(danger, shipped)
    first, lines, last = reply["blocks"]
    assert (reply["kind"], reply["buttons"]) == ("help", [])
    assert [block["type"] for block in reply["blocks"]] == ["text", "lines", "text"]
    assert "112" in re.split(r"(?<=\.)\s", first["text"])[0]
    assert 2 <= len(lines["items"]) <= MOST
    assert last["text"].startswith("Ingen människa läser det här just nu. Chatten är ingen stödlinje.")
    assert last["text"].endswith("Du kan lämna sidan med knappen överst.")


@pytest.mark.parametrize("danger", EVERY_DANGER)
def test_help_asks_nothing_but_whether_it_is_urgent(shipped, danger):
    text = plain_text(help_reply(danger, shipped)["blocks"])
    assert text.replace("Är det bråttom?", "").count("?") == 0


def test_where_danger_is_acute_the_first_words_are_to_ring_112(shipped):
    assert help_reply(danger_of(acute=True), shipped)["blocks"][0]["text"].startswith("Ring 112 nu")


@pytest.mark.parametrize("kind", KINDS)
def test_the_young_get_bris_first_and_others_get_it_last(shipped, kind):
    assert names(danger_of(kind, young=True), shipped)[0] == "Bris"
    assert names(danger_of(kind), shipped)[-1] == "Bris"


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("violence", ["Kvinnofridslinjen", "vasternorrlandmotvald.se", "Unizon"]),
        ("honour_violence", ["Kvinnofridslinjen"]),
        ("sexual_exploitation", ["Kvinnofridslinjen", "Novahuset"]),
        ("sextortion", ["Novahuset"]),
        ("suicide", ["Självmordslinjen", "Råd om vård"]),
        ("own_violence", ["Välj att sluta"]),
    ],
)
def test_each_kind_of_danger_has_the_lines_that_fit_it(shipped, kind, first):
    assert names(danger_of(kind), shipped)[: len(first)] == first


def test_no_report_form_is_given_as_help_in_a_crisis(shipped):
    assert all("ECPAT Hotline" not in names(danger, shipped) for danger in EVERY_DANGER)


def test_the_young_are_not_sent_to_a_line_for_grown_men(shipped):
    assert all("Stödlinjen för män" not in names(danger, shipped) for danger in EVERY_DANGER if danger.young)


@pytest.mark.parametrize("kind", ["violence", "honour_violence"])
def test_the_line_for_men_is_first_for_a_man_and_for_nobody_else(shipped, kind):
    assert names(danger_of(kind, gender="man"), shipped)[0] == "Stödlinjen för män"
    for gender in ("", "woman", "trans"):
        assert "Stödlinjen för män" not in names(danger_of(kind, gender=gender), shipped)


@pytest.mark.parametrize("kind", ["violence", "honour_violence"])
def test_the_line_for_trans_people_is_there_where_trans_was_said(shipped, kind):
    assert names(danger_of(kind, gender="trans"), shipped)[0] == "Stödlinjen för transpersoner"
    young = names(danger_of(kind, young=True, gender="trans"), shipped)
    assert young[:2] == ["Bris", "Stödlinjen för transpersoner"]
    assert "Stödlinjen för transpersoner" not in names(danger_of(kind), shipped)


def test_who_uses_violence_gets_the_line_for_stopping_first(shipped):
    for gender in ("", "man", "woman"):
        assert names(danger_of("own_violence", gender=gender), shipped)[0] == "Välj att sluta"


def test_where_danger_is_acute_it_is_said_how_to_reach_112_without_speaking(shipped):
    for danger in EVERY_DANGER:
        text = help_reply(danger, shipped)["blocks"][0]["text"]
        assert all((word in text) == danger.acute for word in ("SMS112", "texttelefon", "förmedlade samtal"))


def test_it_is_said_that_a_call_stays_in_the_call_list(shipped):
    (item, *_) = help_reply(danger_of(), shipped)["blocks"][1]["items"]
    assert (item["name"], item["number"]) == ("Kvinnofridslinjen", "020-50 50 50")
    assert item["note"].startswith("Dygnet runt. ")
    assert "Det syns i listan över samtal i telefonen" in item["note"]


def test_somebody_who_worries_about_another_is_not_spoken_to_as_the_victim(shipped):
    own, other = (help_reply(danger_of(who=who), shipped)["blocks"][0]["text"] for who in ("self", "other"))
    assert "inte ditt fel" in own
    assert "inte ditt fel" not in other
    assert "bryr dig" in other


def overlaid(content, old, new):
    text = (ROOT / "data/contact/support_lines.yml").read_text(encoding="utf-8")
    assert old in text
    content.write("contact/support_lines.yml", text.replace(old, new))
    material, problems = read_material([ROOT / "data", content.path])
    assert problems == []
    return material


def test_a_closed_line_is_gone_from_every_answer(content):
    material = overlaid(content, "number: 020-50 50 50\n", "number: 020-50 50 50\n    closed: true\n")
    for danger in EVERY_DANGER:
        assert "Kvinnofridslinjen" not in names(danger, material)
    assert "020-50 50 50" not in help_line(material)["text"]


def test_when_every_line_is_closed_112_remains(content):
    material = overlaid(content, "    checked_on", "    closed: true\n    checked_on")
    for danger in EVERY_DANGER:
        first, last = help_reply(danger, material)["blocks"]
        assert "112" in first["text"]
        assert "Hit kan du vända dig" not in first["text"]
        assert "lämna sidan" in last["text"]
    assert "112" in help_line(material)["text"]


def test_without_any_file_there_is_still_help(tmp_path):
    material, _ = read_material([tmp_path])
    for danger in EVERY_DANGER:
        assert "112" in help_reply(danger, material)["blocks"][0]["text"]


def test_the_line_under_a_doubtful_answer_names_112_and_a_line_to_ring(shipped):
    block = help_line(shipped)
    assert block["type"] == "text"
    assert "112" in block["text"]
    assert "Kvinnofridslinjen, 020-50 50 50." in block["text"]


def test_a_child_in_doubt_gets_the_line_for_children(shipped, content):
    assert "Bris, 116 111." in help_line(shipped, young=True)["text"]
    closed = overlaid(content, "number: 116 111\n", "number: 116 111\n    closed: true\n")
    assert "Kvinnofridslinjen, 020-50 50 50." in help_line(closed, young=True)["text"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vilket nummer har Kvinnofridslinjen?", "Kvinnofridslinjen"),
        ("kvinofridslinjens telefonnummer", "Kvinnofridslinjen"),
        ("kvinnofrids linjen", "Kvinnofridslinjen"),
        ("brisnumret", "Bris"),
        ("har ni bris nummer?", "Bris"),
        ("numret till SJALVMORDSLINJEN", "Självmordslinjen"),
        ("Stödlinjen för män", "Stödlinjen för män"),
        ("finns det en stodlinje for man", "Stödlinjen för män"),
        ("stödlinjen för transpersoner tack", "Stödlinjen för transpersoner"),
        ("når man välj att sluta på helgen?", "Välj att sluta"),
        ("Är vasternorrlandmotvald.se er sida?", "vasternorrlandmotvald.se"),
        ("västernorrland mot våld", "vasternorrlandmotvald.se"),
        ("ecpats formulär", "ECPAT Hotline"),
        ("vem svarar på 020 50 50 50?", "Kvinnofridslinjen"),
        ("är 1177 öppet nu", "Råd om vård"),
    ],
)
def test_a_service_that_is_asked_for_by_name_is_found(shipped, text, name):
    assert [line.name for line in named_lines(text, shipped)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Vilket nummer har ni?",
        "det är brist på folk",
        "finns en stödlinje man kan ringa",
        "jag väljer att läsa",
        "",
        ".",
    ],
)
def test_no_service_is_found_where_none_is_named(shipped, text):
    assert named_lines(text, shipped) == []


def test_a_closed_service_is_not_found_by_its_name(content):
    material = overlaid(content, "number: 020-50 50 50\n", "number: 020-50 50 50\n    closed: true\n")
    assert named_lines("Kvinnofridslinjen", material) == []


def test_only_numbers_that_were_verified_are_given(shipped):
    numbers = {line.number for line in shipped.support_lines if line.number}
    assert numbers == VERIFIED_NUMBERS
    assert all(
        not re.search(r"\d{3}", line.note.replace("2024", "").replace("SMS112", "")) for line in shipped.support_lines
    )


def test_nobody_verified_how_to_reach_the_organisation_so_nothing_is_given(shipped):
    organisation = shipped.organisation
    found = (organisation.telephone, organisation.email, organisation.address, organisation.hours)
    assert found == (None, None, None, None)
    assert organisation.responsible == ()
    assert (organisation.website, organisation.news_page) == ("https://kfvn.se/", "https://kfvn.se/nyheter/")
    assert len(organisation.municipalities) == 7


def test_support_lines_know_the_same_kinds_of_danger_as_the_danger_check():
    assert set(KINDS) == set(get_args(Kind))


# --- in English


@pytest.mark.parametrize("danger", EVERY_DANGER)
def test_who_writes_in_english_gets_the_same_lines_with_english_words(shipped, danger):
    english, swedish = help_reply(danger, shipped, english=True), help_reply(danger, shipped)
    lines = [block["items"] for reply in (english, swedish) for block in reply["blocks"] if block["type"] == "lines"]
    assert [(line["name"], line["number"]) for line in lines[0]] == [
        (line["name"], line["number"]) for line in lines[1]
    ]
    assert "112" in re.split(r"(?<=\.)\s", english["blocks"][0]["text"])[0]
    said = " ".join([english["blocks"][0]["text"], english["blocks"][-1]["text"], *(line["note"] for line in lines[0])])
    assert not re.search(r"\b(du|och|är|för|inte|dygnet)\b", said, re.I)
    assert danger.acute == ("Call 112 now" in said)


def test_every_note_and_every_hour_has_its_english(shipped):
    lacking = [line.name for line in shipped.open_lines if bool(line.note) != bool(line.note_en)]
    assert lacking + [line.name for line in shipped.open_lines if bool(line.hours) != bool(line.hours_en)] == []


def test_the_line_of_doubt_is_english_too(shipped):
    assert help_line(shipped, english=True)["text"].startswith("Call 112 if")


def test_without_english_words_there_is_english_help_all_the_same(folder):
    folder.write("danger/help.yml", "acute: Ring 112 nu.\n")
    material = read_material([folder.path])[0]
    assert help_reply(danger_of(acute=True), material, english=True)["blocks"][0]["text"].startswith("Call 112 now")


def test_english_help_without_112_is_a_problem_and_the_built_in_words_are_used(folder):
    text = (ROOT / "data/danger/help.yml").read_text(encoding="utf-8")
    folder.write("danger/help.yml", text.replace("Is it urgent? Call 112.", "Is it urgent?"))
    material, (problem,) = read_material([folder.path])
    assert "does not name 112" in problem.what
    assert "112" in help_reply(danger_of(), material, english=True)["blocks"][0]["text"]
