"""The setting that says which websites may show the chat."""

import pytest

from bot.settings import SettingsError, load


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("", ()),
        ("https://kfvn.se,https://www.kfvn.se", ("https://kfvn.se", "https://www.kfvn.se")),
        (" https://kfvn.se , https://kfvn.se,", ("https://kfvn.se",)),
        ("http://localhost:3000,http://[::1]:8080", ("http://localhost:3000", "http://[::1]:8080")),
        ("https://xn--ume-wla.se", ("https://xn--ume-wla.se",)),
    ],
)
def test_exact_origins_are_read(written: str, origins: tuple[str, ...]) -> None:
    settings = load({"BOT_ALLOWED_HOSTS": written})
    assert settings.allowed_hosts == origins
    assert load(settings.environment()).allowed_hosts == origins, "a child process reads the same"


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("https://kfvn.se/", "Write https://kfvn.se."),
        ("https://kfvn.se/nyheter", "Write https://kfvn.se."),
        ("https://KFVN.se", "Write https://kfvn.se."),
        ("https://kfvn.se:443", "Write https://kfvn.se."),
        ("https://umeå.se", "Write https://xn--ume-wla.se."),
        ("https://anna@kfvn.se", "Write https://kfvn.se."),
        ("kfvn.se", "like https://www.example.se"),
        ("*", "like https://www.example.se"),
        ("https://*.kfvn.se", "like https://www.example.se"),
        (r"https://.*\.kfvn\.se", "like https://www.example.se"),
        ("https://kfvn.se https://www.kfvn.se", "like https://www.example.se"),
        ("ftp://kfvn.se", "like https://www.example.se"),
        ("https://kfvn.se:99999", "like https://www.example.se"),
        ("https://kfvn.se; script-src *", "like https://www.example.se"),
        ("null", "like https://www.example.se"),
        ("https://", "like https://www.example.se"),
    ],
)
def test_what_is_no_origin_is_refused_with_what_to_write(written: str, advice: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({"BOT_ALLOWED_HOSTS": f"https://www.kfvn.se,{written}"})
    assert repr(written) in str(refused.value) and advice in str(refused.value)
