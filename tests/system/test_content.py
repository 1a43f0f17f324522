"""What an editor changes at the console is what the real assistant says from then on, before any training."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.record.database import engine

from ..conftest import home_with_model
from ..support.console import at_console
from ..support.product import Assistant, Conversation, settings_in, wait_until
from ..support.staff import staff
from ..support.web_server import running_web

SEED = "kompetensutveckling-och-kunskap-centralt-i-arbetet-med-valdsutsatta"


@pytest.fixture
def own_assistant(trained: Path, tmp_path: Path) -> Iterator[Assistant]:
    running = Assistant(settings_in(home_with_model(trained, tmp_path)))
    try:
        running.start()
        yield running
    finally:
        running.stop()


def post(assistant: Assistant, path: str, **fields: str) -> None:
    """What an editor sends at the console, from the page where it stands."""

    async def run(url: str) -> None:
        record = engine(assistant.settings.record_url)
        async with at_console(url, record, staff(record, "Redaktören", "editor")) as console:
            _, page = await console.get(path.removesuffix("/dra-tillbaka"))
            stamp = re.search(r'name="stamp" value="(\w+)"', page)
            status, page = await console.post(path, **fields, **({"stamp": stamp[1]} if stamp else {}))
            assert status == 200 and "said-so" in page

    with running_web(assistant.settings) as web:
        asyncio.run(run(web.url))


def test_a_number_that_is_filled_in_is_said_and_an_article_that_is_withdrawn_is_not(own_assistant: Assistant) -> None:
    number, person = "Vad har ni för telefonnummer?", "Vem är Lotta Brännström?"
    assert "0611-55 78 00" not in Conversation(own_assistant).say(number)
    assert SEED in Conversation(own_assistant).say(person)
    post(own_assistant, "/personal/innehall/kontakt/telefon/0", value="0611-55 78 00", source="Växeln")
    wait_until(lambda: "0611-55 78 00" in Conversation(own_assistant).say(number), "the number is said", 10)
    post(own_assistant, f"/personal/innehall/{SEED}/dra-tillbaka")
    wait_until(lambda: SEED not in Conversation(own_assistant).say(person), "the article is in no answer", 10)
