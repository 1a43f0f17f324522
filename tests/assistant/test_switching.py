"""The running assistant takes another model while it is asked, and keeps the one it has where that cannot be used."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot import models
from bot.evaluate.assistant import free_port
from bot.record import crypto
from bot.settings import Settings, load
from bot.switching import SwitchError, switch

from ..support.product import Assistant, Conversation

QUESTION, RIGHT = "När var konferensen i Umeå?", "26 till 27 april"


def take(settings: Settings, model: Path) -> bool:
    return asyncio.run(switch(settings, crypto.load_secret(settings.home), model))


def test_nobody_who_asks_meanwhile_goes_without_an_answer_and_conversations_go_on(assistant: Assistant) -> None:
    model = models.current(assistant.settings.models)
    assert model is not None
    over, said, wrong = threading.Event(), [], []

    def ask() -> None:
        while not over.is_set():
            try:
                said.append(Conversation(assistant).say(QUESTION))
            except AssertionError as error:
                wrong.append(str(error))

    going_on = Conversation(assistant)
    assert RIGHT in going_on.say(QUESTION)
    asking = threading.Thread(target=ask)
    asking.start()
    try:
        assert all(take(assistant.settings, model) for _ in range(3))
    finally:
        over.set()
        asking.join()
    assert wrong == [] and said and all(RIGHT in one for one in said)
    assert "Malin Rönnblom" in going_on.say("Vilka fick man lyssna till där?")


def test_a_file_that_is_no_model_changes_nothing(assistant: Assistant, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model")
    for model in (broken, tmp_path / "missing.tar.gz"):
        with pytest.raises(SwitchError, match="500"):
            take(assistant.settings, model)
    assert RIGHT in Conversation(assistant).say(QUESTION)
    current = models.current(assistant.settings.models)
    assert current and assistant.ready()["model"] == current.name


def test_where_no_assistant_runs_it_is_said(tmp_path: Path) -> None:
    settings = load({"BOT_HOME": str(tmp_path), "BOT_ASSISTANT_PORT": str(free_port())})
    assert not take(settings, tmp_path / "a.tar.gz")
