"""Staff who are away get a real mail about what is new, also where the mail server was down first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.doctor import stored
from bot.record import accounts, outbox
from bot.record.crypto import load_key
from bot.record.database import engine, upgrade, writing
from bot.record.handovers import create_handover
from bot.record.notices import New
from bot.record.schema import accounts as accounts_table
from bot.record.schema import handovers
from bot.settings import ROOT
from bot.web import texts
from bot.web.noticing import mail_of
from tests.support.mail_box import MailBox, mail_server
from tests.support.staff import staff
from tests.support.web_server import free_port, running_web, settings_for
from tests.web.conftest import until_true

QUESTION, CONTACT = "HEMLIGT Ozonis", "ozonis@exempel.se"


async def test_a_mail_waits_for_the_mail_server_says_nothing_of_the_visitor_and_leads_to_the_console(
    tmp_path: Path,
) -> None:
    port, box = free_port(), MailBox()
    mail = {"BOT_SMTP_URL": f"smtp://127.0.0.1:{port}", "BOT_MAIL_FROM": "chatt@example.se"}
    settings = settings_for(tmp_path, BOT_PUBLIC_URL="https://www.example.se/chatt-tjanst", **mail)
    upgrade(settings.record_url)
    record = engine(settings.record_url)
    long_ago = datetime.now(UTC) - timedelta(minutes=10)
    bo = staff(record, "Bo")
    accounts.be_present(record, bo.id, datetime.now(UTC) + timedelta(hours=1))
    for name in ("Anna", "Eva"):
        staff(record, name)
    made = create_handover(
        record, load_key(tmp_path), conversation=None, unique="1", question=QUESTION, contact=CONTACT
    )
    with writing(record) as connection:
        connection.execute(accounts_table.update().values(created=long_ago))
        connection.execute(handovers.update().values(created=long_ago + timedelta(minutes=5)))
    with running_web(settings) as web:
        await until_true(lambda: tried(record) == 2)
        said = "\n".join(str(finding) for finding in stored.look(settings, {}))
        assert "warning  mail: 2 mails wait, and were tried in vain" in said
        web.process.kill()
        web.process.wait()
    with running_web(settings) as web, mail_server(port, box):
        await until_true(lambda: len(box.got) == 2 and outbox.next_due(record) is None)
        log = web.log.read_text(encoding="utf-8")
    assert sorted(address for address, _ in box.got) == ["anna@kommun.example", "eva@kommun.example"]
    read, raw = box.read(), box.got[0][1].decode()
    body = read.get_content().replace("\r\n", "\n")
    assert read["Subject"] == "Det finns nytt att svara på" and read["From"] == "chatt@example.se"
    assert "– 1 skriven fråga som ingen har tagit\n" in body
    assert "Logga in: https://www.example.se/chatt-tjanst/personal\n" in body
    for word in (*QUESTION.split(), CONTACT, made.reference):
        assert word not in raw and word not in body, word
    assert "@kommun" not in log and "Traceback" not in log


def tried(record: sa.engine.Engine) -> int:
    """How many mails were tried in vain."""
    with record.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM outbox WHERE tries > 0")).scalar())


def test_the_words_fit_the_numbers() -> None:
    words = texts.load([ROOT / "data"]).notice
    _, one = mail_of(words, "https://x/personal", New(1, 2))
    assert "– 1 skriven fråga som" in one and "– 2 besökare väntar" in one
    _, many = mail_of(words, "https://x/personal", New(3, 0))
    assert "– 3 skrivna frågor som" in many and "väntar" not in many
