"""News are taken in at night by a process of its own, while web goes on."""

from pathlib import Path

from bot.benchmark.news_site import NewsSite, Page, article_page, invented_articles, site_of
from bot.settings import load
from bot.web.nightly import sync_news


async def test_the_feeds_that_are_set_are_read_and_what_is_new_is_written(tmp_path: Path) -> None:
    articles = invented_articles(tmp_path / "invented", 3)
    with site_of(articles, troubles=False) as site:
        settings = load(
            {
                "BOT_HOME": str(tmp_path / "home"),
                "BOT_NEWS_FEED": f"{site.url}/sitemap.xml",
                "BOT_NEWS_BELOW": f"{site.url}/nyheter/",
                "BOT_NEWS_PRIVATE_HOSTS": site.host,
            }
        )
        settings.home.mkdir()
        _list_another_page(site, article_page(articles[0]).replace("<h1>", "<h1>Om oss: "))
        assert await sync_news(settings) == 0
    assert {file.stem for file in (settings.content / "news").glob("*.md")} == {article.slug for article in articles}
    assert "Written: 3 new." in (settings.home / "news.log").read_text(encoding="utf-8")


async def test_a_website_that_is_down_is_said_and_hides_nothing(tmp_path: Path) -> None:
    settings = load({"BOT_HOME": str(tmp_path), "BOT_NEWS_FEED": "http://127.0.0.1:9/sitemap.xml"})
    assert await sync_news(settings) == 1
    assert "not a public address" in (tmp_path / "news.log").read_text(encoding="utf-8")


def _list_another_page(site: NewsSite, page: str) -> None:
    site.pages["/om/"] = Page(page.encode())
    site.listed.append("/om/")
