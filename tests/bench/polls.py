"""Polling with our bookkeeping beside lemon24/reader, CPU seconds of the polling process, server in another one.

The peer is not one of our dependencies: give the interpreter of an environment that has it, BENCH_PEER=/path/to/python
(`python3 -m venv peer && peer/bin/pip install reader`). Without it only our own figures are printed.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor import app
from monitor.demo.stage import set_stage
from monitor.engine import Timing, poll_due
from monitor.store import Session, feeds

FEEDS = int(os.environ.get("BENCH_FEEDS", "500"))
WATCHLIST = """name: Alles
about: [Haushalt]
claims:
  - {{id: a, question: Wie viele?, kind: figure, counts: [Stimme]}}
feeds:
{feeds}
"""


PEER = """
import sys, tempfile, time
from reader import make_reader
port, count = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    reader = make_reader(folder + "/db.sqlite")
    for n in range(count):
        reader.add_feed(f"http://127.0.0.1:{port}/feed/{n}")
    reader.update_feeds(scheduled=False)
    reader.update_feeds(scheduled=False)
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.process_time()
        reader.update_feeds(scheduled=False)
        print((time.process_time() - started) / count, flush=True)
"""


@contextmanager
def server() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.feedserver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.communicate("")


@contextmanager
def peer(port: int) -> Iterator[Callable[[], float] | None]:
    """Lets lemon24/reader visit all feeds once and tells its CPU seconds per feed; None when no peer is given."""
    python = os.environ.get("BENCH_PEER")
    if not python:
        yield None
        return
    command = [python, "-c", PEER, str(port), str(FEEDS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    given, told = process.stdin, process.stdout

    def visit() -> float:
        given.write("\n")
        given.flush()
        return float(told.readline())

    try:
        assert told.readline() == "ready\n"
        yield visit
    finally:
        process.communicate("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """CPU seconds per feed and round, ours and the peer's in turn, so that a busy machine troubles both."""

    ours: dict[str, list[float]]
    theirs: dict[str, list[float]]

    def ratios(self, kind: str) -> tuple[float, ...]:
        """How many times as much the peer takes, round by round; empty without a peer."""
        return tuple(other / own for other, own in zip(self.theirs[kind], self.ours[kind], strict=False))


def measure(*, rounds: int) -> Polled:
    """Rounds of unchanged and of changed feeds; parsing runs in this process, rows are written to SQLite."""
    with server() as port, peer(port) as other, tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        return asyncio.run(_measure(port, Path(folder), other, rounds))


async def _measure(port: int, folder: Path, other: Callable[[], float] | None, rounds: int) -> Polled:
    settings = set_stage(folder, (), port=0, language="de")
    for file in settings.watchlists.iterdir():
        file.unlink()
    hosts = [f"feed{n}.example" for n in range(FEEDS)]
    listed = "".join(f"  - http://{host}/feed/{n}\n" for n, host in enumerate(hosts))
    (settings.watchlists / "alles.yaml").write_text(WATCHLIST.format(feeds=listed), "utf-8")
    timing = Timing(poll=1, work=1, send=1, reload=1, care=60, settle=0.0, spread=0.0)
    service = app.build(settings, timing=timing, press=dict.fromkeys(hosts, port), targets=lambda: ())

    async def here(function, *arguments):  # type: ignore[no-untyped-def]
        return function(*arguments)

    service.world.work = here
    ours: dict[str, list[float]] = {"unchanged": [], "changed": []}
    theirs: dict[str, list[float]] = {"unchanged": [], "changed": []}
    try:
        await service.prepare()
        await _round(service.world)
        await _round(service.world)
        for _ in range(rounds):
            for kind in ("unchanged", "changed"):
                if kind == "changed":
                    await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{port}/tick")
                ours[kind].append(await _round(service.world) / FEEDS)
                if other is not None:
                    theirs[kind].append(await asyncio.to_thread(other))
    finally:
        await service.close()
    return Polled(ours=ours, theirs=theirs)


async def _round(world) -> float:  # type: ignore[no-untyped-def]
    await world.stored(_all_due, world.clock.now())
    started = time.process_time()
    while await poll_due(world):
        await world.finished()
    return time.process_time() - started


def _all_due(session: Session, now) -> None:  # type: ignore[no-untyped-def]
    for feed in feeds.all_feeds(session):
        feeds.hurry(session, feed.id, now)
