"""The product, trained once and started once for all tests that do not break it.

BOT_TEST_HOME names a folder where the trained model is kept between runs of the tests; it is trained anew there when
the material, the configuration or the code has changed.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import models
from bot import settings as settings_module
from bot.assistant import environment, fingerprint

from .support.product import Assistant, Conversation, Product, run, settings_in

_KEPT_HOME = os.environ.get("BOT_TEST_HOME")
_own = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """No test writes into a developer's own `var/`, and Rasa finds what it wants set before it is imported."""
    home = Path(tempfile.mkdtemp(prefix="bot-tests-"))
    config.stash[_own] = home
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        del os.environ[name]
    environment.prepare(settings_module.load({"BOT_HOME": str(home)}))
    # The libraries of Rasa's time are old and say so; warnings about our own code are seen.
    for category, modules in (("DeprecationWarning", r"(?!bot\.|actions\.|tests\.)"), ("UserWarning", r"rasa\.")):
        config.addinivalue_line("filterwarnings", f"ignore::{category}:{modules}")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_own], ignore_errors=True)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a model that fits the repository's material, trained by the real command."""
    home = Path(_KEPT_HOME).resolve() if _KEPT_HOME else tmp_path_factory.mktemp("trained")
    settings = settings_in(home)
    fitting = models.file(settings.models, fingerprint.of_model(settings))
    if fitting.is_file():
        models.use(settings.models, fitting)
    else:
        done = run(["-m", "bot.assistant.train"], settings)
        assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def assistant(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant and its action server, running. For tests that leave them as they are."""
    running = Assistant(settings_in(home_with_model(trained, tmp_path_factory.mktemp("assistant"))))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def conversation(assistant: Assistant) -> Conversation:
    """A conversation of a visitor who comes for the first time."""
    return Conversation(assistant)


@pytest.fixture(scope="session")
def product(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Everything, running and ready. For tests that leave it as it is."""
    running = Product(settings_in(home_with_model(trained, tmp_path_factory.mktemp("product"))))
    try:
        running.wait_ready()
        yield running
    finally:
        running.stop()


def home_with_model(trained: Path, home: Path) -> Path:
    """A home of one's own with the model that was trained."""
    model = models.current(trained / "models")
    assert model is not None
    (home / "models").mkdir(parents=True, exist_ok=True)
    models.use(home / "models", Path(shutil.copy2(model, home / "models")))
    return home
