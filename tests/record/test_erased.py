"""What comes late to an erased conversation, and what the assistant has yet to forget."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.record import conversations, erased, erasing, messages
from bot.record.erased import ConversationErased
from tests.record.conftest import bytes_on_disk

WHO = "a" * 22


def test_a_late_message_does_not_bring_an_erased_conversation_back(record: sa.engine.Engine, key: bytes) -> None:
    messages.append_visitor(record, WHO, "fråga-1", "Vem?")
    erasing.erase(record, key, WHO)
    with pytest.raises(ConversationErased):
        messages.append_visitor(record, WHO, "fråga-2", "Var?")
    assert conversations.find(record, WHO) is None and erased.is_erased(record, WHO)
    assert not erased.is_erased(record, "b" * 22)


def test_a_conversation_can_be_erased_before_its_first_message_is_there(record: sa.engine.Engine, key: bytes) -> None:
    erasing.erase(record, key, WHO)
    with pytest.raises(ConversationErased):
        messages.append_visitor(record, WHO, "fråga-1", "Vem?")
    assert erased.to_forget(record, key) == [], "the assistant never heard of it"


def test_what_the_assistant_has_yet_to_forget_is_kept_sealed_until_it_has(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    messages.append_visitor(record, WHO, "fråga-1", "Vem?")
    for _ in range(2):
        erasing.erase(record, key, WHO)
    assert erased.to_forget(record, key) == [WHO]
    assert WHO.encode() not in bytes_on_disk(tmp_path)
    assert erased.to_forget(record, Fernet.generate_key()) == []
    erased.forgotten(record, WHO)
    assert erased.to_forget(record, key) == []
    assert erased.is_erased(record, WHO)
