"""A written question is answered by a mail from the console: by a real mail server, which may be down for a while."""

from pathlib import Path

from bot.record import handovers, written
from bot.record.crypto import load_key
from bot.record.database import engine, upgrade
from tests.support.console import at_console
from tests.support.mail_box import MailBox, mail_server
from tests.support.staff import staff
from tests.support.web_server import free_port, running_web, settings_for
from tests.web.conftest import bytes_on_disk, until_true


async def test_a_mail_waits_for_the_mail_server_is_shown_as_late_and_never_lost(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    mail = {"BOT_SMTP_URL": f"smtp://127.0.0.1:{port}", "BOT_MAIL_FROM": "svar@example.se"}
    settings = settings_for(tmp_path, **mail)
    with running_web(settings) as web:
        upgrade(settings.record_url)
        record, key = engine(settings.record_url), load_key(settings.home)
        reference = handovers.create_handover(
            *(record, key),
            conversation=None,
            unique="1",
            question="Får min dotter Ozonis hjälp?",
            contact="b@exempel.se",
        ).reference
        async with at_console(web.url, record, staff(record)) as anna:
            await anna.post(f"/personal/fraga/{reference}/ta")
            _, page = await anna.post(f"/personal/fraga/{reference}/svara", text="Ja. Ring 060-12 34 56.", satt="email")
            assert "Avslutad: Frågan är besvarad" in page
            await until_true(lambda: bool(written.late(record)))
            _, page = await anna.get(f"/personal/fraga/{reference}")
            assert "Mejlet är inte skickat än." in page and "Vi försöker igen" in page
            _, page = await anna.get("/personal")
            assert reference in page and "Mejlet är inte skickat än" in page, "who answered sees it in the list"
            assert b"060-12" not in bytes_on_disk(tmp_path) and b"b@exempel" not in bytes_on_disk(tmp_path)
            web.process.kill()
            web.process.wait()
    with running_web(settings) as web, mail_server(port, box):
        await until_true(lambda: bool(box.got))
        async with at_console(web.url, record, staff(record)) as anna:
            await until_true(lambda: not written.late(record))
            _, page = await anna.get(f"/personal/fraga/{reference}")
            assert "Skickat med mejl." in page
    (address, raw), read = box.got[0], box.read()
    assert address == "b@exempel.se" and (read["Subject"], read["From"]) == ("Svar till dig", "svar@example.se")
    assert "Auto-Submitted" not in read
    body = read.get_content()
    assert "Ja. Ring 060-12 34 56." in body and "Anna" in body and reference in body
    assert "ozonis" not in raw.decode().lower() and "dotter" not in body, "the question is not quoted"
