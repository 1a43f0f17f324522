"""`bot run --demo`: the whole product alive with what is invented, marked as an example, and nothing of it real."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from bot.demo import folder, script
from bot.material import lessons
from bot.record import accounts, database, schema
from bot.settings import ROOT, Settings, load

from ..support.product import Product, bot, settings_in, wait_until
from .test_run import processes_of

MARK = "Exempel: allt är påhittat, utom numren till hjälp."
# The addresses of web's pages that want nothing but to be asked for.
PAGES = """
import sys
from bot import settings
from bot.web.app import create_app
app = create_app(settings.load())
print(*sorted(route.uri for route in app.router.routes if "GET" in route.methods and "<" not in route.uri))
"""


def bytes_of(home: Path) -> dict[str, bytes]:
    """Every file of a home, but for the demo's."""
    files = [file for file in home.rglob("*") if file.is_file() and folder.FOLDER not in file.relative_to(home).parts]
    return {str(file.relative_to(home)): file.read_bytes() for file in files}


class Demo:
    """A demo beside a real installation: its product, its settings, and what the real home held before."""

    def __init__(self, real: Settings) -> None:
        database.upgrade(real.record_url)
        own = real.content / "contact" / "organisation.yml"
        own.parent.mkdir(parents=True)
        own.write_text((real.data / "contact" / "organisation.yml").read_text(encoding="utf-8"), encoding="utf-8")
        database.engine(real.record_url).dispose()
        self.real, self.before = real, bytes_of(real.home)
        self.log = real.home.parent / f"{real.home.name}.log"
        self.product = Product(real, "--demo")
        self.product.wait_web()
        self.settings = load({**real.environment(), "BOT_HOME": str(real.home / folder.FOLDER)})
        self._somebody_has_the_console_open()
        self.product.wait_ready()
        wait_until(lambda: "conversations are in the console" in self.log.read_text(), "the conversations are played")
        self.url = self.product.url

    def _somebody_has_the_console_open(self) -> None:
        record = database.engine(self.settings.record_url)
        admin = accounts.by_email(record, folder.ADMIN)
        assert admin is not None
        accounts.be_present(record, admin.id, datetime.now(UTC) + timedelta(hours=1))

    def signed_in(self) -> requests.Session:
        """Somebody who has signed in with what the terminal says."""
        told = re.search(r"sign in as (\S+), password (\S+)", self.log.read_text())
        assert told
        browser = requests.Session()
        page = browser.get(f"{self.url}/personal/logga-in").text
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        browser.post(f"{self.url}/personal/logga-in", data={**fields, "email": told[1], "password": told[2]})
        assert browser.get(f"{self.url}/personal").url == f"{self.url}/personal"
        return browser

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with database.engine(self.settings.record_url).connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(settings_in(tmp_path_factory.mktemp("demo") / "home"))
    yield made
    made.product.stop()
    for process in processes_of(made.settings):
        process.kill()


def test_it_answers_a_question_with_a_sentence_of_an_invented_article(demo: Demo) -> None:
    seq = demo.product.post("Hur mycket höjs taxan för vatten?").json()["seq"]
    (said,) = demo.product.answers(seq)
    assert "Den 1 januari höjs taxan för vatten och avlopp med 6 procent." in said["html"]
    assert "/nyheter/taxan-for-vatten-hojs" in said["html"]


def test_it_knows_nothing_of_the_real_articles(demo: Demo) -> None:
    (real,) = (ROOT / "data" / "news").glob("*.md")
    assert requests.get(f"{demo.url}/nyheter/{real.stem}", timeout=10).status_code == 404
    seq = demo.product.post("Vem är Lotta Brännström?").json()["seq"]
    (said,) = demo.product.answers(seq)
    assert "<blockquote" not in said["html"]


def test_it_answers_the_questions_that_publishing_asks(demo: Demo) -> None:
    taught = demo.settings.content / lessons.FILE  # nobody has published that yet
    (file,) = {*(demo.settings.content / "conversations").glob("*.jsonl")} - {taught}
    wanted = ["evaluate", "conversations", str(file), "--home", str(demo.settings.home), "--at-least", "94"]
    asked = bot(wanted, demo.settings)
    assert asked.returncode == 0, asked.stdout


def test_every_page_is_marked_as_an_example(demo: Demo) -> None:
    browser = demo.signed_in()
    listed = subprocess.run(
        [sys.executable, "-c", PAGES],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**demo.settings.environment(), "PATH": "/usr/bin"},
    )
    paths = ["/" + path.strip("/") for path in listed.stdout.split()]
    (newest,) = demo.rows("SELECT max(seq) FROM messages")[0]
    (reference,) = demo.rows("SELECT reference FROM handovers LIMIT 1")[0]
    paths += [
        "/nyheter/traffa-andra-anhoriga",
        "/finns-inte",
        f"/personal/samtal/{newest}",
        f"/personal/fraga/{reference}",
    ]
    html, unmarked = 0, []
    for path in [path for path in paths if not re.match(r"/(api/events|personal/handelser|personal/flode)", path)]:
        for visitor in (browser, requests.Session()):
            with visitor.get(demo.url + path, timeout=30, stream=True, allow_redirects=False) as answer:
                if answer.is_redirect or not answer.headers.get("Content-Type", "").startswith("text/html"):
                    continue
                html += 1
                if MARK not in answer.text:
                    unmarked.append(path)
    assert html > 20
    assert unmarked == []


def test_what_a_visitor_keeps_is_marked_too(demo: Demo) -> None:
    demo.product.wait_web()
    demo.product.post("Vad kostar förskolan?")
    assert MARK in demo.product.http.post(f"{demo.url}/chatt/spara", timeout=10).text


def test_the_console_has_conversations_of_every_kind(demo: Demo) -> None:
    examples, _ = script.read(folder.conversations_file(demo.settings))
    gone = sum(step.does in ("delete", "leave") for example in examples for step in example.steps)
    played = "SELECT count(*) FROM conversations WHERE created < datetime('now', '-1 hours')"
    assert demo.rows(played) == [(len(examples) - gone,)]
    assert "left off" not in demo.log.read_text()
    kinds = Counter(
        kind for (kind,) in demo.rows("SELECT json_extract(reply, '$.kind') FROM messages WHERE reply IS NOT NULL")
    )
    assert {"answer", "contact", "help", "unknown", "handover", "talk", "ask"} <= set(kinds)
    assert {helpful for (helpful,) in demo.rows("SELECT helpful FROM ratings")} == {0, 1}
    assert Counter(bool(closed) for (closed,) in demo.rows("SELECT closed FROM handovers")) == {False: 2, True: 2}
    assert {bool(seen) for (seen,) in demo.rows("SELECT seen FROM dangers")} == {False, True}
    assert demo.rows("SELECT count(*) FROM messages WHERE sender = 'staff'") > [(0,)]
    assert {right for (right,) in demo.rows('SELECT "right" FROM verdicts')} == {0, 1}
    assert demo.rows("SELECT count(*) FROM labels") > [(0,)]
    assert demo.rows("SELECT count(*) FROM reviews WHERE reviewed IS NOT NULL") > [(0,)]
    assert demo.rows("SELECT sum(deleted) FROM counts") == [(gone,)]
    assert {state for (state,) in demo.rows("SELECT DISTINCT state FROM conversations")} == {"bot", "closed"}


def test_what_is_missing_is_there_and_files_are_marked_as_an_example_too(demo: Demo) -> None:
    browser = demo.signed_in()
    assert "<h3>Höns</h3>" in browser.get(f"{demo.url}/personal/saknas").text
    for name in ("saknas.csv", "export.html", "export.json"):
        file = browser.get(f"{demo.url}/personal/{name}")
        assert 'filename="exempel-' in file.headers["Content-Disposition"], name
        assert name.endswith(".csv") or MARK in file.text, name


def test_who_signs_in_at_once_is_there_for_visitors_when_all_is_played(demo: Demo) -> None:
    admin = accounts.by_email(database.engine(demo.settings.record_url), folder.ADMIN)
    assert admin is not None and admin.is_present()


def test_what_the_bot_quoted_in_them_stands_in_the_invented_articles(demo: Demo) -> None:
    blocks = "SELECT json_extract(block.value, '$.text') FROM messages, json_each(reply, '$.blocks') AS block"
    quotes = {str(text) for (text,) in demo.rows(f"{blocks} WHERE json_extract(block.value, '$.type') = 'quote'")}
    articles = [file.read_text(encoding="utf-8") for file in (demo.settings.content / "news").glob("*.md")]
    about = (demo.settings.content / "contact" / "organisation.yml").read_text(encoding="utf-8")
    assert len(quotes) > 20
    assert [quote for quote in quotes if not any(quote in text for text in [*articles, about])] == []


def test_the_real_installation_beside_it_is_untouched(demo: Demo) -> None:
    assert bytes_of(demo.real.home) == demo.before
    with database.engine(demo.real.record_url).connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.messages)).scalar() == 0


def test_a_second_demo_leaves_the_first_alone(demo: Demo) -> None:
    with pytest.raises(folder.NoDemoError, match="runs there already"):
        folder.make(settings_in(demo.real.home))
    assert demo.rows("SELECT count(*) FROM conversations") > [(0,)]
