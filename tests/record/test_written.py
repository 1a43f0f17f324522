"""A written question in the staff's hands: one has it, it is answered by page, mail or call, nothing is lost."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record import audit, erasing, handovers, outbox, written
from bot.record.crypto import load_key
from bot.record.written import QuestionLost
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff

MAIL = ("Svar till dig", "Hej!\n\n{answer}\n\nAnna")


def ask(record: sa.engine.Engine, key: bytes, unique: str = "a 1", contact: str | None = "berit@exempel.se") -> str:
    made = handovers.create_handover(
        record, key, conversation=None, unique=unique, question="Vem ordnar?", contact=contact
    )
    return made.reference


def test_one_has_it_and_the_other_is_told_who(record: sa.engine.Engine, key: bytes) -> None:
    anna, bo, reference = staff(record, "Anna"), staff(record, "Bo"), ask(record, key)
    written.claim(record, reference, anna)
    written.claim(record, reference, anna)
    for attempt in (
        lambda: written.claim(record, reference, bo),
        lambda: written.release(record, reference, bo),
        lambda: written.answer(record, key, reference, bo, "Vi.", "page"),
        lambda: written.close(record, reference, bo, "other"),
    ):
        with pytest.raises(QuestionLost) as lost:
            attempt()
        assert lost.value.question and lost.value.question.name == "Anna"
    written.claim(record, reference, bo, from_account=anna.id)
    written.release(record, reference, bo)
    (open_,) = written.questions(record)
    assert (open_.name, open_.handover.account) == (None, None)
    with pytest.raises(QuestionLost):
        written.answer(record, key, reference, bo, "Vi.", "page")
    did = [(entry.who[:2], entry.did) for entry in reversed(audit.entries(record)) if entry.did != "changed"]
    assert did == [("an", "took"), ("bo", "took"), ("bo", "gave back")]


def test_an_answer_on_the_page_closes_it_and_it_can_be_opened_again(record: sa.engine.Engine, key: bytes) -> None:
    anna, reference = staff(record), ask(record, key)
    written.claim(record, reference, anna)
    written.answer(record, key, reference, anna, "Det gör vi.", "page")
    assert written.questions(record) == []
    (closed,) = written.questions(record, closed=True)
    assert closed.handover.outcome == "answered" and closed.handover.closed
    written.reopen(record, reference, anna)
    written.answer(record, key, reference, anna, "Ring 070-174 06 05.", "phone")
    assert [(a.text, a.way) for a in handovers.answers_of(record, key, reference)] == [
        ("Det gör vi.", "page"),
        ("Ring 070-174 06 05.", "phone"),
    ]
    (closed,) = written.questions(record, closed=True)
    assert closed.handover.outcome == "phoned"
    assert outbox.due(record, key) == []


def test_a_mail_has_the_address_and_the_answer_only_when_it_is_sent(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    anna, reference = staff(record), ask(record, key)
    written.claim(record, reference, anna)
    written.answer(record, key, reference, anna, "Ring Karin på 070-174 06 05.", "email", MAIL)
    (mail,) = outbox.due(record, key)
    assert (mail.recipient, mail.subject) == ("berit@exempel.se", "Svar till dig")
    assert mail.text == "Hej!\n\nRing Karin på 070-174 06 05.\n\nAnna"
    on_disk = bytes_on_disk(tmp_path)
    assert b"berit@" not in on_disk and b"Ring Karin" not in on_disk
    outbox.failed(record, mail, "550 <berit@exempel.se> is full")
    (late,) = written.sending(record, reference)
    assert late.tries == 1 and late.error and "berit" not in late.error
    assert written.late(record) == [reference]
    outbox.sent(record, mail.id)
    assert written.sending(record, reference) == [] and written.late(record) == []


def test_with_another_key_no_mail_goes_out_half_written(
    record: sa.engine.Engine, key: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    anna, reference = staff(record), ask(record, key)
    written.claim(record, reference, anna)
    written.answer(record, key, reference, anna, "Vi.", "email", MAIL)
    (mail,) = outbox.due(record, load_key(tmp_path_factory.mktemp("other")))
    assert mail.recipient == ""


def test_who_takes_the_question_back_gets_no_mail_about_it(record: sa.engine.Engine, key: bytes) -> None:
    anna, reference = staff(record), ask(record, key)
    written.claim(record, reference, anna)
    written.answer(record, key, reference, anna, "Vi.", "email", MAIL)
    erasing.take_back(record, [reference])
    assert outbox.due(record, key) == []
    for attempt in (
        lambda: written.claim(record, reference, anna),
        lambda: written.reopen(record, reference, anna),
    ):
        with pytest.raises(QuestionLost) as lost:
            attempt()
        assert lost.value.question is None
