"""Who speaks: the bot, a person, nobody. One wins each race; what changes is logged; nothing of it stays behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.material.replies import reply, text
from bot.record import accounts, audit, backup, conversations, erasing, messages, retention, staffing, turns
from bot.record.accounts import Account
from bot.record.database import engine, scrub, upgrade, writing
from bot.record.erased import ConversationErased
from bot.record.redact import redact
from bot.record.retention import Limits
from bot.record.schema import metadata
from bot.record.turns import Turn, TurnLost
from tests.record.conftest import bytes_on_disk
from tests.support.migrations import downgrade_in
from tests.support.staff import staff

WHO = "a" * 22
SAID: Any = reply("turn", [text("Nu svarar Anna (personal).")])
BACK: Any = reply("turn", [text("Nu svarar boten igen.")])
ANSWER: Any = reply("answer", [text("Konferensen var i Umeå.")])
KEPT = Limits(conversations=30, handovers=90, readings=365, backups=90)


def ask(record: sa.engine.Engine, client_id: str = "fråga-1", words: str = "Var?", who: str = WHO, **more: Any) -> Any:
    return messages.append_visitor(record, who, client_id, words, **more)


def state(record: sa.engine.Engine, conversation: str = WHO) -> Turn:
    found = turns.current(record, conversation)
    assert found is not None
    return found


def spoken(record: sa.engine.Engine) -> list[str]:
    return [m.reply["blocks"][0]["text"] if m.reply else m.text for m in messages.list_after(record, WHO)]


def test_from_the_bot_to_a_person_and_back_with_each_change_said_and_logged(record: sa.engine.Engine) -> None:
    anna = staff(record)
    ask(record)
    assert state(record).state == "bot"
    waits = staffing.ask(record, WHO)
    assert (waits.turn.state, waits.turn.asked) == ("waiting", waits.turn.since)
    taken = staffing.take(record, WHO, anna, SAID)
    assert (taken.turn.state, taken.turn.account, taken.turn.asked) == ("staff", anna.id, waits.turn.asked)
    staffing.answer(record, b"", WHO, anna, "svar-0001", "Hej!")
    staffing.give_back(record, WHO, anna, BACK)
    assert (state(record).state, state(record).account, state(record).asked) == ("bot", None, None)
    assert spoken(record) == ["Var?", "Nu svarar Anna (personal).", "Hej!", "Nu svarar boten igen."]
    said = messages.list_after(record, WHO)[2]
    assert (said.sender, said.account, said.name) == ("staff", anna.id, "Anna")
    assert [(c.before, c.after, c.actor, c.account, c.owner) for c in turns.history(record, WHO)] == [
        ("bot", "waiting", "visitor", None, None),
        ("waiting", "staff", "staff", anna.id, anna.id),
        ("staff", "bot", "staff", anna.id, None),
    ]
    number = messages.list_after(record, WHO)[0].seq
    did = [(entry.who, entry.did, entry.what) for entry in reversed(audit.entries(record)) if entry.did != "changed"]
    assert did == [(anna.email, "took", f"samtal {number}"), (anna.email, "gave back", f"samtal {number}")]


def test_two_hundred_races_of_two_staff_have_exactly_one_winner_each(record: sa.engine.Engine, url: str) -> None:
    """Each racer has a connection of its own to the real file; the loser is told who was first."""
    racers = [staff(record, "Anna"), staff(record, "Bo")]
    conversations_ = [f"{number:022d}" for number in range(200)]
    for number, conversation in enumerate(conversations_):
        ask(record, who=conversation)
        if number % 2:
            staffing.ask(record, conversation)
    start = threading.Barrier(len(racers))
    own = {racer.id: sa.create_engine(url, future=True, connect_args={"timeout": 30}) for racer in racers}
    for made in own.values():
        sa.event.listen(made, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        sa.event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

    def race(racer: Account) -> list[tuple[str, int | None]]:
        results: list[tuple[str, int | None]] = []
        for conversation in conversations_:
            start.wait()
            try:
                staffing.take(own[racer.id], conversation, racer, SAID)
                results.append(("won", racer.id))
            except TurnLost as lost:
                results.append(("lost", lost.turn.account))
        return results

    with ThreadPoolExecutor(2) as threads:
        anna, bo = threads.map(race, racers)
    for conversation, one, other in zip(conversations_, anna, bo, strict=True):
        assert {one[0], other[0]} == {"won", "lost"}, conversation
        assert one[1] == other[1] == state(record, conversation).account
        assert sum(message.sender == "system" for message in messages.list_after(record, conversation)) == 1
        assert len([c for c in turns.history(record, conversation) if c.after == "staff"]) == 1


def test_to_take_what_one_has_already_changes_and_says_nothing(record: sa.engine.Engine) -> None:
    ask(record)
    staffing.take(record, WHO, staff(record), SAID)
    assert staffing.take(record, WHO, staff(record), SAID).message is None
    assert len(spoken(record)) == 2


def test_only_an_admin_takes_from_a_colleague_and_only_from_the_one_that_was_seen(record: sa.engine.Engine) -> None:
    anna, bo, chief = staff(record, "Anna"), staff(record, "Bo"), staff(record, "Chefen", "admin")
    ask(record)
    staffing.take(record, WHO, anna, SAID)
    for attempt in (
        lambda: staffing.take(record, WHO, bo, SAID),
        lambda: staffing.hand(record, WHO, bo, bo, SAID),
        lambda: staffing.give_back(record, WHO, bo, BACK),
        lambda: staffing.close(record, WHO, bo, "answered", BACK),
        lambda: staffing.answer(record, b"", WHO, bo, "svar-0001", "Hej"),
        lambda: staffing.take(record, WHO, chief, SAID, from_account=bo.id),
    ):
        with pytest.raises(TurnLost) as lost:
            attempt()
        assert lost.value.turn.account == anna.id
    assert staffing.hand(record, WHO, anna, bo, SAID).turn.account == bo.id
    assert staffing.take(record, WHO, chief, SAID, from_account=bo.id).turn.account == chief.id


def test_a_person_who_is_lost_leaves_the_visitor_the_place_in_the_queue(record: sa.engine.Engine) -> None:
    anna = staff(record)
    ask(record)
    place = staffing.ask(record, WHO).turn.asked
    staffing.take(record, WHO, anna, SAID)
    assert staffing.lose(record, WHO, anna.id, BACK).turn.asked == place
    assert state(record).state == "waiting"
    with pytest.raises(TurnLost):
        staffing.lose(record, WHO, anna.id, BACK)
    assert staffing.leave_person(record, WHO, BACK).turn.state == "bot"


def test_the_assistant_is_not_told_while_a_person_has_it_nor_while_the_visitor_waits(record: sa.engine.Engine) -> None:
    ask(record)
    place = staffing.ask(record, WHO).turn.asked
    waits = ask(record, "fråga-2")
    assert (waits.state, waits.message.pending) == ("waiting", False)
    assert state(record).asked == place, "to write once more costs nobody their place"
    staffing.take(record, WHO, staff(record), SAID)
    assert not ask(record, "fråga-3").message.pending
    staffing.give_back(record, WHO, staff(record), BACK)
    assert ask(record, "fråga-4").message.pending


def test_what_waits_for_the_assistant_is_the_persons_when_one_takes_over(record: sa.engine.Engine, key: bytes) -> None:
    asked = ask(record, words="Ring 070-174 06 05", key=key).message
    assert messages.is_pending(record, asked.seq)
    staffing.take(record, WHO, staff(record), SAID)
    assert messages.pending(record) == [] and messages.list_after(record, WHO)[0].sealed is None
    assert messages.append_replies(record, asked, [ANSWER]) == [], "a late answer of the bot's is not given"
    staffing.give_back(record, WHO, staff(record), BACK)
    assert messages.append_replies(record, asked, [ANSWER]) == []


def test_a_closed_conversation_is_the_bots_when_the_visitor_writes_again(record: sa.engine.Engine) -> None:
    anna = staff(record)
    ask(record)
    staffing.take(record, WHO, anna, SAID)
    staffing.close(record, WHO, anna, "answered", BACK)
    assert turns.history(record, WHO)[-1].outcome == "answered"
    again = ask(record, "fråga-2")
    assert (again.state, again.message.pending) == ("bot", True)
    assert [(c.before, c.after, c.actor) for c in turns.history(record, WHO)][-1] == ("closed", "bot", "visitor")


def test_a_doubt_gets_help_while_nobody_but_a_person_answers(record: sa.engine.Engine) -> None:
    waiting, taken = reply("help", [text("Väntar.")]), reply("help", [text("En person har det.")])
    ask(record)
    assert ask(record, "fråga-2", doubt=("suicide", waiting, taken)).help is None, "the assistant gives it"
    staffing.ask(record, WHO)
    assert ask(record, "fråga-3", doubt=("suicide", waiting, taken)).help.reply == waiting
    staffing.take(record, WHO, staff(record), SAID)
    assert ask(record, "fråga-4", doubt=("suicide", waiting, taken)).help.reply == taken


def test_what_staff_write_is_masked_on_disk_and_readable_with_the_key_for_a_day(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    anna = staff(record)
    ask(record)
    staffing.take(record, WHO, anna, SAID)
    words = "Ring Karin på 070-174 06 05, eller oss på 060-12 34 56."
    said = staffing.answer(record, key, WHO, anna, "svar-0001", words, ["060-12 34 56"])
    assert said.text == "Ring Karin på [telefonnummer], eller oss på 060-12 34 56."
    assert messages.unmasked(key, said) == words
    assert staffing.answer(record, key, WHO, anna, "svar-0001", "Något annat").seq == said.seq, "sent twice, kept once"
    assert b"174 06 05" not in bytes_on_disk(tmp_path)
    retention.purge(record, KEPT, datetime.now(UTC) + timedelta(hours=25))
    assert messages.list_after(record, WHO)[-1].sealed is None


def test_conversations_whose_visitors_have_gone_are_closed(record: sa.engine.Engine) -> None:
    for who in (WHO, "b" * 22, "c" * 22):
        ask(record, who=who)
    staffing.ask(record, WHO)
    staffing.take(record, "b" * 22, staff(record), SAID)
    quiet = datetime.now(UTC)
    assert staffing.end_quiet(record, quiet - timedelta(minutes=30)) == []
    conversations.touch(record, ["b" * 22])
    assert staffing.end_quiet(record, quiet) == [WHO], "not where the chat is open, nor where the bot speaks"
    assert [state(record, who).state for who in (WHO, "b" * 22, "c" * 22)] == ["closed", "staff", "bot"]
    assert turns.history(record, WHO)[-1].outcome == "quiet"


def test_a_conversation_is_called_by_its_first_message_and_found_by_any(record: sa.engine.Engine, key: bytes) -> None:
    first, second = (ask(record, f"fråga-{number}").message.seq for number in range(2))
    assert conversations.by_number(record, first) == conversations.by_number(record, second) == WHO
    with record.connect() as connection:
        assert conversations.number_in(connection, WHO) == first
    erasing.erase(record, key, WHO, hide=True)
    assert conversations.by_number(record, first) is None


@pytest.mark.parametrize("hide", [False, True])
def test_whom_the_visitor_has_left_can_do_nothing_more(record: sa.engine.Engine, key: bytes, hide: bool) -> None:
    anna = staff(record)
    ask(record)
    staffing.take(record, WHO, anna, SAID)
    erasing.erase(record, key, WHO, why="left", hide=hide)
    for attempt in (
        lambda: staffing.answer(record, key, WHO, anna, "svar-0001", "Hej"),
        lambda: staffing.note(record, WHO, anna, "Hej"),
        lambda: staffing.give_back(record, WHO, anna, BACK),
        lambda: staffing.take(record, WHO, anna, SAID),
        lambda: staffing.ask(record, WHO),
    ):
        with pytest.raises(ConversationErased):
            attempt()
    assert turns.current(record, WHO) is None


def test_nothing_that_belongs_to_a_conversation_outlives_it(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    """Every table that names a conversation is empty afterwards, whichever there are, and no byte is left."""
    anna = staff(record)
    ask(record, words="HEMLIG FRÅGA")
    staffing.ask(record, WHO)
    staffing.take(record, WHO, anna, SAID)
    staffing.answer(record, key, WHO, anna, "svar-0001", "HEMLIGT SVAR")
    staffing.note(record, WHO, anna, "HEMLIG ANTECKNING")
    erasing.erase(record, key, WHO, why="left")
    scrub(record)
    with record.connect() as connection:
        for table in metadata.tables.values():
            if "conversation" in table.c and table.name != "handovers":
                assert connection.execute(sa.select(table)).all() == [], table.name
    on_disk = bytes_on_disk(tmp_path)
    assert b"HEMLIG" not in on_disk and WHO.encode() not in on_disk


def test_redacted_words_go_from_notes_and_from_what_staff_wrote(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    anna = staff(record)
    seq = ask(record, words="Jag heter Tilde Tallbarr").message.seq
    staffing.take(record, WHO, anna, SAID)
    said = staffing.answer(record, key, WHO, anna, "svar-0001", "Hej Tilde  Tallbarr, 070-174 06 05!")
    staffing.note(record, WHO, anna, "tilde tallbarr vill ha svar")
    assert redact(record, key, seq, "Tilde Tallbarr", "anna@kommun.example") == 4
    (said,) = messages.list_after(record, WHO, said.seq - 1)
    assert messages.unmasked(key, said) == "Hej [borttaget], 070-174 06 05!"
    assert [note.text for note in staffing.list_notes(record, WHO)] == ["[borttaget] vill ha svar"]
    scrub(record)
    assert b"allbarr" not in bytes_on_disk(tmp_path)


def test_a_backup_that_is_put_back_signs_nobody_in_and_opens_no_account_again(
    record: sa.engine.Engine, url: str, tmp_path: Path
) -> None:
    chief, anna = staff(record, "Chefen", "admin"), staff(record)
    with writing(record) as connection:
        accounts.set_password_in(connection, chief.id, "hash")
        row = {"hash": "x" * 64, "account": anna.id, "created": datetime.now(UTC), "used": datetime.now(UTC)}
        connection.execute(metadata.tables["sessions"].insert(), row)
    backup.backup(url, tmp_path / "kept.db")
    accounts.disable(record, anna.id, chief.email)
    record.dispose()
    backup.restore(url, tmp_path / "kept.db", KEPT)
    with engine(url).connect() as connection:
        assert connection.execute(sa.select(metadata.tables["sessions"])).all() == []
    found = accounts.find(engine(url), anna.id)
    assert found is not None and found.disabled is not None


def test_a_log_of_readings_from_before_is_kept(url: str) -> None:
    upgrade(url)
    record = engine(url)
    with writing(record) as connection:
        downgrade_in(connection, "0004")
        connection.execute(
            sa.text("INSERT INTO readings (at, reader, what) VALUES ('2026-01-02 03:04:05', 'anna', 'contact KF-1')")
        )
        connection.execute(
            sa.text(
                "INSERT INTO conversations (id, state, created, touched) "
                "VALUES ('gammal', 'bot', '2026-01-02 03:04:05', '2026-01-02 03:04:05')"
            )
        )
    upgrade(url)
    (entry,) = audit.entries(record)
    assert (entry.who, entry.did, entry.what) == ("anna", "read", "contact KF-1")
    assert state(record, "gammal") == Turn("bot", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
