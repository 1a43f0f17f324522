"""Staff are told by e-mail that a conversation may be about danger, by a real mail server: nothing of what was said."""

import asyncio
from pathlib import Path

import pytest

from bot.record import dangers, outbox
from bot.record.database import engine
from bot.settings import Settings
from tests.support.mail_box import MailBox, mail_server
from tests.support.web_server import free_port, running_web, settings_for
from tests.web.conftest import Visitor, bytes_on_disk, until_true, visiting

DANGER = "Min man Ozonis slår mig"
NOW = "Min man slår mig just nu, han är här"
DOUBT = "artikeln säger att han slår henne"


def settings(home: Path, port: int, **variables: str) -> Settings:
    mail = {"BOT_SMTP_URL": f"smtp://127.0.0.1:{port}", "BOT_MAIL_FROM": "chatt@example.se"}
    return settings_for(home, **{"BOT_ALERT_TO": "kim@example.se", **mail, **variables})


def flagged(of: Settings) -> list[dangers.Flagged]:
    return dangers.list_dangers(engine(of.record_url))


async def ask(visitor: Visitor, text: str) -> None:
    """Send a message, and get the help that comes at once."""
    before = len(await visitor.messages())
    await visitor.send(text)
    assert "112" in (await visitor.messages())[before + 1]["spoken"]


async def test_a_mail_waits_for_a_mail_server_that_is_down_and_is_sent_once_after_a_restart_too(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    ours = settings(tmp_path, port)
    with running_web(ours) as web:
        async with visiting(web.url) as visitor:
            await ask(visitor, DANGER)
        await until_true(lambda: bool(flagged(ours)[0].error))
        web.process.kill()
        web.process.wait()
    (found,) = flagged(ours)
    assert found.waiting == 1 and "Connect" in str(found.error)
    with running_web(ours) as web:
        async with visiting(web.url) as visitor:
            await until_true(lambda: outbox.next_due(engine(ours.record_url)) is not None)
            with mail_server(port, box):
                await until_true(lambda: bool(box.got))
                await until_true(lambda: not flagged(ours)[0].waiting)
                await ask(visitor, DANGER)  # another conversation
                await until_true(lambda: len(box.got) == 2)
        log = web.log.read_text(encoding="utf-8")
    assert "mail_late" in log and "mail_sent" in log and "kim@" not in log and "Traceback" not in log
    assert [address for address, _ in box.got] == ["kim@example.se"] * 2


async def test_a_mail_tells_nothing_of_the_conversation_nor_what_it_is_about(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    ours = settings(tmp_path, port)
    with mail_server(port, box), running_web(ours) as web:
        async with visiting(web.url) as visitor:
            await ask(visitor, DANGER)
            await until_true(lambda: bool(box.got))
            (found,) = flagged(ours)
    read, raw = box.read(), box.got[0][1].decode().lower()
    assert read["Subject"] == "En konversation behöver ses över" and read["From"] == "chatt@example.se"
    body = read.get_content()
    assert f"Konversation nummer {found.number} behöver ses över." in body
    said = [*DANGER.split()[1:], found.flag.kind, found.flag.rule, found.conversation, "fara", "våld", "danger"]
    assert not [word for word in said if word.lower() in raw or word.lower() in body.lower()]


async def test_one_mail_a_conversation_and_another_when_it_becomes_acute(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    ours = settings(tmp_path, port)
    with mail_server(port, box), running_web(ours) as web:
        async with visiting(web.url) as visitor:
            for text in (DOUBT, DANGER, DANGER, "jag vill dö"):
                await ask(visitor, text)
            await until_true(lambda: bool(box.got) and not flagged(ours)[0].waiting)
            for text in (NOW, NOW):
                await ask(visitor, text)
            await until_true(lambda: len(box.got) == 2 and not flagged(ours)[0].waiting)
            await asyncio.sleep(0.3)
    (found,) = flagged(ours)
    assert found.flag.acute and found.alerted == "acute"
    first, second = (box.read(number) for number in range(2))
    assert "så snart som möjligt" not in first.get_content() and "så snart som möjligt" in second.get_content()
    assert first["Subject"] == second["Subject"] and first["Message-ID"] != second["Message-ID"]


async def test_a_doubt_is_flagged_and_mailed_to_nobody_who_does_not_want_it(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    with mail_server(port, box):
        for kinds, mails in (("certain", 0), ("acute", 0), ("all", 1)):
            ours = settings(tmp_path / kinds, port, BOT_ALERT_KINDS=kinds)
            with running_web(ours) as web:
                async with visiting(web.url) as visitor:
                    await ask(visitor, DOUBT)
                    (found,) = flagged(ours)
                    assert not found.flag.certain and bool(found.alerted) == bool(mails)
                    await until_true(lambda of=ours: not flagged(of)[0].waiting)  # type: ignore[misc]
        assert len(box.got) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
async def test_one_address_that_is_refused_stops_no_other_and_a_password_comes_from_its_file(tmp_path: Path) -> None:
    port, box, file = free_port(), MailBox(), tmp_path / "password"
    file.write_text("hem/li#gt\n", encoding="utf-8")
    box.refused = {"borta@example.se"}
    ours = settings(
        tmp_path / "home",
        port,
        BOT_ALERT_TO="borta@example.se, kim@example.se",
        BOT_SMTP_URL=f"smtp://chatt%40example.se@localhost:{port}",
        BOT_SMTP_PASSWORD_FILE=str(file),
    )
    login = {"authenticator": box.authenticate, "auth_require_tls": False, "auth_required": True}
    with mail_server(port, box, **login), running_web(ours) as web:
        async with visiting(web.url) as visitor:
            await ask(visitor, DANGER)
            await until_true(lambda: bool(box.got) and bool(flagged(ours)[0].error))
    assert [address for address, _ in box.got] == ["kim@example.se"]
    assert box.logged_in[0] == (b"chatt@example.se", b"hem/li#gt")
    (found,) = flagged(ours)
    assert found.waiting == 1 and "550" in str(found.error) and "@" not in str(found.error)


@pytest.mark.parametrize("text", ["Vem är Lotta Brännström?", "hur många elever utsätts?"])
async def test_who_asks_about_the_subject_is_not_flagged(tmp_path: Path, text: str) -> None:
    ours = settings_for(tmp_path)
    with running_web(ours) as web:
        async with visiting(web.url) as visitor:
            await visitor.send(text)
    assert flagged(ours) == []


async def test_what_was_too_long_or_one_too_many_flags_its_conversation_too(tmp_path: Path) -> None:
    port, box = free_port(), MailBox()
    ours = settings(tmp_path, port, BOT_MESSAGES_A_MINUTE_ADDRESS="2")
    too_long = f"{DANGER}. {'Det blåser. ' * 100}"
    with mail_server(port, box), running_web(ours) as web:
        async with visiting(web.url) as visitor:
            assert (await visitor.send(too_long))[0] == 413
            await visitor.send("Hej")
            assert flagged(ours) == [], "there was no conversation yet"
            for _ in range(2):
                assert (await visitor.send(too_long))[0] == 413
            await until_true(lambda: bool(flagged(ours)))
            status, body = await visitor.send(NOW)
            assert status == 429 and "112" in body["error"]["message"]
            await until_true(lambda: flagged(ours)[0].flag.acute and len(box.got) == 2)
            assert len(await visitor.messages()) == 1, "it is flagged, and kept nowhere"
    assert b"Ozonis" not in bytes_on_disk(tmp_path)
