"""A small made-up press on loopback and an installation that watches it: what the engine's tests stand on."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor import app
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.clock import Clock
from monitor.engine import Timing
from monitor.settings import Settings

START = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)

WATCHLIST = """\
name: Grubenunglück in Neustadt
notify: [redaktion]
feeds:
{feeds}
about: [Grubenunglück]
parties:
  Betreiber: [Nordkohle AG, Nordkohle]
  Polizei: [Polizeisprecher, Polizeisprecherin]
claims:
  - id: tote
    question: Wie viele Menschen starben bei dem Grubenunglück?
    kind: figure
    counts: [Mensch, Bergmann, Bergleute, Tote, Todesopfer]
    about: [Grubenunglück]
    with: [sterben, töten, umkommen]
  - id: gasleck
    question: Gab es vor dem Grubenunglück ein Gasleck?
    kind: statement
    about: [[Gasleck]]
    confirmers: [Betreiber]
"""

FILLER = (
    "Die Rettungsarbeiten gingen auch in der Nacht weiter. Helfer aus der ganzen Region waren mit schwerem Gerät "
    "angerückt, Seelsorger kümmerten sich um die Angehörigen, die vor dem Werkstor warteten.\n"
    "Der Schacht liegt am Rand der Stadt und war erst im vergangenen Jahr modernisiert worden. Die Gewerkschaft "
    "verlangte eine unabhängige Untersuchung und bessere Messgeräte unter Tage."
)


OTHER = (
    "Am Mittag trat der Krisenstab erneut zusammen. Feuerwehr und Grubenwehr wechselten sich alle zwei Stunden ab, "
    "weil die Hitze im Stollen kaum zu ertragen war.\n"
    "Die Landesregierung kündigte Hilfen für die Hinterbliebenen an. In der Kirche am Markt brannten schon am Morgen "
    "Kerzen, die Schulen blieben geschlossen."
)


class FakeClock:
    """A clock that goes only when told; both hands move together unless one is pushed."""

    def __init__(self, now: datetime = START) -> None:
        self.wall = now
        self.steady = 1000.0

    def go(self, seconds: float = 0.0, **parts: float) -> None:
        step = seconds + timedelta(**parts).total_seconds()
        self.wall += timedelta(seconds=step)
        self.steady += step

    def jump(self, **parts: float) -> None:
        """The wall clock is set; the steady one knows nothing of it."""
        self.wall += timedelta(**parts)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.wall, monotonic=lambda: self.steady)


@dataclass
class Piece:
    slug: str
    title: str
    text: str
    published: datetime
    modified: datetime | None = None
    summary: str = ""
    in_feed: bool = True
    guid: str = ""
    #: answer instead of the page
    status: int = 200
    #: entries of a live blog: (heading, text, time), newest first
    live: list[tuple[str, str, datetime]] = field(default_factory=list)


class Press:
    """Papers by host name; every request is counted."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.papers: dict[str, list[Piece]] = {}
        self.special: dict[str, Callable[[Request], Response]] = {}
        self.seen: Counter[str] = Counter()
        self.statuses: Counter[tuple[str, int]] = Counter()
        server.expect_request(__import__("re").compile(".*")).respond_with_handler(self.answer)

    def paper(self, host: str) -> str:
        self.papers.setdefault(host, [])
        return f"http://{host}/feed.xml"

    def print(
        self, host: str, slug: str, sentences: str, *, at: datetime, title: str = "", filler: str = FILLER, **more: Any
    ) -> Piece:
        """A page whose article begins with `sentences`; filler follows."""
        piece = Piece(
            slug=slug, title=title or f"Grubenunglück: {slug}", text=f"{sentences}\n{filler}", published=at, **more
        )
        self.papers.setdefault(host, []).insert(0, piece)
        return piece

    def url(self, host: str, piece: Piece) -> str:
        return f"http://{host}/{piece.slug}"

    @property
    def ports(self) -> dict[str, int]:
        return dict.fromkeys(self.papers, self.server.port)

    def answer(self, request: Request) -> Response:
        host = request.host.split(":")[0]
        path = request.path
        self.seen[f"{host}{path}"] += 1
        response = self._answer(request, host, path)
        self.statuses[f"{host}{path}", response.status_code] += 1
        return response

    def _answer(self, request: Request, host: str, path: str) -> Response:
        special = self.special.get(f"{host}{path}")
        if special is not None:
            return special(request)
        if path == "/feed.xml":
            return self._feed(request, host)
        for piece in self.papers.get(host, []):
            if path == f"/{piece.slug}":
                return Response(self._page(host, piece), status=piece.status, content_type="text/html; charset=utf-8")
        return Response("nichts", status=404, content_type="text/plain")

    def _feed(self, request: Request, host: str) -> Response:
        items = "".join(
            f"<item><title>{piece.title}</title><link>{self.url(host, piece)}</link>"
            f"<guid isPermaLink='false'>{piece.guid or piece.slug}</guid>"
            f"<description>{piece.summary}</description><pubDate>{format_datetime(piece.published)}</pubDate></item>"
            for piece in self.papers[host]
            if piece.in_feed
        )
        body = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
        tag = f'"{hashlib.sha1(body.encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(body, content_type="application/rss+xml; charset=utf-8", headers={"ETag": tag})

    def _live(self, piece: Piece) -> str:
        updates = [
            {"@type": "BlogPosting", "headline": head, "articleBody": text, "datePublished": at.isoformat()}
            for head, text, at in piece.live
        ]
        data = {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "headline": piece.title,
            "datePublished": piece.published.isoformat(),
            "liveBlogUpdate": updates,
        }
        shown = "".join(
            f"<article><time datetime='{at.isoformat()}'></time><h3>{head}</h3><p>{text}</p></article>"
            for head, text, at in piece.live
        )
        return (
            f"<!doctype html><html lang='de'><head><title>{piece.title}</title><script type='application/ld+json'>"
            f"{json.dumps(data)}</script></head><body><main><h1>{piece.title}</h1>{shown}</main></body></html>"
        )

    def _page(self, host: str, piece: Piece) -> str:
        if piece.live:
            return self._live(piece)
        paragraphs = "".join(f"<p>{line}</p>" for line in piece.text.split("\n"))
        modified = piece.modified or piece.published
        data = (
            f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{piece.title}",'
            f'"datePublished":"{piece.published.isoformat()}","dateModified":"{modified.isoformat()}"}}'
        )
        return (
            f"<!doctype html><html lang='de'><head><title>{piece.title}</title>"
            f"<script type='application/ld+json'>{data}</script></head><body><nav>Start Politik Sport</nav>"
            f"<main><article><h1>{piece.title}</h1>{paragraphs}</article></main><footer>Impressum</footer></body></html>"
        )


@dataclass
class Inbox:
    """Takes messages like a server would, and remembers them."""

    messages: list[tuple[Target, Message]] = field(default_factory=list)
    outcome: Outcome = Outcome.SENT

    async def send(self, target: Target, message: Message) -> SendResult:
        self.messages.append((target, message))
        return SendResult(outcome=self.outcome)

    def subjects(self, name: str = "redaktion") -> list[str]:
        return [message.subject for target, message in self.messages if target.name == name]


async def inline(function: Callable[..., Any], *arguments: Any) -> Any:
    """Work in this process: what the pool does, without its start."""
    return await asyncio.to_thread(function, *arguments)


class Newsroom:
    """An installation in a temporary folder, its clock, its press and its inbox."""

    def __init__(self, folder: Path, press: Press, *, clock: FakeClock | None = None) -> None:
        self.folder = folder
        self.press = press
        self.clock = clock or FakeClock()
        self.inbox = Inbox()
        self.targets: tuple[Target, ...] = (
            Target(name="redaktion", address="mailto://x", channel="mail", digest_at=None),
            Target(name="betrieb", address="mailto://y", channel="mail", operator=True, digest_at=None),
        )
        self.settings = Settings(
            _env_file=None,
            data=folder / "data",
            watchlists=folder / "watchlists",
            corpus=folder / "corpus",
            targets=folder / "targets.yaml",
            contact="redaktion@monitor.example",
            host_gap=0.0,
            pages_per_hour=100_000,
            group_wait=0.0,
        )
        self.settings.watchlists.mkdir(exist_ok=True)
        self.faults: list[str] = []
        self.service: app.Service | None = None

    def watch(self, *feeds: str, id: str = "grube", text: str = WATCHLIST) -> Path:
        path = self.settings.watchlists / f"{id}.yaml"
        path.write_text(text.format(feeds="\n".join(f"  - {feed}" for feed in feeds)), "utf-8")
        return path

    async def open(self, **timing: Any) -> app.Service:
        """Opens the installation as a start would, without timers: steps are called by hand."""
        service = app.build(
            self.settings,
            clock=self.clock.clock,
            press=self.press.ports,
            send=self.inbox.send,
            targets=lambda: self.targets,
            timing=Timing(**{"settle": 0.0, "spread": 0.0, "batch": 0.0, **timing}),
            fault=self.fault,
        )
        service.world.work = inline
        service.world.chance = lambda: 0.0
        await service.prepare()
        self.service = service
        return service

    def fault(self, name: str) -> None:
        self.faults.append(name)

    async def round(self) -> None:
        """Everything due, to its end, then everything that may be sent."""
        from monitor.engine import round_once

        assert self.service is not None
        await round_once(self.service.world)
        for _ in range(50):
            if not await self.service.sender.send_due():
                break

    def hosts_of(self, urls: list[str]) -> list[str]:
        return [urlsplit(url).hostname or "" for url in urls]
