"""The borders between the rooms hold (their rules stand in pyproject.toml, under `tool.importlinter`)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_no_room_imports_what_it_may_not() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_web_starts_without_loading_rasa() -> None:
    heavy = "{'rasa', 'tensorflow', 'numpy', 'sklearn', 'scipy'}"
    code = f"import sys, bot.web.__main__; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "[]", result.stdout + result.stderr
