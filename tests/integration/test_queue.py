"""The queue's library on a real PostgreSQL: each of its known traps, one test that the way around it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from monitor.adapters.queue import DEAD, KINDS, Queue, steps_of
from monitor.errors import StoreError
from monitor.store import Store
from tests.postgres import plain

Step = Callable[[str], Awaitable[object]]


@pytest.fixture
def store(postgres: str):
    opened = Store.open(postgres)
    yield opened
    opened.close()


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def play(postgres: str, step: Step, doing: Callable[[Queue], Awaitable[None]], *, work: bool = True) -> None:
    """Opens a queue whose calls for messages run `step`, with a worker beside when it is to `work`."""

    async def run() -> None:
        queue = Queue(plain(postgres), {"deliver": step})
        await queue.open()
        working = asyncio.create_task(queue.work("deliver", name="test")) if work else None
        try:
            async with asyncio.timeout(60):
                await doing(queue)
        finally:
            if working is not None:
                working.cancel()
                await asyncio.wait([working])
            await queue.close()

    asyncio.run(run())


async def until(condition: Callable[[], object]) -> None:
    while not await asyncio.to_thread(condition):
        await asyncio.sleep(0.02)


async def nothing(_key: str) -> None:
    """A step that finds nothing to do."""


def test_a_call_that_waits_already_is_not_made_twice(postgres: str, store: Store) -> None:
    async def doing(queue: Queue) -> None:
        assert [await queue.call("deliver", key) for key in ("a", "a", "b")] == [True, False, True]
        assert await queue.waiting() == {"deliver": 2}

    play(postgres, nothing, doing, work=False)


def test_a_step_that_fails_beside_a_waiting_call_of_its_kind_leaves_nothing_for_ever(
    postgres: str, store: Store
) -> None:
    """With a retry the failed one would want back beside the waiting one, which the lock forbids: "doing" for ever."""
    begun, fail, runs = asyncio.Event(), asyncio.Event(), []

    async def step(_key: str) -> None:
        runs.append(1)
        if len(runs) == 1:
            begun.set()
            await fail.wait()
            raise RuntimeError("a bug")

    async def doing(queue: Queue) -> None:
        await queue.call("deliver", "a")
        await begun.wait()
        assert await queue.call("deliver", "a")  # the lock covers waiting calls only
        fail.set()
        await until(lambda: len(runs) == 2 and rows(store, "SELECT status FROM procrastinate_jobs") == [])

    play(postgres, step, doing)


@pytest.mark.parametrize("error", [None, StoreError("store.locked"), RuntimeError("a bug")])
def test_finished_calls_do_not_stay_however_they_ended(postgres: str, store: Store, error: Exception | None) -> None:
    runs = []

    async def step(_key: str) -> None:
        runs.append(1)
        if error is not None:
            raise error

    async def doing(queue: Queue) -> None:
        await queue.call("deliver", "a")
        await until(lambda: runs and rows(store, "SELECT status FROM procrastinate_jobs") == [])

    play(postgres, step, doing)


def test_a_slow_target_holds_up_no_other(postgres: str, store: Store) -> None:
    """A lock of the queue would be first in, first out."""
    slow, done = asyncio.Event(), []

    async def step(key: str) -> None:
        if key == "slow":
            await slow.wait()
        done.append(key)

    async def doing(queue: Queue) -> None:
        for key in ("slow", "a", "b"):
            await queue.call("deliver", key)
        await until(lambda: sorted(done) == ["a", "b"])
        slow.set()
        await until(lambda: "slow" in done)

    play(postgres, step, doing)


def test_the_call_of_a_killed_worker_is_dropped_and_can_be_made_again(postgres: str, store: Store) -> None:
    runs = []

    async def step(_key: str) -> None:
        runs.append(1)

    async def doing(queue: Queue) -> None:
        await queue.call("deliver", "a")
        with store.write() as session:  # what kill -9 leaves behind
            session.execute(
                text(
                    "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES "
                    f"(now() - interval '{DEAD + 5} seconds') RETURNING id) "
                    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
                )
            )
        assert await queue.sweep() == 1
        assert rows(store, "SELECT status FROM procrastinate_jobs") == []
        assert await queue.call("deliver", "a")
        working = asyncio.create_task(queue.work("deliver", name="alive"))
        await until(lambda: runs)
        working.cancel()
        await asyncio.wait([working])

    play(postgres, step, doing, work=False)


def test_the_call_of_a_living_worker_is_left_alone(postgres: str, store: Store) -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def step(_key: str) -> None:
        begun.set()
        await end.wait()

    async def doing(queue: Queue) -> None:
        await queue.call("deliver", "a")
        await begun.wait()
        assert await queue.sweep() == 0
        assert rows(store, "SELECT status FROM procrastinate_jobs") == [("doing",)]
        end.set()

    play(postgres, step, doing)


def test_a_refused_call_takes_no_transaction_of_ours_back(postgres: str, store: Store) -> None:
    """On our connection it would abort the transaction, and the commit would roll back without a word."""

    async def doing(queue: Queue) -> None:
        await queue.call("deliver", "a")
        with store.write("x") as session:
            session.execute(text("INSERT INTO service (key, value, at) VALUES ('x', '1', now())"))
            assert not await queue.call("deliver", "a")
        assert rows(store, "SELECT value FROM service WHERE key = 'x'") == [("1",)]

    play(postgres, nothing, doing, work=False)


def test_many_machines_that_start_at_once_make_the_queue_once(postgres: str, store: Store) -> None:
    async def run() -> None:
        queues = [Queue(plain(postgres)) for _ in range(4)]
        await asyncio.gather(*(queue.open() for queue in queues))
        assert [await queue.call("deliver", str(number)) for number, queue in enumerate(queues)] == [True] * 4
        await asyncio.gather(*(queue.close() for queue in queues))

    asyncio.run(run())


def test_every_step_has_workers_by_default_and_readers_need_no_network() -> None:
    assert steps_of(("io", "cpu", "deliver")) == ("deliver", "poll", "read", "visit")
    assert steps_of(("fetch",)) == ("visit",)
    assert steps_of(("read",)) == ("read",)
    assert {step for steps in KINDS.values() for step in steps} == {"deliver", "poll", "read", "visit"}
