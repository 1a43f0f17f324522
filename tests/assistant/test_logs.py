"""What a visitor wrote is in no line of the assistant's log."""

import pytest

from bot.assistant.logs import drop_private

from ..support.product import run, settings_in

SECRET = "Jag heter Hemliga Hulda"


@pytest.mark.parametrize(
    "key",
    [
        *("text", "Text", "message", "user_text", "message_text", "parse_data", "parse_data_text", "slot_values"),
        *("entity", "entities", "events", "tracker_state", "value", "payload", "query", "exc_info"),
    ],
)
def test_a_key_that_may_hold_it_is_dropped(key: str) -> None:
    assert drop_private(None, "error", {"event": "parsing.failed", key: SECRET}) == {"event": "parsing.failed"}


def test_what_tells_an_operator_something_stays() -> None:
    event = {"event": "actions unavailable", "level": "error", "reason": "TimeoutError", "channel": "web"}
    assert drop_private(None, "error", dict(event)) == event


def test_in_a_configured_process_neither_rasa_nor_we_write_it(tmp_path) -> None:
    code = f"""
import structlog
from bot.assistant import logs
logs.configure()
log = structlog.get_logger()
log.error("rest.message.received.failure", text={SECRET!r})
log.warning("message.parsing.failed", parse_data_text={SECRET!r}, reason="kept")
log.info("too quiet to be seen")
try:
    raise ValueError({SECRET!r})
except ValueError:
    log.error("failed", exc_info=True)
"""
    done = run(["-c", code], settings_in(tmp_path))
    written = done.stdout + done.stderr
    assert done.returncode == 0, written
    assert "rest.message.received.failure" in written
    assert "reason='kept'" in written
    assert "too quiet" not in written
    assert "Hulda" not in written
