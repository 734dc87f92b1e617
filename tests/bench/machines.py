"""Several machines in figures: `python -m tests.bench.machines [PAGES]`.

Pages (made up, as dense and as large as real ones) wait handed on in a real PostgreSQL; then one, and then two `cpu` workers (processes of the real wiring,
one reading process each) read and decide them; the ratio of the two rates is the throughput's growth. What the queue
costs is the CPU time of everything that only several machines need (handing on, taking, calls) beside that of a page's
extraction, reading and decision. Wall times want a quiet machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from monitor.adapters.queue import Queue
from monitor.engine.machines import HANDFUL
from monitor.engine.turns import Turns
from monitor.feeds.model import Fetched
from monitor.reader import on_topic, read_page
from monitor.store import Store, claims, parcels, watchlists
from monitor.store.server import plain
from monitor.store.tables import ArticleRow
from monitor.watchlist import anchors, read_watchlist
from tests import postgres
from tests.bench import texts

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
LISTS = [
    f"name: Thema {number}\nabout: [{word}]\nclaims:\n  - id: a\n    question: Wie viele?\n    kind: figure\n"
    f"    counts: [Mensch]\n    about: [{word}]\n"
    for number, word in enumerate(("Nordkorea", "Warnstreik"))
]


def told(what: str, value: float, unit: str) -> None:
    print(json.dumps({"what": what, "value": round(value, 3), "unit": unit}), flush=True)


def filled(url: str, pages: list[bytes]) -> Store:
    """A database in which these pages wait to be read."""
    store = Store.open(url)
    with store.write() as session:
        for number, words in enumerate(LISTS):
            id = f"thema-{number}"
            watchlists.put_in_force(session, id, digest=id, text=words, author="bench", now=NOW)
            claims.sync(session, read_watchlist(words, id=id), NOW)
        for number, body in enumerate(pages):
            address = f"https://blatt{number % 20}.example/{number}"
            row = ArticleRow(url=address, link=address, host=f"blatt{number % 20}.example", found_at=NOW)
            session.add(row)
            session.flush()
            assert row.id is not None
            parcels.add(session, row.id, Fetched(url=address, final_url=address, status=200, body=body), NOW)
    return store


def rate(pages: list[bytes], workers: int, folder: Path) -> float:
    """Pages per second of so many workers, from the second handful on (a start costs seconds)."""
    url = postgres.fresh()
    store = filled(url, pages)
    environ = os.environ | {
        "MONITOR_DATABASE": plain(url), "MONITOR_DATA": str(folder), "MONITOR_CONTACT": "redaktion@monitor.news",
        "MONITOR_WORKERS": "1", "MONITOR_LOG_LEVEL": os.environ.get("MONITOR_LOG_LEVEL", "WARNING"),
    }  # fmt: skip
    command = [sys.executable, "-m", "monitor", "worker", "--kind", "cpu"]
    running = [subprocess.Popen(command, env=environ) for _ in range(workers)]
    try:
        asyncio.run(_call(url, len(pages)))
        skipped = workers * HANDFUL * 2
        _wait(store, len(pages) - skipped)
        began, first = time.monotonic(), _left(store)
        _wait(store, 0)
        return first / (time.monotonic() - began)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(40)
        store.close()
        postgres.drop(url)


async def _call(url: str, pages: int) -> None:
    queue = Queue(plain(url))
    await queue.open()
    for number in range(min(16, pages)):
        await queue.call("read", str(number))
    await queue.close()


async def _turns(turns: Turns, count: int) -> None:
    for _ in range(count):
        await turns.take("blatt.example", page=True)
        await turns.give("blatt.example", gap=0.0)


def _left(store: Store) -> int:
    with store.read() as session:
        return int(session.execute(text("SELECT count(*) FROM parcel")).scalar() or 0)


def _wait(store: Store, left: int) -> None:
    while _left(store) > left:
        time.sleep(0.02)


def cpu(run: Any) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def overhead(pages: list[bytes]) -> None:
    """CPU of this process (the server's own is not in it) for the queue's part and for the page itself."""
    url = postgres.fresh()
    words = tuple(sorted({word for one in LISTS for word in anchors(read_watchlist(one, id="x"))}))
    read_page(pages[0], "https://x.example/", words, NOW)
    reading = cpu(lambda: [read_page(body, "https://x.example/", words, NOW) for body in pages]) / len(pages)
    gate = cpu(lambda: [on_topic(body, words) for body in pages]) / len(pages)
    empty = cpu(lambda: filled(url, []).close())
    postgres.drop(url)
    url = postgres.fresh()
    handing = (cpu(lambda: filled(url, pages).close()) - empty) / len(pages)
    store = Store.open(url)

    def take() -> None:
        while True:
            with store.write("parcels") as session:
                taken = parcels.take(session, "bench", NOW, seconds=60, most=HANDFUL)
            if not taken:
                return
            for parcel in taken:
                with store.write(f"article:{parcel.article_id}") as session:
                    parcels.finish(session, parcel.article_id, "bench")

    taking = cpu(take) / len(pages)
    turns = Turns(store=store, owner="bench", pages=10_000)
    asyncio.run(_turns(turns, 1))
    pace = cpu(lambda: asyncio.run(_turns(turns, 100))) / 100
    calls = cpu(lambda: asyncio.run(_call(url, 16))) / 16 / HANDFUL
    store.close()
    postgres.drop(url)
    told("a page's extraction and reading", reading * 1000, "ms")
    told("gate, once more than on one machine", gate * 1000, "ms")
    told("handing on (with the article's row)", handing * 1000, "ms")
    told("taking and finishing", taking * 1000, "ms")
    told("calls, a handful each", calls * 1000, "ms")
    told("a host's turn, taken and given back", pace * 1000, "ms")
    told("queue alone, share of a page's reading", 100 * calls / reading, "%")
    told(
        "workers of one kind each: all of it, share of a page's reading",
        100 * (handing + taking + calls) / reading,
        "%",
    )


def main() -> None:
    """Both figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    pages = texts.pages(count, dense=False)
    overhead(pages[:100])
    with tempfile.TemporaryDirectory() as folder:
        rates = {workers: [rate(pages, workers, Path(folder)) for _ in range(2)] for workers in (1, 2)}
    for workers, found in rates.items():
        told(f"{workers} worker(s), better of two", max(found), "pages/s")
    told("growth from one to two workers", max(rates[2]) / max(rates[1]), "x")


if __name__ == "__main__":
    main()
