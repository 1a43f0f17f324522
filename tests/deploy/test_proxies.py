"""The reverse proxies' files of bot/deploy, in the real nginx and the real Caddy, as `bot doctor` sees them."""

from pathlib import Path

import pytest
import requests

from tests.support.product import bot
from tests.support.proxies import Serve, by_caddy, by_caddy_below, by_nginx, by_nginx_below, nginx, nginx_host
from tests.support.web_server import free_port, running_web, settings_for


@pytest.mark.parametrize(
    ("serve", "below"),
    [(by_nginx, ""), (by_nginx_below, "/chatt-tjanst"), (by_caddy, ""), (by_caddy_below, "/chatt-tjanst")],
)
def test_the_files_serve_web_as_it_wants_to_be_served(tmp_path: Path, serve: Serve, below: str) -> None:
    port = free_port()
    public = f"https://localhost:{port}{below}"
    settings = settings_for(tmp_path / "home", BOT_PUBLIC_URL=public)
    folder = tmp_path / "proxy"
    folder.mkdir()
    trusted = str(folder / "certificate.pem")
    with running_web(settings), serve(folder, settings, port):
        said = bot(["doctor"], settings, SSL_CERT_FILE=trusted).stdout
        assert f"good     BOT_PUBLIC_URL: {public} leads here" in said, said
        assert "good     live messages: they come through at once" in said, said
        assert "good     X-Forwarded-For: web sees where a request comes from (127.0.0.1)" in said, said
        with requests.Session() as http:
            http.trust_env, http.verify = False, trusted
            assert http.get(f"{public}/metrics").status_code == 404
            page = http.get(f"{public}/chatt")
            assert page.status_code == 200 and f"{below}/static/" in page.text
            assert f"Path={below}/; HttpOnly; SameSite=Lax; Secure" in page.headers["Set-Cookie"]
            headers = {"Sec-Fetch-Site": "cross-site"}
            assert http.post(f"{public}/chatt", {"text": "Vem?"}, headers=headers).status_code == 403
            if below:
                assert http.get(f"https://localhost:{port}{below}").url == f"{public}/"
    logged = "".join(file.read_text() for file in folder.glob("*.log"))
    assert "GET /" not in logged and "/chatt" not in logged.replace("chatt-tjanst", ""), "nobody logs who visits"


def test_the_doctor_sees_what_a_proxy_does_wrong(tmp_path: Path) -> None:
    port = free_port()
    settings = settings_for(tmp_path / "home", BOT_PUBLIC_URL=f"https://localhost:{port}")
    folder = tmp_path / "proxy"
    folder.mkdir()
    wrong = {
        "proxy_set_header X-Forwarded-For $remote_addr;": "proxy_ignore_headers X-Accel-Buffering;",
        "proxy_buffering off;": "proxy_buffering on;",
    }
    with running_web(settings) as web:
        said = bot(["doctor"], settings).stdout
        assert f"error    BOT_PUBLIC_URL: https://localhost:{port} does not lead here (Cannot connect" in said, said
        with nginx(folder, nginx_host(folder, settings, port, wrong), port):
            said = bot(["doctor"], settings).stdout
            assert "does not lead here" in said and "CERTIFICATE_VERIFY_FAILED" in said, said
            said = bot(["doctor"], settings, SSL_CERT_FILE=str(folder / "certificate.pem")).stdout
        log = web.log.read_text(encoding="utf-8")
    assert "error    live messages: the proxy holds live messages back" in said, said
    assert "error    X-Forwarded-For: the proxy does not tell visitors apart" in said, said
    assert "Traceback" not in log and "request_failed" not in log
