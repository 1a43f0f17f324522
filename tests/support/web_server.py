"""Starts the real web as a process of its own on a free port, for tests that speak to it or look at it in a browser."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.evaluate.assistant import free_port as free_port  # for the tests too
from bot.settings import ROOT, Settings, load

START_SECONDS = 30.0


@dataclass(frozen=True)
class Web:
    """A running web. `log` is what it wrote on stderr."""

    url: str
    settings: Settings
    process: subprocess.Popen[bytes]
    log: Path


def settings_for(home: Path, **variables: str) -> Settings:
    """Settings of a run in `home`: free ports, the data of the repository, and `variables` over them."""
    return load(
        {
            "BOT_HOME": str(home),
            "BOT_DATA": str(ROOT / "data"),
            "BOT_PORT": str(free_port()),
            "BOT_ASSISTANT_PORT": str(free_port()),
            **variables,
        }
    )


@contextlib.contextmanager
def running_web(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Web]:
    """Web as a process, from the moment it answers `/health`; ended as a whole at the end.

    Raises:
        AssertionError: it ended instead of answering; the text is what it wrote.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    log = settings.home / "web.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.web"],
            env={**os.environ, **settings.environment(), **(environment or {})},
            stdout=out,
            stderr=out,
            cwd=ROOT,
        )
    url = f"http://127.0.0.1:{settings.web_port}"
    try:
        _wait(process, f"{url}/health", log)
        yield Web(url, settings, process, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"web ended with status {process.returncode}:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"web did not answer {url} within {START_SECONDS} s:\n{log.read_text()}")
