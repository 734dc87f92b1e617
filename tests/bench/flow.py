"""One article from its address to its decision, by the engine itself: fetched on loopback, read, decided, stored.

Everything that a live service does for an article runs here in one process, so that its CPU can be counted: lease,
robots.txt, fetch, pre-filter, extraction, reading, sketch, every watchlist's ledger, revision, facts, verdicts,
changes, positions and outbox rows in one transaction. What goes to a worker is pickled both ways, as in service. The
extraction is timed inside the same run, so that the rest is a difference and no estimate.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import structlog

import monitor.articles
import monitor.reading
from monitor import app
from monitor.clock import Clock
from monitor.demo.stage import set_stage
from monitor.demo.stage import targets as both
from monitor.engine import Timing, decide, work_articles
from monitor.settings import Settings
from monitor.store import Session
from monitor.store import articles as stored
from monitor.store.tables import ArticleRow
from monitor.watchlist import compile_terms

#: host of the pages; the service asks the loopback server for it
HOST = "seiten.example"

TOPICAL = """name: Alles im Blick
about: [{words}]
claims:
  - {{id: menschen, question: Wie viele Menschen?, kind: figure, counts: [Mensch, Person, Tote, Einwohner]}}
  - {{id: geld, question: Wie viel Geld?, kind: figure, unit: Euro}}
  - {{id: anteil, question: Welcher Anteil?, kind: figure, unit: Prozent}}
  - {{id: gesagt, question: Was wird gesagt?, kind: statement, about: [{words}]}}
"""


@dataclass(slots=True)
class Taken:
    """CPU seconds of one run over all pages."""

    total: float = 0.0
    parts: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    facts: int = 0

    @property
    def outside(self) -> float:
        """Everything but the extraction."""
        return self.total - self.parts["extraction"]


class Flow:
    """A prepared installation with the shipped watchlists; each `run` starts from a fresh copy of it."""

    def __init__(self, pages: Sequence[bytes], now: datetime, *, topical: bool = False) -> None:
        self.pages, self.now = pages, now
        self.folder = Path(tempfile.mkdtemp(prefix="monitor-bench-"))
        (self.folder / "pages").mkdir()
        for number, page in enumerate(pages):
            (self.folder / "pages" / f"{number}.html").write_bytes(page)
        self.settings = set_stage(self.folder / "stage", (), port=0, language="de")
        if topical:
            text = TOPICAL.format(words=", ".join(words_of(pages)))
            (self.settings.watchlists / "alles.yaml").write_text(text, "utf-8")
        asyncio.run(self._prepare())

    async def _prepare(self) -> None:
        service = self._service(self.settings, 1)
        await service.prepare()
        await service.close()

    def _service(self, settings: Settings, port: int) -> app.Service:
        timing = Timing(settle=0.0, spread=0.0, batch=0.0)
        moment = self.now
        clock = Clock(now=lambda: moment, monotonic=time.monotonic)
        service = app.build(settings, clock=clock, timing=timing, press={HOST: port}, targets=lambda: both(1, "de"))
        service.world.work = _as_worker
        return service

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def run(self, port: int) -> Taken:
        """Reads and decides every page once; CPU seconds of this process, threads included."""
        with tempfile.TemporaryDirectory(prefix="monitor-bench-") as copy:
            data = Path(copy) / "data"
            shutil.copytree(self.settings.data, data)
            return asyncio.run(self._run(self.settings.model_copy(update={"data": data}), port))

    async def _run(self, settings: Settings, port: int) -> Taken:
        taken = Taken()
        service = self._service(settings, port)
        world = service.world
        try:
            await service.prepare()
            await world.stored(announce, len(self.pages), self.now)
            with _watched(taken):
                fetch = world.fetch

                async def timed(request: Any) -> Any:
                    started = time.process_time()
                    try:
                        return await fetch(request)
                    finally:
                        taken.parts["fetch"] += time.process_time() - started

                world.fetch = timed
                started = time.process_time()
                while await work_articles(world):
                    await world.finished()
                taken.total = time.process_time() - started
            taken.articles, taken.facts = await world.looked_up(_counts)
        finally:
            await service.close()
        return taken


def announce(session: Session, count: int, now: datetime) -> None:
    """Articles that wait for their first visit, as a feed would have named them."""
    for number in range(count):
        address, due = f"http://{HOST}/{number}", now - timedelta(seconds=1)
        session.add(ArticleRow(url=address, link=address, host=HOST, found_at=now, next_visit_at=due))


def read_so_far(session: Session) -> int:
    """Articles that were visited."""
    return session.connection().exec_driver_sql("SELECT count(*) FROM article WHERE visits > 0").scalar_one()


async def _as_worker(function: Any, *arguments: Any) -> Any:
    function, arguments = pickle.loads(pickle.dumps((function, arguments)))
    return pickle.loads(pickle.dumps(function(*arguments)))


def _counts(session: Session) -> tuple[int, int]:
    ask = session.connection().exec_driver_sql
    read = ask("SELECT count(*) FROM article WHERE state IN ('read', 'teaser') AND origin = 'feed'").scalar_one()
    return read, ask("SELECT count(*) FROM fact").scalar_one()


@contextmanager
def _watched(taken: Taken) -> Iterator[None]:
    """Times the parts where they stand; nested parts count once, for the inner one."""
    with (
        mock.patch.object(monitor.articles, "extract", _timed(taken, "extraction", monitor.articles.extract)),
        mock.patch.object(monitor.articles, "visible_text", _timed(taken, "pre-filter", monitor.articles.visible_text)),
        mock.patch.object(monitor.articles, "sketch", _timed(taken, "sketch", monitor.articles.sketch)),
        mock.patch.object(monitor.reading, "observe", _timed(taken, "reading", monitor.reading.observe)),
        mock.patch.object(stored, "lease_next", _timed(taken, "lease", stored.lease_next)),
        mock.patch.object(decide, "decide", _timed(taken, "ledger and store", decide.decide)),
    ):
        yield


def _timed(taken: Taken, name: str, function: Any) -> Any:
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            taken.parts[name] += time.process_time() - started

    return timed


def words_of(pages: Sequence[bytes]) -> list[str]:
    """A few longer nouns, at least one of which stands in each article: anchors that put every page on topic."""
    left = [page.text for page in (monitor.articles.extract(body, url="https://x.example/") for body in pages)]
    words: list[str] = []
    while left:
        counts = Counter(word for text in left for word in set(re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{6,12}\b", text)))
        if not counts:
            break
        word = max(sorted(counts), key=lambda item: counts[item])
        matcher = compile_terms((word,))
        words.append(word)
        left = [text for text in left if not (matcher.touches(text) or word in text)]
    return words


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """Port of a page server on loopback, a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.pageserver", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.communicate("")


def quiet() -> None:
    """No log lines between the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
