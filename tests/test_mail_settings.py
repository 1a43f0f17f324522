"""The settings of mail: what holds, and what is said to who sets them wrong."""

from pathlib import Path

import pytest

from bot.mail_settings import MailServer
from bot.settings import SettingsError, load

MAIL = {"BOT_MAIL_FROM": "chatt@example.se"}


def server(url: str, **more: str) -> MailServer | None:
    return load({**MAIL, "BOT_SMTP_URL": url, **more}).mail.server


def test_without_settings_nobody_gets_mail() -> None:
    assert load({}).mail.server is None and load({}).mail.alert_to == ()


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://relay.example.se", MailServer("relay.example.se", 25, False, None, None)),
        ("smtp://u:p%2Fq@mail.example.se", MailServer("mail.example.se", 587, False, "u", "p/q")),
        ("smtps://u:p@mail.example.se/", MailServer("mail.example.se", 465, True, "u", "p")),
        ("smtp://[::1]:2525", MailServer("::1", 2525, False, None, None)),
    ],
)
def test_an_address_says_where_the_mail_server_is(url: str, found: MailServer) -> None:
    assert server(url) == found


def test_a_child_process_reads_the_same_settings(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("hemligt\n")
    given = {"BOT_SMTP_URL": "smtp://u@mail.example.se", "BOT_SMTP_PASSWORD_FILE": str(tmp_path / "p")}
    ours = load({**MAIL, **given, "BOT_ALERT_TO": "kim@example.se, lo@example.se", "BOT_ALERT_KINDS": "acute"})
    assert load(ours.environment()) == ours
    assert ours.mail.server and ours.mail.server.password == "hemligt"
    assert "hemligt" not in repr(ours)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"BOT_ALERT_TO": "kim@example.se"}, "BOT_SMTP_URL"),
        ({"BOT_ALERT_TO": "kim", "BOT_SMTP_URL": "smtp://m.example.se", **MAIL}, "BOT_ALERT_TO: 'kim'"),
        ({"BOT_ALERT_KINDS": "some"}, "acute, certain or all"),
        ({"BOT_SMTP_URL": "smtp://m.example.se"}, "BOT_MAIL_FROM"),
        ({"BOT_SMTP_URL": "http://m.example.se", **MAIL}, "must be like smtp://"),
        ({"BOT_SMTP_URL": "smtp://u:HEM#LIGT@m.example.se", **MAIL}, "BOT_SMTP_PASSWORD_FILE"),
        ({"BOT_SMTP_URL": "smtp://u:HEMLIGT@m.example.se:x", **MAIL}, "must be like smtp://"),
        ({"BOT_SMTP_URL": "smtp://u@m.example.se", **MAIL}, "belong together"),
        ({"BOT_SMTP_URL": "smtp://u@m.example.se", "BOT_SMTP_PASSWORD_FILE": "/nowhere", **MAIL}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_the_password(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(wrong)
    assert said in str(error.value) and "HEM" not in str(error.value) and "\n" not in str(error.value)
