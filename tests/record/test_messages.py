"""Messages and conversations in a real SQLite file: kept once, in order, masked, and erased to the last byte."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.material.replies import quote, reply, text
from bot.record import conversations, erasing, messages, staffing
from bot.record.messages import HELP, NOTICE
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff

KEY = Fernet.generate_key()
ANSWER: Any = reply("answer", [text("Konferensen var i Umeå.")])


def ask(record: sa.engine.Engine, client_id: str = "fråga-1", words: str = "Var?", who: str = "a" * 22) -> Any:
    return messages.append_visitor(record, who, client_id, words)


def test_a_message_sent_twice_is_kept_once(record: sa.engine.Engine) -> None:
    first, again = ask(record), ask(record, words="Något annat")
    assert (first.duplicate, again.duplicate) == (False, True)
    assert again.message == first.message
    assert messages.find_visitor(record, "a" * 22, "fråga-1") == again
    assert len(messages.list_after(record, "a" * 22)) == 1


def test_two_visitors_may_use_the_same_id(record: sa.engine.Engine) -> None:
    assert not ask(record, who="a" * 22).duplicate
    assert not ask(record, who="b" * 22).duplicate


def test_an_answer_is_kept_once_and_settles_its_question(record: sa.engine.Engine) -> None:
    asked = ask(record).message
    assert messages.pending(record) == [asked]
    understood = {"intent": "news_question", "confidence": 0.9}
    kept = messages.append_replies(
        record, asked, [ANSWER, ANSWER], understanding=understood, timings={"total": 4.2}, expects="question"
    )
    assert [(message.reply_to, message.part) for message in kept] == [(asked.seq, 0), (asked.seq, 1)]
    assert messages.append_replies(record, asked, [ANSWER, ANSWER]) == []
    assert messages.pending(record) == []
    question, *answers = messages.list_after(record, "a" * 22)
    assert (question.understanding, question.timings) == (understood, {"total": 4.2})
    assert [answer.reply for answer in answers] == [ANSWER, ANSWER]
    found = conversations.find(record, "a" * 22)
    assert found and found.expects == "question"


def test_an_answer_that_is_late_leaves_its_question_pending(record: sa.engine.Engine) -> None:
    asked = ask(record).message
    messages.append_replies(record, asked, [ANSWER], first_part=NOTICE, settle=False)
    assert [message.seq for message in messages.pending(record)] == [asked.seq]
    assert len(messages.append_replies(record, asked, [ANSWER])) == 1
    assert messages.pending(record) == []


def test_help_in_danger_is_kept_with_its_message(record: sa.engine.Engine) -> None:
    help_reply = reply("help", [text("Ring 112.")])
    written = messages.append_visitor(record, "a" * 22, "fråga-1", "…", danger="violence", reply=help_reply)
    assert written.help and (written.help.part, written.help.reply) == (HELP, help_reply)
    assert ask(record).help == written.help
    assert written.message.danger == "violence"


def test_numbers_rise_over_all_conversations_and_are_never_used_again(record: sa.engine.Engine) -> None:
    first, second = ask(record, who="a" * 22), ask(record, who="b" * 22)
    erasing.erase(record, KEY, "b" * 22)
    third = ask(record, who="c" * 22)
    assert first.message.seq < second.message.seq < third.message.seq


def test_a_view_gets_what_came_after_the_last_it_has_seen(record: sa.engine.Engine) -> None:
    seqs = [ask(record, f"fråga-{number}").message.seq for number in range(3)]
    assert [message.seq for message in messages.list_after(record, "a" * 22, seqs[0])] == seqs[1:]
    assert messages.list_after(record, "b" * 22) == []


def test_what_a_person_has_taken_over_is_not_for_the_assistant(record: sa.engine.Engine) -> None:
    ask(record, "fråga-1")
    staffing.take(record, "a" * 22, staff(record), None)
    taken = ask(record, "fråga-2")
    assert (taken.state, taken.message.pending) == ("staff", False)


PERSONAL = "Jag heter x, 19121212-1212, nå mig på anna.b@example.se eller 070-174 06 05."
TRACES = (b"1212-1212", b"anna.b@", b"174 06 05")


def test_what_is_personal_never_reaches_the_disk(record: sa.engine.Engine, tmp_path: Path) -> None:
    asked = ask(record, words=PERSONAL).message
    messages.append_replies(record, asked, [reply("handover", [text(f"Du skrev: {PERSONAL}")])])
    on_disk = bytes_on_disk(tmp_path)
    assert b"[e-postadress]" in on_disk
    assert not [trace for trace in TRACES if trace in on_disk]


def test_what_was_masked_is_kept_sealed_until_the_message_is_settled(record: sa.engine.Engine, tmp_path: Path) -> None:
    for settle in (
        lambda asked: messages.append_replies(record, asked, [ANSWER]),
        lambda asked: messages.settle(record, asked.seq),
    ):
        asked = messages.append_visitor(record, "a" * 22, f"fråga-{id(settle)}", PERSONAL, key=KEY).message
        assert "[e-postadress]" in asked.text
        (pending,) = messages.pending(record)
        assert messages.unmasked(KEY, pending) == PERSONAL
        assert messages.unmasked(Fernet.generate_key(), pending) == asked.text
        assert not [trace for trace in TRACES if trace in bytes_on_disk(tmp_path)]
        settle(asked)
        assert all(message.sealed is None for message in messages.list_after(record, "a" * 22))


def test_what_has_nothing_personal_is_not_kept_twice(record: sa.engine.Engine) -> None:
    assert messages.append_visitor(record, "a" * 22, "fråga-1", "Var?", key=KEY).message.sealed is None


def test_the_organisations_own_details_and_quotations_stay_readable(record: sa.engine.Engine) -> None:
    asked = ask(record).message
    said = reply("contact", [text("Ring 060-12 34 56. Du är anna.b@example.se."), quote("Skriv till info@example.se")])
    (kept,) = messages.append_replies(record, asked, [said], public=["060-12 34 56"])
    assert kept.reply and [block["text"] for block in kept.reply["blocks"]] == [
        "Ring 060-12 34 56. Du är [e-postadress].",
        "Skriv till info@example.se",
    ]


def test_erasing_leaves_no_byte_of_what_was_said(record: sa.engine.Engine, tmp_path: Path) -> None:
    asked = ask(record, words="En hemlighet om ozonskiktet").message
    messages.append_replies(record, asked, [reply("answer", [text("Ett svar om fotosyntesen")])])
    ask(record, who="b" * 22, words="Den andra frågan om granbarkborren")
    assert b"ozonskiktet" in bytes_on_disk(tmp_path)
    assert erasing.erase(record, KEY, "a" * 22) == ((), ())
    on_disk = bytes_on_disk(tmp_path)
    assert b"ozonskiktet" not in on_disk and b"fotosyntesen" not in on_disk and b"a" * 22 not in on_disk
    assert b"granbarkborren" in on_disk
    assert conversations.find(record, "a" * 22) is None


def test_an_answer_that_comes_after_erasing_is_not_kept(record: sa.engine.Engine) -> None:
    asked = ask(record).message
    erasing.erase(record, KEY, "a" * 22)
    assert messages.append_replies(record, asked, [ANSWER]) == []
    assert conversations.find(record, "a" * 22) is None


def test_erasing_what_is_not_there_is_no_mistake(record: sa.engine.Engine) -> None:
    assert erasing.erase(record, KEY, "a" * 22) == ((), ())


def test_an_errors_text_holds_nothing_of_a_message(record: sa.engine.Engine) -> None:
    with record.begin() as connection:
        connection.execute(sa.text("DROP TABLE messages"))
    with pytest.raises(sa.exc.SQLAlchemyError) as error:
        ask(record, words="En hemlighet om ozonskiktet")
    assert "ozonskiktet" not in str(error.value)
