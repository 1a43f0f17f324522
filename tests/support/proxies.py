"""Real reverse proxies before web, with the files of bot/deploy: nginx and Caddy, where they are installed."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings

from .sites import certificate
from .web_server import free_port

DEPLOY = ROOT / "bot" / "deploy"
START_SECONDS = 20.0

Serve = Callable[[Path, Settings, int], contextlib.AbstractContextManager[None]]
"""Web behind a proxy, by https, on a port of localhost: a folder for its files, web's settings, and the port."""


def require(program: str, package: str, *, optional: bool = False) -> str:
    """Where a program is. Where it is missing the test is skipped, and fails with CI=true unless it is optional."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        why = f"No {program} found. Get it with: apt-get install {package}"
        if os.environ.get("CI") == "true" and not optional:
            pytest.fail(why)
        pytest.skip(why)
    return path


def changed(text: str, changes: Mapping[str, str]) -> str:
    """A file of bot/deploy with an installation's own values; each must stand in it, as somebody would look for it."""
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


@contextlib.contextmanager
def nginx(folder: Path, servers: str, port: int) -> Iterator[None]:
    """nginx with these `server` blocks, once it listens on the port. Its own configuration check comes first."""
    program = require("nginx", "nginx-light")
    (folder / "tmp").mkdir(exist_ok=True)
    temporary = "".join(
        f"{kind}_temp_path {folder}/tmp/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    main.write_text(
        f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{temporary}{servers}\n}}\n",
        encoding="utf-8",
    )
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    with _running(command, folder, port):
        yield


@contextlib.contextmanager
def caddy(folder: Path, caddyfile: str, port: int) -> Iterator[None]:
    """Caddy with this Caddyfile, once it listens on the port. Its own check comes first."""
    program = require("caddy", "caddy", optional=True)
    file = folder / "Caddyfile"
    file.write_text(
        "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n" + caddyfile, encoding="utf-8"
    )
    named = ["--config", str(file), "--adapter", "caddyfile"]
    checked = subprocess.run([program, "validate", *named], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
    with _running([program, "run", *named], folder, port):
        yield


@contextlib.contextmanager
def _running(command: Sequence[str], folder: Path, port: int) -> Iterator[None]:
    log = folder / "proxy.log"
    home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=home)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, log.read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _without_ipv6(text: str) -> str:
    """A machine that runs tests may have none."""
    return re.sub(r"\n *listen \[::\].*", "", text)


def nginx_host(folder: Path, settings: Settings, port: int, more: dict[str, str] | None = None) -> str:
    """nginx.conf, with what somebody changes in it."""
    signed = certificate(folder)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "chatt.example.se;": "localhost;",
        "/etc/letsencrypt/live/chatt.example.se/fullchain.pem": str(signed),
        "/etc/letsencrypt/live/chatt.example.se/privkey.pem": str(signed),
        "/var/log/nginx": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{settings.web_port}",
    }
    return changed(_without_ipv6((DEPLOY / "nginx.conf").read_text(encoding="utf-8")), {**changes, **(more or {})})


@contextlib.contextmanager
def by_nginx(folder: Path, settings: Settings, port: int) -> Iterator[None]:
    with nginx(folder, nginx_host(folder, settings, port), port):
        yield


@contextlib.contextmanager
def by_nginx_below(folder: Path, settings: Settings, port: int) -> Iterator[None]:
    signed = certificate(folder)
    changes = {"/var/log/nginx": str(folder), "127.0.0.1:8000": f"127.0.0.1:{settings.web_port}"}
    snippet = changed((DEPLOY / "nginx-sub-path.conf").read_text(encoding="utf-8"), changes)
    (folder / "snippet.conf").write_text(snippet, encoding="utf-8")
    tls = f"ssl_certificate {signed};\nssl_certificate_key {signed};\n"
    head = f"listen 127.0.0.1:{port} ssl;\nserver_name localhost;\n{tls}"
    with nginx(folder, f"server {{\n{head}include {folder}/snippet.conf;\n}}", port):
        yield


@contextlib.contextmanager
def by_caddy(folder: Path, settings: Settings, port: int) -> Iterator[None]:
    signed = certificate(folder)
    changes = {
        "\nchatt.example.se {": f"\nhttps://localhost:{port} {{\n\ttls {signed} {signed}",
        "127.0.0.1:8000": f"127.0.0.1:{settings.web_port}",
    }
    with caddy(folder, changed((DEPLOY / "Caddyfile").read_text(encoding="utf-8"), changes), port):
        yield


@contextlib.contextmanager
def by_caddy_below(folder: Path, settings: Settings, port: int) -> Iterator[None]:
    signed = certificate(folder)
    changes = {"127.0.0.1:8000": f"127.0.0.1:{settings.web_port}"}
    snippet = changed((DEPLOY / "Caddyfile.sub-path").read_text(encoding="utf-8"), changes)
    (folder / "har-du-fragor").write_text(snippet, encoding="utf-8")
    block = f"https://localhost:{port} {{\n\ttls {signed} {signed}\n\timport har-du-fragor\n\trespond 418\n}}\n"
    with caddy(folder, block, port):
        yield
