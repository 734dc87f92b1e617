"""A loopback press: a dozen made-up outlets that publish the recorded story step by step.

One HTTP server answers for all hosts, told apart by the Host header, so that politeness, canonical addresses and
outlets work as they do outside. It serves RSS or Atom feeds with ETags, pages with menus and boxes around the text,
a consent wall, a paywalled teaser and one broken feed.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps

from monitor.demo.script import Piece, host_of, outlets, pieces

#: this outlet's feed answers with a maintenance page
BROKEN = "pressefunk"
#: these outlets publish Atom instead of RSS
ATOM = frozenset({"tagesecho", "alpenbote", "wirtschaftslage"})


class Press:
    """The outlets at their present step; start it, then `advance` with the time of each step."""

    def __init__(self, now: datetime) -> None:
        self.step = 0
        self._lock = threading.Lock()
        #: (outlet, slug) -> (first published, last changed, piece)
        self._shown: dict[tuple[str, str], tuple[datetime, datetime, Piece]] = {}
        self._show(0, now)
        handler = type("Handler", (_Handler,), {"press": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="press", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def hosts(self) -> tuple[str, ...]:
        """All made-up host names that this server answers for."""
        return tuple(host_of(outlet) for outlet in outlets())

    @property
    def feeds(self) -> tuple[str, ...]:
        """Feed addresses, as a watchlist would name them."""
        return tuple(f"http://{host}/feed.xml" for host in self.hosts)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def advance(self, now: datetime) -> int:
        """Publish the next step; returns how many pieces appeared or changed."""
        self.step += 1
        return self._show(self.step, now)

    def newest(self, outlet: str) -> list[tuple[datetime, datetime, Piece]]:
        """What the outlet shows now, newest first."""
        with self._lock:
            shown = [state for (name, _), state in self._shown.items() if name == outlet]
        return sorted(shown, key=lambda state: state[0], reverse=True)

    def page(self, outlet: str, path: str) -> tuple[datetime, datetime, Piece] | None:
        return next((state for state in self.newest(outlet) if state[2].path == path), None)

    def _show(self, step: int, now: datetime) -> int:
        fresh = [piece for piece in pieces() if piece.step == step]
        with self._lock:
            for place, piece in enumerate(fresh, start=1):
                key = (piece.outlet, piece.slug)
                when = now - timedelta(seconds=len(fresh) - place)  # no two outlets publish in the same second
                first = self._shown[key][0] if key in self._shown else when
                self._shown[key] = (first, when, piece)
        return len(fresh)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that hangs up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    press: Press
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0]
        outlet = next((name for name in outlets() if host_of(name) == host), None)
        if outlet is None:
            self._answer(404, "text/plain", "unbekannter Host")
        elif self.path == "/robots.txt":
            self._answer(200, "text/plain", "User-agent: *\nAllow: /\n")
        elif self.path == "/feed.xml":
            self._feed(outlet)
        else:
            self._page(outlet)

    def _feed(self, outlet: str) -> None:
        if outlet == BROKEN:
            self._answer(200, "text/html; charset=utf-8", "<html><body><h1>Wartungsarbeiten</h1></body></html>")
            return
        atom = outlet in ATOM
        body = (_atom if atom else _rss)(outlet, self.press.newest(outlet))
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, "text/plain", "", etag=etag)
        else:
            self._answer(200, f"application/{'atom' if atom else 'rss'}+xml; charset=utf-8", body, etag=etag)

    def _page(self, outlet: str) -> None:
        state = self.press.page(outlet, self.path)
        if state is None:
            self._answer(404, "text/html; charset=utf-8", "<html><body><h1>Seite nicht gefunden</h1></body></html>")
        else:
            self._answer(200, "text/html; charset=utf-8", html_of(*state))

    def _answer(self, status: int, kind: str, body: str, *, etag: str = "") -> None:
        payload = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        """The press keeps no access log."""


def _rss(outlet: str, shown: list[tuple[datetime, datetime, Piece]]) -> str:
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>{_address(piece)}</link><guid>{_address(piece)}</guid>"
        f"<description>{escape(piece.lead)}</description><pubDate>{format_datetime(first)}</pubDate></item>"
        for first, _, piece in shown
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlets()[outlet])}</title><link>http://{host_of(outlet)}/</link>"
        f"<description>Nachrichten</description><language>de-DE</language>{items}</channel></rss>"
    )


def _atom(outlet: str, shown: list[tuple[datetime, datetime, Piece]]) -> str:
    items = "".join(
        f'<entry><title>{escape(piece.title)}</title><link href="{_address(piece)}"/><id>{_address(piece)}</id>'
        f"<summary>{escape(piece.lead)}</summary><published>{first.isoformat()}</published>"
        f"<updated>{changed.isoformat()}</updated></entry>"
        for first, changed, piece in shown
    )
    newest = shown[0][1] if shown else datetime(2025, 1, 1, tzinfo=UTC)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">'
        f"<title>{escape(outlets()[outlet])}</title><id>http://{host_of(outlet)}/</id>"
        f"<updated>{newest.isoformat()}</updated>{items}</feed>"
    )


def _address(piece: Piece) -> str:
    return f"http://{piece.host}{piece.path}"


def html_of(first: datetime, changed: datetime, piece: Piece) -> str:
    """A page as publishers build them: menu, article, boxes that are not the article."""
    if piece.page == "wall":
        return _wall(piece)
    teaser = piece.page == "teaser"
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "description": piece.lead,
        "datePublished": first.isoformat(),
        "dateModified": changed.isoformat(),
        "isAccessibleForFree": not teaser,
        "publisher": {"@type": "Organization", "name": outlets()[piece.outlet]},
    }
    structured = dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in piece.text.splitlines() if line.strip())
    credit = f'<p class="credit">Quelle: {escape(piece.agency)}</p>' if piece.agency else ""
    wall = (
        '<div class="paywall"><h2>Weiterlesen mit Abo</h2><p>Jetzt 4 Wochen für 1 Euro testen.</p></div>'
        if teaser
        else ""
    )
    return f"""<!doctype html><html lang="de"><head><meta charset="utf-8">
<title>{escape(piece.title)} | {escape(outlets()[piece.outlet])}</title>
<link rel="canonical" href="{_address(piece)}">
<meta property="og:title" content="{escape(piece.title)}"><meta property="og:type" content="article">
<script type="application/ld+json">{structured}</script></head><body>
<header><nav><ul><li><a href="/">Start</a></li><li><a href="/politik">Politik</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>{escape(piece.title)}</h1><p class="lead"><strong>{escape(piece.lead)}</strong></p>
<p class="byline">{escape(piece.byline)}</p><time datetime="{first.isoformat()}">{first:%d.%m.%Y}</time>
{paragraphs}{credit}{wall}</article></main>
<aside><h2>Mehr zum Thema</h2><ul><li><a href="/artikel/a.html">Drohne trifft Lager: 17 Verletzte</a></li>
<li><a href="/artikel/b.html">Gericht entscheidet über 250 Millionen Euro</a></li></ul></aside>
<footer><p>© {escape(outlets()[piece.outlet])} · Impressum · Datenschutz · Newsletter mit 120.000 Lesern</p></footer></body></html>"""


def _wall(piece: Piece) -> str:
    return f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Zustimmung | {escape(outlets()[piece.outlet])}</title></head>
<body><div id="consent"><h1>Nordkorea-Dossier: mit Werbung lesen oder Pur-Abo</h1><p>{escape(piece.text)}</p>
<p>Besuchen Sie {escape(outlets()[piece.outlet])} mit personalisierter Werbung und Cookies oder nutzen Sie unser Pur-Abo.
Zustimmung jederzeit widerrufbar. Details in der Datenschutzerklärung und im Privacy-Center.</p>
<button>Akzeptieren und weiter</button><button>Pur-Abo abschließen</button></div></body></html>"""
