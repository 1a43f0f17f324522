"""What visitors are told about what is kept: true of the settings, of the record, and of what they ask."""

import re
from pathlib import Path

import pytest

from bot.material.privacy import FILE, Deletion, Privacy, PrivacyError, PrivacySource, load
from bot.record.schema import metadata
from bot.settings import ROOT, Settings
from bot.settings import load as load_settings

DATA = ROOT / "data"
ODD = {
    "BOT_SESSION_MINUTES": "41",
    "BOT_CONVERSATION_DAYS": "42",
    "BOT_HANDOVER_DAYS": "43",
    "BOT_READING_DAYS": "44",
    "BOT_BACKUP_DAYS": "45",
}


def told(settings: Settings | None = None, deletion: Deletion = "erase", *more: Path) -> Privacy:
    figures = (settings or load_settings({})).figures
    return load([DATA, *more], {**figures, "organisation": "Förbundet"}, deletion)


def texts(value: object) -> list[str]:
    """All that visitors can read in it."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in ("columns", "url") for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


def everything(privacy: Privacy) -> str:
    said = [text for part in (privacy.page, privacy.deleting, privacy.receipt) for text in texts(dict(part))]
    return "\n".join([*said, *(text for answer in privacy.answers for text in (answer.text, answer.english))])


@pytest.mark.parametrize("deletion", ["erase", "hide"])
def test_every_figure_is_one_of_the_settings_in_force(deletion: Deletion) -> None:
    settings = load_settings(ODD)
    said = everything(told(settings, deletion))
    units = r"(?:minuter|dagar|minutes|days)"
    assert set(re.findall(rf"\b(\d+) {units}", said)) == {str(figure) for figure in settings.figures.values()}
    assert re.findall(rf"\b(\w+) {units}", said), "and none is written in letters"
    assert not re.search(rf"(?:två|tre|fyra|fem|tio|trettio|nittio) {units}", said)


def test_the_page_lists_every_field_of_the_record_and_no_other() -> None:
    listed = [column for item in told().page["stored"] for column in item["columns"]]
    assert sorted(listed) == sorted(
        f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c
    )


def test_what_the_body_has_not_filled_in_is_named_and_has_a_default(tmp_path: Path) -> None:
    assert told().unset == ("controller", "officer", "purpose", "legal_basis")
    assert "Personuppgiftsansvarig: Förbundet." in everything(told())
    (tmp_path / FILE).write_text("body:\n  controller: Nämnden.\n  officer: Ombudet heter Kim.\n", encoding="utf-8")
    filled = told(None, "erase", tmp_path)
    assert filled.unset == ("purpose", "legal_basis")
    assert "Personuppgiftsansvarig: Nämnden." in everything(filled) and "Ombudet heter Kim." in everything(filled)


def test_where_deleting_hides_nothing_says_that_it_is_erased_at_once() -> None:
    hidden = told(deletion="hide")
    said = "\n".join([*texts(dict(hidden.receipt)), *texts(dict(hidden.deleting))])
    assert "Samtalet är dolt." in said and "Vi måste spara" in said
    assert "raderat" not in said and "borta hos oss" not in said
    assert "Då tas det du skrev" not in everything(hidden)
    assert "Du kan själv radera" not in everything(hidden)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Vad sparar ni om mig?", "kept"),
        ("är jag anonym här", "kept"),
        ("måste jag uppge mitt namn", "kept"),
        ("vem läser det jag skriver", "readers"),
        ("har ni tystnadsplikt", "readers"),
        ("använder ni kakor", "cookies"),
        ("Hur länge sparar ni det här samtalet?", "how_long"),
        ("när raderas det jag skrivit", "how_long"),
        ("how long do you keep my data", "how_long"),
        ("radera min chatt", "delete"),
        ("kan jag ta bort det jag har skrivit", "delete"),
        ("jag vill bli glömd", "delete"),
        ("please delete my messages", "delete"),
        ("Kan min man se att jag har skrivit här?", "traces"),
        ("kan min sambo se vad jag skrev", "traces"),
        ("syns det i historiken", "traces"),
        ("can my husband see this", "traces"),
    ],
)
def test_a_question_gets_the_answer_that_fits_it(question: str, name: str) -> None:
    assert told().answer(question).name == name


@pytest.mark.parametrize(
    "message",
    [
        "radera min chatt",
        "Radera chatten!",
        "ta bort det jag skrivit",
        "Kan du ta bort samtalet, tack?",
        "jag vill radera allt",
        "hur raderar jag chatten",
        "snälla ta bort mina meddelanden nu",
        "delete my chat",
        "Please erase this conversation",
    ],
)
def test_a_message_that_asks_to_delete_is_known_without_the_assistant(message: str) -> None:
    assert told().asks_to_delete(message)


@pytest.mark.parametrize(
    "message",
    [
        "Hej",
        "Hur länge sparas chatten?",
        "Vem läser chatten?",
        "Kan ni ta bort artikeln om konferensen?",
        "ta bort mig från ert nyhetsbrev",
        "Min man vill ta bort våra barn",
        "Han tvingade mig att radera mina bilder",
        "Vi på kommunen undrar hur man ska göra för att radera allt gammalt ur ett ärende efter att det har avslutats",
    ],
)
def test_another_message_goes_to_the_assistant(message: str) -> None:
    assert not told().asks_to_delete(message)


def test_only_the_answer_about_deleting_has_the_button() -> None:
    privacy = told()
    for answer in privacy.answers:
        buttons = privacy.reply(answer)["buttons"]
        assert [button["payload"] for button in buttons] == (["erase"] if answer.name == "delete" else [])
    assert privacy.deletion_reply(english=True)["blocks"][0]["text"].startswith("You can delete")


@pytest.mark.parametrize(
    "content",
    ["body: [", "okänd: 1", "lead: 7", "lead: 'I {many_days} dagar'", "receipt:\n  gone: {erase: Borta}", "[]"],
)
def test_a_broken_file_is_said_with_its_name(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(PrivacyError, match=re.escape(str(tmp_path / FILE))):
        told(None, "erase", tmp_path)


def test_a_change_holds_at_once_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    source = PrivacySource([DATA, tmp_path], load_settings({}).figures, "erase")
    (tmp_path / FILE).write_text("lead: Ny text.", encoding="utf-8")
    assert source.current("Förbundet").page["lead"] == "Ny text."
    (tmp_path / FILE).write_text("lead: [", encoding="utf-8")
    assert source.current("Förbundet").page["lead"] == "Ny text."
