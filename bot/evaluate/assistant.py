"""The assistant and its action server as real processes, asked by web's channel as web asks them.

For measuring and for the tests: nothing of it runs in the product.
"""

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from bot.processes import end_with_parent
from bot.record import crypto, database
from bot.settings import ROOT, Settings, load

# Generous: these are not times that anything is measured by, but when one stops hoping.
START_SECONDS = 90.0
END_SECONDS = 20.0
_ANSWER_SECONDS = 60.0


class NotRunning(Exception):  # noqa: N818 - what is wrong is in the text
    """A process ended, or did not do in time what was waited for. The text holds what it wrote."""


class Refused(Exception):  # noqa: N818 - what is wrong is in the text
    """The assistant did not answer a message with 200. The text is the status and what it said."""


def free_port() -> int:
    """A port of loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_in(home: Path, **variables: str) -> Settings:
    """Settings of a product that writes below `home` and listens on free ports."""
    ports = {name: str(free_port()) for name in ("BOT_PORT", "BOT_ASSISTANT_PORT", "BOT_ACTIONS_PORT")}
    return load({"BOT_HOME": str(home), **ports, **variables})


def environment(settings: Settings) -> dict[str, str]:
    """The variables for a process with these settings; what a developer has set for a bot of their own is left out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile our modules anew
    return {**inherited, **settings.environment(), "PYTHONWARNINGS": "ignore"}


def run(
    arguments: Sequence[str], settings: Settings, text: str = "", timeout: float = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments to its end; `text` is typed into it."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**environment(settings), **variables},
        cwd=ROOT,
        input=text,
        text=True,
        capture_output=True,
        timeout=timeout,
        check=False,
    )


def wait_until(happened: Callable[[], Any], what: str, seconds: float = START_SECONDS) -> Any:
    """What `happened` gives, once that is something.

    Raises:
        NotRunning: it did not happen in time.
    """
    end = time.monotonic() + seconds
    while not (found := happened()):
        if time.monotonic() > end:
            raise NotRunning(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)
    return found


class Process:
    """A process that ends with the one that started it, and whose output is kept in a file."""

    def __init__(self, arguments: Sequence[str], variables: Mapping[str, str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                env=dict(variables),
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def megabytes(self) -> float:
        """Its resident memory now, in 10⁶ bytes."""
        return float(psutil.Process(self.pid).memory_info().rss) / 1e6

    def children(self) -> dict[str, psutil.Process]:
        """Its running children, by the module that they run."""
        found = {}
        for child in psutil.Process(self.pid).children():
            with contextlib.suppress(psutil.Error):  # it ends just now
                if arguments := child.cmdline():  # a zombie has none
                    found[arguments[-1]] = child
        return found

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self, seconds: float = END_SECONDS) -> int:
        """Its exit status, once it has ended."""
        return self._process.wait(seconds)

    def stop(self) -> int:
        """End it politely, or by force where that does not help, and give its exit status."""
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            raise

    def require_running(self) -> None:
        """Raises NotRunning where it has ended."""
        if self._process.poll() is not None:
            raise NotRunning(f"ended with status {self._process.returncode}:\n{self.output}")


class Assistant:
    """The assistant and its action server, with a trained model below the settings' home."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._secret = crypto.load_secret(settings.home)
        self._processes: dict[str, Process] = {}

    def start(self) -> None:
        """Start both, and come back when both answer."""
        crypto.load_key(self.settings.home)
        database.upgrade(self.settings.record_url)
        self._start("assistant", "bot.assistant.server")
        self.start_actions()
        self.wait_ready()

    def start_actions(self) -> None:
        self._start("actions", "actions")
        wait_until(self._actions_answer, "the action server answers")

    def wait_ready(self) -> None:
        wait_until(lambda: self._ready()[0] == 200, "the assistant is ready")

    def ready(self) -> dict[str, Any]:
        """What the assistant says of itself."""
        body: dict[str, Any] = json.loads(self._ready()[1])
        return body

    @property
    def processes(self) -> Mapping[str, Process]:
        """The running processes: `assistant` and `actions`."""
        return self._processes

    def stop(self) -> None:
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send(signal.SIGCONT)
            process.stop()
        self._processes.clear()

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """One message by the contract, and its answer.

        Raises:
            Refused: the answer's status is not 200.
        """
        headers = {"X-Bot-Secret": self._secret, "Content-Type": "application/json"}
        url = f"{self.settings.assistant_url}/webhooks/web/message"
        status, raw = _http("POST", url, json.dumps(body), headers)
        if status != 200:
            raise Refused(f"{status}: {raw.decode(errors='replace')}")
        answer: dict[str, Any] = json.loads(raw)
        return answer

    def _ready(self) -> tuple[int, bytes]:
        """Status (0: nobody listens yet) and body of the question whether it is ready."""
        if "assistant" in self._processes:
            self._processes["assistant"].require_running()
        url = f"{self.settings.assistant_url}/webhooks/web/ready"
        try:
            return _http("GET", url, None, {"X-Bot-Secret": self._secret})
        except OSError:
            return 0, b""

    def _actions_answer(self) -> bool:
        self._processes["actions"].require_running()
        try:
            return _http("GET", f"{self.settings.actions_url}/health", None, {})[0] == 200
        except OSError:
            return False

    def _start(self, name: str, module: str) -> Process:
        log = self.settings.home / "logs" / f"{name}.log"
        self._processes[name] = Process(["-m", module], environment(self.settings), log)
        return self._processes[name]


def request(
    conversation: str, text: str, *, message_id: str | None = None, button: str | None = None, **metadata: Any
) -> dict[str, Any]:
    """A request by the contract."""
    message = {"id": message_id or secrets.token_urlsafe(9), "text": text}
    if button is not None:
        message["button"] = button
    return {"version": 1, "conversation": conversation, "message": message, "metadata": metadata}


def new_conversation() -> str:
    """The name of a conversation that nobody had."""
    return secrets.token_urlsafe(18)


def _http(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=_ANSWER_SECONDS)
    try:
        connection.request(method, f"/{path}", body.encode() if body is not None else None, dict(headers))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
