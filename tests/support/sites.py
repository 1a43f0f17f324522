"""Websites around the chat: pages of a municipality that hold the widget, by http and https, and a front that ends TLS.

Their names end in .test; the browser of the tests looks for all such names on this machine.
"""

import asyncio
import contextlib
import http.server
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# What a careful host allows: the chat's scripts and frames, and nothing else of it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src {chat}; frame-src {chat}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
STYLE = """
body { margin: 0; font-family: sans-serif; line-height: 1.5; display: grid; gap: 1rem; }
body > * + * { margin-top: 1rem; }
span { padding: 1rem; border: 1px solid red; }
.banner { position: fixed; inset: auto 0 0 0; height: 6rem; z-index: 2147483647; background: #fff; }
@media (prefers-color-scheme: dark) { body { background: #222; color: #eee; } a { color: #9cf; } }
"""
PAGE = """<!doctype html>
<html lang="sv">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – Kommunen</title>
<link rel="stylesheet" href="/style.css"></head>
<body>
<header><a href="#main">Hoppa till innehåll</a> <nav aria-label="Meny">{menu}</nav></header>
<main id="main"><h1>{title}</h1>{text}</main>
<footer><p><a href="/kontakt">Kontakta kommunen</a></p>
<p><a href="{chat}/chatt">Fråga oss</a><script src="{chat}/widget.js" async{attributes}></script></p></footer>
{more}
</body>
</html>
"""
PAGES = {"/": "Start", "/andra": "Andra sidan", "/tredje": "Tredje sidan", "/kontakt": "Kontakt"}


class Host:
    """A website whose pages hold the widget of the chat at `chat`. A test may give the snippet `attributes`, or put
    `more` at the end of the pages."""

    def __init__(self, chat: str, certificate: Path | None = None) -> None:
        self.chat, self.attributes, self.more = chat, "", ""
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                status = 200 if path in PAGES or path == "/style.css" else 404
                style = path == "/style.css"
                body = (STYLE if style else host.page(path)).encode()
                self.send_response(status)
                self.send_header("Content-Type", f"text/{'css' if style else 'html'}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", POLICY.format(chat="/".join(host.chat.split("/")[:3])))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if certificate:
            self._server.socket = _tls(certificate).wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, path: str) -> str:
        menu = " ".join(f'<a href="{to}">{title}</a>' for to, title in PAGES.items())
        text = "".join(
            f'<p>Stycke {n} med <a href="/andra?{n}">en länk</a>. {"Ord efter ord. " * 30}</p>' for n in range(9)
        )
        title = PAGES.get(path, "Finns inte")
        attributes = f" {self.attributes}" if self.attributes else ""
        return PAGE.format(title=title, menu=menu, text=text, chat=self.chat, attributes=attributes, more=self.more)

    def stop(self) -> None:
        self._server.shutdown()


@contextlib.contextmanager
def tls_front(certificate: Path, to_port: int, port: int, *, cookies: bool = True) -> Iterator[None]:
    """What a reverse proxy does for web: end TLS on `port` and pass on what is said.

    Args:
        cookies: without them it is as if the browser took none.
    """
    loop = asyncio.new_event_loop()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(65536):
                writer.write(data if cookies else data.replace(b"Set-Cookie:", b"Not-Taken:"))
                await writer.drain()
        with contextlib.suppress(Exception):
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", to_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    starting = asyncio.start_server(serve, "127.0.0.1", port, ssl=_tls(certificate))
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate that nobody signed, for every name of the tests."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    names = [
        x509.DNSName("*.example.test"),
        x509.DNSName("*.other.test"),
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
