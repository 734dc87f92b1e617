"""Real pages through the whole service: `python -m tests.eval.poll DATA [--watchlist FILE]`.

Serves the pages of DATA/pages from loopback under their own host names, one generated feed per host, lets the engine
poll them to the end, and prints what came of it as one JSON object. Nothing of the pages is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import tempfile
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor import app
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.engine import Timing, round_once
from monitor.settings import Settings
from monitor.store import articles, changes, facts, feeds, revisions

#: words that stand in nearly every German news text, so that each page passes the gate
ANYTHING = ("Jahr", "Menschen", "Land", "Stadt", "Tag", "Woche", "Leben", "Euro", "Prozent", "Deutschland")

WATCHLIST = """\
name: Alles
notify: [desk]
feeds:
{feeds}
about: [{anchors}]
claims:
  - id: menschen
    question: Wie viele Menschen?
    kind: figure
    counts: [Mensch, Person]
"""


def pages_of(folder: Path) -> dict[str, tuple[str, Path]]:
    """Address -> (published, file)."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    items = meta if isinstance(meta, list) else [{"file": name, **row} for name, row in meta.items()]
    found = {}
    for row in items:
        file = folder / str(row["file"])
        file = file if file.suffix == ".gz" else file.with_name(file.name + ".html.gz")
        found[str(row["url"])] = (str(row.get("date") or row.get("published") or ""), file)
    return found


def serve(pages: dict[str, tuple[str, Path]]) -> ThreadingHTTPServer:
    """A server that answers for all hosts of the pages."""
    by_path = {(urlsplit(url).hostname, _path(url)): file for url, (_, file) in pages.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").split(":")[0]
            if self.path == "/monitor-feed.xml":
                self._answer(200, "application/rss+xml", _feed(host, pages).encode())
            elif (host, self.path) in by_path:
                self._answer(200, "text/html", gzip.decompress(by_path[host, self.path].read_bytes()))
            else:
                self._answer(404, "text/plain", b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _feed(host: str, pages: dict[str, tuple[str, Path]]) -> str:
    items = "".join(
        f"<item><title>{escape(url)}</title><link>{escape(url.replace('https://', 'http://'))}</link>"
        f"<guid>{escape(url)}</guid><pubDate>{format_datetime(_when(date))}</pubDate></item>"
        for url, (date, _) in pages.items()
        if urlsplit(url).hostname == host
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"


def _when(date: str) -> datetime:
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        return datetime(2024, 1, 1, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def run(pages: dict[str, tuple[str, Path]], watchlist: Path | None) -> dict[str, Any]:
    """Polls everything to its end; the counts of what came of it."""
    server = serve(pages)
    hosts = sorted({urlsplit(url).hostname or "" for url in pages})
    sent: list[str] = []

    async def send(_target: Target, message: Message) -> SendResult:
        sent.append(message.subject)
        return SendResult(outcome=Outcome.SENT)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "watchlists").mkdir()
        lines = "\n".join(f"  - http://{host}/monitor-feed.xml" for host in hosts)
        text = WATCHLIST.format(feeds=lines, anchors=", ".join(ANYTHING))
        (folder / "watchlists" / "alles.yaml").write_text(text, "utf-8")
        if watchlist is not None:
            (folder / "watchlists" / watchlist.name).write_bytes(watchlist.read_bytes())
        settings = Settings(
            _env_file=None,
            data=folder / "data",
            watchlists=folder / "watchlists",
            corpus=folder / "none",
            host_gap=0.0,
            pages_per_hour=10_000,
            group_wait=0.0,
        )
        service = app.build(
            settings,
            press=dict.fromkeys(hosts, server.server_address[1]),
            send=send,
            targets=lambda: (Target(name="desk", address="mailto://x", digest_at=None),),
            timing=Timing(settle=0.0, spread=0.0),
        )
        await service.prepare()
        began = time.perf_counter()
        await round_once(service.world)
        took = time.perf_counter() - began
        await service.sender.send_due()
        with service.store.read() as session:
            read = list(revisions.read_again(session))
            problems = session.connection().exec_driver_sql(
                "SELECT url, state, problem FROM article WHERE state NOT IN ('read', 'gated') OR problem != ''"
            )
            answer = {
                "pages": len(pages),
                "feeds": feeds.counts(session),
                "articles": articles.counts(session),
                "characters": sum(len(one.revision.text) for one in read),
                "figures": sum(len(one.reading.figures) for one in read),
                "statements": sum(len(one.reading.statements) for one in read),
                "verdicts": facts.outcomes(session),
                "changes": len(changes.since(session)),
                "messages": len(sent),
                "problems": [tuple(row) for row in problems],
                "seconds": round(took, 1),
            }
        await service.close()
    server.shutdown()
    return answer


def main() -> None:
    """Reads the arguments, prints the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--watchlist", type=Path)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(run(pages_of(given.data / "pages"), given.watchlist)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
