"""What a visitor wrote is in no line of the assistant's log."""

from pathlib import Path

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


def test_at_the_loudest_level_rasa_writes_nothing_personal_of_a_real_message(trained: Path) -> None:
    """With the real model; the action server is not there, so that what goes wrong is logged as well."""
    code = """
import asyncio, logging
from bot import settings
from bot import models
from bot.assistant import environment
chosen = settings.load()
environment.prepare(chosen)
from rasa.core.agent import load_agent
from rasa.core.utils import AvailableEndpoints
from bot.assistant import logs, mends, second_opinion
from bot.assistant.fingerprint import ASSISTANT
logs.configure(logging.DEBUG)
mends.apply()
second_opinion.allow()

async def main():
    endpoints = AvailableEndpoints.read_endpoints(str(ASSISTANT / "endpoints.yml"))
    agent = await load_agent(str(models.current(chosen.models)), endpoints=endpoints)
    text = "Jag är 19121212-1212, Storgatan 12, hedvig.dold@exempel.se, 070-123 45 67. Vem är Lotta?"
    try:
        await agent.handle_text(text, sender_id="somebody")
        raise ValueError(text)
    except BaseException:
        logging.getLogger("rasa").exception("failed: %s", text)

asyncio.run(main())
"""
    done = run(["-c", code], settings_in(trained))
    written = done.stdout + done.stderr
    assert done.returncode == 0, written
    assert "DEBUG" in written or "debug" in written
    assert "[personnummer], [adress], [e-postadress], [telefonnummer]" in written
    for trace in ("1212-1212", "121212", "Storgatan", "hedvig", "123 45 67", "701234567"):
        assert trace not in written
