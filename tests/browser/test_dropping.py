"""A thousand messages through a connection that drops at random: none lost, none doubled, in their order.

It takes a minute and a half, so it runs when it is asked for:

    BOT_TEST_DROPPING=1 uv run pytest tests/browser/test_dropping.py
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.record.crypto import load_secret

from ..support.assistant_double import AssistantDouble
from ..support.dropping import Drops, dropping
from ..support.web_server import free_port, running_web, settings_for
from .asking import answers, own

COUNT = 1000
# What a visitor does: writes on while at most two are on their way, and presses "Skicka igen" where one failed.
WRITE = """async (count) => {
  const form = document.getElementById("skriv");
  const rest = () => new Promise((resolve) => setTimeout(resolve, 4));
  const settled = async (most) => {
    while (document.querySelectorAll("#logg .pending").length > most) {
      document.querySelector("#logg .failed button")?.click();
      await rest();
    }
  };
  for (let number = 1; number <= count; number += 1) {
    form.elements.text.value = `Fråga ${number}`;
    form.requestSubmit();
    await settled(2);
  }
  await settled(0);
}"""


@pytest.fixture
def bad_line(tmp_path: Path) -> Iterator[tuple[str, Drops, AssistantDouble]]:
    """Where the chat is found, over a connection that drops."""
    settings = settings_for(tmp_path, BOT_MESSAGES_A_MINUTE="100000", BOT_MESSAGES_A_MINUTE_ADDRESS="100000")
    double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
    double.start()
    drops, port = Drops(seed=20261128, mean=100_000), free_port()
    with running_web(settings), dropping(port, settings.web_port, drops):
        yield f"http://127.0.0.1:{port}", drops, double
    double.stop()


def shown(page: Page) -> tuple[list[str], list[str], list[int]]:
    """The visitor's messages, the answers, and the numbers of both, in the order of the page."""
    numbers = page.locator("#logg > li").evaluate_all("(items) => items.map(({ dataset }) => Number(dataset.seq))")
    return own(page).locator(".said").all_text_contents(), answers(page).locator(".said").all_text_contents(), numbers


@pytest.mark.skipif("BOT_TEST_DROPPING" not in os.environ, reason="takes long: set BOT_TEST_DROPPING=1")
def test_a_thousand_messages_are_all_there_once_and_in_their_order(
    browser: Browser, bad_line: tuple[str, Drops, AssistantDouble]
) -> None:
    address, drops, double = bad_line
    page = browser.new_page()
    receipts: list[int] = []
    page.on("response", lambda answer: answer.url.endswith("/api/messages") and receipts.append(answer.status))
    page.goto(f"{address}/chatt")
    expect(page.locator(".keys")).to_be_visible()
    page.evaluate(WRITE, COUNT)
    expect(answers(page)).to_have_count(COUNT, timeout=60_000)
    questions, replies, numbers = shown(page)
    wanted = [f"Fråga {number}" for number in range(1, COUNT + 1)]
    assert questions == wanted
    assert replies == [f"Svar på: {text}" for text in wanted]
    assert numbers == sorted(set(numbers)) and len(numbers) == 2 * COUNT
    assert double.texts() == wanted, "the assistant was asked once for each, in order"
    assert drops.count >= 20
    assert receipts.count(200) >= 1, "a receipt was lost, and the message was recognised"
    page.close()
