"""Words that staff take away are gone everywhere they stood."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record import audit, messages, written
from bot.record.database import RecordError, scrub, writing
from bot.record.handovers import answers_of, create_handover, list_handovers, reaching
from bot.record.redact import redact
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff

WHO = "a" * 22
BY = "anna@kommun.example"


def reply(words: str) -> dict[str, object]:
    source = {"type": "source", "title": "Nyhet", "url": "/nyheter/anna-berg", "note": ""}
    button = {"title": f"Om {words}?", "payload": "about:anna-berg"}
    return {"kind": "talk", "blocks": [{"type": "text", "text": f"Du skrev {words}."}, source], "buttons": [button]}


def test_the_words_go_from_messages_replies_understanding_questions_and_the_files(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    first = messages.append_visitor(record, WHO, "fråga-1", "Min granne Anna Berg på Storgatan", key=key)
    understood = {"intent": "news_question", "passages": [{"text": "anna  berg", "link": "/nyheter/anna-berg"}]}
    messages.append_replies(record, first.message, [reply("ANNA BERG")], understanding=understood)
    second = messages.append_visitor(record, WHO, "fråga-2", "Anna\nBerg, 070-174 06 05", key=key)
    create_handover(record, key, conversation=WHO, unique="1", question="Vem är Anna Berg?", contact=None)
    other = messages.append_visitor(record, "b" * 22, "fråga-1", "Anna Berg är en annan här")

    assert redact(record, key, second.message.seq, "anna berg", BY) == 6
    asked, answered, waiting = messages.list_after(record, WHO)
    assert asked.text == "Min granne [borttaget] på Storgatan"
    assert answered.reply is not None and answered.reply["blocks"][0]["text"] == "Du skrev [borttaget]."
    assert answered.reply["blocks"][1]["url"] == "/nyheter/anna-berg", "an address is nobody's words"
    assert answered.reply["buttons"] == [{"title": "Om [borttaget]?", "payload": "about:anna-berg"}]
    assert asked.understanding is not None and asked.understanding["passages"][0]["text"] == "[borttaget]"
    assert waiting.text == "[borttaget], [telefonnummer]"
    assert messages.unmasked(key, waiting) == "[borttaget], 070-174 06 05"
    assert [handover.question for handover in list_handovers(record)] == ["Vem är [borttaget]?"]
    assert [(entry.who, entry.did, entry.what) for entry in audit.entries(record)] == [(BY, "redacted", "samtal 1")]
    (untouched,) = messages.list_after(record, "b" * 22)
    assert untouched.text == other.message.text, "somebody else's conversation"
    scrub(record)
    assert bytes_on_disk(tmp_path).count(b"Anna Berg") == 1
    assert redact(record, key, second.message.seq, "Anna Berg", BY) == 0


def test_a_question_to_a_person_is_named_by_its_reference(record: sa.engine.Engine, key: bytes) -> None:
    made = create_handover(record, key, conversation=None, unique="1", question="Vem är Anna?", contact=None)
    other = create_handover(record, key, conversation=None, unique="2", question="Anna?", contact=None)
    assert redact(record, key, made.reference, "Anna", BY) == 1
    assert [handover.question for handover in list_handovers(record)] == ["Vem är [borttaget]?", other.question]


def test_what_is_sealed_with_a_question_and_what_was_answered_to_it_is_changed_too(
    record: sa.engine.Engine, key: bytes
) -> None:
    made = create_handover(
        record,
        key,
        conversation=WHO,
        unique="1",
        question="Kan ni ringa?",
        contact="anna@exempel.se",
        safe="Inte när Bosse är hemma",
        name="Bosses fru",
        deadline="innan Bosse kommer hem",
    )
    anna = staff(record)
    written.claim(record, made.reference, anna)
    written.answer(record, key, made.reference, anna, "Vi ringer inte när Bosse är hemma.", "page")
    assert redact(record, key, made.reference, "bosse", BY) == 4
    found = reaching(record, key, made.reference)
    assert (found.contact, found.safe, found.name) == (
        "anna@exempel.se",
        "Inte när [borttaget] är hemma",
        "[borttaget]s fru",
    )
    (asked,) = list_handovers(record)
    assert asked.deadline == "innan [borttaget] kommer hem"
    assert [each.text for each in answers_of(record, key, made.reference)] == [
        "Vi ringer inte när [borttaget] är hemma."
    ]


@pytest.mark.parametrize(("where", "words"), [(7, "Anna"), ("KF-XXXX", "Anna"), (1, "  ")])
def test_what_is_not_there_is_said_so(record: sa.engine.Engine, key: bytes, where: int | str, words: str) -> None:
    with pytest.raises(RecordError):
        redact(record, key, where, words, BY)


def test_what_the_log_cannot_take_is_not_done(record: sa.engine.Engine, key: bytes) -> None:
    said = messages.append_visitor(record, WHO, "fråga-1", "Vem är Anna?")
    with writing(record) as connection:
        connection.execute(sa.text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"))
    with pytest.raises(sa.exc.DBAPIError):
        redact(record, key, said.message.seq, "Anna", BY)
    assert messages.list_after(record, WHO)[0].text == "Vem är Anna?"
