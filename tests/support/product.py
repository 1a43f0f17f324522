"""The product as real processes: all of it by `bot run`, or the assistant with its actions alone."""

import contextlib
import ctypes
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
import requests

from bot.record import crypto, database
from bot.settings import ROOT, Settings, load

# Generous: these are not times that anything is measured by, but when a test stops hoping.
START_SECONDS = 90.0
END_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


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


def bot(
    arguments: Sequence[str], settings: Settings, text: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `bot …` to its end; `text` is typed into it."""
    return run([*_BOT, *arguments], settings, text, **variables)


def wait_until(happened: Callable[[], Any], what: str, seconds: float = START_SECONDS) -> Any:
    """What `happened` gives, once that is something.

    Raises:
        AssertionError: it did not happen in time.
    """
    end = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)
    return found


class Process:
    """A process that ends with the tests, and whose output is kept in a file."""

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
                preexec_fn=_end_with_tests,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

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
        assert self._process.poll() is None, f"ended with status {self._process.returncode}:\n{self.output}"


class Assistant:
    """The assistant and its action server, with a trained model below the settings' home."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._secret = crypto.load_secret(settings.home)
        self._processes: dict[str, Process] = {}
        self.http = requests.Session()

    def start(self) -> None:
        """Start both, and come back when both answer."""
        crypto.load_key(self.settings.home)
        database.upgrade(self.settings.record_url)
        self._start("assistant", "bot.assistant.server")
        self.start_actions()
        self.wait_ready()

    def start_actions(self) -> None:
        actions = self._start("actions", "actions")
        wait_until(lambda: _answers(f"{self.settings.actions_url}/health", actions), "the action server answers")

    def wait_ready(self) -> None:
        wait_until(lambda: self._get("ready").status_code == 200, "the assistant is ready")

    def ready(self) -> dict[str, Any]:
        """What the assistant says of itself."""
        body: dict[str, Any] = self._get("ready").json()
        return body

    def signal_actions(self, number: signal.Signals) -> None:
        """Send the action server a signal; after SIGKILL it is gone when this comes back."""
        self._processes["actions"].send(number)
        if number == signal.SIGKILL:
            self._processes.pop("actions").wait()

    def actions_opened_the_record(self) -> bool:
        """Whether the action server has the record open, which it does when it first writes into it."""
        files = psutil.Process(self._processes["actions"].pid).open_files()
        return any(file.path == str(self.settings.home / "record.db") for file in files)

    def stop(self) -> None:
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send(signal.SIGCONT)
            process.stop()
        self._processes.clear()

    def post(
        self, body: Any, secret: str | None = None, timeout: float = 30, raw: bytes | None = None
    ) -> requests.Response:
        """Post to web's channel, with the right secret unless another is given."""
        headers = {"X-Bot-Secret": self._secret if secret is None else secret}
        url = f"{self.settings.assistant_url}/webhooks/web/message"
        if raw is not None:
            return self.http.post(url, data=raw, headers=headers, timeout=timeout)
        return self.http.post(url, json=body, headers=headers, timeout=timeout)

    def forget(self, conversation: str) -> int:
        """Make the assistant forget a conversation; the status."""
        url = f"{self.settings.assistant_url}/webhooks/web/conversations/{conversation}"
        return self.http.delete(url, headers={"X-Bot-Secret": self._secret}, timeout=30).status_code

    def rest(self, sender: str, text: str) -> list[str]:
        """The texts that Rasa's own REST channel answers."""
        url = f"{self.settings.assistant_url}/webhooks/rest/webhook"
        answer = self.http.post(url, json={"sender": sender, "message": text}, timeout=60)
        answer.raise_for_status()
        return [message["text"] for message in answer.json() if "text" in message]

    def understood(self, text: str) -> dict[str, Any]:
        """Rasa's own parse of a text."""
        url = f"{self.settings.assistant_url}/model/parse"
        answer = self.http.post(url, params={"token": self._secret}, json={"text": text}, timeout=30)
        answer.raise_for_status()
        parsed: dict[str, Any] = answer.json()
        return parsed

    def tracker(self, conversation: str) -> dict[str, Any]:
        """What Rasa remembers of a conversation."""
        url = f"{self.settings.assistant_url}/conversations/{conversation}/tracker"
        answer = self.http.get(url, params={"token": self._secret, "include_events": "ALL"}, timeout=30)
        answer.raise_for_status()
        tracker: dict[str, Any] = answer.json()
        return tracker

    def _get(self, name: str) -> requests.Response:
        self._processes["assistant"].require_running()
        url = f"{self.settings.assistant_url}/webhooks/web/{name}"
        try:
            return self.http.get(url, headers={"X-Bot-Secret": self._secret}, timeout=5)
        except requests.ConnectionError:
            return requests.Response()  # nobody listens yet

    def _start(self, name: str, module: str) -> Process:
        log = self.settings.home / "logs" / f"{name}.log"
        self._processes[name] = Process(["-m", module], environment(self.settings), log)
        return self._processes[name]


class Conversation:
    """A visitor's conversation with the assistant, by web's channel."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.id = secrets.token_urlsafe(18)

    def request(
        self, text: str, *, message_id: str | None = None, button: str | None = None, **metadata: Any
    ) -> dict[str, Any]:
        """A request by the contract."""
        message = {"id": message_id or secrets.token_urlsafe(9), "text": text}
        if button is not None:
            message["button"] = button
        return {"version": 1, "conversation": self.id, "message": message, "metadata": metadata}

    def send(self, text: str, **options: Any) -> requests.Response:
        return self.assistant.post(self.request(text, **options))

    def ask(self, text: str, **options: Any) -> dict[str, Any]:
        """Send a message that is to be answered; the answer by the contract."""
        response = self.send(text, **options)
        assert response.status_code == 200, f"{response.status_code}: {response.text}"
        answer: dict[str, Any] = response.json()
        return answer

    def say(self, text: str, **options: Any) -> str:
        """Send a message that is to be answered; all that the bot said, as text."""
        return said(self.ask(text, **options))


def said(answer: Mapping[str, Any]) -> str:
    """All that the replies of an answer show, as text."""
    from bot.material.replies import plain_text

    return "\n".join(plain_text(reply["blocks"]) for reply in answer["replies"])


class Product:
    """Everything, by `bot run`."""

    def __init__(self, settings: Settings, *options: str) -> None:
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.web_port}"
        self.http = requests.Session()
        log = settings.home.parent / f"{settings.home.name}.log"
        self.process = Process([*_BOT, "run", *options], environment(settings), log)

    def wait_web(self) -> None:
        """Until web answers."""
        wait_until(lambda: _answers(f"{self.url}/health", self.process), "web answers /health")

    def wait_ready(self) -> None:
        """Until web says that the assistant is ready."""
        self.wait_web()
        wait_until(lambda: self.health()["assistant"] == "ready", "the assistant is ready")

    def health(self) -> dict[str, Any]:
        self.process.require_running()
        body: dict[str, Any] = self.http.get(f"{self.url}/health", timeout=10).json()
        return body

    def post(self, text: str, message_id: str | None = None) -> requests.Response:
        """Send a visitor's message by the API; cookies are kept from one to the next."""
        body = {"id": message_id or secrets.token_urlsafe(9), "text": text}
        return self.http.post(f"{self.url}/api/messages", json=body, timeout=30)

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """The visitor's conversation after a message."""
        found = self.http.get(f"{self.url}/api/conversation", params={"after": after}, timeout=30).json()
        messages: list[dict[str, Any]] = found["messages"]
        return messages

    def answers(self, after: int) -> list[dict[str, Any]]:
        """What the bot said after a message, once it said something."""
        what = f"the bot answers message {after}"
        found: list[dict[str, Any]] = wait_until(
            lambda: [message for message in self.messages(after) if message["sender"] == "bot"], what
        )
        return found

    def stop(self) -> int:
        return self.process.stop()


_BOT = ("-c", "from bot.cli import main; main()")


def _answers(url: str, process: Process) -> bool:
    process.require_running()
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def _end_with_tests() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
