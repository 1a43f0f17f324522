"""Abbreviations are learnt from what stands in parentheses."""

from pathlib import Path

import pytest

from bot.language.abbreviations import abbreviations, other_forms

ARTICLE = (Path(__file__).parent / "seed-article.txt").read_text(encoding="utf-8")
OKSE = "Ombudsmannen mot kommersiell sexuell exploatering av barn"


def test_the_seed_article_explains_okse_and_nothing_else() -> None:
    assert abbreviations(ARTICLE) == {"OKSE": OKSE}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enligt LSS (lagen om stöd och service) får …", {"LSS": "lagen om stöd och service"}),
        ("LSS (lag om stöd och service till vissa funktionshindrade)", None),
        ("Socialtjänstlagen (SoL) gäller.", {"SoL": "Socialtjänstlagen"}),
        ("Vi möter Inspektionen för vård och omsorg (IVO).", {"IVO": "Inspektionen för vård och omsorg"}),
        ("Arbetet leds av Sveriges Kommuner och Regioner (SKR) i år.", {"SKR": "Sveriges Kommuner och Regioner"}),
        ("Statens institutionsstyrelse (SiS)", {"SiS": "Statens institutionsstyrelse"}),
        ("I Europeiska unionen (EU) och EU (Europeiska unionen)", {"EU": "Europeiska unionen"}),
        ("Barn- och ungdomspsykiatrin (BUP) tar emot", {"BUP": "Barn- och ungdomspsykiatrin"}),
        ("Vi startar Digital vardag för äldre (DIVA) i vår.", {"DIVA": "Digital vardag för äldre"}),
        ("En kurs i motiverande samtal (MI) ges", {"MI": "motiverande samtal"}),
    ],
)
def test_long_and_short_form_are_found_in_either_order(text: str, expected: dict[str, str] | None) -> None:
    found = abbreviations(text)
    if expected is None:
        assert list(found) == ["LSS"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lotta Brännström (projektledare)",
        "Paulina Brandberg (L)",
        "Vi träffas i Umeå (se karta) och EU (27 länder).",
        "Konferensen (OBS)",
        "Hon (SVT Nyheter) sa",
        "Anmäl dig (senast den 24 april)",
        "Sara Nilsson (JÄMY)",
        "Umeå (VIP)",
        "(" * 2000,
        "A " * 2000 + "(ABC)",
    ],
)
def test_other_parentheses_explain_nothing(text: str) -> None:
    assert abbreviations(text) == {}


KNOWN = {"OKSE": OKSE, "EU": "Europeiska unionen"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vad är OKSE?", [OKSE]),
        ("vem leder okse", [OKSE]),
        ("OKSE:s konferens", [OKSE]),
        ("Vad gör ombudsmannen mot kommersiell sexuell exploatering av barn?", ["OKSE"]),
        ("regler i europeiska unionen", ["EU"]),
        ("Vad är sexuell exploatering?", []),
        ("okserna", []),
    ],
)
def test_a_search_for_one_form_looks_for_the_other_too(question: str, expected: list[str]) -> None:
    assert other_forms(question, KNOWN) == expected
