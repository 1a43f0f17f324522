"""The organisation is described by what its material says; what others answer for is left to them, and said so."""

import pytest

from actions.about import ActionAbout
from actions.context import material
from actions.organisation import elsewhere_blocks, municipality_named, official_name
from actions.otherwise import otherwise
from actions.privacy import ActionPrivacy
from bot.material.model import Material

from .conftest import run

ABOUT = [
    ("Vad är Kommunförbundet?", "ett fristående förbund för länets sju kommuner"),
    ("vad gör ni egentligen?", "frågor som är gemensamma för kommunerna"),
    ("Hur många jobbar hos er?", "ungefär trettio medarbetare"),
    ("Vem bestämmer i förbundet?", "förbundsmötet"),
    ("hur många politiker sitter i styrelsen", "14 politiker"),
    ("Vilket är förbundets högsta beslutande organ?", "förbundsmötet"),
    ("Vem är chef hos er?", "En direktör leder"),
    ("Hur jobbar ni mot våld?", "mäns våld mot kvinnor"),
    ("berätta om er", "ett fristående förbund"),
]
MUNICIPALITIES = ("Härnösand", "Kramfors", "Sollefteå", "Sundsvall", "Timrå", "Ånge", "Örnsköldsvik")


@pytest.fixture
def known(settings) -> Material:
    return material()


@pytest.mark.parametrize(("text", "fact"), ABOUT)
def test_a_question_about_the_organisation_gets_the_fact_verbatim_with_its_source(
    settings, text: str, fact: str
) -> None:
    asked = run(ActionAbout(), "about_organisation", text=text)
    assert asked.reply["kind"] == "answer"
    values = {about.fact.value for about in material().organisation.about}
    quotes = [block["text"] for block in asked.reply["blocks"] if block["type"] == "quote"]
    assert quotes and set(quotes) <= values
    assert fact in " ".join(quotes)
    source = asked.reply["blocks"][-1]
    assert (source["type"], source["url"]) == ("source", "https://kfvn.se/")
    assert source["note"] == "Uppgiften kontrollerades 2026-11-22."


@pytest.mark.parametrize(
    "text", ["Vilka kommuner är med?", "Vilka kommuner ingår i förbundet?", "vilka ar era medlemmar", "Vilka äger er?"]
)
def test_asked_for_the_municipalities_all_seven_are_named(settings, text: str) -> None:
    said = run(ActionAbout(), "about_organisation", text=text).text
    assert [name for name in MUNICIPALITIES if name not in said] == []


@pytest.mark.parametrize("text", ["När grundades förbundet?", "Vad kostar medlemskapet?", "Vad är Child10?"])
def test_what_nobody_wrote_about_the_organisation_is_not_known(settings, text: str) -> None:
    asked = run(ActionAbout(), "about_organisation", text=text, passages=[])
    assert asked.reply["kind"] == "unknown"


def test_a_question_for_a_job_is_none_about_the_organisation(settings) -> None:
    asked = run(ActionAbout(), "about_organisation", text="Har ni lediga jobb?")
    assert asked.reply["kind"] == "contact"
    assert "lediga jobb" in asked.text


# --- municipalities


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hur söker jag bygglov i Sundsvalls kommun?", "Sundsvall"),
        ("förskola i Ånge", "Ånge"),
        ("forskola i ange", "Ånge"),
        ("Ange kommun, telefon", "Ånge"),
        ("sophämtning ornskoldsvik", "Örnsköldsvik"),
        ("badhuset i Övik", "Örnsköldsvik"),
        ("Härnösands kommuns växel", "Härnösand"),
        ("timra kommun", "Timrå"),
        ("Från Kramfors till Sundsvall", "Kramfors"),
    ],
)
def test_a_municipality_is_known_by_its_names(known: Material, text: str, name: str) -> None:
    found = municipality_named(text, known)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["Kan jag ange två namn?", "Var ligger Umeå?", "Har ni kontor i Härnösand?", "timrade hus", ""]
)
def test_another_word_is_no_municipality_and_our_own_office_is_ours(known: Material, text: str) -> None:
    assert municipality_named(text, known) is None


def test_official_names_are_written_as_the_municipalities_do(known: Material) -> None:
    assert [official_name(town) for town in known.organisation.municipalities] == [
        *("Härnösands kommun", "Kramfors kommun", "Sollefteå kommun", "Sundsvalls kommun", "Timrå kommun"),
        *("Ånge kommun", "Örnsköldsviks kommun"),
    ]


def test_a_matter_of_a_named_municipality_leads_there_alone(known: Material) -> None:
    text, link = elsewhere_blocks("När töms soporna i Timrå?", known) or []
    assert text["text"] == "Det där är en fråga för Timrå kommun. Jag har inga uppgifter om det."
    assert (link["title"], link["url"]) == ("Timrå kommun", "https://timra.se/")


def test_a_municipal_matter_without_a_place_leads_to_all_of_them(known: Material) -> None:
    text, *links = elsewhere_blocks("Hur söker jag förskoleplats?", known) or []
    assert "din kommun" in text["text"]
    assert [link["url"] for link in links] == [town.url for town in known.organisation.municipalities]


@pytest.mark.parametrize("text", ["När ska jag deklarera?", "boka läkartid", "När går bussen till Sundsvall?"])
def test_a_matter_of_another_body_gets_no_link_that_nobody_checked(known: Material, text: str) -> None:
    (only,) = elsewhere_blocks(text, known) or []
    assert only["type"] == "text"


@pytest.mark.parametrize("text", ["Vilka i Sundsvall var på konferensen?", "Vad blir det för väder?", "hej"])
def test_a_place_or_anything_else_is_nobody_elses_matter(known: Material, text: str) -> None:
    assert elsewhere_blocks(text, known) is None


# --- where no article answers


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Jag är journalist, vem kan jag prata med?", "contact", "medier"),
        ("When are you open?", "contact", "öppettider"),
        ("vad gör ni?", "answer", "gemensamma för kommunerna"),
        ("bygglov i Kramfors", "unknown", "Kramfors kommun"),
        ("Jag vill klaga på äldreboendet i Timrå", "unknown", "Timrå kommun"),
    ],
)
def test_what_no_article_answers_may_be_answered_otherwise(known: Material, text: str, kind: str, words: str) -> None:
    reply = otherwise(text, known)
    assert reply is not None
    assert reply["kind"] == kind
    assert words in str(reply["blocks"])


@pytest.mark.parametrize(
    "text",
    [
        "Vad blir det för väder?",
        "Vad sa drottningen om våld?",
        "Vad har Malin för jobb?",
        "asdf",
        "Vem är kung?",
    ],
)
def test_for_the_rest_there_is_no_answer_at_all(known: Material, text: str) -> None:
    assert otherwise(text, known) is None


# --- privacy


def test_what_is_kept_is_said_in_short_with_the_page_that_says_it_all(settings) -> None:
    asked = run(ActionPrivacy(), "ask_privacy", text="är det anonymt?")
    text, link = asked.reply["blocks"]
    for words in ("inte säga vem du är", "Vi sparar det du skriver", "personalen kan läsa", "namn byts inte ut"):
        assert words in text["text"]
    assert link["url"] == "/integritet"
    assert len(text["text"]) <= 350
    english = run(ActionPrivacy(), "ask_privacy", text="is it anonymous?")
    assert "You do not have to say who you are" in english.text
