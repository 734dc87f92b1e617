"""Polling with our bookkeeping beside lemon24/reader, CPU seconds of the polling process, server in another one.

The peer is not one of our dependencies: give the interpreter of an environment that has it, BENCH_PEER=/path/to/python
(`python3 -m venv peer && peer/bin/pip install reader`). Without it only our own figures are printed.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
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
import json, sys, tempfile, time, urllib.request
from reader import make_reader
port, count = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    reader = make_reader(folder + "/db.sqlite")
    for n in range(count):
        reader.add_feed(f"http://127.0.0.1:{port}/feed/{n}")
    reader.update_feeds(scheduled=False)
    taken = []
    for tick in (False, True, False, True):
        if tick:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/tick").read()
        else:
            reader.update_feeds(scheduled=False)
        started = time.process_time()
        reader.update_feeds(scheduled=False)
        taken.append(time.process_time() - started)
    print(json.dumps({"unchanged": min(taken[0], taken[2]) / count, "changed": min(taken[1], taken[3]) / count}))
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


def peer(port: int) -> dict[str, float] | None:
    """CPU seconds per feed of lemon24/reader, None when no peer is given."""
    python = os.environ.get("BENCH_PEER")
    if not python:
        return None
    ran = subprocess.run([python, "-c", PEER, str(port), str(FEEDS)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def ours(port: int) -> dict[str, float]:
    """CPU seconds per feed of our poll, parsing included (it runs in this process here), rows written to SQLite."""
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        return asyncio.run(_ours(port, Path(folder)))


async def _ours(port: int, folder: Path) -> dict[str, float]:
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
    taken = {"unchanged": float("inf"), "changed": float("inf")}
    try:
        await service.prepare()
        await _round(service.world)
        await _round(service.world)
        for _ in range(2):
            taken["unchanged"] = min(taken["unchanged"], await _round(service.world))
            await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{port}/tick")
            taken["changed"] = min(taken["changed"], await _round(service.world))
    finally:
        await service.close()
    return {name: seconds / FEEDS for name, seconds in taken.items()}


async def _round(world) -> float:  # type: ignore[no-untyped-def]
    await world.stored(_all_due, world.clock.now())
    started = time.process_time()
    while await poll_due(world):
        await world.finished()
    return time.process_time() - started


def _all_due(session: Session, now) -> None:  # type: ignore[no-untyped-def]
    for feed in feeds.all_feeds(session):
        feeds.hurry(session, feed.id, now)
