"""The settings of the import."""

import pytest

from bot.settings import SettingsError, load


def test_addresses_and_hosts_are_read_and_handed_on() -> None:
    given = {
        "BOT_NEWS_FEED": "https://a.se/rss, https://a.se/sitemap.xml",
        "BOT_NEWS_BELOW": "https://a.se/nyheter/",
        "BOT_NEWS_PRIVATE_HOSTS": "Intranet.a.se,10.0.0.5:8080,[fd00::1]:80",
    }
    news = load(given).news
    assert news.feeds == ("https://a.se/rss", "https://a.se/sitemap.xml")
    assert news.private_hosts == ("intranet.a.se", "10.0.0.5:8080", "[fd00::1]:80")
    assert load(load(given).environment()).news == news
    assert load({}).news.feeds == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_NEWS_FEED", "a.se/rss"),
        ("BOT_NEWS_FEED", "file:///etc/passwd"),
        ("BOT_NEWS_BELOW", "http://["),
        ("BOT_NEWS_PRIVATE_HOSTS", "http://a.se"),
        ("BOT_NEWS_PRIVATE_HOSTS", "*"),
    ],
)
def test_what_is_none_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load({name: value})
