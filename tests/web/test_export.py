"""What the registrar gets: all that was said and done, as JSON and as a page, and nothing that is sealed."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from bot.material.replies import reply, source, text
from bot.record import audit, conversations, erasing, handovers, messages, ratings, staffing, written
from bot.record.crypto import load_key
from bot.record.exporting import AT_ONCE
from tests.support.console import at_console
from tests.support.staff import staff
from tests.support.web_server import Web
from tests.web.conftest import new_id

ANSWER: Any = reply("answer", [text("I Umeå."), source("Konferens", "https://example.se/konferens")])
PASSAGE = {"text": "hela stycket", "title": "Konferens", "link": "/nyheter/konferens", "score": 0.5}
FORMS = ("json", "html")
CONTACT, NAME, SAFE = "berit@exempel.se", "Berit Hemlig", "bara på kvällen"


class Case(NamedTuple):
    conversation: str
    number: int
    reference: str


@pytest.fixture
def case(web: Web, record: sa.engine.Engine) -> Case:
    """A conversation with all that can stand in one, and a written question from it."""
    key, anna, who = load_key(web.settings.home), staff(record), new_id()
    said = messages.append_visitor(record, who, "fråga-1", "Var är <konferensen>? Ring 070-174 06 05.", page="/nyheter")
    understanding = {"intent": "news_question", "confidence": 0.8, "passages": [PASSAGE]}
    (kept,) = messages.append_replies(record, said.message, [ANSWER], understanding=understanding)
    ratings.rate(record, who, kept.seq, False, "Fel ort")
    staffing.ask(record, who)
    staffing.take(record, who, anna, None)
    staffing.answer(record, key, who, anna, "svar-1", "Ring mig på 070-123 45 67.")
    staffing.note(record, who, anna, "Kolla orten")
    staffing.give_back(record, who, anna, None)
    more = {"contact": CONTACT, "name": NAME, "safe": SAFE}
    made = handovers.create_handover(
        record, key, conversation=who, unique=who, question="Vem ordnar?", deadline="på fredag", **more
    )
    written.claim(record, made.reference, anna)
    written.answer(record, key, made.reference, anna, "Vi. Mejla kurs@exempel.se.", "page")
    return Case(who, said.message.seq, made.reference)


def today() -> str:
    return f"fran={date.today() - timedelta(days=1)}&till={date.today() + timedelta(days=1)}"


async def test_a_conversation_is_exported_with_all_that_was_said_and_done_and_nothing_sealed(
    web: Web, record: sa.engine.Engine, case: Case
) -> None:
    async with at_console(web.url, record, staff(record)) as console:
        status, body, headers = await console.fetch(f"/personal/samtal/{case.number}/export.json")
        assert status == 200 and headers["Content-Type"] == "application/json"
        assert headers["Content-Disposition"] == f'attachment; filename="samtal-{case.number}.json"'
        found = json.loads(body)
    (one,), (asked,) = found["conversations"], found["questions"]
    said = [(message["sender"], message.get("text")) for message in one["messages"]]
    assert said == [
        ("visitor", "Var är <konferensen>? Ring [telefonnummer]."),
        ("bot", None),
        ("staff", "Ring mig på [telefonnummer]."),
    ]
    visitor, bot, person = one["messages"]
    assert visitor["understood"] == {"intent": "news_question", "confidence": 0.8} and visitor["page"] == "/nyheter"
    assert bot["reply"]["blocks"][0]["text"] == "I Umeå." and bot["rating"] == {"helpful": False, "why": "Fel ort"}
    assert person["name"] == "Anna" and one["number"] == case.number
    assert [(turn["before"], turn["after"], turn["name"]) for turn in one["turns"]] == [
        ("bot", "waiting", None),
        ("waiting", "staff", "Anna"),
        ("staff", "bot", "Anna"),
    ]
    assert [note["text"] for note in one["notes"]] == ["Kolla orten"]
    kept = datetime.fromisoformat(one["last_message"]).astimezone(UTC) + timedelta(days=30)
    assert one["erased_after"] == str(kept.date())
    assert (asked["reference"], asked["question"], asked["deadline"]) == (case.reference, "Vem ordnar?", "på fredag")
    assert asked["answers"][0]["text"] == "Vi. Mejla [e-postadress]." and asked["contact_left"] is True
    assert asked["conversation"] == case.number and asked["erased_after"]
    assert found["about"]["by"] == "anna@kommun.example" and "name" in found["about"]["left_out"]["of_questions"]
    for secret in (CONTACT, NAME, SAFE, "070-", "kurs@", case.conversation, "hela stycket"):
        assert secret not in body


async def test_the_same_is_a_page_to_read_that_needs_nothing_and_runs_nothing(
    web: Web, record: sa.engine.Engine, case: Case
) -> None:
    async with at_console(web.url, record, staff(record)) as console:
        status, page, headers = await console.fetch(f"/personal/samtal/{case.number}/export.html")
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    assert "script" not in headers["Content-Security-Policy"] and "<script" not in page
    assert not re.search(r'(?:src|href)="', page)
    for words in (
        "Var är &lt;konferensen&gt;? Ring [telefonnummer].",
        "I Umeå.",
        "Fel ort",
        "Kolla orten",
        "Anna (personal)",
        "väntar på en person",
        f"Skriftlig fråga {case.reference}",
        "Vi. Mejla [e-postadress].",
        "Boten förstod: fråga om en nyhet",
        "Gallras efter",
        "Uttaget",
        "är krypterat och inte med",
    ):
        assert words in page, words
    for secret in (CONTACT, NAME, SAFE, "070-", case.conversation):
        assert secret not in page
    assert page.endswith("</html>\n")


async def test_a_period_is_for_admins_and_holds_what_began_in_it_and_not_what_is_deleted(
    web: Web, record: sa.engine.Engine, case: Case
) -> None:
    key = load_key(web.settings.home)
    hidden, gone = new_id(), new_id()
    for who in (hidden, gone):
        messages.append_visitor(record, who, "fråga-1", "Något som är borta")
    erasing.erase(record, key, hidden, hide=True)
    erasing.erase(record, key, gone)
    many = [new_id() for _ in range(AT_ONCE + 1)]
    for who in many:
        messages.append_visitor(record, who, "fråga-1", "En av många")
    async with at_console(web.url, record, staff(record, "Chefen", "admin")) as console:
        status, body, headers = await console.fetch(f"/personal/export.json?{today()}")
        found = json.loads(body)
        assert status == 200 and re.search(r"samtal-[\d-]+\.json", headers["Content-Disposition"])
        numbers = [one["number"] for one in found["conversations"]]
        assert len(numbers) == len(set(numbers)) == found["about"]["conversations"] > AT_ONCE
        assert numbers == sorted(numbers) and case.number in numbers
        assert case.reference in [one["reference"] for one in found["questions"]]
        assert found["about"]["left_out"]["hidden_conversations"] == 1 and "Något som är borta" not in body
        _, body, _ = await console.fetch("/personal/export.json?fran=2020-01-01&till=2020-01-31")
        assert json.loads(body)["conversations"] == json.loads(body)["questions"] == []
        status, page, _ = await console.fetch(f"/personal/export.html?{today()}")
        assert status == 200 and "1 samtal är inte med" in page and page.count("<article>") > AT_ONCE
        for form in FORMS:
            status, page, _ = await console.fetch(f"/personal/export.{form}?fran=2020-02-03&till=2020-02-01")
            assert status == 400 and "Den första dagen är efter" in page and 'value="2020-02-03"' in page
    newest = audit.entries(record, limit=3)
    assert {entry.did for entry in newest} == {"exported"} and {entry.who for entry in newest} == {
        "chefen@kommun.example"
    }
    assert re.fullmatch(r"[\d-]+–[\d-]+: \d+ samtal, \d+ frågor \(html\)", newest[0].what)
    assert newest[1].what == "2020-01-01–2020-01-31: 0 samtal, 0 frågor (json)"


@pytest.mark.parametrize("role", ["reader", "agent", "editor"])
async def test_who_may_not_export_does_not(web: Web, record: sa.engine.Engine, case: Case, role: Any) -> None:
    async with at_console(web.url, record, staff(record, f"En {role}", role)) as console:
        for path in ("/personal/export", f"/personal/export.json?{today()}", f"/personal/export.html?{today()}"):
            assert (await console.fetch(path))[0] == 403
        status, _, _ = await console.fetch(f"/personal/samtal/{case.number}/export.json")
        shown, page, _ = await console.fetch(f"/personal/samtal/{case.number}")
        assert shown == 200 and (status, "export.json" in page) == ((403, False) if role == "reader" else (200, True))


async def test_of_a_conversation_that_is_gone_nothing_is_exported(
    web: Web, record: sa.engine.Engine, case: Case
) -> None:
    erasing.erase(record, load_key(web.settings.home), case.conversation)
    assert conversations.find(record, case.conversation) is None
    async with at_console(web.url, record, staff(record)) as console:
        assert (await console.fetch(f"/personal/samtal/{case.number}/export.json"))[0] == 404


async def test_the_page_says_what_is_in_it_and_sends_the_period_both_ways(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, staff(record, "Chefen", "admin")) as console:
        status, page, _ = await console.fetch("/personal/export")
        assert status == 200 and "Kontaktuppgifter" in page
        assert 'formaction="/personal/export.json"' in page and 'formaction="/personal/export.html"' in page
