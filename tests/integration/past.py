"""A store with one watchlist in force and old articles to import: what the tests of archive and redaction stand on."""

from __future__ import annotations

import asyncio
import hashlib
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError
from monitor.ops import archive
from monitor.ops.report import Report
from monitor.store import Store, claims, watchlists
from monitor.watchlist import read_watchlist
from tests.integration.newsroom import FILLER, WATCHLIST

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
FEEDS = "  - https://blatt.example/feed.xml"


class Past:
    """An installation's store and what importing into it told."""

    def __init__(self, folder: Path) -> None:
        """Opens the store of a folder; an empty folder gets one, with the watchlist in force."""
        self.folder = folder
        fresh = not (folder / "monitor.db").exists()
        self.store = Store.open(f"sqlite:///{folder / 'monitor.db'}", now=NOW)
        self.complaints: list[tuple[str, MonitorError]] = []
        if fresh:
            self._watch()

    def _watch(self) -> None:
        text = WATCHLIST.format(feeds=FEEDS)
        watchlist = read_watchlist(text, id="grube")
        digest = hashlib.sha256(text.encode()).hexdigest()
        with self.store.write() as session:
            watchlists.put_in_force(session, "grube", digest=digest, text=text, author="test", now=NOW)
            claims.sync(session, watchlist, NOW)

    def take(self, *paths: Path, work: Callable[..., Any] | None = None, **more: Any) -> Report:
        """Imports files and folders; reading happens right here, on copies as they would reach a worker and come back."""

        async def here(function: Callable[..., Any], *args: Any) -> Any:
            return pickle.loads(pickle.dumps(function(*pickle.loads(pickle.dumps(args)))))

        more = {"most": 1_000_000, "progress": lambda _done, _total: None} | more
        return asyncio.run(
            archive.take(
                self.store,
                paths,
                work=work or here,
                now=lambda: NOW,
                complain=lambda place, error: self.complaints.append((place, error)),
                **more,
            )
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.store.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def lines(self, name: str, *articles: dict[str, Any] | str) -> Path:
        """A JSON Lines file."""
        path = self.folder / name
        shown = [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in articles]
        path.write_text("".join(f"{line}\n" for line in shown), "utf-8")
        return path


def article(number: int, sentence: str, **more: Any) -> dict[str, Any]:
    """An article on the topic that begins with a sentence; one per day."""
    return {
        "id": str(number),
        "url": f"https://blatt.example/grube-{number}",
        "title": f"Grubenunglück in Neustadt, Tag {number}",
        "text": f"{sentence}\n{FILLER}",
        "published": f"2025-05-{number:02d}T10:00:00+02:00",
        "outlet": "Blatt",
    } | more


def page(
    sentence: str, *, published: str = "2025-05-03T09:00:00+02:00", title: str = "Grubenunglück in Neustadt"
) -> str:
    """A publisher's page with that article."""
    dated = f'<meta property="article:published_time" content="{published}">' if published else ""
    paragraphs = "".join(f"<p>{line}</p>" for line in (sentence, *FILLER.split("\n")))
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{dated}</head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
