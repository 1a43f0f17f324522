"""An action server that is gone or hangs: the caller is told, nothing of the turn is kept, and a retry is exact."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.assistant.channel import SORRY
from bot.record import crypto, database
from bot.record.handovers import contact_of, list_handovers

from ..conftest import home_with_model
from ..support.product import Assistant, Conversation, said, settings_in, wait_until
from .test_contract import check


@pytest.fixture(scope="module")
def breakable(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant of one's own."""
    running = Assistant(settings_in(home_with_model(trained, tmp_path_factory.mktemp("breakable"))))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def conversation(breakable: Assistant) -> Conversation:
    return Conversation(breakable)


def refused(response: requests.Response) -> bool:
    """Whether it was said, by the contract, that the turn did not happen."""
    if response.status_code == 200:
        return False
    assert response.status_code == 503
    check(response.json(), "error")
    assert response.json()["error"] == "actions_unavailable"
    return True


def handovers(conversation: Conversation) -> list[tuple[str, str | None]]:
    settings = conversation.assistant.settings
    record = database.engine(settings.record_url)
    key = crypto.load_key(settings.home)
    mine = [handover for handover in list_handovers(record) if handover.conversation == conversation.id]
    return [(handover.question, contact_of(record, key, handover.reference)) for handover in mine]


def events(conversation: Conversation) -> list[dict]:
    found: list[dict] = conversation.assistant.tracker(conversation.id)["events"]
    return found


def test_killed_in_the_middle_of_the_form_the_same_messages_go_on_exactly(breakable, conversation) -> None:
    conversation.ask("Jag vill prata med en människa", message_id="1")
    before = events(conversation)

    breakable.signal_actions(signal.SIGKILL)
    for _ in range(2):
        assert refused(conversation.send("Kan ni komma till vår skola?", message_id="2"))
        assert events(conversation) == before
    breakable.start_actions()

    assert conversation.ask("Kan ni komma till vår skola?", message_id="2")["expects"] == "contact"
    for number, (text, expects) in enumerate([("anna@example.com", "safe"), ("ja", "name"), ("nej", "deadline")], 3):
        assert conversation.ask(text, message_id=str(number))["expects"] == expects
    before = events(conversation)
    breakable.signal_actions(signal.SIGKILL)
    assert refused(conversation.send("nej", message_id="6"))
    assert events(conversation) == before
    assert handovers(conversation) == []
    breakable.start_actions()

    done = conversation.ask("nej", message_id="6")
    assert done["replies"][0]["kind"] == "handover"
    assert handovers(conversation) == [("Kan ni komma till vår skola?", "anna@example.com")]
    again = conversation.ask("nej", message_id="6")
    assert again["replies"] == done["replies"]
    assert len(handovers(conversation)) == 1


def test_hanging_it_is_given_up_and_a_retry_goes_on_exactly_though_it_wrote_meanwhile(breakable, conversation) -> None:
    conversation.ask("Jag vill prata med en människa", message_id="1")
    conversation.ask("Kan ni komma till vår skola?", message_id="2")
    conversation.ask("nej", message_id="2b")
    breakable.signal_actions(signal.SIGKILL)
    breakable.start_actions()  # one that has not opened the record yet
    before = events(conversation)
    answered: list[requests.Response] = []
    turn = threading.Thread(target=lambda: answered.append(conversation.send("nej", message_id="3")))
    with database.writing(database.engine(breakable.settings.record_url)):
        turn.start()
        wait_until(breakable.actions_opened_the_record, "the last action of the turn is about to write")
        breakable.signal_actions(signal.SIGSTOP)
    turn.join()
    assert refused(answered[0])
    assert events(conversation) == before
    assert handovers(conversation) == []
    breakable.signal_actions(signal.SIGCONT)  # it writes, and nobody hears of it
    wait_until(lambda: handovers(conversation), "the action goes on")

    done = conversation.ask("nej", message_id="3")
    assert done["replies"][0]["kind"] == "handover"
    assert handovers(conversation) == [("Kan ni komma till vår skola?", None)]


def test_another_visitor_without_need_of_an_action_is_answered_meanwhile(breakable: Assistant) -> None:
    breakable.signal_actions(signal.SIGKILL)
    try:
        assert "chattbot" in Conversation(breakable).say("Hej")
        assert refused(Conversation(breakable).send("När var konferensen i Umeå?"))
    finally:
        breakable.start_actions()
    assert "26 till 27 april" in Conversation(breakable).say("När var konferensen i Umeå?")


def test_rasas_rest_channel_says_it_in_words_and_goes_on_exactly_too(breakable: Assistant) -> None:
    sender = "en-besökare-med-rest"
    breakable.rest(sender, "Jag vill prata med en människa")
    breakable.signal_actions(signal.SIGKILL)
    try:
        assert breakable.rest(sender, "Kan ni komma till vår skola?") == [SORRY]
    finally:
        breakable.start_actions()
    assert "Hur kan vi nå dig?" in breakable.rest(sender, "Kan ni komma till vår skola?")[0]


def test_the_assistant_remembers_across_its_own_restart(breakable: Assistant, conversation: Conversation) -> None:
    conversation.ask("Jag vill prata med en människa", message_id="1")
    conversation.ask("Kan ni komma till vår skola?", message_id="2")
    breakable.stop()
    breakable.start()
    again = conversation.ask("Kan ni komma till vår skola?", message_id="2")
    assert again["expects"] == "contact"
    assert conversation.ask("nej", message_id="3")["expects"] == "deadline"
    assert conversation.ask("nej", message_id="4")["replies"][0]["kind"] == "handover"
    assert handovers(conversation) == [("Kan ni komma till vår skola?", None)]


def test_a_turn_that_cannot_be_remembered_did_not_happen(breakable: Assistant, conversation: Conversation) -> None:
    import sqlite3

    conversation.ask("Jag vill prata med en människa", message_id="1")
    lock = sqlite3.connect(breakable.settings.tracker_file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        assert conversation.send("Kan ni komma till vår skola?", message_id="2").status_code >= 500
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    answer = wait_until(lambda: conversation.ask("Kan ni komma till vår skola?", message_id="2"), "an answer")
    assert answer["expects"] == "contact"
    assert "Hur kan vi nå dig?" in said(answer)


def test_nothing_that_was_said_is_in_a_log(breakable: Assistant, conversation: Conversation) -> None:
    conversation.ask("Min granne Hemliga Hulda undrar när konferensen var")
    breakable.signal_actions(signal.SIGKILL)
    try:
        assert refused(conversation.send("Min granne Hemliga Hulda undrar när konferensen i Umeå var"))
        breakable.rest("hemlig", "/Hemliga Hulda{")
    finally:
        breakable.start_actions()
    logs = "".join(file.read_text(errors="replace") for file in (breakable.settings.home / "logs").iterdir())
    assert "actions unavailable" in logs  # the log is there
    assert "Hulda" not in logs
