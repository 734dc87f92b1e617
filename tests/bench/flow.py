"""One article from its address to its decision, by the engine itself: fetched on loopback, read, decided, stored.

Everything that a live service does for an article runs here in one process, so that its CPU can be counted: lease,
robots.txt, fetch, pre-filter, extraction, reading, sketch, every watchlist's ledger, revision, facts, verdicts,
changes, positions and outbox rows in one transaction. What goes to a worker is pickled both ways, as in service. The
extraction is timed inside the same run, so that the rest is a difference and no estimate.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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
from monitor.engine import Timing, World, decide, work_articles
from monitor.settings import Settings
from monitor.store import Session
from monitor.store import articles as stored
from monitor.store.tables import ArticleRow
from monitor.watchlist import compile_terms

#: hosts of the pages and of those that tell them again; the service asks the loopback server for them
HOST = "seiten.example"
HOSTS = tuple(f"h{number}.{HOST}" for number in range(8))
OTHERS = tuple(f"n{number}.{HOST}" for number in range(8))

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

    @property
    def rest(self) -> float:
        """What no part holds: fetching, robots, the event loop, hand-over to threads and workers."""
        return self.total - self.parts.total()


@dataclass(slots=True, kw_only=True)
class Round:
    """One run: the pages at first sight, the same pages told again by other outlets, and the peer's time for them."""

    first: Taken = field(default_factory=Taken)
    again: Taken = field(default_factory=Taken)
    #: CPU seconds of the peer over all pages, taken chunk by chunk between ours
    peer: float = 0.0


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
        timing = Timing(settle=0.0, spread=0.0)
        moment = self.now
        clock = Clock(now=lambda: moment, monotonic=time.monotonic)
        service = app.build(
            settings,
            clock=clock,
            timing=timing,
            press=dict.fromkeys((HOST, *HOSTS, *OTHERS), port),
            targets=lambda: both(1, "de"),
        )
        service.world.work = as_worker
        return service

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def run(self, port: int, peer: Callable[[bytes], object] = lambda _page: None) -> Round:
        """Reads and decides every page at first sight, a few at a time, the peer's turn between; then each once more as
        other outlets' article. CPU seconds of this process, threads included."""
        with tempfile.TemporaryDirectory(prefix="monitor-bench-") as copy:
            data = Path(copy) / "data"
            shutil.copytree(self.settings.data, data)
            return asyncio.run(self._run(self.settings.model_copy(update={"data": data}), port, peer))

    async def _run(self, settings: Settings, port: int, peer: Callable[[bytes], object]) -> Round:
        done = Round()
        service = self._service(settings, port)
        try:
            await service.prepare()
            for numbers in _chunks(len(self.pages), len(HOSTS)):
                started = time.process_time()
                for number in numbers:
                    peer(self.pages[number])
                done.peer += time.process_time() - started
                await self._take(service.world, numbers, HOSTS, done.first)
            done.first.articles, done.first.facts = await service.world.looked_up(_counts)
            for numbers in _chunks(len(self.pages), len(OTHERS)):
                await self._take(service.world, numbers, OTHERS, done.again)
            articles, facts = await service.world.looked_up(_counts)
            done.again.articles, done.again.facts = articles - done.first.articles, facts - done.first.facts
        finally:
            await service.close()
        return done

    async def _take(self, world: World, numbers: range, hosts: Sequence[str], taken: Taken) -> None:
        """Some waiting articles, to their decisions."""
        await world.stored(announce, numbers, self.now, hosts)
        with watched(taken):
            started = time.process_time()
            while await work_articles(world):
                await world.finished()
            taken.total += time.process_time() - started


def _chunks(count: int, size: int) -> list[range]:
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def announce(session: Session, numbers: Iterable[int], now: datetime, hosts: Sequence[str] = (HOST,)) -> None:
    """Articles that wait for their first visit, as a feed would have named them."""
    for number in numbers:
        host = hosts[number % len(hosts)]
        address, due = f"http://{host}/{number}", now - timedelta(seconds=1)
        session.add(ArticleRow(url=address, link=address, host=host, found_at=now, next_visit_at=due))


async def as_worker(function: Any, *arguments: Any) -> Any:
    function, arguments = pickle.loads(pickle.dumps((function, arguments)))
    return pickle.loads(pickle.dumps(function(*arguments)))


def _counts(session: Session) -> tuple[int, int]:
    ask = session.connection().exec_driver_sql
    read = ask("SELECT count(*) FROM article WHERE state IN ('read', 'teaser') AND origin = 'feed'").scalar_one()
    return read, ask("SELECT count(*) FROM fact").scalar_one()


#: part -> where its function stands (looked up there by name with each call)
PARTS: dict[str, tuple[tuple[Any, str], ...]] = {
    "extraction": ((monitor.articles, "extract"),),
    "pre-filter": ((monitor.articles, "shows"),),
    "sketch": ((monitor.articles, "sketch"),),
    "reading": ((monitor.reading, "observe"),),
    "lease": ((stored, "due_hosts"), (stored, "lease_next"), (stored, "in_line")),
    "commit": ((Session, "commit"),),
    "ledger and store": ((decide, "decide"), (decide, "decide_live")),
}


@contextmanager
def watched(taken: Taken, parts: Mapping[str, Sequence[tuple[Any, str]]] = PARTS) -> Iterator[None]:
    """Times the parts where they stand, each in its own thread's CPU; of nested parts only the outer one counts."""
    inside = threading.local()
    with ExitStack() as stack:
        for part, places in parts.items():
            for place, name in places:
                if hasattr(place, name):
                    timed = _timed(taken, part, getattr(place, name), inside)
                    stack.enter_context(mock.patch.object(place, name, timed))
        yield


def _timed(taken: Taken, part: str, function: Any, inside: Any) -> Any:
    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        if getattr(inside, "part", None):
            return function(*arguments, **named)
        inside.part, started = part, time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            taken.parts[part] += time.thread_time() - started
            inside.part = None

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
