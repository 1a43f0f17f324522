"""A small OpenID Connect provider that runs in the tests: it signs with a key of its own, checks what a real one checks
(client, redirect address, code once, PKCE), and lies where a test wants it to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "chatten", "en-lang-hemlighet-som-ingen-gissar"


@dataclass
class Provider:
    """What the provider says. A test changes it; `settings` is what makes web use it.

    Attributes:
        person: the claims of whoever signs in just now.
        lies: claims of the ID token that are other than they should be.
        stranger: it signs with a key that is not its own.
        forged: the ID token is signed with the client's secret, which is no signature of the provider's.
        userinfo: what stands there, and not in the token.
        stops: what it says instead of letting somebody in (`access_denied`).
        asked: what each authorization request held.
    """

    url: str
    redirect: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "ett", "use": "sig"}))
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    stranger: bool = False
    forged: bool = False
    userinfo: dict[str, Any] = field(default_factory=dict)
    stops: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def says(self, email: str = "anna@kommun.example", **claims: Any) -> None:
        """Somebody else sits down, and nothing is wrong."""
        self.person = {"sub": f"person {email.lower()}", "email": email, "email_verified": True, **claims}
        self.lies, self.userinfo, self.stops, self.stranger, self.forged = {}, {}, "", False, False

    @property
    def settings(self) -> dict[str, str]:
        return {
            "BOT_OIDC_ISSUER": self.url,
            "BOT_OIDC_CLIENT_ID": CLIENT,
            "BOT_OIDC_CLIENT_SECRET": SECRET,
            "BOT_OIDC_NAME": "Kommunens inloggning",
        }

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(asked)
        assert asked["redirect_uri"] == self.redirect and asked["client_id"] == CLIENT
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        if self.stops:
            return f"{self.redirect}?{urlencode({'error': self.stops, 'state': asked['state']})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{self.redirect}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"

    def token(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer to whoever brings a code."""
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if client != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or given.get("redirect_uri") != self.redirect:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {**self.person, **self.lies}
        if self.forged:
            signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        else:
            key = RSAKey.generate_key(2048) if self.stranger else self.key
            signed = jwt.encode({"alg": "RS256", "kid": "ett"}, claims, key)
        return 200, {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def running_provider(port: int, redirect: str) -> Iterator[Provider]:
    """The provider on a port of this machine. `redirect`: the one address that it leads back to."""
    made = Provider(f"http://127.0.0.1:{port}", redirect)
    made.says()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(made))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            match path:
                case "/.well-known/openid-configuration":
                    self.answer(200, provider.discovery())
                case "/keys":
                    self.answer(200, {"keys": [provider.key.as_dict(private=False)]})
                case "/userinfo":
                    known = self.headers["Authorization"] == "Bearer t"
                    self.answer(200 if known else 401, {"sub": provider.person["sub"], **provider.userinfo})
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(_fields(query)))
                    self.end_headers()
                case _:
                    self.answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            path = urlsplit(self.path).path
            found = (
                provider.token(_fields(body), self.headers["Authorization"] or "") if path == "/token" else (404, {})
            )
            self.answer(*found)

        def answer(self, status: int, body: Mapping[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing: a test's output is its own."""

    return Handler


def _fields(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
