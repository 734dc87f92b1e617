"""The reverse proxy example, run with a real nginx: sign in through it, live lines arrive, nobody forges an address."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from monitor.store import Store, accounts
from tests.integration.newsroom import START

ROOT = Path(__file__).parents[2]
NAME = "monitor.redaktion.example"
PASSWORD = "ein langes Kennwort"
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)

pytestmark = pytest.mark.skipif(NGINX is None or shutil.which("openssl") is None, reason="nginx is not here")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Proxied:
    port: int
    log: Path

    def request(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=15, context=context)
        shown = {"Host": NAME, **{key.replace("_", "-"): value for key, value in headers.items()}}
        self.connection.request(method, path, body or None, shown)
        return self.connection.getresponse()

    def sign_in(self, name: str, password: str, **headers: str) -> http.client.HTTPResponse:
        """Fills in the form as a browser would."""
        asked = self.request("GET", "/login")
        page, before = asked.read().decode(), (asked.headers["Set-Cookie"] or "").split(";")[0]
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        body = urlencode({**form, "name": name, "password": password})
        kind = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}", "Cookie": before}
        return self.request("POST", "/login", body, **kind, **headers)

    def signed_in(self) -> str:
        """The session cookie as it was set."""
        answer = self.sign_in("anna", PASSWORD)
        assert answer.status == 303, answer.read()
        return str(answer.headers["Set-Cookie"])


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, "ended at its start"
        time.sleep(0.1)
    raise AssertionError("does not listen")


@contextlib.contextmanager
def running(*command: str, log: Path, **named: object) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, **named)  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)


def certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "monitor.key"), "-out", str(folder / "monitor.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=60)


def configuration(folder: Path, port: int, behind: int) -> Path:
    """The example as shipped, with ports and files of this test."""
    example = (ROOT / "deploy" / "nginx.conf.example").read_text("utf-8")
    for old, new in (
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("/etc/ssl/", f"{folder}/"),
        ("http://127.0.0.1:8080", f"http://127.0.0.1:{behind}"),
    ):
        assert old in example
        example = example.replace(old, new)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {paths} {example} }}"
    )
    return path


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder = tmp_path_factory.mktemp("proxy")
    (folder / "watchlists").mkdir()
    store = Store.open(f"sqlite:///{folder / 'data' / 'monitor.db'}", now=START)
    with store.write() as session:
        accounts.add_account(session, name="anna", password=PASSWORD, role="admin", now=START, author="test")
    store.close()
    port, behind = free_port(), free_port()
    certificate(folder)
    environ = {
        **os.environ,
        "MONITOR_CONTACT": "redaktion@blatt.de",
        "MONITOR_PORT": str(behind),
        "MONITOR_PUBLIC_URL": f"https://{NAME}",
        "MONITOR_TRUSTED_PROXIES": "127.0.0.1/32",
        "MONITOR_LOG_JSON": "true",
    }
    service = (sys.executable, "-c", "from monitor.cli import main; main()", "run")
    proxy = (str(NGINX), "-p", str(folder), "-c", str(configuration(folder, port, behind)))
    log = folder / "service.log"
    with running(*service, log=log, cwd=folder, env=environ) as one, running(*proxy, log=folder / "nginx.log") as two:
        await_port(behind, one)
        await_port(port, two)
        yield Proxied(port, log)


def test_the_dashboard_is_reached_over_https_only_with_a_login(proxied: Proxied) -> None:
    answer = proxied.request("GET", "/changes")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/login")
    assert answer.headers["Strict-Transport-Security"]
    assert proxied.request("GET", "/healthz").status == 200


def test_a_session_over_the_proxy_is_bound_to_https(proxied: Proxied) -> None:
    cookie = proxied.signed_in()
    assert cookie.startswith("__Host-")
    assert "; Secure" in cookie
    page = proxied.request("GET", "/changes", Cookie=cookie.split(";")[0])
    assert page.status == 200


def test_live_lines_come_through_unbuffered(proxied: Proxied) -> None:
    cookie = proxied.signed_in().split(";")[0]
    page = proxied.request("GET", "/changes", Cookie=cookie).read().decode()
    (path,) = set(re.findall(r'data-live="([^"]+)"', page))
    answer = proxied.request("GET", path, Cookie=cookie)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.read(1)
    proxied.connection.close()


def test_another_host_name_is_refused(proxied: Proxied) -> None:
    assert proxied.request("GET", "/login", Host="boese.example").status in {400, 403, 421}


def test_what_is_sent_is_a_watchlist_at_most(proxied: Proxied) -> None:
    body = "x" * 600_000
    assert proxied.request("POST", "/login", body, Origin=f"https://{NAME}").status == 413


def test_a_visitor_cannot_claim_another_address(proxied: Proxied) -> None:
    """A failed login counts for the address that nginx saw, not for the one in the header."""
    answer = proxied.sign_in("anna", "ein falsches Kennwort", X_Forwarded_For="6.6.6.6")
    assert answer.status != 303
    with contextlib.closing(sqlite3.connect(proxied.log.parent / "data" / "monitor.db")) as database:
        assert database.execute("SELECT DISTINCT address FROM login_try").fetchall() == [("127.0.0.1",)]
