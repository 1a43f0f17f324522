"""The mail on Mondays comes by a real mail server, to who chose it, with figures and links and no visitor's words."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.material.checking import facts_older_than
from bot.material.replies import reply, text
from bot.record import accounts, messages, outbox, weekly
from bot.record.database import engine
from bot.web import services
from bot.web.mailing import Mailer
from bot.web.rendering import TIME_ZONE
from bot.web.weekly import tell_week
from tests.support.console import at_console
from tests.support.mail_box import MailBox, mail_server
from tests.support.staff import staff
from tests.support.web_server import Web, free_port, settings_for
from tests.web.conftest import new_id, until_true

WORDS = "När börjar zebrorna sjunga?"
UNKNOWN: Any = reply("unknown", [text("Det vet jag inte.")])


async def test_it_comes_with_figures_and_links_and_no_words_once(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    mail = {"BOT_SMTP_URL": f"smtp://127.0.0.1:{port}", "BOT_MAIL_FROM": "chatt@example.se"}
    settings = settings_for(tmp_path, BOT_PUBLIC_URL="https://www.example.se/chatt-tjanst", **mail)
    made = services.make(settings)
    kept = engine(settings.record_url)
    for name in ("Anna", "Bo"):
        staff(kept, name)
    anna = staff(kept, "Anna")
    accounts.set_choices(kept, anna.id, {weekly.CHOICE: True})
    said = messages.append_visitor(kept, new_id(), "fråga-1", WORDS)
    messages.append_replies(kept, said.message, [UNKNOWN], understanding={"intent": None, "confidence": 0.1})
    assert settings.mail.server
    made.mailer = Mailer(made.record, made.key, settings.mail.server, settings.mail.sender)
    now = weekly.monday(datetime.now(UTC), TIME_ZONE) + timedelta(days=7, minutes=1)
    with mail_server(port, box):
        sending = asyncio.ensure_future(made.mailer.run())
        assert await tell_week(made, now - timedelta(minutes=2)) == 0
        assert await tell_week(made, now) == 1
        assert await tell_week(made, now) == 0
        await until_true(lambda: len(box.got) == 1 and outbox.next_due(kept) is None)
        sending.cancel()
    made.record.close()
    old = len(facts_older_than(made.material, today=now.date()))
    first = weekly.monday(now, TIME_ZONE).date() - timedelta(days=7)
    read = box.read()
    body = read.get_content().replace("\r\n", "\n")
    assert box.got[0][0] == anna.email and read["Subject"] == "Förra veckan i Har du frågor?"
    for line in (
        f"Så var det från {first} till {first + timedelta(days=6)}:\n",
        "– Samtal: 1\n",
        "– Frågor som boten inte kunde svara på: 1\n",
        "– Svar som ni har granskat som fel: 0\n",
        "  https://www.example.se/chatt-tjanst/personal/granska\n",
        f"– Kontaktuppgifter som ingen har kontrollerat på 180 dagar: {old}\n",
        f"https://www.example.se/chatt-tjanst/personal/statistik?fran={first}&till={first + timedelta(days=6)}\n",
    ):
        assert line in body, line
    assert not any(word in body for word in ("zebrorna", "sjunga"))


async def test_it_is_chosen_at_ones_own_account_also_by_who_only_reads(web: Web, record: sa.engine.Engine) -> None:
    async with at_console(web.url, record, staff(record, "Lena", "reader")) as lena:
        assert 'name="veckan" value="1">' in (await lena.get("/personal/konto"))[1], "nobody gets it unasked"
        for sent, kept in (({"veckan": "1"}, True), ({}, False)):
            status, page = await lena.post("/personal/konto/mejl", **sent)
            assert status == 200 and "Valet är sparat." in page
            assert ('name="veckan" value="1" checked' in page) == kept
            found = accounts.find(record, lena.account.id)
            assert found and found.choices[weekly.CHOICE] is kept and "mail" not in found.choices
