"""A day of the real service by a clock that jumps: where its CPU goes, stage by stage.

Scheduler, steps, store, fetching over loopback, readers, ledger, outbox: all as in `monitor run`, with its own intervals
and manners; only the hosts are made up, messages go nowhere, readers work in the same process (what goes to them is
pickled both ways), and the dashboard stays shut. `python -m tests.bench day` lives the day of docs/performance.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import mmap
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
from asyncio import events
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval

import monitor.articles
import monitor.feeds
import monitor.reading
from monitor import app
from monitor.adapters.wire import Wire
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.clock import Clock
from monitor.demo.stage import set_stage
from monitor.demo.stage import targets as both
from monitor.engine import Timing, decide
from monitor.store import Session
from tests.bench import flow
from tests.bench.measure import Measure
from tests.bench.virtual import VirtualLoop, clock_of

START = datetime(2025, 4, 28, 4, 0, tzinfo=UTC)

#: stage -> functions timed where they stand
PARTS: dict[str, tuple[tuple[Any, str], ...]] = {
    "extraction": ((monitor.articles, "extract"),),
    "pre-filter": ((monitor.articles, "shows"),),
    "near-duplicate sketch": ((monitor.articles, "sketch"),),
    "reading": ((monitor.reading, "observe"),),
    "feed parsing": ((monitor.feeds, "read_feed"),),
    "ledger and its rows": ((decide, "decide"), (decide, "decide_live")),
    "commits": ((Session, "commit"),),
}
#: stage -> what its steps and threads are called; the first that fits
STAGES = (
    ("watchlist files looked at", r"job reload|\.watch\.|watchlists"),
    ("outbox and sender", r"outbox|[Ss]ender|deliver"),
    (
        "lease, care, backup, keeping",
        r"job (?:care|lease|keeping)|\.care\.|\.service\.|\.ops\.|renew|lock|backup|retention",
    ),
    ("feeds: what is due, asking, writing down", r"job poll|poll|\.feeds\.|entries|Batch"),
    ("articles: what is due, asking, writing down", r"job work|work|\.articles\.|visit|ends|hosts|Ends"),
    ("network", r"Transport|Line|sock|Wire|Server"),
)
OTHER = "event loop and timers"


def stage_of(name: str) -> str:
    return next((stage for stage, words in STAGES if re.search(words, name)), OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens in the day."""

    seconds: float
    feeds: int
    articles: int
    #: one in so many articles is on topic
    one_in: int = 10

    @classmethod
    def usual(cls) -> Plan:
        hours = float(os.environ.get("BENCH_HOURS", "24"))
        return cls(seconds=3600 * hours, feeds=62, articles=round(5_000 * hours / 24))


@dataclass(slots=True)
class Lived:
    """CPU seconds by stage, and what came to pass."""

    plan: Plan
    total: float = 0.0
    stages: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    @property
    def told(self) -> float:
        """Part of the CPU that has a stage."""
        return (self.stages.total() - self.stages[OTHER]) / self.total


class Day:
    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder, self.lived = plan, folder, Lived(plan)
        self._local = threading.local()
        self._lock = threading.Lock()
        self.hosts = [f"blatt{number}.example" for number in range(plan.feeds)]

    def live(self) -> Lived:
        flow.quiet()
        clock = self.folder / "clock"
        clock.write_bytes(struct.pack("d", 0.0))
        with clock.open("r+b") as file, mmap.mmap(file.fileno(), 8) as shown, self._press(clock) as port:
            loop = VirtualLoop(START, stage_of)
            loop.inner = lambda: getattr(self._local, "seconds", 0.0)
            loop.moved = lambda at: struct.pack_into("d", shown, 0, at)
            try:
                with self._watched(loop):
                    loop.run_until_complete(self._service_lives(loop, port))
            finally:
                loop.run_until_complete(loop.shutdown_default_executor())
                loop.close()
        self.lived.stages.update(loop.spent)
        return self.lived

    @contextlib.contextmanager
    def _press(self, clock: Path) -> Iterator[int]:
        plan = self.folder / "plan.json"
        told = {name: getattr(self.plan, name) for name in ("seconds", "feeds", "articles", "one_in")}
        plan.write_text(json.dumps({**told, "start": START.isoformat(), "clock": str(clock)}), "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.daypress", str(plan)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.communicate("")

    async def _service_lives(self, loop: VirtualLoop, port: int) -> None:
        feeds = [f"http://{host}/feed/{number}" for number, host in enumerate(self.hosts)]
        staged = set_stage(self.folder / "stage", feeds, port=0, language="de")
        manners: dict[str, Any] = {"poll_every": 600.0, "host_gap": 5.0, "pages_per_hour": 60, "group_wait": 60.0}
        service = app.build(
            staged.model_copy(update=manners), clock=Clock(now=loop.now, monotonic=loop.time), timing=Timing(),
            press=dict.fromkeys(self.hosts, port), send=self._send, targets=lambda: both(1, "de"),
        )  # fmt: skip
        service.world.work = flow.as_worker
        started = time.process_time()
        loop.spent.clear()
        await service.start(web=False)
        await asyncio.sleep(self.plan.seconds)
        self.lived.total = time.process_time() - started
        self.lived.counts = await service.world.looked_up(_counts)
        self.lived.counts["polls"] = sum(service.world.pulse.polls.values())
        await service.stop()

    async def _send(self, _target: Target, _message: Message) -> SendResult:
        self.lived.sent += 1
        return SendResult(outcome=Outcome.SENT)

    @contextlib.contextmanager
    def _watched(self, loop: VirtualLoop) -> Iterator[None]:
        run, ask, shown = events.Handle._run, Wire.get, clock_of(loop)

        async def asked(wire: Wire, *args: Any) -> Any:
            loop.waiting += 1
            try:
                return await ask(wire, *args)
            finally:
                loop.waiting -= 1

        with contextlib.ExitStack() as stack:
            for module in (apscheduler.schedulers.base, apscheduler.triggers.interval, apscheduler.executors.base):
                stack.enter_context(mock.patch.object(module, "datetime", shown))
            stack.enter_context(mock.patch.object(events.Handle, "_run", lambda handle: loop.step(handle, run)))
            stack.enter_context(mock.patch.object(Wire, "get", asked))
            for stage, places in PARTS.items():
                for place, name in places:
                    timed = self._timed(stage, getattr(place, name))
                    stack.enter_context(mock.patch.object(place, name, timed))
            yield

    def _timed(self, stage: str, function: Any) -> Any:
        """Counts for its stage, and as accounted for in the step around it; of nested ones the outer one counts."""
        local = self._local

        def timed(*arguments: Any, **named: Any) -> Any:
            if getattr(local, "inside", False):
                return function(*arguments, **named)
            local.inside, started = True, time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                taken = time.thread_time() - started
                local.inside, local.seconds = False, getattr(local, "seconds", 0.0) + taken
                with self._lock:
                    self.lived.stages[stage] += taken

        return timed


def live(plan: Plan) -> Lived:
    """Lives a day as planned; minutes for a usual one."""
    with tempfile.TemporaryDirectory(prefix="monitor-day-") as folder:
        return Day(plan, Path(folder)).live()


def measures(lived: Lived) -> list[Measure]:
    """One row per stage, the largest first."""
    hours, counts = lived.plan.seconds / 3600, lived.counts
    note = (
        f"{lived.plan.feeds} feeds, {counts['polls']:,} feed visits, {counts['articles']:,} articles, {counts['read']:,} of them read, "
        f"{counts['visits']:,} visits of articles, {counts['facts']:,} facts, {counts['changes']:,} changes, {lived.sent} messages"
    )
    name = f"a simulated day of {hours:g} h"
    rows = [Measure(name=f"{name}: CPU", unit="s", values=(lived.total,), note=note)]
    for stage, seconds in sorted(lived.stages.items(), key=lambda item: -item[1]):
        rows.append(
            Measure(
                name=f"{name}: {stage}",
                unit="s",
                values=(seconds,),
                note=f"{seconds / lived.total:.0%} of the day's CPU",
            )
        )
    return rows


def _counts(session: Session) -> dict[str, int]:
    ask = session.connection().exec_driver_sql
    asked = {
        "articles": "SELECT count(*) FROM article WHERE origin = 'feed'",
        "read": "SELECT count(*) FROM article WHERE origin = 'feed' AND state = 'read'",
        "visits": "SELECT coalesce(sum(visits), 0) FROM article",
        "facts": "SELECT count(*) FROM fact",
        "changes": "SELECT count(*) FROM change",
    }
    return {name: int(ask(query).scalar_one()) for name, query in asked.items()}
