"""The news of a website are taken in and trained on; then they answer, until one is withdrawn: from then on not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.benchmark.news_site import TROUBLES, Page, article_page, invented_articles, site_of
from bot.evaluate.cases import read_cases
from bot.evaluate.judging import shortfalls
from bot.material.reading import read_material

from ..support.product import Assistant, Conversation, bot, run, settings_in, wait_until

SITE = Path(__file__).parents[1] / "material" / "site"
PAGES = 200
ASKED = ("03", "07", "10", "16", "24", "29", "34", "39", "43", "45")
CONTACT = "<p>Elin Sandmark, samordnare<br>060-12 34 56<br>elin.sandmark@example.se</p>"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant trained on a website of 200 pages, some of them broken, taken in by the real commands."""
    folder = tmp_path_factory.mktemp("imported")
    known = read_material([SITE])[0].shown
    invented = invented_articles(folder / "invented", PAGES - TROUBLES - len(known))
    with site_of([*invented, *known]) as site:
        assert len(site.listed) == PAGES
        site.pages["/nyheter/droppar/"] = Page(b"", status=500)  # what never ends takes its time; others test it
        body = article_page(next(one for one in known if one.slug == "e-arkiv-upphandling"), CONTACT)
        site.pages["/nyheter/e-arkiv-upphandling/"] = Page(body.encode())
        settings = settings_in(folder / "home", BOT_MEANING="off", BOT_NEWS_PRIVATE_HOSTS=site.host)
        done = bot(["material", "sync", f"{site.url}/sitemap.xml", "--yes", "--delay", "0"], settings)
    assert done.returncode == 0, done.stderr
    assert f"Written: {len(known) + len(invented) + 2} new." in done.stdout
    trained = run(["-m", "bot.assistant.train"], settings, timeout=400)
    assert trained.returncode == 0, trained.stderr
    running = Assistant(settings)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_questions_about_ten_of_the_imported_articles_are_answered_with_their_addresses(imported: Assistant) -> None:
    cases = {case.id: case for case in read_cases(SITE / "questions.jsonl")}
    wrong = {}
    for number in ASKED:
        case = cases[f"site-fact-{number}"]
        answer = Conversation(imported).ask(case.turns[0])
        if found := shortfalls(case.expect, answer):
            wrong[case.turns[0]] = found
        assert "http://127.0.0.1" in json.dumps(answer)
    assert wrong == {}


def test_whom_an_imported_article_names_is_said_as_it_says_it(imported: Assistant) -> None:
    for question in ("Hur når jag Elin Sandmark?", "Vem ska jag kontakta om e-arkivet?"):
        said = Conversation(imported).say(question)
        assert "060-12 34 56" in said
        assert "elin.sandmark@example.se" in said


def test_a_withdrawn_article_answers_nothing_any_more_without_training(imported: Assistant) -> None:
    question = "Hur länge gäller avtalet om e-arkivet?"
    assert "fyra år" in Conversation(imported).say(question)
    done = bot(["material", "withdraw", "e-arkiv-upphandling"], imported.settings)
    assert done.returncode == 0, done.stderr
    wait_until(lambda: "fyra år" not in Conversation(imported).say(question), "the article is in no answer", 5)
    for asked in (question, "Finns det någon nyhet om e-arkiv?", "Vilka har upphandlat ett e-arkiv?"):
        said = Conversation(imported).say(asked)
        assert "fyra år" not in said
        assert "e-arkiv-upphandling" not in said
    assert "060-12 34 56" not in Conversation(imported).say("Hur når jag Elin Sandmark?")
    assert bot(["material", "withdraw", "e-arkiv-upphandling", "--undo"], imported.settings).returncode == 0
    wait_until(lambda: "fyra år" in Conversation(imported).say(question), "the article answers again", 5)
