"""What looks at a page beside ourselves: axe-core, the Nu HTML checker, a simulated screen reader.

They come from npm (`npm ci` in this folder), and the checker wants Java 17. Where one is missing its tests are skipped
and say so; with CI=true they fail.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

FOLDER = Path(__file__).parent
AXE = "axe-core/axe.min.js"
NU = "vnu-jar/build/dist/vnu.jar"
READER = "@guidepup/virtual-screen-reader/lib/esm/index.browser.js"

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
READER_ADDRESS = "/skarmlasare-i-prov.js"


def package_file(path: str) -> Path:
    """A file of an npm package; without it the test is skipped, and fails in CI."""
    found = FOLDER / "node_modules" / path
    if not found.exists():
        missing(f"{path} is missing. Get it with: npm ci, in tests/browser")
    return found


def missing(why: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on the page and in its frames; a line a place."""
    source = package_file(AXE).read_text(encoding="utf-8")
    for frame in page.frames:
        frame.evaluate(source)
        # A frame of another origin answers too.
        frame.evaluate("axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })")
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", TAGS)
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def nu_errors(files: Mapping[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker calls an error in files of HTML and CSS, by their names. It is started once."""
    jar = package_file(NU)
    java = shutil.which("java")
    if java is None:
        missing("No Java found. Get it with: apt-get install default-jre-headless")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            str(java),
            "-jar",
            str(jar),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            "--also-check-css",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        f"{Path(message['url']).name}:{message.get('lastLine', '')}: {message['message']} {message.get('extract', '')}"
        for message in messages
        if message["type"] != "info"
    ]


class ScreenReader:
    """A simulated screen reader that runs in the page, as @guidepup/virtual-screen-reader does it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        script = package_file(READER)  # not within the handler: a skip there would leave the page waiting for ever
        # From an address of the page's own, so that its content security policy lets it in.
        page.route(f"**{READER_ADDRESS}", lambda route: route.fulfill(path=script))

    def start(self) -> None:
        """From now on it hears what the page announces."""
        self._page.evaluate(
            """async (address) => {
                 window.reader = (await import(address)).virtual;
                 await window.reader.start({ container: document.body });
               }""",
            READER_ADDRESS,
        )

    def announced(self) -> list[str]:
        """What it has said by itself since it was started (its log has more: where it is in the page)."""
        log: list[str] = self._page.evaluate("window.reader.spokenPhraseLog()")
        return [phrase.partition(": ")[2] for phrase in log if phrase.startswith(("polite: ", "assertive: "))]
