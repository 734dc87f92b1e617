"""Several machines in figures: `python -m tests.bench.machines [--pages N] [--rounds N] [growth|overhead|workers]`.

    overhead   CPU that only several machines need, per article: the same articles through one process's engine and
               through a worker that is called by the queue, both on a real PostgreSQL; this process and the server
               together. Beside it what guards cost that one process needs not: named locks and the fence.
    growth     throughput of extraction alone, one and two reading processes behind the real pool
    workers    throughput of whole `monitor worker --kind read` processes, one and two, pages waiting in PostgreSQL

CPU times bear a busy machine; `growth` and `workers` are wall times and want a quiet one. Rounds go in turn (1 2 1 2 …),
medians count. Pages are made up, as dense and as large as real ones.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import text

from monitor.adapters.pool import Pool
from monitor.adapters.queue import Queue
from monitor.clock import Clock
from monitor.engine import Worker, World, hand_out, work_articles
from monitor.engine.turns import Turns
from monitor.engine.watch import look_again
from monitor.feeds.model import Fetched, FetchRequest
from monitor.reader import PageRead, read_page
from monitor.settings import Settings
from monitor.store import Session, Store, claims, fence, parcels, watchlists
from monitor.store.server import plain
from monitor.store.tables import ArticleRow
from monitor.watchlist import anchors, read_watchlist
from tests import postgres
from tests.bench import texts

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
TICKS = os.sysconf("SC_CLK_TCK")
#: hosts that the articles come from
HOSTS = 40
LISTS = [
    f"name: Thema {number}\nabout: [{word}]\nclaims:\n  - id: a\n    question: Wie viele?\n    kind: figure\n"
    f"    counts: [Mensch]\n    about: [{word}]\n"
    for number, word in enumerate(("Nordkorea", "Warnstreik"))
]
WORDS = tuple(sorted({word for one in LISTS for word in anchors(read_watchlist(one, id="x"))}))


def told(what: str, value: float, unit: str) -> None:
    print(json.dumps({"what": what, "value": round(value, 3), "unit": unit}), flush=True)


def address(number: int) -> str:
    return f"https://blatt{number % HOSTS}.example/{number}"


def filled(url: str, count: int) -> Store:
    """A database in which so many articles wait for their visit, with two watchlists."""
    store = Store.open(url)
    with store.write() as session:
        for number, words in enumerate(LISTS):
            id = f"thema-{number}"
            watchlists.put_in_force(session, id, digest=id, text=words, author="bench", now=NOW)
            claims.sync(session, read_watchlist(words, id=id), NOW)
        add(session, range(count))
    return store


def add(session: Session, numbers: Iterable[int]) -> None:
    for number in numbers:
        url, host = address(number), f"blatt{number % HOSTS}.example"
        session.add(ArticleRow(url=url, link=url, host=host, found_at=NOW, next_visit_at=NOW))


def count(store: Store, query: str) -> int:
    with store.read() as session:
        return int(session.execute(text(query)).scalar() or 0)


# --- what only several machines need ------------------------------------------------------------------------------


def server_cpu() -> float:
    """Seconds of CPU that the test's own PostgreSQL has used, its processes that ended included."""
    server, used = postgres.server(), 0
    assert isinstance(server, postgres.Server), "MONITOR_TEST_POSTGRES: the CPU of a foreign server cannot be seen"
    for pid in (path.name for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            words = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(pid) == server.pid:
            used += sum(int(word) for word in words[11:15])
        elif int(words[1]) == server.pid:
            used += int(words[11]) + int(words[12])
    return used / TICKS


class Meter:
    """CPU of this process and of the server, since the last look."""

    def __init__(self) -> None:
        self.own, self.server = time.process_time(), server_cpu()

    def read(self) -> float:
        found = time.process_time() - self.own + server_cpu() - self.server
        self.__init__()  # type: ignore[misc]
        return found


class Flow:
    """The engine on a PostgreSQL without network and without reading: what came out of the pages is known."""

    def __init__(self, read: dict[str, PageRead]) -> None:
        self.read = read
        self.calls = 0

    def world(self, store: Store, *, turns: Turns | None) -> World:
        async def fetch(request: FetchRequest) -> Fetched:
            if turns is not None:
                host = request.url.split("/")[2]
                await turns.take(host, page=True)
                await turns.give(host, gap=0.0)
            return Fetched(url=request.url, final_url=request.url, status=200, body=b"x")

        async def work(_function: object, _body: bytes, url: str, *_more: object) -> PageRead:
            return self.read[url]

        clock = Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)
        settings = Settings(_env_file=None, contact="redaktion@monitor.news")
        return World(store=store, clock=clock, settings=settings, fetch=fetch, work=work)

    def one(self) -> float:
        """CPU per article of one process that does everything, as `monitor run` does on PostgreSQL."""
        return self._measured(None, self._alone)

    def several(self) -> float:
        """CPU per article of a worker among several, with all calls that a leader makes for it."""
        return self._measured("bench", self._called)

    def _measured(self, owner: str | None, doing: Callable[[World, str], Any]) -> float:
        url = postgres.fresh()
        store = filled(url, HOSTS)  # these warm connections and plans, the others are measured
        turns = Turns(store=store, owner=owner, pages=10_000) if owner else None
        try:
            used: float = asyncio.run(doing(self.world(store, turns=turns), url))
            assert count(store, "SELECT count(*) FROM revision") >= len(self.read) * 0.9
        finally:
            store.close()
            postgres.drop(url)
        return used / (len(self.read) - HOSTS)

    def _rest(self, store: Store) -> Meter:
        with store.write() as session:
            add(session, range(HOSTS, len(self.read)))
        return Meter()

    async def _alone(self, world: World, _url: str) -> float:
        await look_again(world)
        await self._work_off(world)
        meter = self._rest(world.store)
        await self._work_off(world)
        return meter.read()

    async def _work_off(self, world: World) -> None:
        while await work_articles(world):
            await world.finished()

    async def _called(self, world: World, url: str) -> float:
        await look_again(world)
        queue = Queue(plain(url), {"visit": lambda key: worker.visit(key)})
        worker = Worker(world=world, owner="bench", call=queue.call)
        await queue.open()
        answering = asyncio.create_task(queue.work("visit", name="bench"))
        await self._call_out(world, queue)
        meter, self.calls = self._rest(world.store), 0
        await self._call_out(world, queue)
        used = meter.read()
        answering.cancel()
        await asyncio.wait([answering])
        await queue.close()
        return used

    async def _call_out(self, world: World, queue: Queue) -> None:
        """What the leader does, until nothing is left."""

        async def call(step: str, key: str) -> bool:
            new = await queue.call(step, key)
            self.calls += new
            return new

        pending = "SELECT count(*) FROM article WHERE state = 'pending'"
        while await asyncio.to_thread(count, world.store, pending):
            await hand_out(world, call)
            await asyncio.sleep(world.timing.work)
        await world.finished()


def guards(rounds: int = 400) -> float:
    """CPU per article of what protects several machines from each other inside the transactions of one."""
    url = postgres.fresh()
    store = filled(url, HOSTS)
    lease = NOW + timedelta(seconds=300)
    with store.write() as session:
        session.execute(text("UPDATE article SET lease_until = :lease"), {"lease": lease})
    with store.read() as session:
        numbers = watchlists.numbers(session)

    def guarded(number: int) -> None:
        with store.write(f"article:{number}", "claims:thema-0") as session:
            fence.pass_or_raise(session, number % HOSTS + 1, lease, numbers)

    def plainly(number: int) -> None:
        with store.write() as session:
            session.connection()

    used = {}
    for doing in (plainly, guarded, plainly, guarded):
        meter = Meter()
        for number in range(rounds):
            doing(number)
        used[doing] = meter.read() / rounds
    store.close()
    postgres.drop(url)
    return used[guarded] - used[plainly]


def overhead(pages: list[bytes], rounds: int) -> None:
    read_page(pages[0], address(0), WORDS, NOW)
    began = time.process_time()
    found = [read_page(body, address(number), WORDS, NOW) for number, body in enumerate(pages)]
    reading = (time.process_time() - began) / len(pages)
    known = {
        address(number): replace(one, page=replace(one.page, url=address(number)) if one.page else None)
        for number, one in enumerate(found)
    }
    flow = Flow(known)
    one, several = [], []
    for _ in range(rounds):
        one.append(flow.one())
        several.append(flow.several())
    alone, more, guard = statistics.median(one), statistics.median(several), guards()
    cost, extra = reading + alone - guard, more - alone + guard
    told("gate, extraction and reading of a page", reading * 1000, "ms")
    told("fetching queue, decision and storing, one process on PostgreSQL", (alone - guard) * 1000, "ms")
    told("named locks and fence", guard * 1000, "ms")
    told("calls, leases and turns of a worker among several", (more - alone) * 1000, "ms")
    told("articles per call of the queue", (len(pages) - HOSTS) / max(1, flow.calls), "")
    told("all of it, share of an article's cost", 100 * extra / cost, "%")
    told("all of it, share of a page's reading alone", 100 * extra / reading, "%")


# --- throughput ---------------------------------------------------------------------------------------------------


async def _pool_rate(pool: Pool, pages: list[bytes]) -> float:
    began = time.monotonic()
    jobs = (pool.run(read_page, body, address(number), WORDS, NOW) for number, body in enumerate(pages))
    await asyncio.gather(*jobs)
    return len(pages) / (time.monotonic() - began)


async def growth(pages: list[bytes], rounds: int) -> None:
    pools = {workers: Pool(workers=workers, tasks=10**9) for workers in (1, 2)}
    for pool in pools.values():
        await _pool_rate(pool, pages[:40])
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, pool in pools.items():
            rates[workers].append(await _pool_rate(pool, pages))
    for workers, pool in pools.items():
        await pool.close()
        told(f"extraction and reading, {workers} process(es)", statistics.median(rates[workers]), "pages/s")
    told("growth from one to two reading processes", growth_of(rates), "x")


def growth_of(rates: dict[int, list[float]]) -> float:
    """Median of the ratios of neighbouring rounds: what slows a round down slows both of its halves."""
    return statistics.median(two / one for one, two in zip(rates[1], rates[2], strict=True))


def worker_rate(pages: list[bytes], workers: int, folder: Path) -> float:
    """Pages per second of so many worker processes, from their second handfuls on (a start costs seconds)."""
    url = postgres.fresh()
    store = filled(url, len(pages))
    with store.write() as session:
        for number, body in enumerate(pages):
            fetched = Fetched(url=address(number), final_url=address(number), status=200, body=body)
            parcels.add(session, number + 1, fetched, NOW)
    environ = os.environ | {
        "MONITOR_DATABASE": plain(url), "MONITOR_DATA": str(folder), "MONITOR_CONTACT": "redaktion@monitor.news",
        "MONITOR_WORKERS": "1", "MONITOR_LOG_LEVEL": os.environ.get("MONITOR_LOG_LEVEL", "WARNING"),
    }  # fmt: skip
    command = [sys.executable, "-m", "monitor", "worker", "--kind", "read"]
    running = [subprocess.Popen(command, env=environ) for _ in range(workers)]
    try:
        asyncio.run(_call(url))
        began = first = 0.0
        for left in _left(store):
            if not began and left <= len(pages) - 32 * workers:
                began, first = time.monotonic(), left
            if not left:
                break
        return first / (time.monotonic() - began)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(40)
        store.close()
        postgres.drop(url)


async def _call(url: str) -> None:
    queue = Queue(plain(url))
    await queue.open()
    for number in range(16):
        await queue.call("read", str(number))
    await queue.close()


def _left(store: Store) -> Iterator[int]:
    while True:
        yield count(store, "SELECT count(*) FROM parcel")
        time.sleep(0.1)


def whole_workers(pages: list[bytes], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for workers, found in rates.items():
                found.append(worker_rate(pages, workers, Path(folder)))
    for workers, found in rates.items():
        told(f"whole worker(s), pages from the database, {workers}", statistics.median(found), "pages/s")
    told("growth from one to two whole workers (on one machine with the server)", growth_of(rates), "x")


def main() -> None:
    """The figures asked for, all by default."""
    known = ("overhead", "growth", "workers")
    parser = argparse.ArgumentParser(prog="python -m tests.bench.machines")
    parser.add_argument("figures", nargs="*", metavar="|".join(known))
    parser.add_argument("--pages", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    pages = texts.pages(asked.pages, dense=False)
    if asked.figures and not set(asked.figures) <= set(known):
        parser.error(" ".join(known))
    for name in asked.figures or known:
        if name == "overhead":
            overhead(pages, asked.rounds)
        elif name == "growth":
            asyncio.run(growth(pages, asked.rounds))
        else:
            whole_workers(pages, asked.rounds)


if __name__ == "__main__":
    main()
