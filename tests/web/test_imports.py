"""The process that reads strangers' pages for the console and at night has narrow bounds, and leaves nothing behind."""

import os
import time
from pathlib import Path

import pytest

from bot.processes import aside
from bot.settings import load
from bot.web import imports
from tests.support.web_server import running_web, settings_for
from tests.web.conftest import until_true

TEXT = "Ny kurs\n\nKursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla som arbetar i socialtjänsten.\n"


async def look(folder: Path) -> int:
    """The status of looking at a file."""
    (folder / "kurs.txt").write_text(TEXT, encoding="utf-8")
    settings = load({"BOT_HOME": str(folder / "home")})
    with (folder / "told").open("wb") as told:
        return await imports.material(
            settings, ["add", str(folder / "kurs.txt"), "--json"], told.fileno(), told.fileno()
        )


def files(folder: Path) -> list[str]:
    """The texts that lie anywhere below a folder."""
    return [file.name for file in folder.rglob("*.txt") if file.name != "errors.txt"]


async def test_it_gets_no_more_memory_than_an_import_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await look(tmp_path) == 0
    monkeypatch.setattr(imports, "LOOK_MEMORY", 20 * 1024**2)
    assert await look(tmp_path) != 0


@pytest.mark.parametrize(("memory", "ends_well"), [(None, True), (100 * 1024**2, False)])
async def test_a_process_that_wants_more_memory_than_it_gets_ends(memory: int | None, ends_well: bool) -> None:
    wants = ["timeit", "-n", "1", "-r", "1", "bytearray(200 * 1024**2)"]
    async with aside(wants, {}, memory=memory) as process:
        assert (await process.wait() == 0) == ends_well


async def test_a_file_that_was_sent_is_gone_when_it_has_been_read(tmp_path: Path) -> None:
    looks = imports.Imports(load({"BOT_HOME": str(tmp_path)}))
    name = await looks.begin(["add"], ("kurs.txt", TEXT.encode()))
    assert files(tmp_path) == ["kurs.txt"]
    found = await looks.found(name, 60.0)
    assert found and [change.title for change in found] == ["Ny kurs"]
    assert files(tmp_path) == []


async def test_what_nobody_accepted_is_gone_a_day_later_though_nobody_looks_at_more(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    of_now, of_today, of_yesterday = (settings.home / imports.FOLDER / name for name in ("now", "today", "yesterday"))
    for folder, hours in ((of_now, 0), (of_today, 20), (of_yesterday, 25)):
        (folder / "file").mkdir(parents=True)
        (folder / "plan.json").touch()
        then = time.time() - hours * 60 * 60
        os.utime(folder, (then, then))
    with running_web(settings):
        await until_true(lambda: not of_yesterday.exists())
    assert (of_today / "plan.json").exists() and not (of_today / "file").exists()
    assert (of_now / "file").exists()


async def test_it_is_told_no_key_and_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_KEY", "hemligt")
    settings = load(
        {
            **{"BOT_HOME": str(tmp_path), "BOT_SMTP_URL": "smtp://a:hemligt@a.se", "BOT_MAIL_FROM": "a@a.se"},
            **{"BOT_ALERT_TO": "b@a.se", "BOT_OIDC_ISSUER": "https://a.se", "BOT_OIDC_CLIENT_ID": "chatt"},
            **{"BOT_OIDC_CLIENT_SECRET": "hemligt", "BOT_STAFF_PASSWORDS": "off"},
        }
    )
    told = settings.environment(secrets=False)
    assert load(told).home == settings.home and "hemligt" not in str(told)
    asking = ["timeit", "-n", "1", "-r", "1", "import os; assert 'hemligt' not in str(os.environ)"]
    async with aside(asking, told) as process:
        assert await process.wait() == 0
