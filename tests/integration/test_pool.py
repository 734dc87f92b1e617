"""Worker processes that can be killed."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator

import pytest

from monitor.adapters.pool import Pool
from monitor.errors import FormatError, WorkError


def double(value: int) -> int:
    return 2 * value


def process_id() -> int:
    return os.getpid()


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "awake"


def swell(megabytes: int) -> int:
    held = [bytearray(1 << 20) for _ in range(megabytes)]
    time.sleep(5)
    return len(held)


def refuse(url: str) -> None:
    raise FormatError("feeds.empty", url=url)


def fail() -> None:
    raise RuntimeError("unexpected")


def die() -> None:
    os._exit(3)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    made = Pool(workers=2, seconds=2.0, megabytes=120, tasks=50, start=20.0)
    # the first task of a fresh worker may take longer: it imports
    await asyncio.gather(made.run(double, 1), made.run(double, 1))
    yield made
    await made.close()


async def test_work_is_done_side_by_side(pool: Pool) -> None:
    assert await asyncio.gather(*(pool.run(double, value) for value in range(8))) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert await pool.run(process_id) != os.getpid()


@pytest.mark.parametrize(
    ("function", "arguments", "key"),
    [(sleep, (30,), "work.slow"), (swell, (160,), "work.large"), (fail, (), "work.failed"), (die, (), "work.died")],
)
async def test_bad_work_costs_only_itself(
    pool: Pool, function: object, arguments: tuple[object, ...], key: str
) -> None:
    with pytest.raises(WorkError) as caught:
        await pool.run(function, *arguments)  # type: ignore[arg-type]
    assert caught.value.key == key
    assert await pool.run(double, 21) == 42


async def test_our_own_errors_come_through(pool: Pool) -> None:
    with pytest.raises(FormatError) as caught:
        await pool.run(refuse, "https://a.de/")
    assert (caught.value.key, caught.value.url) == ("feeds.empty", "https://a.de/")


async def test_a_refused_feed_does_not_cost_the_worker(pool: Pool) -> None:
    before = {await pool.run(process_id) for _ in range(4)}
    for _ in range(4):
        with pytest.raises(FormatError):
            await pool.run(refuse, "https://a.de/")
    assert {await pool.run(process_id) for _ in range(4)} <= before


async def test_a_killed_worker_is_gone(pool: Pool) -> None:
    workers = [await pool.run(process_id) for _ in range(4)]
    with pytest.raises(WorkError):
        await asyncio.gather(pool.run(sleep, 30), pool.run(sleep, 30))
    await asyncio.sleep(0.5)
    assert not any(alive(worker) for worker in set(workers))


async def test_workers_are_replaced_after_their_share(pool: Pool) -> None:
    pool.tasks = 3
    seen = [await pool.run(process_id) for _ in range(9)]
    assert len(set(seen)) >= 3


async def test_waiting_callers_may_give_up(pool: Pool) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pool.run(sleep, 1.5), 0.1)
    assert await pool.run(double, 4) == 8


async def test_a_closed_pool_takes_nothing(pool: Pool) -> None:
    await pool.close()
    with pytest.raises(WorkError):
        await pool.run(double, 1)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
