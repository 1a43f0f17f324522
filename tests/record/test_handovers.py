"""Questions handed over: kept once, masked, their contact sealed."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.language.personal import mask
from bot.record import erasing, handovers, messages
from bot.record.database import writing
from bot.record.erased import ConversationErased
from bot.record.handovers import contact_of, create_handover, list_handovers
from tests.record.conftest import bytes_on_disk
from tests.support.staff import staff


def hand_over(record: sa.engine.Engine, key: bytes, unique: str = "a 1", question: str = "Vem ordnar?") -> str:
    return create_handover(
        record, key, conversation="a" * 22, unique=unique, question=question, contact="anna.b@example.se"
    ).reference


def test_a_handover_made_twice_is_one(record: sa.engine.Engine, key: bytes) -> None:
    assert hand_over(record, key) == hand_over(record, key) != hand_over(record, key, unique="a 2")
    assert len(list_handovers(record)) == 2


def test_a_reference_can_be_read_aloud(record: sa.engine.Engine, key: bytes) -> None:
    references = [hand_over(record, key, unique=f"a {number}") for number in range(50)]
    assert len(set(references)) == 50
    assert all(re.fullmatch(r"KF-[ACDEFHJKMNPQRTWXY34679]{4}", reference) for reference in references)


def test_staff_can_read_the_contact_and_the_disk_does_not_show_it(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    reference = hand_over(record, key, question="Ring mig på 070-174 06 05")
    assert contact_of(record, key, reference) == "anna.b@example.se"
    (kept,) = list_handovers(record)
    assert kept.question == "Ring mig på [telefonnummer]" and kept.has_contact
    on_disk = bytes_on_disk(tmp_path)
    assert b"anna.b" not in on_disk and b"174 06" not in on_disk


def test_no_contact_is_kept_as_none(record: sa.engine.Engine, key: bytes) -> None:
    made = create_handover(record, key, conversation=None, unique="a 1", question="Vem?", contact=None)
    assert not made.has_contact and contact_of(record, key, made.reference) is None


def test_a_handover_outlives_its_conversation_and_forgets_it(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    messages.append_visitor(record, "a" * 22, "fråga-1", "Vem?")
    hand_over(record, key)
    erasing.erase(record, key, "a" * 22)
    (kept,) = list_handovers(record)
    assert kept.conversation is None
    assert b"a" * 22 not in bytes_on_disk(tmp_path)


def test_erasing_tells_which_handovers_stay(record: sa.engine.Engine, key: bytes) -> None:
    references = tuple(hand_over(record, key, unique=f"a {number}") for number in range(2))
    assert erasing.erase(record, key, "a" * 22).stay == references


def test_a_question_of_an_erased_conversation_is_not_kept(record: sa.engine.Engine, key: bytes) -> None:
    erasing.erase(record, key, "a" * 22)
    with pytest.raises(ConversationErased):
        hand_over(record, key)
    assert list_handovers(record) == []


def test_what_is_safe_and_the_name_are_sealed_and_the_deadline_is_masked(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    made = create_handover(
        *(record, key),
        conversation=None,
        unique="a 1",
        question="Vem?",
        contact="070-174 06 05",
        safe="Bara efter klockan 18, min man är hemma annars",
        name="Berit Ekström",
        deadline="på fredag, ring 070-174 06 05",
    )
    assert made.deadline == "på fredag, ring [telefonnummer]"
    assert handovers.reaching(record, key, made.reference) == handovers.Reaching(
        "070-174 06 05", "Bara efter klockan 18, min man är hemma annars", "Berit Ekström"
    )
    on_disk = bytes_on_disk(tmp_path)
    assert b"min man" not in on_disk and b"Berit" not in on_disk and b"174 06" not in on_disk


def test_an_answer_is_read_with_reference_and_code_however_they_are_typed(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    one, two = hand_over(record, key), hand_over(record, key, unique="a 2")
    anna = staff(record)
    with writing(record) as connection:
        handovers.answer_in(connection, key, one, anna, "Ring Karin på 070-174 06 05.", "page")
    code = handovers.code_of(record, key, one)
    assert code and re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", code) and code == handovers.code_of(record, key, one)
    assert mask(f"{one} {code}") == f"{one} {code}", "the bot may say it, unmasked"
    for reference in (one, one.lower(), one.replace("-", ""), one[3:], f" {one} "):
        for typed in (code, code.lower(), code.replace("-", " ")):
            found = handovers.by_code(record, key, reference, typed)
            assert found and found.reference == one
    assert handovers.by_code(record, key, two, code) is None
    assert handovers.by_code(record, key, one, "") is None and handovers.by_code(record, key, "KF-ÅÄÖ", code) is None
    (answer,) = handovers.answers_of(record, key, one)
    assert (answer.name, answer.text, answer.way, answer.read) == ("Anna", "Ring Karin på 070-174 06 05.", "page", None)
    handovers.mark_read(record, [answer.id])
    assert handovers.answers_of(record, key, one)[0].read is not None
    assert b"Ring Karin" not in bytes_on_disk(tmp_path)


def test_a_question_that_is_taken_back_takes_its_answers_with_it(record: sa.engine.Engine, key: bytes) -> None:
    reference = hand_over(record, key)
    code, anna = handovers.code_of(record, key, reference), staff(record)
    with writing(record) as connection:
        handovers.answer_in(connection, key, reference, anna, "Det gör vi.", "page")
    erasing.take_back(record, [reference])
    assert handovers.answers_of(record, key, reference) == []
    assert code and handovers.by_code(record, key, reference, code) is None
