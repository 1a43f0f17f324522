"""The questions that the product is for, through Rasa's own REST channel, as any Rasa client asks them."""

import secrets

import pytest

from bot.language.personal import mask
from bot.record import crypto, database
from bot.record.handovers import contact_of, list_handovers
from tests.support.traces import content

from ..support.product import Assistant

ARTICLE = "/nyheter/kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"


@pytest.fixture
def ask(assistant: Assistant):
    """Asks as one visitor, and gives all that is answered."""
    sender = secrets.token_urlsafe(12)

    def ask_as_visitor(text: str) -> str:
        answers = assistant.rest(sender, text)
        assert answers, f"nothing was answered to {text!r}"
        return "\n".join(answers)

    return ask_as_visitor


def test_who_is_lotta_brannstrom(ask, assistant: Assistant) -> None:
    answer = ask("Vem är Lotta Brännström?")
    assert "projektledare" in answer
    assert f"{assistant.settings.public_url}{ARTICLE}" in answer


def test_when_was_the_conference(ask) -> None:
    answer = ask("När var konferensen i Umeå?")
    assert "26 till 27 april" in answer
    assert ARTICLE in answer


def test_who_held_the_national_conference(ask) -> None:
    answer = ask("Vilka ordnade den nationella konferensen?")
    for name in ("OKSE", "Child10", "Ellencentret", "Novahuset", "Jämställdhetsmyndigheten"):
        assert name in answer
    assert ARTICLE in answer


def test_how_to_reach_you_is_honest_and_invents_nothing(ask, assistant: Assistant) -> None:
    answer = ask("Hur kontaktar jag er?")
    assert f"{assistant.settings.public_url}/kontakt" in answer
    assert "https://kfvn.se/" in answer
    assert mask(answer) == answer  # no address and no number


def test_my_husband_beats_me_gets_help_with_112_first(ask) -> None:
    answer = ask("Min man slår mig")
    assert "112" in answer.split("\n")[0]
    assert "Kvinnofridslinjen 020-50 50 50" in answer
    assert answer.index("112") < answer.index("Kvinnofridslinjen")


def test_the_weather_it_does_not_know_and_offers_a_person(ask, assistant: Assistant) -> None:
    answer = ask("Vad blir det för väder imorgon?")
    assert "Jag hittar inget svar" in answer
    assert "fråga en person" in answer
    assert f"{assistant.settings.public_url}/kontakt" in answer


def test_a_person_takes_the_question_and_the_record_keeps_it_with_its_contact_sealed(ask, assistant: Assistant) -> None:
    settings = assistant.settings
    record = database.engine(settings.record_url)
    before = {handover.reference for handover in list_handovers(record)}

    assert "Vad vill du fråga personalen?" in ask("Jag vill prata med en människa")
    assert "Hur kan vi nå dig?" in ask("Kan ni hålla en utbildning hos oss? Ring inte 070-123 45 67.")
    assert "Är det säkert" in ask("Det går bra på Anna.Berg@Example.com")
    assert "Vad heter du?" in ask("Ja, på kvällen")
    assert "deadline" in ask("nej")
    done = ask("nej")

    (handover,) = [handover for handover in list_handovers(record) if handover.reference not in before]
    assert handover.reference in done
    assert handover.question == "Kan ni hålla en utbildning hos oss? Ring inte [telefonnummer]."
    assert handover.has_contact
    assert contact_of(record, crypto.load_key(settings.home), handover.reference).lower() == "anna.berg@example.com"
    stored = content(*settings.home.glob("*.db*")).lower()
    assert b"utbildning hos oss" in stored  # the question is there, for staff to read
    assert b"anna.berg" not in stored
    assert b"070-123" not in stored


def test_everything_that_rest_answers_has_text_for_a_channel_without_blocks(ask) -> None:
    for text in ("Hej", "Visa alla nyheter", "Vem är du?", "anna@example.com", "tack", "hej då"):
        assert ask(text).strip()


def test_links_are_whole_so_that_any_client_can_follow_them(ask, assistant: Assistant) -> None:
    for text in ("När var konferensen i Umeå?", "Hur kontaktar jag er?", "Visa alla nyheter"):
        answer = ask(text)
        assert assistant.settings.public_url in answer
        assert "(/" not in answer
        assert ": /" not in answer
