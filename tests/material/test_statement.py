"""The accessibility statement: whole, true of what nobody has done yet, and never with a blank."""

from pathlib import Path

import pytest

from bot.material.statement import FILE, Statement, StatementError, StatementSource, load
from bot.settings import ROOT

DATA = ROOT / "data"


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def said(statement: Statement) -> str:
    parts = [statement.heading, statement.lead, statement.report]
    for section in statement.sections:
        parts += [section["title"], *section["text"], *section["points"]]
    return "\n".join(parts)


def test_it_has_all_that_the_law_wants_of_it() -> None:
    text = said(load([DATA], "Förbundet"))
    for wanted in (
        "Förbundet står bakom chatten",
        "delvis förenlig med lagen om tillgänglighet till digital offentlig service",
        "EN 301 549 och WCAG 2.2",
        "Ingen utomstående har granskat den",
        "Vi har inte undantagit något",
        "Säg till om något inte fungerar",
        "anmäla oss till",
    ):
        assert wanted in text
    assert "{" not in text


def test_what_is_not_filled_in_is_named_and_has_a_default_that_works() -> None:
    statement = load([DATA], "Förbundet")
    assert statement.unset == ("contact", "supervisor", "supervisor_url")
    assert "Skriv till oss på kontaktsidan." in said(statement)
    assert statement.supervisor_url.startswith("https://")


def test_the_body_fills_it_in_and_a_change_holds_at_once(tmp_path: Path) -> None:
    source = StatementSource([DATA, tmp_path])
    assert "060" not in said(source.current("Förbundet"))
    own = "body:\n  contact: Ring 060-12 34 56.\n  supervisor: Tillsynsmyndigheten\n  status: inte förenlig\n"
    written(tmp_path, own)
    text = said(source.current("Förbundet"))
    assert "Ring 060-12 34 56." in text and "anmäla oss till Tillsynsmyndigheten" in text
    assert "inte förenlig med lagen" in text
    written(tmp_path, "body: [")
    assert said(source.current("Förbundet")) == text, "one that cannot be read changes nothing"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("body:\n  status: ganska bra", "status"),
        ("body:\n  kontakt: Ring", "kontakt"),
        ("hej: du", "hej"),
        ("lead: '{nobody}'", "nobody"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path: Path, wrong: str, why: str) -> None:
    with pytest.raises(StatementError, match=why):
        load([DATA, written(tmp_path, wrong)], "Förbundet")


def test_no_person_is_said_to_have_tested_before_somebody_has() -> None:
    assert all(not (row["who"] or row["when"] or row["result"]) for row in load([DATA], "Förbundet").people)
