"""How staff sign in: the settings `BOT_OIDC_…` (OpenID Connect, with an organisation's own sign-in) and
`BOT_STAFF_PASSWORDS`."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.setting_values import secret_in, switch

ROLES = ("reader", "agent", "editor", "admin")
_SCOPES = "openid email profile"
_NAME = "organisationens inloggning"
_EMAIL = "email"


@dataclass(frozen=True)
class SignInSettings:
    """How staff sign in.

    Attributes:
        issuer: the provider's address, as its ID tokens name it; empty: none, and staff have passwords.
        client_id, client_secret: what the provider knows us by; without a secret we are a public client.
        secret_file: holds the secret, where no variable does.
        name: what staff call it: "Logga in med {name}".
        scopes: what is asked for, with spaces between.
        email_claim: which claim holds the e-mail address by which an account is found.
        trust_email: the provider's addresses are right though it does not say `email_verified`.
        role_claim: which claim lists a person's groups or roles.
        roles: which of ours each value of it gives, the strongest first; empty: roles are given in the console, and
            only accounts that are there can be signed in to.
        passwords: whether one may sign in with a password.
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    secret_file: str = ""
    name: str = _NAME
    scopes: str = _SCOPES
    email_claim: str = _EMAIL
    trust_email: bool = False
    role_claim: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    passwords: bool = True

    def environment(self) -> dict[str, str]:
        """The variables that make a child process read the same settings."""
        return {
            "BOT_OIDC_ISSUER": self.issuer,
            "BOT_OIDC_CLIENT_ID": self.client_id,
            "BOT_OIDC_CLIENT_SECRET": "" if self.secret_file else self.client_secret,
            "BOT_OIDC_CLIENT_SECRET_FILE": self.secret_file,
            "BOT_OIDC_NAME": self.name,
            "BOT_OIDC_SCOPES": self.scopes,
            "BOT_OIDC_EMAIL_CLAIM": self.email_claim,
            "BOT_OIDC_TRUST_EMAIL": "on" if self.trust_email else "off",
            "BOT_OIDC_ROLE_CLAIM": self.role_claim,
            "BOT_OIDC_ROLES": ",".join(f"{role}={value}" for role, value in self.roles),
            "BOT_STAFF_PASSWORDS": "on" if self.passwords else "off",
        }


def read(env: Mapping[str, str]) -> SignInSettings:
    """The settings of signing in.

    Raises:
        ValueError: one cannot be used, or is missing beside another. The text names it, and shows no secret.
    """
    given = {name: env.get(name, "").strip() for name in SignInSettings().environment()}
    passwords = switch("BOT_STAFF_PASSWORDS", given["BOT_STAFF_PASSWORDS"] or "on")
    issuer = given["BOT_OIDC_ISSUER"]
    if not issuer:
        if not passwords:
            raise ValueError("BOT_STAFF_PASSWORDS=off: nobody could sign in. Set BOT_OIDC_ISSUER, or leave it on.")
        return SignInSettings()
    _check_issuer(issuer)
    if not given["BOT_OIDC_CLIENT_ID"]:
        raise ValueError("BOT_OIDC_ISSUER is set, but not BOT_OIDC_CLIENT_ID: what the provider knows this chat by.")
    roles, claim = _roles(given["BOT_OIDC_ROLES"]), given["BOT_OIDC_ROLE_CLAIM"]
    if bool(roles) != bool(claim):
        raise ValueError("BOT_OIDC_ROLES and BOT_OIDC_ROLE_CLAIM belong together: set both, or neither.")
    email_claim = given["BOT_OIDC_EMAIL_CLAIM"] or _EMAIL
    trust = switch("BOT_OIDC_TRUST_EMAIL", given["BOT_OIDC_TRUST_EMAIL"] or "off")
    if email_claim != _EMAIL and not trust:
        raise ValueError(
            f"BOT_OIDC_EMAIL_CLAIM={email_claim!r}: `email_verified` says nothing of it. Where nobody but the "
            "provider's administrators can change that claim, set BOT_OIDC_TRUST_EMAIL=on as well."
        )
    scopes = given["BOT_OIDC_SCOPES"] or _SCOPES
    if "openid" not in scopes.split():
        raise ValueError(f"BOT_OIDC_SCOPES={scopes!r}: `openid` must be one of them, with spaces between.")
    file = given["BOT_OIDC_CLIENT_SECRET_FILE"]
    return SignInSettings(
        issuer,
        given["BOT_OIDC_CLIENT_ID"],
        secret_in("BOT_OIDC_CLIENT_SECRET_FILE", file, "secret") if file else given["BOT_OIDC_CLIENT_SECRET"],
        file,
        given["BOT_OIDC_NAME"] or _NAME,
        scopes,
        email_claim,
        trust,
        claim,
        roles,
        passwords,
    )


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    if not parts.hostname or parts.query or parts.fragment or parts.scheme not in ("https", "http"):
        raise ValueError(f"BOT_OIDC_ISSUER={issuer!r}: must be like https://inloggning.example.se/realms/kommunen")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise ValueError(f"BOT_OIDC_ISSUER={issuer!r}: must begin with https; nobody else may listen on the way.")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _roles(given: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (part.strip() for part in given.split(","))):
        role, sign, value = (piece.strip() for piece in part.partition("="))
        if role not in ROLES or not sign or not value:
            raise ValueError(f"BOT_OIDC_ROLES: {part!r} must be like agent=Chatt-svarar. Roles: {', '.join(ROLES)}.")
        found.append((role, value))
    return tuple(sorted(found, key=lambda pair: -ROLES.index(pair[0])))
