"""A website's news are taken in: what is whole comes, what is not is said in a line each, and the rest goes on."""

import dataclasses
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.benchmark.news_site import TROUBLES, NewsSite, Page, article_page, invented_articles, site_of
from bot.material.importing import writing

from .conftest import COURSE, PRIZE, TODAY, Installation, look, replaced

SITE = 200


def test_a_sitemap_of_200_pages_some_of_them_broken(installation: Installation, tmp_path: Path) -> None:
    articles = invented_articles(tmp_path / "invented", SITE - TROUBLES)
    with site_of(articles) as site:
        assert len(site.listed) == SITE
        changes = installation.sync(site)
        path_of = {change.url.removeprefix(site.url): change for change in changes}
        kinds = Counter(change.kind for change in changes)
        # Two are in Latin-1, and whole; two more are addresses of articles that stand there already.
        assert kinds == {"new": len(articles) + 2, "double": 1, "refused": TROUBLES - 5}
        expected = {
            **dict.fromkeys(["in", "in-ip", "in-v6", "in-i-v6", "in-tal", "in-moln"], "private"),
            **dict.fromkeys(["stor", "bomb", "andlos"], "too_big"),
            **dict.fromkeys(["tom", "lista", "skrap"], "no_article"),
            **dict.fromkeys(["bild", "pdf-som-sida"], "not_text"),
            **dict.fromkeys(["intern/loner", "fraga/?utkast=1"], "robots"),
            **{"droppar": "slow", "avbruten": "broken", "trasig": "status", "borta": "gone"},
            **{"hit-igen": "redirects", "annat-slag": "address", "samma-text": "same_text"},
        }
        for name, code in expected.items():
            change = path_of[f"/nyheter/{name}" if "?" in name else f"/nyheter/{name}/"]
            assert (name, change.code, bool(change.note)) == (name, code, True)
        assert path_of["/nyheter/latin-1/"].title.startswith("Ett: ")
        assert "å, ä och ö i Örnsköldsvik" in path_of["/nyheter/latin-1/"].text
        assert "å, ä och ö i Örnsköldsvik" in path_of["/nyheter/sager-utf-8/"].text

        assert installation.problems() == []
        taken = {article.slug: article for article in installation.material.articles}
        for article in articles:
            found = taken[article.slug]
            assert (found.title, found.published, found.paragraphs) == (
                article.title,
                article.published,
                article.paragraphs,
            )
            assert found.link == f"{site.url}/nyheter/{article.slug}/"

        before = installation.files()
        again = installation.sync(site, date(2026, 11, 29))
        assert {change.kind for change in again} == {"unchanged", "double", "refused"}
        assert installation.files() == before


def test_an_article_is_asked_for_once_by_whoever_it_is_and_not_in_a_hurry(
    site: NewsSite, installation: Installation
) -> None:
    from bot.material.importing.fetching import Limits

    site.listed += [
        "/nyheter/ny-kurs",
        "/nyheter/ny-kurs/?utm_source=brev&fbclid=1",
        "/nyheter/ny-kurs/index.html#start",
    ]
    look(site, f"{site.url}/sitemap.xml", limits=Limits(delay=0.2))
    paths = [path for path, _, _ in site.asked]
    assert paths == ["/robots.txt", "/sitemap.xml", "/nyheter/ny-kurs/", "/nyheter/priset/"]
    assert {agent.split("/")[0] for _, agent, _ in site.asked} == {"HarDuFragor"}
    times = [at for _, _, at in site.asked[1:]]
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))


def test_robots_txt_decides_and_where_it_cannot_be_had_nothing_is_read(site: NewsSite) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: HarDuFragor\nDisallow: /nyheter/priset/\n", "text/plain")
    found = {one.address.removeprefix(site.url): one.code for one in look(site, f"{site.url}/sitemap.xml")}
    assert found == {"/nyheter/ny-kurs/": "", "/nyheter/priset/": "robots"}
    site.pages["/robots.txt"] = Page(b"", status=500)
    site.asked.clear()
    assert [one.code for one in look(site, f"{site.url}/nyheter/ny-kurs/")] == ["robots"]
    assert [path for path, _, _ in site.asked] == ["/robots.txt"]


def test_a_website_that_asks_us_to_come_back_later_is_left_alone(site: NewsSite) -> None:
    site.pages["/nyheter/ny-kurs/"] = Page(b"", status=429)
    assert [one.code for one in look(site, f"{site.url}/sitemap.xml")] == ["busy", "unreachable"]
    assert "/nyheter/priset/" not in [path for path, _, _ in site.asked]


def test_a_feed_gives_its_articles_and_their_days(site: NewsSite, installation: Installation) -> None:
    page = article_page(COURSE).replace("article:published_time", "x")
    site.pages["/nyheter/ny-kurs/"] = Page(page.encode())
    items = (
        "<item><link>/nyheter/ny-kurs/?utm_medium=rss</link><pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate></item>"
        f"<item><link>{site.url}/nyheter/priset/</link></item>"
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Nyheter</title>{items}</channel></rss>'
    site.pages["/rss"] = Page(feed.encode(), "application/rss+xml")
    site.pages["/nyheter/"] = Page(
        b'<html><link rel="alternate" type="application/rss+xml" href="/rss"><h1>Nyheter</h1>'
    )
    for source in ("/rss", "/nyheter/"):
        found = look(site, f"{site.url}{source}", lists_only=True)
        days = {one.draft.title: one.draft.published for one in found if one.draft}
        assert days == {COURSE.title: date(2026, 3, 2), PRIZE.title: date(2026, 3, 2)}
    changes = installation.plan(found)
    assert [change.url for change in changes] == [f"{site.url}/nyheter/ny-kurs/", f"{site.url}/nyheter/priset/"]


def test_a_sitemap_of_sitemaps_and_only_what_lies_below_an_address(site: NewsSite) -> None:
    inner = site.page("/sitemap.xml").body.replace(
        b"</urlset>", f"<url><loc>{site.url}/om/</loc></url></urlset>".encode()
    )
    site.pages["/inner.xml"] = Page(inner, "text/xml")
    places = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in (f"{site.url}/inner.xml", "/index.xml"))
    index = f"<sitemapindex>{places}</sitemapindex>"
    site.pages["/index.xml"] = Page(index.encode(), "text/xml")
    found = look(site, f"{site.url}/index.xml", below=[f"{site.url}/nyheter/"])
    assert [one.address.removeprefix(site.url) for one in found] == ["/nyheter/ny-kurs/", "/nyheter/priset/"]


def test_no_more_than_so_many_at_one_time_and_it_is_said(site: NewsSite) -> None:
    found = look(site, f"{site.url}/sitemap.xml", most=1)
    assert [one.code for one in found] == ["", "too_many"]
    assert "1 articles more" in found[1].why


def test_a_changed_article_is_found_again_by_its_address(site: NewsSite, installation: Installation) -> None:
    installation.sync(site)
    installation.write("news/ny-kurs.md", _with_easy(installation))
    replaced(site, "ny-kurs", "3 mars 2027", "10 mars 2027")
    changes = installation.sync(site)
    assert [(change.kind, change.slug) for change in changes] == [("changed", "ny-kurs"), ("unchanged", "priset")]
    article = installation.material.article("ny-kurs")
    assert article is not None
    assert "10 mars 2027" in article.paragraphs[0]
    assert article.lattlast == "Det är en kurs."


def test_what_an_editor_changed_is_kept_until_told_otherwise(site: NewsSite, installation: Installation) -> None:
    installation.sync(site)
    path = installation.folders[1] / "news" / "ny-kurs.md"
    path.write_text(path.read_text().replace("24 platser", "30 platser"))
    assert installation.sync(site)[0].kind == "unchanged"
    replaced(site, "ny-kurs", "3 mars 2027", "10 mars 2027")
    assert installation.sync(site)[0].kind == "edited"
    assert "30 platser" in path.read_text()
    assert installation.sync(site, replace=True)[0].kind == "changed"
    assert "10 mars 2027" in path.read_text()
    assert "24 platser" in path.read_text()


def test_an_article_that_was_only_given_a_date_goes_on_following_its_page(
    site: NewsSite, installation: Installation
) -> None:
    undated = dataclasses.replace(COURSE, published=None)
    site.pages["/nyheter/ny-kurs/"] = Page(article_page(undated).encode())
    installation.sync(site)
    article = installation.material.article("ny-kurs")
    assert article is not None and article.published is None
    writing.describe(article, installation.folders, article.title, date(2026, 3, 9), article.section)
    assert installation.sync(site)[0].kind == "unchanged"
    replaced(site, "ny-kurs", "3 mars 2027", "10 mars 2027")
    (change, *_) = installation.sync(site)
    assert change.kind == "changed" and change.was[:2] == change.becomes[:2] == (COURSE.title, "2026-03-09")
    assert "3 mars 2027" in change.was[2] and "10 mars 2027" in change.becomes[2]
    article = installation.material.article("ny-kurs")
    assert article is not None and article.published == date(2026, 3, 9)


def test_an_article_that_vanished_is_hidden_and_comes_back_with_its_page(
    site: NewsSite, installation: Installation
) -> None:
    installation.sync(site)
    page = site.pages.pop("/nyheter/ny-kurs/")
    site.listed.remove("/nyheter/ny-kurs/")
    assert {change.slug: change.kind for change in installation.sync(site)} == {
        "ny-kurs": "gone",
        "priset": "unchanged",
    }
    assert [article.slug for article in installation.material.shown] == ["priset"]
    assert {change.kind for change in installation.sync(site)} == {"withdrawn", "unchanged"}
    site.pages["/nyheter/ny-kurs/"] = page
    assert {change.slug: change.kind for change in installation.sync(site)} == {
        "ny-kurs": "back",
        "priset": "unchanged",
    }
    assert len(installation.material.shown) == 2


@pytest.mark.parametrize("where", ["/", "/nyheter/"])
def test_a_page_that_leads_to_the_front_page_has_vanished(
    site: NewsSite, installation: Installation, where: str
) -> None:
    installation.sync(site)
    site.pages[where] = Page(article_page(PRIZE).encode())
    site.pages["/nyheter/ny-kurs/"] = Page(status=301, headers=(("Location", where),))
    assert installation.sync(site)[0].kind == "gone"


def test_a_website_out_of_order_hides_nothing(site: NewsSite, installation: Installation) -> None:
    installation.sync(site)
    for path in list(site.pages):
        site.pages[path] = Page(b"", status=500)
    assert {change.kind for change in installation.sync(site)} == {"refused"}
    assert len(installation.material.shown) == 2


def test_an_article_that_moved_gets_its_new_address_and_is_not_doubled(
    site: NewsSite, installation: Installation
) -> None:
    installation.sync(site)
    site.pages["/aktuellt/kurs/"] = site.pages["/nyheter/ny-kurs/"]
    site.pages["/nyheter/ny-kurs/"] = Page(status=301, headers=(("Location", "/aktuellt/kurs/"),))
    site.listed[0] = "/aktuellt/kurs/"
    installation.sync(site)
    assert [(one.slug, one.url) for one in installation.material.shown] == [
        ("ny-kurs", f"{site.url}/aktuellt/kurs/"),
        ("priset", f"{site.url}/nyheter/priset/"),
    ]


def test_one_that_moved_and_left_nothing_behind_is_known_by_its_text(
    site: NewsSite, installation: Installation
) -> None:
    installation.sync(site)
    site.pages["/aktuellt/kurs/"] = site.pages.pop("/nyheter/ny-kurs/")
    site.listed[0] = "/aktuellt/kurs/"
    installation.sync(site)
    assert [(one.slug, one.url) for one in installation.material.shown] == [
        ("ny-kurs", f"{site.url}/aktuellt/kurs/"),
        ("priset", f"{site.url}/nyheter/priset/"),
    ]
    before = installation.files()
    installation.sync(site)
    assert installation.files() == before


def test_an_article_that_stood_here_without_an_address_gets_it(site: NewsSite, installation: Installation) -> None:
    text = f"---\ntitle: {COURSE.title}\nlattlast: Det är en kurs.\n---\n\n" + "\n\n".join(COURSE.paragraphs)
    installation.write("news/sedan-forut.md", text, own=False)
    (change, _) = installation.sync(site)
    assert (change.kind, change.slug, change.file) == ("changed", "sedan-forut", "news/sedan-forut.md")
    article = installation.material.article("sedan-forut")
    assert article is not None
    assert (article.url, article.published, article.lattlast) == (
        f"{site.url}/nyheter/ny-kurs/",
        date(2026, 3, 2),
        "Det är en kurs.",
    )


def test_what_an_editor_withdrew_stays_so(site: NewsSite, installation: Installation) -> None:
    from bot.material.importing import writing

    installation.sync(site)
    article = installation.material.article("ny-kurs")
    assert article is not None
    writing.withdraw(article, installation.folders)
    replaced(site, "ny-kurs", "3 mars 2027", "10 mars 2027")
    assert installation.sync(site)[0].kind == "withdrawn"
    assert [one.slug for one in installation.material.shown] == ["priset"]


def test_contacts_that_still_stand_there_count_as_looked_up_again(site: NewsSite, installation: Installation) -> None:
    people = '<p>Anna Berg, projektledare<br>060-12 34 56<br><a href="mailto:anna@example.se">anna@example.se</a></p>'
    site.pages["/nyheter/ny-kurs/"] = Page(article_page(COURSE, people).encode())
    installation.sync(site)
    assert {change.kind for change in installation.sync(site, date(2027, 2, 1))} == {"unchanged"}
    assert [change.kind for change in installation.sync(site, date(2027, 4, 1))] == ["checked", "unchanged"]
    article = installation.material.article("ny-kurs")
    assert article is not None
    (contact,) = article.contacts
    assert (contact.name, contact.role, contact.telephone, contact.email) == (
        "Anna Berg",
        "projektledare",
        "060-12 34 56",
        "anna@example.se",
    )
    assert contact.fact.checked_on == date(2027, 4, 1)
    assert "  checked_on: 2027-04-01\n" in article.path.read_text()
    assert (contact.fact.source, contact.fact.source_date) == (f"{site.url}/nyheter/ny-kurs/", "2026-03-02")


def test_what_is_no_address_is_said_and_the_rest_goes_on(site: NewsSite, installation: Installation) -> None:
    index = site.page("/sitemap.xml").body.decode()
    index = index.replace("<url>", "<url><loc>http://[</loc></url><url><loc>mailto:a@b.se</loc></url><url>", 1)
    site.pages["/wrong.xml"] = Page(index.replace("priset", "leder-fel").encode(), "text/xml")
    site.pages["/nyheter/leder-fel/"] = Page(status=302, headers=(("Location", "http://["),))
    changes = installation.plan(look(site, f"{site.url}/wrong.xml"))
    assert sorted((change.kind, change.code) for change in changes) == [("new", ""), *[("refused", "address")] * 3]


def test_a_page_that_breaks_the_reading_breaks_nothing_else(site: NewsSite, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.material.importing import seeking

    def read(body: bytes, *_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(seeking, "read_page", read)
    assert [one.code for one in look(site, f"{site.url}/sitemap.xml")] == ["broken", "broken"]


def test_a_page_that_takes_too_long_to_read_stops_nothing_else(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of nothing but headings of contact blocks takes half a minute of the processor's time."""
    from bot.material.importing import seeking

    monkeypatch.setattr(seeking, "READ_SECONDS", 3.0)
    slow = b"<h1>Allt</h1>" + b"<h2>Kontakt</h2>" * 50_000
    site.pages["/nyheter/seg/"] = Page(slow)
    found = look(site, f"{site.url}/nyheter/seg/", f"{site.url}/nyheter/ny-kurs/")
    assert [one.code for one in found] == ["slow", ""]
    assert "more than 3 seconds" in found[0].why
    (tmp_path / "seg.html").write_bytes(slow)
    assert seeking.read_file(tmp_path / "seg.html").code == "slow"


def test_a_page_of_more_than_an_article_is_none(site: NewsSite) -> None:
    site.pages["/nyheter/lang/"] = Page(b"<h1>Allt</h1><p>" + b"ord och inga visor. " * 20_000)
    site.pages["/nyheter/djup/"] = Page(b"<div>" * 200_000 + b"text")
    site.pages["/nyheter/bred/"] = Page(b"<h1>Allt</h1>" + b"<p>ord</p>" * 100_000)
    found = look(site, *(f"{site.url}/nyheter/{name}/" for name in ("lang", "djup", "bred")))
    assert [one.draft for one in found] == [None] * 3
    assert [found[0].code, found[2].code] == ["too_big"] * 2


def _with_easy(installation: Installation) -> str:
    text = (installation.folders[1] / "news" / "ny-kurs.md").read_text()
    return text.replace("\nimported:", "\nlattlast: Det är en kurs.\nimported:")


def test_the_day_of_today_stands_in_the_file(site: NewsSite, installation: Installation) -> None:
    installation.sync(site)
    article = installation.material.article("ny-kurs")
    assert article is not None
    assert article.imported is not None
    assert (article.imported.day, article.imported.source) == (TODAY, f"{site.url}/nyheter/ny-kurs/")
