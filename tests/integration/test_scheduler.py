"""When jobs run that somebody asks for before their time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from monitor.clock import Clock
from monitor.scheduler import Job, Scheduler


class Work:
    def __init__(self) -> None:
        self.runs, self.free = 0, asyncio.Event()
        self.free.set()

    async def __call__(self) -> None:
        self.runs += 1
        await self.free.wait()


@pytest.fixture
async def work() -> Work:
    return Work()


@pytest.fixture
async def scheduler(work: Work) -> AsyncIterator[Scheduler]:
    clock = Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)
    made = Scheduler([Job(name="work", every=60.0, doing=work)], clock=clock)
    yield made
    await made.stop(seconds=1.0)


async def runs(work: Work, count: int) -> bool:
    for _ in range(100):
        if work.runs >= count:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_a_job_that_is_wanted_runs_at_once(scheduler: Scheduler, work: Work) -> None:
    scheduler.start()
    assert await runs(work, 1)
    await asyncio.sleep(0.05)
    scheduler.soon("work")
    assert await runs(work, 2)


async def test_one_that_is_wanted_while_it_runs_runs_once_more(
    scheduler: Scheduler, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    work.free.clear()
    scheduler.start()
    assert await runs(work, 1)
    with caplog.at_level(logging.WARNING):
        scheduler.soon("work")
        scheduler.soon("work")
        await asyncio.sleep(0.1)
        assert work.runs == 1
        work.free.set()
        assert await runs(work, 2)
        await asyncio.sleep(0.2)
    assert work.runs == 2
    assert not [record for record in caplog.records if "maximum number" in record.getMessage()]


async def test_nothing_is_wanted_before_the_start_and_after_the_stop(scheduler: Scheduler, work: Work) -> None:
    scheduler.soon("work")
    scheduler.start()
    assert await runs(work, 1)
    await scheduler.stop(seconds=1.0)
    scheduler.soon("work")
    await asyncio.sleep(0.1)
    assert work.runs == 1
