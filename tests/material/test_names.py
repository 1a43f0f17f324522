"""Whom a visitor wants to reach is found by the names in the material, and nobody else is taken for them."""

import pytest

from bot.material.model import Material
from bot.material.names import mentioned, wanted
from bot.material.reading import read_material
from bot.settings import ROOT


@pytest.fixture(scope="module")
def shipped() -> Material:
    return read_material([ROOT / "data"])[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hur når jag Lotta Brännström?", "Lotta Brännström"),
        ("lotta brannstrom", "Lotta Brännström"),
        ("mejl till Lotta", "Lotta Brännström"),
        ("Malins nummer", "Malin Rönnblom"),
        ("kontakta Länsstyrelsen Västernorrland", "Länsstyrelsen Västernorrland"),
        ("ringa Kalle Karlsson", True),
        ("Hur får jag tag på henne?", True),
        ("Hur kontaktar jag Kommunförbundet Västernorrland?", None),
        ("Hur når jag er?", None),
        ("Jag bor i Västernorrland, vem kontaktar jag?", None),
        ("Saras mamma", None),
        ("", None),
    ],
)
def test_whom_a_visitor_wants_to_reach(shipped: Material, text: str, name: str | bool | None) -> None:
    assert wanted(text, shipped) == name


def test_a_first_name_of_two_people_is_nobodys(folder) -> None:
    folder.write("news/a.md", "---\ntitle: A\n---\n\nDet säger Ada Lovelace. Det säger Ada Byron.\n")
    found = read_material([folder.path])[0]
    assert mentioned("Ada Byron kom", found) == ["Ada Byron"]
    assert wanted("mejl till Ada", found) is None
    assert wanted("mejl till Byron", found) == "Ada Byron"
