"""`bot material add`, `sync` and `withdraw`, as a person meets them."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.benchmark.news_site import NewsSite
from bot.material.commands import app
from bot.material.importing import writing
from bot.material.importing.plan import from_data

from .conftest import COURSE, Installation

TEXT = """Ny kurs för socialsekreterare

Kursen börjar den 3 mars 2027 i Sundsvall. Den är öppen för alla som arbetar i socialtjänsten. Anna har 850709-9805.

Kontakt
Har du frågor? Kontakta Anna.
Anna Berg, projektledare
060-12 34 56
"""


def run(home: Path, *arguments: str, text: str | None = None, site: NewsSite | None = None) -> Result:
    environment = {"BOT_HOME": str(home), "BOT_DATA": str(home / "data")}
    environment["BOT_NEWS_PRIVATE_HOSTS"] = site.host if site else ""
    return CliRunner().invoke(app, list(arguments), env=environment, input=text)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture
def own(home: Path) -> Installation:
    return Installation(home)


def test_an_article_is_shown_and_written_when_it_is_accepted(site: NewsSite, home: Path, own: Installation) -> None:
    url = f"{site.url}/nyheter/ny-kurs/"
    refused = run(home, "add", url, "--delay", "0", text="n\n", site=site)
    assert "Ny kurs för socialsekreterare" in refused.stdout
    assert "Kursen börjar den 3 mars 2027" in refused.stdout
    assert (refused.exit_code, own.files()) == (0, {})
    accepted = run(home, "add", url, "--delay", "0", text="y\n", site=site)
    assert (accepted.exit_code, list(own.files())) == (0, ["news/ny-kurs.md"])
    assert "Written: 1 new." in accepted.stdout
    again = run(home, "add", url, "--delay", "0", site=site)
    assert again.stdout.endswith("1 unchanged.\n")


def test_a_preview_writes_nothing_and_its_json_can_be_accepted_later(
    site: NewsSite, home: Path, own: Installation
) -> None:
    result = run(home, "sync", f"{site.url}/sitemap.xml", "--json", "--delay", "0", site=site)
    assert own.files() == {}
    changes = from_data(json.loads(result.stdout))
    assert [change.kind for change in changes] == ["new", "new"]
    assert [one.problem for one in own.apply(changes)] == ["", ""]
    assert [article.title for article in own.material.shown] == [change.title for change in changes]
    assert {one.problem for one in own.apply(changes)} == {"its file was changed meanwhile"}


def test_a_change_cannot_be_written_anywhere_else(site: NewsSite, home: Path, own: Installation) -> None:
    result = run(home, "sync", f"{site.url}/sitemap.xml", "--json", "--delay", "0", site=site)
    first, _ = json.loads(result.stdout)
    for file in ("../../outside.md", "news/../../outside.md", "contact/organisation.yml", "/tmp/outside.md"):
        (written,) = own.apply(from_data([{**first, "file": file}]))
        assert written.problem
    assert own.files() == {}


def test_files_of_all_kinds(home: Path, own: Installation) -> None:
    (home / "kurs.txt").write_text(TEXT, encoding="latin-1")
    (home / "pris.md").write_text(
        "---\npublished: 2026-05-02\n---\n\n# Priset\n\nPriset går till **Timrå** i [år](http://x.se).\n"
    )
    text = "Klockan tre varje dag dricker vi kaffe i köket och pratar om dagen som gick och den som kommer."
    (home / "sida.html").write_text(f"<html><title>x</title><h1>En sida om fika</h1><p>{text}</p></html>")
    (home / "bild.pdf").write_bytes(b"%PDF")
    files = ("kurs.txt", "pris.md", "sida.html", "bild.pdf", "finns-inte.txt")
    result = run(home, "add", *(str(home / name) for name in files), "--yes")
    assert result.exit_code == 1
    assert result.stdout.count("refused") == 3  # two of them, and their sum
    assert "only .html" in result.stdout
    assert "No such file" in result.stdout
    articles = {article.slug: article for article in own.material.articles}
    assert set(articles) == {"kurs", "pris", "sida"}
    course = articles["kurs"]
    assert (course.title, course.contact) == (COURSE.title, "Har du frågor? Kontakta Anna.")
    assert [(one.name, one.role, one.telephone) for one in course.contacts] == [
        ("Anna Berg", "projektledare", "060-12 34 56")
    ]
    assert course.contacts[0].fact.source == "kurs.txt"
    assert "850709" not in course.path.read_text()
    assert "Anna har [personnummer]." in course.paragraphs[0]
    assert "1 numbers of persons or cards were masked" in result.stdout
    assert (str(articles["pris"].published), articles["pris"].paragraphs) == (
        "2026-05-02",
        ("Priset går till Timrå i år.",),
    )
    (home / "kurs.txt").write_text(TEXT.replace("3 mars", "4 mars"), encoding="utf-8")
    assert "1 changed" in run(home, "add", str(home / "kurs.txt"), "--yes").stdout
    assert "4 mars" in own.material.articles[0].paragraphs[0]


def test_what_was_named_and_could_not_be_had_is_said_and_the_status_says_it_too(
    site: NewsSite, home: Path, own: Installation
) -> None:
    url = f"{site.url}/nyheter/finns-inte/"
    result = run(home, "add", url, f"{site.url}/nyheter/priset/", "--yes", "--delay", "0", site=site)
    assert result.exit_code == 1
    assert f"{url}\n             404 Not Found" in result.stdout
    assert "Written: 1 new." in result.stdout
    assert "BOT_NEWS_PRIVATE_HOSTS" in run(home, "add", url, "--delay", "0").stdout


def test_many_that_are_gone_at_once_are_hidden_only_by_somebody_who_looked(
    site: NewsSite, home: Path, own: Installation
) -> None:
    for number in range(5):
        path = f"/nyheter/nummer-{number}/"
        site.pages[path] = site.pages["/nyheter/priset/"]
        site.pages[path] = site.pages[path].__class__(site.pages[path].body.replace(b"50 000", f"{number}0".encode()))
        site.listed.append(path)
    arguments = ("sync", f"{site.url}/sitemap.xml", "--delay", "0")
    run(home, *arguments, "--yes", site=site)
    assert len(own.material.shown) == 7
    site.pages = {"/robots.txt": site.pages["/robots.txt"], "/nyheter/priset/": site.pages["/nyheter/priset/"]}
    site.listed = ["/nyheter/priset/"]
    assert "6 articles are gone at once" in run(home, *arguments, "--yes", site=site).stdout
    assert len(own.material.shown) == 7
    run(home, *arguments, text="y\n", site=site)
    assert len(own.material.shown) == 1


def test_nothing_to_read_is_said(home: Path) -> None:
    result = run(home, "sync")
    assert (result.exit_code, "BOT_NEWS_FEED" in result.stderr) == (2, True)


def test_two_imports_at_a_time_do_not_meet(home: Path, own: Installation) -> None:
    (home / "kurs.txt").write_text(TEXT)
    with writing.alone(home):
        result = run(home, "add", str(home / "kurs.txt"), "--yes")
    assert (result.exit_code, "Another import is at work" in result.stderr, own.files()) == (1, True, {})


@pytest.mark.parametrize("name", ["kursen", "kursen.md", "https://www.example.se/nyheter/kursen/?utm_source=x"])
def test_an_article_is_withdrawn_by_any_of_its_names_and_shown_again(home: Path, own: Installation, name: str) -> None:
    text = "---\ntitle: Kursen\nurl: http://example.se/nyheter/kursen\n# en kommentar\n---\n\nKursen är öppen.\n"
    own.write("news/2026/kursen.md", text, own=False)
    assert "in no answer any more" in run(home, "withdraw", name).stdout
    assert own.material.shown == ()
    (file,) = own.files()
    assert (file, "# en kommentar" in own.material.articles[0].path.read_text()) == ("news/2026/kursen.md", True)
    run(home, "withdraw", name, "--undo")
    assert own.files()[file] == text.encode()


def test_an_article_that_is_not_there_cannot_be_withdrawn(home: Path) -> None:
    assert run(home, "withdraw", "ingen-sadan").exit_code == 1
