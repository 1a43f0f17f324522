"""Deleting is real: no byte is left, nothing comes back, and a day's numbers are all that remains."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.record import conversations, erased, erasing, ledger, messages
from bot.record.database import scrub
from bot.record.erased import ConversationErased
from bot.record.handovers import contact_of, create_handover, list_handovers
from bot.record.schema import counts
from tests.record.conftest import bytes_on_disk

WHO = "a" * 22
TALK = {"kind": "talk", "buttons": []}


def say(record: sa.engine.Engine, conversation: str, words: str, number: int, key: bytes | None = None) -> None:
    """A message, its answer and how it was understood: all hold the words."""
    written = messages.append_visitor(record, conversation, f"fråga-{number}", words, key=key)
    reply = TALK | {"blocks": [{"type": "text", "text": words * 3}]}
    messages.append_replies(record, written.message, [reply], understanding={"intent": words})


def test_many_conversations_of_all_lengths_leave_no_byte_once_the_files_are_scrubbed(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    chance = random.Random(7)
    words: dict[str, list[str]] = {}
    for number in range(200):
        conversation = f"{chance.randrange(15):02d}" + "x" * 22
        words.setdefault(conversation, []).append(f"HEMLIGT{number}SLUT")
        say(record, conversation, f"HEMLIGT{number}SLUT " * chance.randrange(1, 60), number, key)
    for conversation, secrets in words.items():
        erasing.erase(record, key, conversation)
        scrub(record)
        on_disk = bytes_on_disk(tmp_path)
        # The full-text index has them in small letters.
        assert not [secret for secret in secrets if secret.encode() in on_disk or secret.lower().encode() in on_disk]


def test_of_an_erased_conversation_its_day_is_counted(record: sa.engine.Engine, key: bytes) -> None:
    for number, conversation in enumerate((WHO, WHO, "b" * 22)):
        say(record, conversation, "Vem?", number)
    for conversation in (WHO, "b" * 22, "c" * 22):
        erasing.erase(record, key, conversation)
    with record.connect() as connection:
        assert connection.execute(sa.select(counts)).all() == [(datetime.now(UTC).date(), 2, 3, 2)]


def test_staff_can_be_told_whether_the_visitor_deleted_or_left(record: sa.engine.Engine, key: bytes) -> None:
    for conversation, why in ((WHO, "deleted"), ("b" * 22, "left")):
        say(record, conversation, "Vem?", 1)
        erasing.erase(record, key, conversation, why=why)
        assert erased.why_gone(record, conversation) == why
    assert erased.why_gone(record, "c" * 22) is None


def test_a_question_to_a_person_goes_with_its_contact_where_the_visitor_says_so(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    say(record, WHO, "Hej", 1)
    made = create_handover(record, key, conversation=WHO, unique="1", question="HEMLIG FRÅGA", contact="a@b.se")
    other = create_handover(record, key, conversation="b" * 22, unique="2", question="Vem?", contact=None)
    assert erasing.erase(record, key, WHO, questions_too=True) == ((), (made.reference,))
    assert [handover.reference for handover in list_handovers(record)] == [other.reference]
    with pytest.raises(ConversationErased):
        create_handover(record, key, conversation=None, unique="1", question="HEMLIG FRÅGA", contact="a@b.se")
    assert erasing.take_back(record, [other.reference]) == 1
    assert list_handovers(record) == []
    scrub(record)
    assert "HEMLIG FRÅGA".encode() not in bytes_on_disk(tmp_path)


def test_hidden_is_shown_to_nobody_and_takes_nothing_more_and_is_still_there(
    record: sa.engine.Engine, key: bytes
) -> None:
    say(record, WHO, "Vem?", 1)
    messages.append_visitor(record, WHO, "fråga-2", "Väntar", key=key)
    made = create_handover(record, key, conversation=WHO, unique="1", question="Vem?", contact="a@b.se")
    assert erasing.erase(record, key, WHO, hide=True, questions_too=True).gone == (made.reference,)
    assert erased.is_erased(record, WHO) and messages.pending(record) == []
    assert erased.to_forget(record, key) == [WHO], "the assistant's memory goes all the same"
    with pytest.raises(ConversationErased):
        messages.append_visitor(record, WHO, "fråga-3", "Var?", key=key)
    assert list_handovers(record) == [] and contact_of(record, key, made.reference) is None
    found = conversations.find(record, WHO)
    assert found is not None and found.hidden is not None
    assert [message.text for message in messages.list_after(record, WHO) if message.sender == "visitor"] == [
        "Vem?",
        "Väntar",
    ]


def test_the_ledger_holds_hashes_days_and_reasons_and_its_owner_alone_can_read_it(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    say(record, WHO, "Vem?", 1)
    made = create_handover(record, key, conversation=WHO, unique="1", question="Vem?", contact=None)
    erasing.erase(record, key, WHO, why="left")
    erasing.take_back(record, [made.reference], hide=True)
    file = ledger.file_of(record)
    assert file == tmp_path / "erased.ledger" and file.stat().st_mode & 0o777 == 0o600
    found = [(entry.why, entry.hidden) for entry in ledger.read(file).values()]
    assert found == [("left", False), ("handover", True)]
    assert WHO not in file.read_text() and made.reference not in file.read_text()


def test_somebody_who_never_wrote_leaves_no_line_in_the_ledger(record: sa.engine.Engine, key: bytes) -> None:
    erasing.erase(record, key, WHO)
    assert ledger.read(ledger.file_of(record)) == {}


def test_a_line_of_the_ledger_that_was_broken_off_is_left_out_and_swallows_no_other(tmp_path: Path) -> None:
    file = tmp_path / "erased.ledger"
    day = datetime.now(UTC).date()
    one, other = (ledger.Entry(letter * 64, day, "deleted", False) for letter in "ab")
    ledger.append(file, [one])
    with file.open("a") as out:
        out.write("cccc")
    ledger.append(file, [other])
    assert list(ledger.read(file).values()) == [one, other]


@pytest.mark.parametrize("hide", [False, True])
def test_what_an_older_record_brings_back_is_taken_away_again(
    record: sa.engine.Engine, key: bytes, tmp_path: Path, hide: bool
) -> None:
    say(record, WHO, "Vem?", 1)
    say(record, "b" * 22, "Var?", 2)
    made = create_handover(record, key, conversation=WHO, unique="1", question="Vem?", contact=None)
    record.dispose()
    before = (tmp_path / "record.db").read_bytes()
    erasing.erase(record, key, WHO, questions_too=True, hide=hide)
    record.dispose()
    (tmp_path / "record.db").write_bytes(before)  # by hand, not by `bot record restore`
    assert not erased.is_erased(record, WHO), "the table knows nothing of it"
    assert erasing.replay(record) == 2
    assert erased.is_erased(record, WHO) and list_handovers(record) == []
    found = conversations.find(record, WHO)
    assert found is not None and found.hidden if hide else found is None
    assert conversations.find(record, "b" * 22) is not None and made.reference
    assert erasing.replay(record) == 0


def test_a_ledger_that_was_lost_is_written_anew_from_the_record(record: sa.engine.Engine, key: bytes) -> None:
    say(record, WHO, "Vem?", 1)
    erasing.erase(record, key, WHO)
    file = ledger.file_of(record)
    entries = ledger.read(file)
    file.unlink()
    assert erasing.replay(record) == 0
    assert ledger.read(file) == entries
