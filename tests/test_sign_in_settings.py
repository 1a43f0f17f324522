"""The settings of signing in: what holds, and what is said to who sets them wrong."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load
from bot.sign_in_settings import SignInSettings

OIDC = {"BOT_OIDC_ISSUER": "https://inloggning.example.se/realms/kommunen", "BOT_OIDC_CLIENT_ID": "chatten"}


def read(**variables: str) -> SignInSettings:
    return load(variables).sign_in


def test_without_settings_staff_have_passwords() -> None:
    assert read() == SignInSettings() and read().passwords and not read().issuer


def test_what_is_set_reaches_a_child_process(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hemligt\n")
    roles = {"BOT_OIDC_ROLE_CLAIM": "groups", "BOT_OIDC_ROLES": "reader = Alla, admin=Chatt sköter,agent=Chatt svarar"}
    more = {"BOT_OIDC_EMAIL_CLAIM": "upn", "BOT_OIDC_TRUST_EMAIL": "on", "BOT_STAFF_PASSWORDS": "off"}
    found = read(**OIDC, **roles, **more, BOT_OIDC_CLIENT_SECRET_FILE=str(file))
    assert found.client_secret == "hemligt" and "hemligt" not in repr(found) + str(found.environment())
    assert found.roles == (("admin", "Chatt sköter"), ("agent", "Chatt svarar"), ("reader", "Alla")), "strongest first"
    assert load(found.environment()).sign_in == found
    assert load(read(**OIDC, BOT_OIDC_CLIENT_SECRET="ord").environment()).sign_in.client_secret == "ord"


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"BOT_STAFF_PASSWORDS": "off"}, "nobody could sign in. Set BOT_OIDC_ISSUER"),
        ({**OIDC, "BOT_STAFF_PASSWORDS": "nej"}, "BOT_STAFF_PASSWORDS='nej': must be on or off"),
        ({**OIDC, "BOT_OIDC_ISSUER": "inloggning.example.se"}, "must be like https://"),
        ({**OIDC, "BOT_OIDC_ISSUER": "http://inloggning.example.se"}, "must begin with https"),
        ({**OIDC, "BOT_OIDC_CLIENT_ID": ""}, "but not BOT_OIDC_CLIENT_ID"),
        ({**OIDC, "BOT_OIDC_ROLES": "agent=Chatt"}, "BOT_OIDC_ROLES and BOT_OIDC_ROLE_CLAIM belong together"),
        ({**OIDC, "BOT_OIDC_ROLES": "chef=Chatt", "BOT_OIDC_ROLE_CLAIM": "groups"}, "'chef=Chatt' must be like agent="),
        ({**OIDC, "BOT_OIDC_EMAIL_CLAIM": "upn"}, "set BOT_OIDC_TRUST_EMAIL=on as well"),
        ({**OIDC, "BOT_OIDC_SCOPES": "email"}, "`openid` must be one of them"),
        (
            {**OIDC, "BOT_OIDC_CLIENT_SECRET_FILE": "/finns/inte"},
            "BOT_OIDC_CLIENT_SECRET_FILE='/finns/inte': cannot be",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_how_to_mend_it(variables: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match="BOT_") as told:
        load(variables)
    assert says in str(told.value)
