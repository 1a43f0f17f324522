"""How to reach the organisation: what is verified is said, and what is not is never guessed."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rasa_sdk.events import FollowupAction

from actions.contact import ActionContact, contact_blocks
from bot.material.model import Article, Fact, Material, Organisation, Responsible
from bot.settings import ROOT

from .conftest import run

INTENTS = ("contact_phone", "contact_email", "contact_address", "contact_hours")
VALUES = {
    "contact_phone": "0611-00 00 00",
    "contact_email": "kontakt@example.se",
    "contact_address": "Storgatan 1, Härnösand",
    "contact_hours": "vardagar klockan 9–12",
}


def fact(value: str) -> Fact:
    return Fact(value, "example.se", "", date(2026, 11, 22), Path("organisation.yml"), 1)


EMPTY = Organisation(name="Förbundet", website="https://example.se/")
FULL = Organisation(
    name="Förbundet",
    website="https://example.se/",
    telephone=fact(VALUES["contact_phone"]),
    email=fact(VALUES["contact_email"]),
    address=fact(VALUES["contact_address"]),
    hours=fact(VALUES["contact_hours"]),
    responsible=(
        Responsible("Våldsfrågor", "Ada Lovelace", "", "ada@example.se", fact("")),
        Responsible("Växeln", "", "0611-11 11 11", "", fact("")),
    ),
)


def texts(blocks) -> list[str]:
    return [block["text"] for block in blocks if block["type"] == "text"]


def links(blocks) -> dict[str, str]:
    return {block["url"]: block["title"] for block in blocks if block["type"] == "link"}


@pytest.mark.parametrize("intent", INTENTS)
def test_a_verified_fact_is_said_first(settings, intent: str) -> None:
    assert VALUES[intent] in texts(contact_blocks(Material(organisation=FULL), intent))[0]


@pytest.mark.parametrize("intent", INTENTS)
def test_only_what_was_asked_for_is_said(settings, intent: str) -> None:
    said = " ".join(texts(contact_blocks(Material(organisation=FULL), intent)))
    assert [value for asked, value in VALUES.items() if asked != intent and value in said] == []


@pytest.mark.parametrize("intent", INTENTS)
def test_of_an_unknown_fact_it_is_said_that_nobody_checked_one(settings, intent: str) -> None:
    first = texts(contact_blocks(Material(organisation=EMPTY), intent))[0]
    assert "kontrollera" in first
    assert "Förbundet" in first
    assert not any(sign.isdigit() or sign == "@" for sign in first)


@pytest.mark.parametrize("intent", [*INTENTS, "contact_general", "contact_responsible"])
@pytest.mark.parametrize("organisation", [FULL, EMPTY])
def test_a_way_to_a_person_and_the_website_are_always_there(settings, organisation: Organisation, intent: str) -> None:
    blocks = contact_blocks(Material(organisation=organisation), intent)
    assert links(blocks) == {"/kontakt": "Kontaktsidan", "https://example.se/": "Webbplatsen för Förbundet"}
    assert [text for text in texts(blocks) if "None" in text or "{" in text] == []


def test_asked_in_general_all_that_is_known_is_said(settings) -> None:
    said = " ".join(texts(contact_blocks(Material(organisation=FULL), "contact_general")))
    assert [value for value in VALUES.values() if value not in said] == []
    assert "Ingen har kontrollerat" not in said


def test_asked_in_general_with_nothing_known_that_is_said(settings) -> None:
    said = texts(contact_blocks(Material(organisation=EMPTY), "contact_general"))
    assert "kontaktsidan" in said[0]
    assert "Ingen har kontrollerat dem" in said[1]


def test_who_is_responsible_is_named_with_what_is_known_of_each(settings) -> None:
    said = texts(contact_blocks(Material(organisation=FULL), "contact_responsible"))
    assert said[1:] == ["Våldsfrågor, Ada Lovelace, ada@example.se", "Växeln, 0611-11 11 11"]


def test_where_nobody_is_named_it_says_so(settings) -> None:
    assert "Jag vet inte vem" in texts(contact_blocks(Material(organisation=EMPTY), "contact_responsible"))[0]


def test_without_a_website_there_is_no_link_to_one(settings) -> None:
    assert list(links(contact_blocks(Material(organisation=Organisation(name="Förbundet")), "contact_phone"))) == [
        "/kontakt"
    ]


def test_a_fact_that_an_editor_adds_holds_without_training(settings) -> None:
    asked = run(ActionContact(), "contact_phone")
    assert "Jag vet inte vilket telefonnummer" in asked.text
    shipped = (settings.data / "contact" / "organisation.yml").read_text(encoding="utf-8")
    own = settings.content / "contact" / "organisation.yml"
    own.parent.mkdir(parents=True)
    entry = "telephone:\n  value: 0611-00 00 00\n  source: växeln\n  checked_on: 2026-11-22\n"
    own.write_text(shipped.replace("\ntelephone:\n", f"\n{entry}"), encoding="utf-8")
    from actions import context

    context._source.cache_clear()  # it looks once a second
    assert "Vårt telefonnummer är 0611-00 00 00." in run(ActionContact(), "contact_phone").text


def test_its_reply_offers_a_person_and_reads_as_plain_text_with_whole_links(settings) -> None:
    asked = run(ActionContact(), "contact_general")
    assert asked.reply["kind"] == "contact"
    assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]
    assert "Kontaktsidan: https://bot.example.se/kontakt" in asked.text
    assert asked.events[-1] == FollowupAction("action_listen")  # outside of a form the turn ends


# --- with the facts of a content folder, and without


@pytest.fixture
def filled(settings):
    """An installation whose editor has filled in everything (invented)."""
    shutil.copytree(ROOT / "tests" / "conversations" / "filled", settings.content, dirs_exist_ok=True)
    from actions import context

    context._source.cache_clear()
    return settings


def ask(text: str, intent: str = "contact_general", **message):
    return run(ActionContact(), intent, text=text, **message)


def own_words(asked) -> str:
    return " ".join(block["text"] for block in asked.reply["blocks"] if block["type"] in {"text", "quote"})


def test_one_question_for_two_kinds_gets_both(filled) -> None:
    said = ask("telefon och mejl?", "contact_phone").text
    assert "08-465 004 20" in said
    assert "fraga@example.com" in said
    assert "Påhittsgatan" not in said


def test_one_question_for_two_kinds_says_of_both_that_they_are_unknown(settings) -> None:
    said = ask("telefon och mejl?", "contact_phone").text
    assert "Jag vet inte vilket telefonnummer" in said
    assert "Jag vet inte vilken e-postadress" in said


@pytest.mark.parametrize(
    "text", ["hur når jag Lotta", "mejl till lotta brannstrom", "Vad har Lotta Brännström för nummer?", "Lottas mejl"]
)
def test_a_person_of_the_articles_has_no_address_that_anybody_checked(filled, text: str) -> None:
    asked = ask(text)
    assert "Jag har inga kontaktuppgifter till Lotta Brännström." in asked.text
    assert "fraga@example.com" not in asked.text
    assert "/kontakt" in asked.text
    assert [button["payload"] for button in asked.reply["buttons"]] == ["hand_over"]


@pytest.mark.parametrize("text", ["hur når jag Testa Exempelsson?", "mejl till Testa"])
def test_a_person_who_may_be_reached_is_reached(filled, text: str) -> None:
    asked = ask(text)
    assert "070-174 06 50" in asked.text
    assert "Påhittsdotter" not in asked.text


@pytest.mark.parametrize("text", ["hur når jag henne?", "Kan jag ringa Kalle Karlsson?"])
def test_of_somebody_unknown_that_is_said(filled, text: str) -> None:
    assert "Jag har inga kontaktuppgifter till den personen." in ask(text).text


@pytest.mark.parametrize(
    ("text", "role", "others"),
    [
        ("Vem ansvarar för jämställdhet?", "Testa Exempelsson", "Prov Påhittsdotter"),
        ("vem har hand om våldsfrågor", "Testa Exempelsson", "Prov Påhittsdotter"),
        ("Vem är ansvarig för digitalisering?", "digitalt@example.com", "Testa Exempelsson"),
        ("Jag är journalist, vem ringer jag?", "Prov Påhittsdotter", "Testa Exempelsson"),
    ],
)
def test_who_answers_for_a_field_is_told_and_nobody_else(filled, text: str, role: str, others: str) -> None:
    said = ask(text, "contact_responsible").text
    assert role in said
    assert others not in said


def test_where_nobody_answers_for_a_field_nobody_is_named(filled) -> None:
    said = ask("Vem är ansvarig för kultur och fritid?", "contact_responsible").text
    assert "Jag vet inte vem" in said
    assert "Exempelsson" not in said


def test_asked_who_is_responsible_without_a_field_all_are_named(filled) -> None:
    said = ask("Vem är kontaktperson?", "contact_responsible").text
    assert "Testa Exempelsson" in said
    assert "Prov Påhittsdotter" in said


TOPICS = {
    "vilken fakturaadress har ni?": "faktura",
    "Jag är journalist och söker en intervju": "medier",
    "har ni lediga jobb?": "lediga jobb",
    "Vi vill boka en föreläsning": "föreläsning",
    "kan vi samarbeta med er?": "samarbeta",
    "jag vill klaga på hemsidan": "vad som är fel",
    "det är fel i artikeln": "vad som är fel",
    "jag använder skärmläsare och sidan går inte att läsa": "svårt att läsa",
}


@pytest.mark.parametrize("text", TOPICS)
def test_who_wants_something_certain_is_answered_for_that(settings, text: str) -> None:
    asked = ask(text)
    assert TOPICS[text] in own_words(asked)
    assert "/kontakt" in asked.text


@pytest.mark.parametrize("text", [text for text in TOPICS if "journalist" not in text])
def test_a_topic_without_anybody_who_answers_for_it_gets_the_ways_that_are_known(filled, text: str) -> None:
    assert "08-465 004 20" in ask(text).text


@pytest.mark.parametrize("text", [*TOPICS, "telefon och mejl?", "hur når jag Lotta", "Hur kontaktar jag er?"])
@pytest.mark.parametrize("content", ["settings", "filled"])
def test_an_answer_is_short_beside_its_links(request, content: str, text: str) -> None:
    request.getfixturevalue(content)
    assert len(own_words(ask(text))) <= 350


def test_a_municipality_is_reached_at_its_own_page(filled) -> None:
    said = ask("telefonnummer till Sundsvalls kommun", "contact_phone").text
    assert "https://sundsvall.se/" in said
    assert "08-465 004 20" not in said
    assert "08-465 004 20" in ask("Jag bor i Timrå och vill ringa er", "contact_phone").text


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("What is your phone number?", "contact_phone", "I do not know the phone number"),
        ("How can I contact you?", "contact_general", "You can write your question here"),
        ("How do I reach Lotta Brännström?", "contact_general", "I have no contact details for Lotta Brännström"),
        ("Where do I send an invoice to you?", "contact_address", "I do not know where to send an invoice"),
    ],
)
def test_who_writes_in_english_is_answered_in_english(settings, text: str, intent: str, words: str) -> None:
    asked = ask(text, intent)
    assert words in own_words(asked)
    assert asked.reply["buttons"][0]["title"] == "Talk to a person"
    assert "Jag" not in own_words(asked)


def test_a_fact_is_given_in_english_too(filled) -> None:
    assert "Our phone number is 08-465 004 20." in ask("What is your phone number?", "contact_phone").text


@pytest.mark.parametrize("text", ["När öppnar simhallen i Örnsköldsvik?", "Har biblioteket i Övik öppet?"])
def test_the_hours_of_somebody_else_are_theirs_to_tell(filled, text: str) -> None:
    said = ask(text, "contact_hours").text
    assert "https://ornskoldsvik.se/" in said
    assert "9–15" not in said


def below_article(settings, **more) -> Material:
    path = Path("kurs.md")
    source = Fact("Anna Berg", "https://example.se/kurs", "2026-03-02", date(2026, 11, 22), path, 5)
    people = (Responsible("projektledare", "Anna Berg", "060-12 34 56", "anna@example.se", source),)
    text = ("Kursen börjar den 3 mars i Sundsvall.",)
    day = date(2026, 3, 2)
    article = Article(
        "kurs", "Ny kurs", "Nyhet", "", "https://example.se/kurs", day, text, False, "", path, contacts=people
    )
    return Material(articles=(replace(article, **more),), organisation=EMPTY)


def test_whom_an_article_names_is_said_with_the_article_where_it_stands(settings) -> None:
    known = below_article(settings)
    for intent, text, article in (
        ("contact_responsible", "Vem kontaktar jag?", known.articles[0]),
        ("contact_phone", "Vilket nummer har Anna Berg?", None),
    ):
        blocks = contact_blocks(known, intent, text, article=article)
        assert "projektledare, Anna Berg, 060-12 34 56, anna@example.se" in texts(blocks)
        (source,) = [block for block in blocks if block["type"] == "source"]
        assert (source["title"], source["url"]) == ("Ny kurs", "https://example.se/kurs")


def test_whom_a_withdrawn_article_named_is_not_said(settings) -> None:
    known = below_article(settings, withdrawn=True)
    assert "060" not in " ".join(texts(contact_blocks(known, "contact_phone", "Vilket nummer har Anna Berg?")))


def test_the_organisations_own_number_is_not_the_articles(settings, monkeypatch) -> None:
    known = below_article(settings)
    monkeypatch.setattr("actions.contact.material", lambda: known)
    focus = {"focus": {"slug": "kurs", "question": "När är kursen?"}}
    assert "060-12 34 56" in run(ActionContact(), "contact_phone", focus, text="Vem ringer jag?").text
    assert "060-12 34 56" not in run(ActionContact(), "contact_phone", focus, text="Vad har ni för nummer?").text
