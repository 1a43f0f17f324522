"""The systemd units of bot/deploy, and the script that runs a command as they do."""

import getpass
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT, load
from tests.support.proxies import DEPLOY, changed, require

UNITS = sorted(file.name for file in DEPLOY.iterdir() if file.suffix in (".service", ".timer"))


def test_systemd_finds_no_fault_in_them(tmp_path: Path) -> None:
    program = require("systemd-analyze", "systemd")
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        if "/opt/har-du-fragor/.venv/bin/bot" in text:  # systemd looks whether the program is there
            text = changed(text, {"/opt/har-du-fragor/.venv": sys.prefix, "/opt/har-du-fragor": str(ROOT)})
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run([program, "verify", *files], capture_output=True, text=True, timeout=60, check=False)
    assert not re.findall(r".*har-du-fragor.*", done.stdout + done.stderr), done.stdout + done.stderr


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_what_they_set_are_settings_of_ours_and_what_they_start_is_a_command_of_ours(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for variable in re.findall(r"^Environment=(\w+)=", text, re.MULTILINE):
        assert variable in load({}).environment(), variable
    (command,) = re.findall(r"^ExecStart=/opt/har-du-fragor/\.venv/bin/bot (.+)$", text, re.MULTILINE)
    words = [word for word in command.split() if not word.startswith("/")]
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *words, "--help"], capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_script_runs_a_command_with_the_services_settings_and_runs_nothing_that_stands_in_them(
    tmp_path: Path,
) -> None:
    (home := tmp_path / "home").mkdir()
    (file := tmp_path / "settings.env").write_text(
        f"# ours\nBOT_EXIT_URL=http://neutral.example.se\nBOT_TYPO=$(touch {tmp_path}/run) 'x'\nBOT_PORT=99999",
        encoding="utf-8",
    )
    script = tmp_path / "har-du-fragor"
    changes = {
        "/opt/har-du-fragor/.venv": sys.prefix,
        "/opt/har-du-fragor": str(ROOT),
        "/var/lib/har-du-fragor": str(home),
        "/etc/har-du-fragor/settings.env": str(file),
        "= har-du-fragor ]": f"= {getpass.getuser()} ]",
    }
    script.write_text(changed((DEPLOY / "har-du-fragor.sh").read_text(encoding="utf-8"), changes), encoding="utf-8")
    script.chmod(0o755)
    refused = subprocess.run([script, "doctor"], capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1 and "BOT_PORT='99999': must be" in refused.stderr, "the last line counts too"
    file.write_text(file.read_text(encoding="utf-8").replace("BOT_PORT=99999", ""), encoding="utf-8")
    done = subprocess.run([script, "doctor"], capture_output=True, text=True, timeout=60, check=False)
    assert "BOT_EXIT_URL: 'http://neutral.example.se' is no https address" in done.stdout, done.stderr
    assert "BOT_TYPO: no setting has this name" in done.stdout
    assert not (tmp_path / "run").exists()
