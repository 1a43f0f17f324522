"""OpenID Connect with the organisation's own sign-in: authorization code flow with PKCE, state and nonce.

Imported where somebody signs in that way, and nowhere before: Authlib and its HTTP client are slow to import. What the
provider says of itself and its keys are asked for each time: people sign in a few times a day, and what is not kept
cannot be out of date.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.sign_in_settings import SignInSettings

SECONDS = 10.0
_LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signed with a key of the provider's alone. Never `none`, nor one that a shared secret makes."""
_DISCOVERY = "/.well-known/openid-configuration"


class ProviderError(Exception):
    """Nobody is signed in. `code`: the provider is `down` (or says something that nobody understands), or what it says
    is `wrong`. The text says what happened, for a log: no secret, and nothing of the person."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class Begun(NamedTuple):
    """What the browser holds between the two halves of a sign-in."""

    state: str
    nonce: str
    verifier: str


class Person(NamedTuple):
    """Whom the provider vouches for. `email`: as it is said, or nothing; `verified`: as `email_verified` says (None:
    it says nothing); `groups`: what the claim of roles holds."""

    subject: str
    email: str
    verified: bool | None
    name: str
    groups: tuple[str, ...]


async def discovered(given: SignInSettings) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0).

    Raises:
        ProviderError
    """
    async with _client(given) as client:
        return await _discovered(client, given)


async def begin(given: SignInSettings, back: str) -> tuple[str, Begun]:
    """Where to send a browser that is to sign in, and what it is to hold meanwhile. `back`: where it comes back to.

    Raises:
        ProviderError
    """
    begun = Begun(*(secrets.token_urlsafe(32) for _ in Begun._fields))
    async with _client(given, back) as client:
        found = await _discovered(client, given)
        address, _ = client.create_authorization_url(
            found["authorization_endpoint"], state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
        )
    return str(address), begun


async def person(given: SignInSettings, back: str, begun: Begun, code: str) -> Person:
    """Whom the provider vouches for with the code that the browser came back with.

    Raises:
        ProviderError: among others where the token's signature, issuer, audience, time or nonce is not as it must be.
    """
    async with _client(given, back) as client:
        found = await _discovered(client, given)
        client.token_endpoint_auth_method = _auth_method(given, found)
        try:
            token = await client.fetch_token(
                found["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=begun.verifier
            )
        except OAuthError as error:
            raise ProviderError("wrong", f"the token endpoint says {error.error}") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError("down", f"token endpoint: {type(error).__name__}") from error
        keys = await _keys(client, found)
        claims = _checked(given, keys, dict(token), begun)
        wanted = {given.email_claim, given.role_claim} - {""}
        if not wanted <= claims.keys() and "userinfo_endpoint" in found:
            told = await _json(client, found["userinfo_endpoint"], with_token=True)
            if told.get("sub") != claims["sub"]:
                raise ProviderError("wrong", "userinfo is of somebody else")
            claims = {**told, **claims}
    return _person(given, claims)


async def signing_keys(given: SignInSettings) -> int:
    """How many keys the provider signs with.

    Raises:
        ProviderError
    """
    async with _client(given) as client:
        return len((await _keys(client, await _discovered(client, given))).keys)


@asynccontextmanager
async def _client(given: SignInSettings, back: str = "") -> AsyncIterator[Any]:
    options = {"scope": given.scopes, "redirect_uri": back, "code_challenge_method": "S256", "timeout": SECONDS}
    async with AsyncOAuth2Client(given.client_id, given.client_secret or None, **options) as client:
        yield client


async def _discovered(client: Any, given: SignInSettings) -> dict[str, Any]:
    found = await _json(client, given.issuer.rstrip("/") + _DISCOVERY)
    if found.get("issuer") != given.issuer:
        raise ProviderError("wrong", f"it calls itself {found.get('issuer')!r}, not {given.issuer!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise ProviderError("down", f"{_DISCOVERY} has no {name}")
    return found


async def _keys(client: Any, found: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(await _json(client, found["jwks_uri"]))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError("down", f"keys: {type(error).__name__}") from error


async def _json(client: Any, url: str, *, with_token: bool = False) -> dict[str, Any]:
    try:
        response = await client.request("GET", url, withhold_token=not with_token)
        response.raise_for_status()
        found = response.json()
    except (httpx2.HTTPError, OAuthError, ValueError) as error:
        raise ProviderError("down", f"{url}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise ProviderError("down", f"{url}: no JSON object")
    return found


def _auth_method(given: SignInSettings, found: dict[str, Any]) -> str:
    """How we show the token endpoint who we are; `client_secret_basic` where the provider does not say."""
    if not given.client_secret:
        return "none"
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"


def _checked(given: SignInSettings, keys: KeySet, token: dict[str, Any], begun: Begun) -> dict[str, Any]:
    """The claims of the ID token, once everything holds that OpenID Connect Core 1.0, 3.1.3.7 wants."""
    exactly = {"iss": given.issuer, "aud": given.client_id}
    try:
        signed = jwt.decode(str(token.get("id_token", "")), keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {name: {"essential": True, "value": value} for name, value in exactly.items()},
            {"nonce": begun.nonce, "client_id": given.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=_LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as error:
        raise ProviderError("wrong", f"ID token: {error}") from error
    return dict(claims)


def _person(given: SignInSettings, claims: dict[str, Any]) -> Person:
    verified, groups = claims.get("email_verified"), claims.get(given.role_claim)
    name = claims.get("given_name") or claims.get("name") or ""
    return Person(
        str(claims["sub"]),
        str(claims.get(given.email_claim) or ""),
        None if verified is None else verified in (True, "true"),
        str(name),
        tuple(map(str, groups)) if isinstance(groups, list) else (str(groups),) if groups else (),
    )
