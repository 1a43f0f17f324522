"""The process that reads strangers' pages for the console and at night has narrow bounds."""

from pathlib import Path

import pytest

from bot.processes import aside
from bot.settings import load
from bot.web import imports

TEXT = "Ny kurs\n\nKursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla som arbetar i socialtjänsten.\n"


async def look(folder: Path) -> int:
    """The status of looking at a file."""
    (folder / "kurs.txt").write_text(TEXT, encoding="utf-8")
    settings = load({"BOT_HOME": str(folder / "home")})
    with (folder / "told").open("wb") as told:
        return await imports.material(
            settings, ["add", str(folder / "kurs.txt"), "--json"], told.fileno(), told.fileno()
        )


async def test_it_gets_no_more_memory_than_an_import_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await look(tmp_path) == 0
    monkeypatch.setattr(imports, "LOOK_MEMORY", 20 * 1024**2)
    assert await look(tmp_path) != 0


@pytest.mark.parametrize(("memory", "ends_well"), [(None, True), (100 * 1024**2, False)])
async def test_a_process_that_wants_more_memory_than_it_gets_ends(memory: int | None, ends_well: bool) -> None:
    wants = ["timeit", "-n", "1", "-r", "1", "bytearray(200 * 1024**2)"]
    async with aside(wants, {}, memory=memory) as process:
        assert (await process.wait() == 0) == ends_well
