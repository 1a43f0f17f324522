"""The product as real processes: all of it by `bot run`, or the assistant with its actions alone."""

import secrets
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import psutil
import requests

from bot.evaluate import assistant as evaluate
from bot.evaluate.assistant import END_SECONDS, START_SECONDS, Process, environment, run, settings_in, wait_until
from bot.settings import Settings

__all__ = ["END_SECONDS", "START_SECONDS", "Process", "environment", "run", "settings_in", "wait_until"]


def bot(
    arguments: Sequence[str], settings: Settings, text: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `bot …` to its end; `text` is typed into it."""
    return run([*_BOT, *arguments], settings, text, **variables)


class Assistant(evaluate.Assistant):
    """The assistant and its action server, and what only tests want of them."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.http = requests.Session()

    def signal_actions(self, number: signal.Signals) -> None:
        """Send the action server a signal; after SIGKILL it is gone when this comes back."""
        self._processes["actions"].send(number)
        if number == signal.SIGKILL:
            self._processes.pop("actions").wait()

    def actions_opened_the_record(self) -> bool:
        """Whether the action server has the record open, which it does when it first writes into it."""
        files = psutil.Process(self._processes["actions"].pid).open_files()
        return any(file.path == str(self.settings.home / "record.db") for file in files)

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


class Conversation:
    """A visitor's conversation with the assistant, by web's channel."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.id = evaluate.new_conversation()

    def request(
        self, text: str, *, message_id: str | None = None, button: str | None = None, **metadata: Any
    ) -> dict[str, Any]:
        """A request by the contract."""
        return evaluate.request(self.id, text, message_id=message_id, button=button, **metadata)

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
        self.tab = ""
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
        body = {"id": message_id or secrets.token_urlsafe(9), "text": text, "tab": self.tab}
        response = self.http.post(f"{self.url}/api/messages", json=body, timeout=30)
        self.tab = response.json().get("tab", self.tab)
        return response

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """The visitor's conversation after a message."""
        params: dict[str, str | int] = {"after": after, "tab": self.tab}
        found = self.http.get(f"{self.url}/api/conversation", params=params, timeout=30).json()
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
