"""An export is made some conversations at a time, and by `bot record export`."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.record import audit, handovers, messages, written
from bot.record.crypto import load_key
from bot.record.database import scrub
from bot.record.export_files import pieces
from bot.record.exporting import AT_ONCE, Chosen
from bot.record.retention import Limits
from tests.record.test_commands import type_
from tests.record.test_figures import move
from tests.support.staff import staff

ZONE = ZoneInfo("Europe/Stockholm")
KEPT = Limits(conversations=30, handovers=90, readings=365, backups=90)
ALL = Chosen(ZONE, first=date.today() - timedelta(days=1), last=date.today() + timedelta(days=1))


def ask(record: sa.engine.Engine, number: int = 0) -> str:
    who = f"{number:022d}"
    messages.append_visitor(record, who, "fråga-1", "Vem är <Lotta>?")
    return who


@pytest.mark.parametrize("form", ["json", "html"])
def test_some_conversations_are_read_at_a_time_and_the_next_when_those_are_written(
    record: sa.engine.Engine, key: bytes, form: str
) -> None:
    for number in range(3 * AT_ONCE):
        ask(record, number)
    asked: list[str] = []
    sa.event.listen(record, "before_cursor_execute", lambda *parts: asked.append(parts[2]))
    made = pieces(record, key, KEPT, ALL, form, who="test")  # type: ignore[arg-type]
    for _ in range(5):
        next(made)
    assert sum("LIMIT" in statement for statement in asked) == 1
    list(made)
    assert sum("LIMIT" in statement for statement in asked) == 4 + 1  # the last of each says that there are no more


def test_the_record_can_be_scrubbed_between_any_two_pieces_for_what_reads_the_file_may_stand_still(
    record: sa.engine.Engine, key: bytes
) -> None:
    for number in range(2):
        who = ask(record, number)
        handovers.create_handover(record, key, conversation=who, unique=who, question="Vem?", contact=None)
    made = pieces(record, key, KEPT, ALL, "json", who="test")
    for _ in made:
        scrub(record)


def test_a_period_holds_the_days_of_the_place(record: sa.engine.Engine, key: bytes) -> None:
    for number, at in enumerate(
        (
            datetime(2026, 10, 23, 21, 59, tzinfo=UTC),
            datetime(2026, 10, 23, 22, 0, tzinfo=UTC),  # the 24th begins
            datetime(2026, 10, 25, 22, 59, tzinfo=UTC),
            datetime(2026, 10, 25, 23, 0, tzinfo=UTC),  # the 26th
        )
    ):
        move(record, ask(record, number), at)
    chosen = Chosen(ZONE, first=date(2026, 10, 24), last=date(2026, 10, 25))
    found = json.loads("".join(pieces(record, key, KEPT, chosen, "json", who="test")))
    assert [one["began"][:16] for one in found["conversations"]] == ["2026-10-24T00:00", "2026-10-25T23:59"]


def test_an_answer_that_another_key_sealed_is_left_out_and_said_so(
    record: sa.engine.Engine, key: bytes, tmp_path: Path
) -> None:
    anna = staff(record)
    made = handovers.create_handover(record, key, conversation=None, unique="1", question="Vem?", contact=None)
    written.claim(record, made.reference, anna)
    written.answer(record, key, made.reference, anna, "Vi.", "page")
    page = "".join(pieces(record, load_key(tmp_path / "other"), KEPT, ALL, "html", who="test"))
    assert made.reference in page and "krypterat med en annan nyckel" in page


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOT_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_it_is_written_from_the_terminal_for_its_owner_alone_and_logged(
    record: sa.engine.Engine, home: Path, tmp_path: Path
) -> None:
    ask(record)
    out = tmp_path / "ut.html"
    out.touch(0o644)
    period = ("--from", str(ALL.first), "--to", str(ALL.last))
    assert "mode 600" in type_("export", str(out), *period).stdout
    assert "Vem är &lt;Lotta&gt;?" in out.read_text(encoding="utf-8") and out.stat().st_mode & 0o777 == 0o600
    number = messages.list_after(record, f"{0:022d}")[0].seq
    assert type_("export", str(tmp_path / "ut.json"), "--conversation", str(number)).exit_code == 0
    assert json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))["conversations"][0]["number"] == number
    assert [(entry.did, entry.what) for entry in audit.entries(record)] == [
        ("exported", f"samtal {number} (json)"),
        ("exported", f"{ALL.first}–{ALL.last}: 1 samtal, 0 frågor (html)"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ut.json",), "Say --from and --to"),
        (("ut.json", "--from", "2026-11-02", "--to", "2026-11-01"), "Say --from and --to"),
        (("ut.json", "--conversation", "77"), "There is no conversation 77"),
        (("ut.pdf", "--from", "2026-11-01", "--to", "2026-11-02"), "name it .json"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(
    record: sa.engine.Engine, home: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = type_("export", str(tmp_path / words[0]), *words[1:])
    assert done.exit_code == 1 and told in done.output and not (tmp_path / words[0]).exists()
