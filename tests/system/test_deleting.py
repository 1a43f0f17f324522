"""A conversation that its visitor deletes leaves no byte in any file of the run, nor after a backup is put back."""

import secrets
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import home_with_model
from ..support.product import Product, bot, settings_in, wait_until
from ..support.traces import found_in


@pytest.fixture
def secret() -> str:
    """A word that stands nowhere else, with letters that encodings write in different ways."""
    return "Åkvöst" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12)) + "ä"


@pytest.fixture
def started(trained: Path, tmp_path: Path) -> Iterator[list[Product]]:
    """Products of one home, one after the other; the test starts them."""
    home_with_model(trained, tmp_path / "home")
    products: list[Product] = []
    yield products
    for product in products:
        product.stop()


def start(started: list[Product], home: Path) -> Product:
    started.append(Product(settings_in(home)))
    started[-1].wait_ready()
    return started[-1]


def say(product: Product, text: str) -> str:
    """Say something, and give the answer."""
    seq = product.post(text).json()["seq"]
    return "\n".join(answer["html"] for answer in product.answers(after=seq))


def test_no_byte_is_left_after_deleting_nor_after_backup_deleting_and_restoring(
    started: list[Product], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, secret: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    kept = elsewhere / "backup.db"
    product = start(started, tmp_path / "home")  # what it writes on its terminal goes into tmp_path too
    say(product, f"Vem är {secret}?")
    say(product, "När var konferensen i Umeå?")
    say(product, "Jag vill prata med en person")
    say(product, f"Min fråga gäller {secret}, hur gör jag?")
    for text in ("anna.b@exempel.se", "ja", "nej"):  # it is safe to use, and there is no name
        say(product, text)
    assert "nummer KF-" in say(product, "nej")  # nor a deadline
    conversation = product.http.cookies["har_du_fragor"].rsplit(".", 1)[0]
    traces = [secret, conversation, "anna.b@exempel.se"]
    assert [line for line in found_in(tmp_path, {}, [secret]) if "record.db" in line], "it is there before"
    assert [line for line in found_in(tmp_path, {}, [conversation]) if "trackers.db" in line], "the assistant has it"

    done = bot(["record", "backup", str(kept)], product.settings)
    assert done.returncode == 0, done.stderr
    assert found_in(elsewhere, {}, [secret])

    assert "Radera" in say(product, "Radera min chatt")
    page = product.http.post(f"{product.url}/radera", data={"fragor": "1"}, timeout=30).text
    assert "Samtalet är raderat." in page and "är också borta: KF-" in page and secret not in page
    assert found_in(tmp_path, {}, [secret]) == []
    wait_until(lambda: found_in(tmp_path, {}, traces) == [], "the assistant has forgotten it")
    product.stop()
    assert found_in(tmp_path, {}, traces) == []

    done = bot(["record", "restore", str(kept), "--yes"], product.settings)
    assert done.returncode == 0, done.stderr
    assert "gone again: 2." in done.stdout
    assert found_in(tmp_path, {}, traces) == []
    again = start(started, tmp_path / "home")
    assert again.messages() == []
    listed = bot(["record", "handovers"], again.settings)
    assert secret not in listed.stdout and "KF-" not in listed.stdout
    again.stop()
    assert found_in(tmp_path, {}, traces) == []
