"""`bot run` as a process: it loses nothing while it starts, keeps its children alive, and leaves none behind."""

import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bot.settings import Settings

from ..conftest import home_with_model
from ..support.product import END_SECONDS, Product, settings_in, wait_until

QUESTION = "När var konferensen i Umeå?"
CHILDREN = {"bot.web", "actions", "bot.assistant.server"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """Starts a product in a home; what still runs afterwards is ended."""
    started: list[Product] = []

    def start_in(home: Path, *options: str, **variables: str) -> Product:
        started.append(Product(settings_in(home, **variables), *options))
        return started[-1]

    yield start_in
    for product in started:
        for process in [*processes_of(product.settings)]:
            process.kill()


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    """A home with a trained model."""
    return home_with_model(trained, tmp_path / "home")


def processes_of(settings: Settings) -> list[psutil.Process]:
    """Every process on this machine that was started with this home, dead ones that nobody buried left out."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("BOT_HOME") == str(settings.home):
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_all_gone(settings: Settings) -> None:
    wait_until(lambda: not processes_of(settings), "no process is left", END_SECONDS)


def wait_for_children(product: Product) -> dict[str, psutil.Process]:
    wait_until(lambda: set(product.process.children()) >= CHILDREN, "all three children run")
    return product.process.children()


# --- starting


def test_a_question_asked_while_it_trains_and_loads_is_answered_afterwards(trained, tmp_path, start) -> None:
    home = tmp_path / "home"
    # Rasa's cache makes the training short; there is no model.
    shutil.copytree(trained / "cache", home / "cache")
    product = start(home)
    product.wait_web()
    assert product.health() == {"status": "ok", "assistant": "loading", "record": "ok"}
    kept = product.post(QUESTION, message_id="asked-early")
    assert kept.status_code == 202
    seq = kept.json()["seq"]
    assert [message["sender"] for message in product.messages()] == ["visitor"]

    (answer,) = product.answers(after=seq)
    assert "26 till 27 april" in answer["html"]
    again = product.post(QUESTION, message_id="asked-early")
    assert (again.status_code, again.json()["seq"]) == (200, seq)
    assert [message["sender"] for message in product.messages()] == ["visitor", "bot"]
    product.wait_ready()
    wait_until(lambda: "The assistant is ready" in product.process.output, "it says that the assistant is ready")
    assert f"{product.url}/chatt" in product.process.output
    assert "Traceback" not in product.process.output


def test_without_training_it_says_so_where_it_may_not_train_and_serves_an_old_model_where_there_is_one(home, start):
    content = home / "content" / "news" / "ny.md"
    content.parent.mkdir(parents=True)
    content.write_text("---\ntitle: Ny\n---\n\nText.\n", encoding="utf-8")  # the model does not know it
    models = {file.name for file in (home / "models").iterdir()}
    product = start(home, "--no-train")
    product.wait_ready()
    assert {file.name for file in (home / "models").iterdir()} == models


def test_the_options_move_it_and_the_addresses_that_it_prints_are_right(home, start) -> None:
    settings = settings_in(home)
    other = settings.web_port
    product = start(home, "--port", str(other), "--host", "localhost")
    product.url = f"http://localhost:{other}"
    product.wait_web()
    assert f"http://localhost:{other}/chatt" in product.process.output
    assert "bot staff add --admin" in product.process.output
    assert "/personal/valkommen/" not in product.process.output, "a log would keep it"


# --- living


def test_a_child_that_is_killed_comes_back_and_nothing_is_lost_and_all_ends_at_last(home, start) -> None:
    product = start(home)
    product.wait_ready()
    first = product.post(QUESTION).json()["seq"]
    assert "26 till 27 april" in product.answers(after=first)[0]["html"]
    before = wait_for_children(product)
    for child in before.values():
        child.kill()
    product.wait_web()
    second = product.post("Vem är Lotta Brännström?").json()["seq"]
    assert "projektledare" in product.answers(after=second)[0]["html"]
    after = wait_for_children(product)
    assert {child.pid for child in after.values()}.isdisjoint(child.pid for child in before.values())
    # The cookie is still good, and what was said before is still there.
    assert [message["sender"] for message in product.messages()] == ["visitor", "bot"] * 2
    for name in ("web", "actions", "assistant"):
        assert f"{name} ended (by signal SIGKILL). It is started again" in product.process.output

    # Beside them, passages may still be encoded; that ends by itself.
    wait_until(lambda: len(processes_of(product.settings)) == 1 + len(CHILDREN), "nothing is left of the killed ones")
    product.process.send(signal.SIGTERM)
    assert product.process.wait() == 0
    assert processes_of(product.settings) == []


# --- ending


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_also_while_it_starts(home, start, number: signal.Signals) -> None:
    product = start(home)
    wait_for_children(product)
    product.process.send(number)
    assert product.process.wait() == 0
    assert processes_of(product.settings) == []
    for port in (product.settings.web_port, product.settings.assistant_port, product.settings.actions_port):
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
    assert "Traceback" not in product.process.output


def test_a_signal_ends_the_training_too(tmp_path, start) -> None:
    product = start(tmp_path / "home")
    wait_until(lambda: "bot.assistant.train" in product.process.children(), "it trains")
    product.wait_web()
    product.process.send(signal.SIGTERM)
    assert product.process.wait() == 0
    assert processes_of(product.settings) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends children with their parent")
def test_killed_itself_it_leaves_no_child_behind(home, start) -> None:
    product = start(home)
    wait_for_children(product)
    product.wait_web()
    product.process.send(signal.SIGKILL)
    product.process.wait()
    wait_all_gone(product.settings)
