"""What the widget and the chat weigh, and how soon the chat is seen on a slow connection.

uv run python -m tests.browser.weight
"""

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from bot.record.crypto import load_secret

from ..support.assistant_double import AssistantDouble
from ..support.sites import Host
from ..support.web_server import free_port, running_web, settings_for
from .answers import respond
from .asking import answers, ask
from .hosts import ARGUMENTS, CHROMIUM, frame, launcher, open_chat

# "Slow 4G" of Chromium's developer tools, formerly "Fast 3G": bytes a second, and milliseconds that each request waits.
# https://source.chromium.org/chromium/chromium/src/+/main:third_party/devtools-frontend/src/front_end/core/sdk/NetworkManager.ts
SLOW_4G = {
    "offline": False,
    "downloadThroughput": 1.6 * 1000 * 1000 / 8 * 0.9,
    "uploadThroughput": 750 * 1000 / 8 * 0.9,
    "latency": 150 * 3.75,
}
NO_LIMIT = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1, "latency": 0}
RUNS = 5


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, without headers, by address: what a page with the widget loads of the chat before it is
    opened, and after that until a question is answered. `others`: addresses of anybody else."""

    before: dict[str, int]
    after: dict[str, int]
    others: list[str]


def weigh(page: Page, host: str) -> Weight:
    """Open the page at `host`, then its chat, and ask."""
    seen: list[Response] = []
    page.on("response", lambda response: seen.append(response))
    page.goto(host, wait_until="networkidle")
    expect(launcher(page)).to_be_visible()
    before = len(seen)
    ask(open_chat(page), "Vem är Lotta Brännström?")
    expect(answers(frame(page))).to_have_count(1)
    chat = frame(page).locator("body").evaluate("() => location.origin")
    own = [urlsplit(address).netloc for address in (host, chat)]
    others = [response.url for response in seen if urlsplit(response.url).netloc not in own]
    sizes = [(response.url.removeprefix(chat), _size(response)) for response in seen if response.url.startswith(chat)]
    of_host = [response for response in seen[:before] if not response.url.startswith(chat)]
    count = before - len(of_host)
    return Weight(_sums(sizes[:count]), _sums(sizes[count:]), others)


def first_paint(context: BrowserContext, address: str, conditions: dict[str, object]) -> float:
    """Milliseconds until something of the page is seen, by a browser that has kept nothing of it."""
    page = context.new_page()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", conditions)
    page.goto(address)
    return painted_at(page)


def painted_at(page: Page) -> float:
    """Milliseconds from the request until something of the page was seen; waits for it."""
    found = page.evaluate(
        """new Promise((resolve) => new PerformanceObserver((list) => {
          const found = list.getEntriesByName("first-contentful-paint");
          if (found.length) resolve(found[0].startTime);
        }).observe({ type: "paint", buffered: true }))"""
    )
    return float(found)


def _size(response: Response) -> int:
    if "text/event-stream" in response.headers.get("content-type", ""):
        return 0  # it goes on; what it brings is the answers
    return int(response.request.sizes()["responseBodySize"])


def _sums(sizes: list[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for address, size in sizes:
        path = urlsplit(address).path
        found[path] = found.get(path, 0) + size
    return found


def _paints(browser: Browser, address: str, conditions: dict[str, object]) -> list[float]:
    times = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        times.append(first_paint(context, address, conditions))
        context.close()
    return times


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as home:
        settings = settings_for(Path(home), BOT_PORT=str(port := free_port()))
        host = Host(f"http://127.0.0.1:{port}")
        where = f"http://localhost:{host.port}"
        settings = settings_for(Path(home), BOT_PORT=str(port), BOT_ALLOWED_HOSTS=where)
        double = AssistantDouble(settings.assistant_port, load_secret(settings.home))
        double.respond = respond
        double.start()
        with running_web(settings) as web, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            weight = weigh(browser.new_page(), where)
            paints = {
                name: _paints(browser, f"{web.url}/chatt", conditions)
                for name, conditions in (("none", NO_LIMIT), ("Slow 4G of Chromium's developer tools", SLOW_4G))
            }
            browser.close()
        double.stop()
        host.stop()
    _print(console, weight, paints)


def _print(console: Console, weight: Weight, paints: dict[str, list[float]]) -> None:
    table = Table("loaded", "bytes, compressed", title="What a page with the widget loads of the chat")
    for title, sizes in (("before it is opened", weight.before), ("to the first answer, besides", weight.after)):
        for address, size in sizes.items():
            table.add_row(address, f"{size:,}")
        table.add_row(f"[bold]{title}", f"[bold]{sum(sizes.values()):,}", end_section=True)
    table.add_row("[bold]in all", f"[bold]{sum(weight.before.values()) + sum(weight.after.values()):,}")
    console.print(table)
    console.print(f"Asked of other hosts: {', '.join(weight.others) or 'nothing'}.")
    table = Table("connection", "runs", "median ms", "slowest ms", title="/chatt: first contentful paint")
    for name, times in paints.items():
        table.add_row(name, str(len(times)), f"{statistics.median(times):.0f}", f"{max(times):.0f}")
    console.print(table)


if __name__ == "__main__":
    main()
