"""How soon a visitor and a person of the staff see each other's messages, in two real browser contexts.

    uv run python -m tests.browser.how_soon [messages each way]

From the key that sends a message to its text standing in the other's page, by the clock of the machine.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from bot.record import accounts
from bot.record.crypto import load_secret
from bot.record.database import engine

from ..support.assistant_double import AssistantDouble
from ..support.staff import staff
from ..support.web_server import running_web, settings_for
from .conftest import ARGUMENTS
from .desks import let_in

WANTED_MS = 500
WATCH = """
window.seen = {};
new MutationObserver(() => {
  for (const line of document.querySelectorAll("#logg .said")) window.seen[line.textContent] ??= Date.now();
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def main(count: int) -> int:
    """Print the table. Gives 0 where the 95th percentile is as wanted."""
    with tempfile.TemporaryDirectory(prefix="how-soon-") as folder:
        many = {"BOT_MESSAGES_A_MINUTE": "100000", "BOT_MESSAGES_A_MINUTE_ADDRESS": "100000"}
        settings = settings_for(Path(folder), **many)
        double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
        double.start()
        with running_web(settings) as web, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            record = engine(settings.record_url)
            anna = staff(record)
            accounts.set_available(record, anna.id, True)
            context = browser.new_context(base_url=web.url)
            let_in(context, record, anna, web.url)
            console, visitor = context.new_page(), browser.new_context(base_url=web.url).new_page()
            for page, path in ((console, "/personal"), (visitor, "/chatt")):
                page.add_init_script(WATCH)
                page.goto(path)
            visitor.get_by_role("button", name="Prata med en person").last.click()
            console.locator("[data-key=vantar] li a").click()
            console.get_by_role("button", name="Ta över").click()
            expect(visitor.locator("#logg")).to_contain_text("Nu svarar Anna")
            rows = {
                "visitor → staff": _measured(visitor, "#text", console, "Besökaren", count),
                "staff → visitor": _measured(console, "#svar", visitor, "Anna", count),
            }
            browser.close()
        double.stop()
    return _print(rows)


def _measured(sender: Page, box: str, receiver: Page, who: str, count: int) -> list[float]:
    found = []
    for number in range(count):
        words = f"{who} {number:03d}"
        sender.locator(box).fill(words)
        sent = sender.evaluate("Date.now()")
        sender.locator(box).press("Enter")
        expect(receiver.locator("#logg")).to_contain_text(words)
        found.append(float(receiver.evaluate("(words) => window.seen[words]", words) - sent))
    return found


def _print(rows: dict[str, list[float]]) -> int:
    table = Table(title=f"ms until it is seen (p95 ≤ {WANTED_MS} wanted)")
    for column in ("way", "messages", "p50", "p95", "longest"):
        table.add_column(column, justify="left" if column == "way" else "right")
    good = True
    for way, values in rows.items():
        p95 = statistics.quantiles(values, n=20)[18]
        good = good and p95 <= WANTED_MS
        table.add_row(way, *(f"{value:.0f}" for value in (len(values), statistics.median(values), p95, max(values))))
    Console().print(table)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
