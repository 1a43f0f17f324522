"""`bot doctor` finds what is wrong with an installation, says how to mend it, and changes nothing."""

import json
import os
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import models
from bot.assistant import fingerprint
from bot.doctor import configuration, content, reaching, stored
from bot.doctor.command import look
from bot.doctor.findings import Finding
from bot.record import backup, handovers
from bot.record.accounts import create_in
from bot.record.crypto import load_key
from bot.record.database import engine, upgrade, writing
from bot.record.outbox import put_in
from bot.record.schema import HEAD
from bot.settings import ROOT, Settings
from tests.support.assistant_double import AssistantDouble
from tests.support.mail_box import MailBox, mail_server
from tests.support.product import bot
from tests.support.provider import running_provider
from tests.support.web_server import free_port, running_web, settings_for

SECRET = "hemligare-an-allt"
FILLED = """
telephone: {value: "060-000 00 00", source: "https://www.example.se", checked_on: 2026-11-01}
email: {value: "kontakt@example.se", source: "https://www.example.se", checked_on: 2026-11-01}
address: {value: "Gatan 1", source: "https://www.example.se", checked_on: 2026-11-01}
hours: {value: "9-16", source: "https://www.example.se", checked_on: 2026-11-01}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a key and a record that is up to date."""
    made = settings_for(tmp_path / "home")
    upgrade(made.record_url)
    load_key(made.home)
    return made


def told(findings: list[Finding], *levels: str) -> str:
    return "\n".join(str(finding) for finding in findings if not levels or finding.level in levels)


def kept(settings: Settings, environ: dict[str, str] | None = None) -> str:
    return told(list(stored.look(settings, environ or {})))


async def test_a_sound_installation_that_runs_has_no_error(tmp_path: Path) -> None:
    port = free_port()
    mail = {"BOT_SMTP_URL": f"smtp://127.0.0.1:{port}", "BOT_MAIL_FROM": "chatt@example.se"}
    settings = settings_for(tmp_path / "home", BOT_ALERT_TO="kim@example.se", **mail)
    fitting = models.file(settings.models, fingerprint.of_model(settings))
    fitting.parent.mkdir(parents=True)
    fitting.touch()
    models.use(settings.models, fitting)
    double = AssistantDouble(settings.assistant_port, "")
    with mail_server(port, MailBox()), running_web(settings):
        double.secret = (settings.home / "keys" / "assistant.secret").read_text()
        double.start()
        backup.backup(settings.record_url, tmp_path / "kopia.db")
        found = [
            *configuration.look(settings, {}),
            *stored.look(settings, {}),
            *content.look(settings, date.today()),
            *await reaching.look(settings),
        ]
        while "the assistant is ready" not in told(found):  # web asks for it now and then
            found = await reaching.look(settings)
        double.stop()
    assert not told(found, "error")
    assert f"the newest is of {datetime.now(UTC):%Y-%m-%d}" in kept(settings)
    assert f"127.0.0.1:{port} answers" in told(found, "good")


def test_the_command_says_all_of_it_in_lines_ends_with_1_at_an_error_and_shows_no_secret(tmp_path: Path) -> None:
    port = free_port()
    settings = settings_for(
        tmp_path / "home",
        BOT_SMTP_URL=f"smtp://kim:{SECRET}@127.0.0.1:{port}",
        BOT_MAIL_FROM="chatt@example.se",
        BOT_PUBLIC_URL="http://chatt.example.se",
    )
    load_key(settings.home)
    (settings.home / "keys" / "record.key").chmod(0o644)
    done = bot(["doctor"], settings, BOT_HOMEPAGE="x", BOT_SECRET=SECRET)
    assert done.returncode == 1, done.stdout + done.stderr
    *lines, last = done.stdout.splitlines()
    assert all(line.split()[0] in ("good", "note", "warning", "error") for line in lines)
    said = done.stdout
    assert f"error    BOT_SMTP_URL: the mail server 127.0.0.1:{port} does not take us" in said
    assert f"others can read it (mode 644). chmod 600 {settings.home / 'keys' / 'record.key'}" in said
    assert "http://chatt.example.se is not encrypted" in said
    assert "warning  BOT_HOMEPAGE: no setting has this name. Is BOT_HOME meant?" in said
    assert last == f"{said.count(chr(10) + 'error ') + said.startswith('error ')} errors, " + last.partition(", ")[2]
    key = (settings.home / "keys" / "record.key").read_text().strip()
    assert SECRET not in said + done.stderr and key not in said + done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("revision", "level", "says"),
    [("0001", "warning", f"has version 0001, this product {HEAD}"), ("9999", "error", "only knows")],
)
def test_a_record_of_another_version(settings: Settings, revision: str, level: str, says: str) -> None:
    with writing(engine(settings.record_url)) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
    (found,) = [finding for finding in stored.look(settings, {}) if finding.where == "record"]
    assert found.level == level and says in found.what
    with closing(sqlite3.connect(settings.home / "record.db")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)


@pytest.mark.parametrize("broken", [b"", b"nothing good " * 1000])
def test_a_broken_record(settings: Settings, broken: bytes) -> None:
    engine(settings.record_url).dispose()
    for file in settings.home.glob("record.db-*"):
        file.unlink()
    (settings.home / "record.db").write_bytes(broken)
    assert "cannot be read" in kept(settings) and "bot record restore FILE" in kept(settings)


def test_the_key_is_missing_or_is_another_one(settings: Settings) -> None:
    key = load_key(settings.home)
    made = {"conversation": None, "unique": "1", "question": "Vem?", "contact": "anna@exempel.se"}
    handovers.create_handover(engine(settings.record_url), key, **made)
    assert "good     key: it opens what is in the record" in kept(settings)
    (settings.home / "keys" / "record.key").write_text("hej")
    assert "error    key:" in kept(settings) and "not a key" in kept(settings)
    shutil.rmtree(settings.home / "keys")
    assert "error    key: it is missing" in kept(settings) and not (settings.home / "keys").exists()
    load_key(settings.home)
    assert "error    key: it does not open what is in the record" in kept(settings)


def test_mails_that_have_waited_for_long(settings: Settings) -> None:
    with writing(engine(settings.record_url)) as connection:
        put_in(connection, ["kim@example.se"], "Ämne", "Text")
    assert "mails have waited" not in kept(settings)
    with writing(engine(settings.record_url)) as connection:
        ago = (datetime.now(UTC) - timedelta(hours=2)).replace(tzinfo=None).isoformat(" ")
        connection.exec_driver_sql("UPDATE outbox SET created = ?, error = 'refused'", (ago,))
    assert "1 mails have waited for more than an hour (refused)" in kept(settings)


def test_nobody_can_sign_in_to_the_console(settings: Settings) -> None:
    assert "warning  staff: nobody who may do everything can sign in" in kept(settings)
    with writing(engine(settings.record_url)) as connection:
        create_in(connection, "anna@kommun.example", "Anna", "admin", "a hash")
    assert "staff:" not in kept(settings)


def test_backups_that_are_missing_old_or_kept_for_too_long(settings: Settings, tmp_path: Path) -> None:
    assert "warning  backup: none has been made" in kept(settings)
    file = tmp_path / "kopia.db"
    backup.backup(settings.record_url, file)
    assert "good     backup: the newest is of" in kept(settings)
    for days, levels in ((8, ["warning"]), (91, ["warning", "error"])):
        made = datetime.now(UTC) - timedelta(days=days)
        (settings.home / "last-backup").write_text(f"{made.isoformat()} {file}\n")
        found = [finding for finding in stored.look(settings, {}) if finding.where == "backup"]
        assert [finding.level for finding in found] == levels and f"{days} days old" in found[0].what
    file.unlink()
    assert "visitors are told" not in kept(settings)


def test_nothing_changes(settings: Settings) -> None:
    with writing(engine(settings.record_url)) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine(settings.record_url).dispose()
    before = {file: file.read_bytes() for file in settings.home.rglob("*") if file.is_file()}
    assert "version 0001" in told(list(look(settings)))  # SQLite makes and leaves files beside a record that it reads
    after = {file: file.read_bytes() for file in settings.home.rglob("*") if file.is_file()}
    assert before == {file: after[file] for file in before} and len(before) == 2


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "home")
    assert "is not there yet" in told(list(look(settings)))
    assert not settings.home.exists()


def test_what_nobody_has_filled_in_and_what_nobody_has_looked_up_for_long(settings: Settings) -> None:
    found = list(content.look(settings, date.today()))
    for where in (
        "body: controller",
        "body: officer",
        "organisation.yml: telephone",
        "no hours are set",
        "answer_time",
    ):
        assert where in told(found), where
    own = settings.content / "contact" / "organisation.yml"
    own.parent.mkdir(parents=True)
    shipped = (ROOT / "data" / "contact" / "organisation.yml").read_text(encoding="utf-8")
    empty = ("telephone:", "email:", "address:", "hours:")
    lines = [line for line in shipped.splitlines() if not line.startswith(empty)]
    own.write_text("\n".join(lines) + FILLED, encoding="utf-8")
    found = list(content.look(settings, date(2027, 7, 1)))
    assert "organisation.yml: telephone" not in told(found) and not told(found, "error")
    line = own.read_text(encoding="utf-8").splitlines().index(FILLED.splitlines()[1]) + 1
    assert f'{own}:{line}: "060-000 00 00" was checked on 2026-11-01, over 180 days ago' in told(found, "warning")
    lines_of_support = ROOT / "data" / "contact" / "support_lines.yml"
    assert f"{lines_of_support}:" in told(found, "warning"), "support lines grow old too"
    own.write_text("telephone: {value: hej}", encoding="utf-8")
    assert f"{own}:1" in told(list(content.look(settings, date.today())), "error")


def test_a_model_that_was_trained_on_something_else(settings: Settings) -> None:
    other = models.file(settings.models, "0123456789abcdef")
    other.parent.mkdir(parents=True)
    other.touch()
    models.use(settings.models, other)
    assert "warning  model: 0123456789abcdef.tar.gz was trained on other" in told(
        list(content.look(settings, date.today()))
    )


async def test_a_port_that_another_program_has_and_web_that_does_not_run(settings: Settings) -> None:
    assert "Start it: uv run bot run" in told(await reaching.look(settings))
    assert "cannot be opened" not in told(await reaching.look(settings))
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.assistant_port))
        other.listen()
        found = told(await reaching.look(settings), "error")
    assert f"127.0.0.1:{settings.assistant_port}: cannot be opened for the assistant" in found
    assert "BOT_ASSISTANT_PORT" in found


def test_the_disk_is_full(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((10**10, "good"), (5 * 10**8, "warning"), (10**8, "error")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: shutil._ntuple_diskusage(0, 0, free))
        assert f"{level:<8} disk: {free // 10**6} MB are left" in kept(settings)


def test_no_setting_of_ours_is_taken_for_a_misspelt_one(settings: Settings) -> None:
    environ = {**settings.environment(), "BOT_KEY": "x", "BOT_SECRET": "x", "PATH": os.environ["PATH"]}
    assert "no setting has this name" not in told(list(configuration.look(settings, environ)))
    assert json.dumps(SECRET) not in told(list(configuration.look(settings, environ)))


async def test_whether_the_organisations_own_sign_in_can_be_used(tmp_path: Path) -> None:
    port = free_port()
    with running_provider(port, "") as provider:
        settings = settings_for(tmp_path / "home", **provider.settings)
        found = await reaching.look(settings)
        assert f"http://127.0.0.1:{port} answers, with 1 key." in told(found, "good")
        assert f"{settings.public_url}/personal/logga-in/svar as a redirect address" in told(found, "note")
        other = settings_for(tmp_path / "home", **{**provider.settings, "BOT_OIDC_ISSUER": f"{provider.url}/"})
        assert f"it calls itself '{provider.url}', not '{provider.url}/'" in told(await reaching.look(other), "error")
    assert "the organisation's sign-in cannot be used" in told(await reaching.look(settings), "error")
