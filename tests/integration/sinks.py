"""A real mail server and a real HTTP hook on loopback, with the faults of RELIABILITY 3.3, for any test.

Mail: the recipient's local part names the fault (`temp@`, `perm@`, `drop-data@`, `slow@`); a mail with
`MailSink.refuse` in its text is refused at its end (554); `MailSink.mode = "down"` refuses every connection politely
(421). Hooks: the first part of the path that names a fault does it (`/429`,
`/429date`, `/404`, `/403`, `/410`, `/500`, `/html200`, `/slow`, `/drop`); everything else is taken with "ok".
"""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mail:
    """One accepted mail."""

    to: str
    message: EmailMessage
    at: float

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part is not None else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part is not None else ""


class MailSink:
    """What aiosmtpd calls for each mail; `mails` holds those accepted, in order."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.tries: list[tuple[str, float]] = []
        self.mode = "up"
        self.refuse = ""
        self.port = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == "down":
            return "421 4.3.2 closed for a while"
        if self.mode == "later":
            return "451 4.3.0 try again later"
        if self.mode == "stranger":
            return "550 5.7.1 sender rejected"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries.append((address, time.monotonic()))
        name = address.partition("@")[0]
        if name == "temp":
            return "451 4.7.1 try again later"
        if name == "perm":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        parsed = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        if self.refuse and self.refuse in Mail("", parsed, 0.0).text:
            return "554 5.7.1 message looks like spam"
        self.mails.append(Mail(to=envelope.rcpt_tos[0], message=parsed, at=time.monotonic()))
        if name == "drop-data":
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A mail server on a free loopback port."""
    sink = MailSink()
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@dataclass
class Hit:
    """One request at the hook."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class HookSink:
    """Requests in order; `taken` are those answered with success."""

    hits: list[Hit] = field(default_factory=list)
    taken: list[Hit] = field(default_factory=list)
    port: int = 0
    #: seconds of Retry-After, and of `/slow`
    retry_after: int = 120
    slow: float = 30.0
    #: what a Slack bot endpoint answers
    ts: int = 0
    #: fault of every request whose path names none
    fault: str = ""
    #: words in a body that are answered with 500, whatever the path says
    choke: str = ""
    #: the clock that dates of `/429date` go by
    now: datetime | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    sink: HookSink
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        hit = Hit(self.path, dict(self.headers.items()), body, time.monotonic())
        self.sink.hits.append(hit)
        words = self.path.strip("/").lower().replace("?", "/").split("/")
        fault = next((word for word in words if word in _FAULTS), self.sink.fault)
        if self.sink.choke and self.sink.choke.encode() in body:
            fault = "500"
        _FAULTS.get(fault, _take)(self, hit)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _take(handler: _Handler, hit: Hit) -> None:
    handler.sink.taken.append(hit)
    if "chat.postMessage" in hit.path:
        handler.sink.ts += 1
        handler.answer(200, json.dumps({"ok": True, "ts": f"1700000000.{handler.sink.ts:06}"}).encode())
    elif "_matrix" in hit.path:
        said = {
            "access_token": "t",
            "user_id": "@n:x",
            "home_server": "x",
            "room_id": "!r:x",
            "joined_rooms": [],
            "event_id": "$1",
        }
        handler.answer(200, json.dumps(said).encode(), Content_Type="application/json")
    else:
        handler.answer(200, b"ok")


def _many(handler: _Handler, hit: Hit) -> None:
    handler.answer(429, b"slow down", Retry_After=str(handler.sink.retry_after))


def _many_date(handler: _Handler, hit: Hit) -> None:
    when = (handler.sink.now or datetime.now(UTC)) + timedelta(seconds=handler.sink.retry_after)
    handler.answer(429, b"slow down", Retry_After=format_datetime(when, usegmt=True))


def _html(handler: _Handler, hit: Hit) -> None:
    handler.answer(200, b"<!doctype html><title>Wartung</title>", Content_Type="text/html")


def _slow(handler: _Handler, hit: Hit) -> None:
    handler.sink.taken.append(hit)
    time.sleep(handler.sink.slow)
    with suppress(OSError):
        handler.answer(200, b"ok")


def _drop(handler: _Handler, hit: Hit) -> None:
    handler.sink.taken.append(hit)
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def _status(status: int) -> Any:
    return lambda handler, hit: handler.answer(status, b"no_service")


_FAULTS: dict[str, Any] = {
    "429": _many,
    "429date": _many_date,
    "html200": _html,
    "slow": _slow,
    "drop": _drop,
    **{str(code): _status(code) for code in (400, 401, 403, 404, 410, 500, 503)},
}


@contextmanager
def hook_sink() -> Iterator[HookSink]:
    """An HTTP server on a free loopback port."""
    sink = HookSink()
    handler = type("Handler", (_Handler,), {"sink": sink})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    sink.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
