"""Local ends of the wires: an SMTP server and a Slack-like hook that keep what arrives."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Inbox:
    """Mails and hook posts in the order they arrived."""

    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)


class MailSink:
    """An SMTP server on a free loopback port; every mail lands in the inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = BytesParser(policy=policy.default).parsebytes(envelope.content)
        self._inbox.mails.append(mail)
        return "250 angenommen"

    def start(self) -> int:
        """Start listening; returns the port."""
        self._controller.start()
        return self._controller.port

    def stop(self) -> None:
        self._controller.stop()


def _free_port() -> int:
    """A port that was free a moment ago (the SMTP controller cannot tell the port it picked itself)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class HookSink:
    """An HTTP server that takes posts like an incoming webhook and answers `ok`."""

    def __init__(self, inbox: Inbox) -> None:
        handler = type("Hook", (_Hook,), {"inbox": inbox})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="hook", daemon=True)

    def start(self) -> int:
        """Start listening; returns the port."""
        self._thread.start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Hook(BaseHTTPRequestHandler):
    inbox: Inbox

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.inbox.posts.append((self.path, self.rfile.read(length).decode("utf-8", "replace")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """The hook keeps no access log."""
