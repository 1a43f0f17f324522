"""How to reach the organisation: what is verified is said, and what is not is never guessed."""

from datetime import date
from pathlib import Path

import pytest
from rasa_sdk.events import FollowupAction

from actions.contact import ActionContact, contact_blocks
from bot.material.model import Fact, Material, Organisation, Responsible

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
    assert asked.events == [FollowupAction("action_listen")]  # outside of a form the turn ends
