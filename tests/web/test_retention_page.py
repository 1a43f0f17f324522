"""The page of how long things are kept, and how much leaves within a week."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.record import handovers, messages
from bot.record.crypto import load_key
from bot.record.schema import conversations as conversations_table
from bot.record.schema import handovers as handovers_table
from bot.settings import Settings
from tests.support.console import at_console
from tests.support.staff import staff
from tests.support.web_server import Web, settings_for
from tests.web.conftest import new_id


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("web"), BOT_CONVERSATION_DAYS="40", BOT_HANDOVER_DAYS="60")


async def test_it_tells_the_periods_of_the_settings_and_what_leaves_within_a_week(
    web: Web, record: sa.engine.Engine
) -> None:
    now, key = datetime.now(UTC), load_key(web.settings.home)
    for days in (0, 32, 34, 39):  # those of 34 and 39 days leave within 7, where they stay for 40
        who = new_id()
        messages.append_visitor(record, who, "fråga-1", "Vem?")
        with record.begin() as connection:
            chosen = conversations_table.update().where(conversations_table.c.id == who)
            connection.execute(chosen.values(touched=now - timedelta(days=days)))
    for closed in (None, 10, 55):
        made = handovers.create_handover(record, key, conversation=None, unique=new_id(), question="?", contact=None)
        with record.begin() as connection:
            chosen = handovers_table.update().where(handovers_table.c.reference == made.reference)
            connection.execute(chosen.values(closed=now - timedelta(days=closed) if closed else None))
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as console:
        status, page = await console.get("/personal/gallring")
        assert status == 200
        rows = {
            what: cells
            for what, *cells in re.findall(
                r'<th scope="row">([^<]+)</th><td>([^<]+)</td>' + 2 * r'<td class="figure">([^<]+)</td>',
                page,
            )
        }
        assert rows["Samtal"] == ["40 dagar efter det sista meddelandet", "4", "2"]
        assert rows["Skriftliga frågor"] == ["60 dagar efter att de har avslutats", "3", "1"]
        assert rows["Loggen över personalen"][0] == "365 dagar" and "högst 90 dagar" in page
        assert "1 av frågorna är inte avslutade." in page and "tas bort genast" in page
        assert "/personal/gallring" in (await console.get("/personal/statistik"))[1]
