"""Starting and ending web."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.material.model import Material
from bot.settings import ROOT, Settings
from bot.web import services
from tests.support.web_server import running_web, settings_for
from tests.web.conftest import until_true

# What would make web slow to start, or big.
HEAVY = {"rasa", "rasa_sdk", "tensorflow", "numpy", "scipy", "sklearn", "alembic"}


def start(settings: Settings) -> subprocess.CompletedProcess[str]:
    """Web's process, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot.web"],
        env={**os.environ, **settings.environment()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )


def test_health_tells_how_web_and_what_it_needs_are_doing(tmp_path: Path) -> None:
    with running_web(settings_for(tmp_path)) as web, urllib.request.urlopen(f"{web.url}/health") as response:
        assert json.load(response) == {"status": "ok", "assistant": "loading", "record": "ok"}


def test_web_imports_nothing_heavy() -> None:
    script = "import sys, bot.web.__main__; print(*{name.split('.')[0] for name in sys.modules})"
    seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert HEAVY.isdisjoint(seen.stdout.split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_web_ends_when_told_to_also_with_views_open(tmp_path: Path, number: signal.Signals) -> None:
    with running_web(settings_for(tmp_path)) as web:
        with urllib.request.urlopen(f"{web.url}/chatt") as response:
            cookie = response.headers["Set-Cookie"].split(";")[0]
        request = urllib.request.Request(f"{web.url}/api/events", headers={"Cookie": cookie})
        with urllib.request.urlopen(request) as stream:
            assert stream.readline()
            web.process.send_signal(number)
            assert web.process.wait(20) == 0
        assert "Traceback" not in web.log.read_text()


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.web_port))
        taken.listen()
        ended = start(settings)
    assert ended.returncode == 1
    assert re.fullmatch(rf"Cannot listen on 127\.0\.0\.1:{settings.web_port}: .* BOT_PORT\.\n", ended.stderr)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("web/texts.yml", "hej: [", "not YAML"),
        ("web/texts.yml", "okänd: text", "nobody knows 'okänd'"),
        ("web/texts.yml", "empty: 7", "empty must be a text"),
        ("danger/patterns.yml", "rules: 7", "patterns.yml"),
    ],
)
def test_a_broken_file_of_content_is_said_in_one_line(tmp_path: Path, file: str, content: str, said: str) -> None:
    settings = settings_for(tmp_path)
    broken = settings.content / file
    broken.parent.mkdir(parents=True)
    broken.write_text(content, encoding="utf-8")
    ended = start(settings)
    assert ended.returncode == 1 and str(broken) in ended.stderr and said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_installations_own_words_win(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    own = settings.content / "web" / "texts.yml"
    own.parent.mkdir(parents=True)
    own.write_text("not_found: Den sidan har vi inte.", encoding="utf-8")
    with running_web(settings) as web:
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(f"{web.url}/finns-inte")
        assert "Den sidan har vi inte." in error.value.read().decode()


async def test_material_that_cannot_be_read_for_a_moment_is_read_again(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    made = services.make(settings)
    good, calls = made.source.current, []

    def current() -> Material:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("Too many open files")
        return good()

    made.source.current = current  # type: ignore[method-assign]
    await made.start()
    try:
        await until_true(lambda: len(calls) >= 2)
    finally:
        await made.stop()
