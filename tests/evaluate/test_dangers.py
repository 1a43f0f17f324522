"""`bot evaluate danger`, as it is run."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.evaluate.commands import app


def _run(file: Path, *options: str):
    return CliRunner().invoke(app, ["danger", str(file), *options])


def test_it_says_who_gets_help_and_who_is_alarmed(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    rows = [
        {"text": "min man slår mig", "danger": True, "kind": "violence", "acute": False, "young": False},
        {"text": "min kille slår mig", "danger": False},
        {"text": "Vem är Lotta?", "danger": False},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    shown = _run(file, "--messages")
    assert shown.exit_code == 0
    assert "100.0 %" in next(line for line in shown.output.splitlines() if " danger, full help" in line)
    assert "50.0 %" in next(line for line in shown.output.splitlines() if "no danger, full help" in line)
    assert "alarmed full min kille slår mig" in shown.output


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"text": "hej", "danger": false}\n{"text": "hej"}\n', encoding="utf-8")
    shown = _run(file)
    assert shown.exit_code == 1
    assert "messages.jsonl:2" in shown.output
