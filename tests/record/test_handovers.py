"""Questions handed over: kept once, masked, their contact sealed."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record import erasing, messages
from bot.record.erased import ConversationErased
from bot.record.handovers import contact_of, create_handover, list_handovers
from tests.record.conftest import bytes_on_disk


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
