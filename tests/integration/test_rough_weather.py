"""Feeds over days and beside servers that misbehave in every way: nobody waits for them, nothing is lost, nothing grows."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import app
from monitor.engine import Timing, round_once
from monitor.settings import Settings
from monitor.store import Session, feeds
from tests.integration.newsroom import FakeClock
from tests.integration.rough_press import KINDS, Steady

WATCHLIST = """\
name: Hochwasser in Altstadt
feeds:
{feeds}
about: [Pegel]
claims:
  - id: pegel
    question: Wie viele Menschen mussten wegen des Pegels ihre Häuser verlassen?
    kind: figure
    counts: [Mensch]
    with: [verlassen]
"""


@contextmanager
def press(mode: str, seed: int = 7) -> Iterator[tuple[int, float]]:
    """Port of a press, and when it started."""
    command = [sys.executable, "-m", "tests.integration.rough_press", mode, str(seed)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        port, started = process.stdout.readline().split()
        yield int(port), float(started)
    finally:
        process.communicate("")


def settings_in(folder: Path, hosts: list[str], **more: object) -> Settings:
    lists = folder / "watchlists"
    lists.mkdir()
    lines = "\n".join(f"  - http://{host}/feed.xml" for host in hosts)
    (lists / "wasser.yaml").write_text(WATCHLIST.format(feeds=lines), "utf-8")
    return Settings(
        _env_file=None,
        data=folder / "data",
        watchlists=lists,
        corpus=folder / "none",
        **{"host_gap": 0.0, "pages_per_hour": 1_000_000, **more},  # type: ignore[arg-type]
    )


def lateness(session: Session, started: float, since: float, until: float, *, step: float, read: bool) -> list[float]:
    """Seconds from print to feed entry of every article that the good server printed in a span; inf: lost (`read`: or
    its page was not read)."""
    rows = session.connection().exec_driver_sql(
        "SELECT entry.link, entry.found_at, article.state FROM entry JOIN article ON article.id = entry.article_id "
        "WHERE article.host = 'gut.test'"
    )
    found = {
        int(link.rpartition("/")[2]): datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
        for link, at, state in rows
        if not read or state in {"read", "gated"}
    }
    numbers = range(int((since - started) / step) + 1, int((until - started) / step))
    return [found.get(number, float("inf")) - (started + number * step) for number in numbers]


async def beside(
    folder: Path, *, bad: int, every: float, seconds: float, step: int, read: bool
) -> tuple[list[float], float]:
    """How late each article of the good server was while so many bad ones were visited beside it, and the longest time
    for which this machine itself stood still."""
    hosts = ["gut.test", *(f"{KINDS[n % len(KINDS)]}-{n}.test" for n in range(bad))]
    limits = {"fetch_total": every / 2, "fetch_idle": every / 3, "fetch_connect": every / 3, "work_seconds": 15.0}
    # manners are to this interval what five seconds and sixty pages an hour are to ten minutes
    limits |= {"host_gap": every / 120, "pages_per_hour": int(60 * 600 / every)}
    with press("bad", step) as (port, started):
        settings = settings_in(folder, hosts, poll_every=every, **limits)
        timing = Timing(poll=0.2, work=0.2, care=5.0, settle=0.0, spread=every, lease=every * 10)
        service = app.build(settings, timing=timing, press=dict.fromkeys(hosts, port), targets=lambda: ())
        await service.start(web=False)
        began = time.time()
        stood = await _standstill(seconds)
        with service.store.read() as session:
            late = lateness(session, started, began + every, time.time() - 2 * every, step=step, read=read)
            assert feeds.counts(session).get("failing", 0) >= bad * 0.6
        await service.stop()
    return late, stood


async def _standstill(seconds: float) -> float:
    """Waits; the most by which a tenth of a second with a turn in another thread took longer than it should."""
    ends, worst = time.monotonic() + seconds, 0.0
    while (began := time.monotonic()) < ends:
        await asyncio.sleep(0.1)
        await asyncio.to_thread(int)
        worst = max(worst, time.monotonic() - began - 0.1)
    return worst


async def test_bad_servers_beside_a_good_one_do_not_make_its_news_late(tmp_path: Path) -> None:
    every = 4.0
    late, stood = await beside(tmp_path, bad=len(KINDS), every=every, seconds=18.0, step=1, read=False)
    assert len(late) >= 5
    assert max(late) <= 2 * every + stood


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_a_hundred_bad_servers_do_not_either(tmp_path: Path) -> None:
    every = 30.0
    late, stood = await beside(tmp_path, bad=100, every=every, seconds=330.0, step=5, read=True)
    print(
        f"{len(late)} articles, late by {max(late):.1f} s at most, interval {every} s, machine stood still {stood:.1f} s"
    )
    assert len(late) >= 40
    assert max(late) <= 2 * every + stood


@dataclass(frozen=True, kw_only=True)
class Days:
    """What a long run came to."""

    printed: int
    read: int
    megabytes: float
    descriptors: int


async def _held(service: app.Service) -> tuple[float, int]:
    """Megabytes of memory in use by this process, and its open descriptors, connections that wait for a next request
    closed."""
    assert service.fetcher is not None
    await service.fetcher.close()
    await asyncio.sleep(0.1)
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(os.listdir("/proc/self/fd"))


async def days(folder: Path, *, papers: int, hours: float, warm: float, calm: float, step: float) -> Days:
    """Polls papers over simulated hours with one answer in a hundred at fault, then over `calm` hours without faults.

    Articles of the last two hours are not asked for: they may still wait for the next visit to their feed.
    """
    hosts = [f"blatt-{n}.test" for n in range(papers)]
    with press("steady") as (port, _):
        clock = FakeClock(datetime.fromtimestamp(Steady.START, UTC))
        settings = settings_in(folder, hosts, work_seconds=15.0)
        timing = Timing(settle=0.0, spread=300.0, batch=0.05)
        service = app.build(
            settings, clock=clock.clock, timing=timing, press=dict.fromkeys(hosts, port), targets=lambda: ()
        )
        await service.prepare()
        before: tuple[float, int] | None = None
        for turn in range(int((hours + calm) * 3600 / step)):
            await _set_time(port, clock.wall.timestamp(), faults=turn * step < hours * 3600)
            await round_once(service.world)
            clock.go(step)
            if before is None and turn * step >= warm * 3600:
                before = await _held(service)
        assert before is not None
        after = await _held(service)
        end = clock.wall.timestamp() - 2 * 3600.0
        with service.store.read() as session:
            rows = session.connection().exec_driver_sql("SELECT link FROM article WHERE state IN ('read', 'gated')")
            read = {row[0] for row in rows}
        await service.close()
    wanted = {
        f"http://{host}/a/{k}"
        for n, host in enumerate(hosts)
        for k in range(1, int((end - Steady.START) / Steady.rhythm(n)) + 1)
    }
    missed = len(wanted - read)
    return Days(
        printed=len(wanted), read=len(wanted) - missed, megabytes=after[0] - before[0], descriptors=after[1] - before[1]
    )


async def _set_time(port: int, now: float, *, faults: bool) -> None:
    url = f"http://127.0.0.1:{port}/time/{now}{'' if faults else '!'}"
    await asyncio.to_thread(lambda: urllib.request.urlopen(url).read())


async def test_hours_with_faults_lose_nothing(tmp_path: Path) -> None:
    found = await days(tmp_path, papers=3, hours=6.0, warm=3.0, calm=6.0, step=600.0)
    assert found.read == found.printed >= 12
    assert found.descriptors <= 5


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_forty_feeds_over_three_days_lose_nothing_and_grow_nothing(tmp_path: Path) -> None:
    found = await days(tmp_path, papers=40, hours=72.0, warm=12.0, calm=14.0, step=300.0)
    print(found)
    assert found.read == found.printed >= 800
    assert found.megabytes < 50
    assert found.descriptors <= 5
