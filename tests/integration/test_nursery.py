"""The process that workers are forked from: ready beforehand, replaced when it dies, gone with its program."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.adapters.nursery import Nursery
from monitor.adapters.pool import Pool, nursery

LOADED: list[str] = []

PROGRAM = """
import asyncio, os, sys
from monitor.adapters.pool import Pool
from tests.integration.test_nursery import parent_id, sleep, worker_id

async def main():
    pool = Pool(workers=2)
    ids = [await pool.run(parent_id), await pool.run(worker_id)]
    print(*ids, flush=True)
    await pool.run(sleep, 60)

asyncio.run(main())
"""


def load() -> None:
    LOADED.append("ready")


def fail() -> None:
    raise RuntimeError("cannot get ready")


def loaded() -> list[str]:
    return LOADED


def parent_id() -> int:
    return os.getppid()


def worker_id() -> int:
    return os.getpid()


def threads() -> int:
    return len(os.listdir(f"/proc/{os.getppid()}/task"))


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def open_files() -> list[str]:
    held = (f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd") if int(name) > 2)
    return [os.readlink(name) for name in held if os.path.exists(name) or os.path.islink(name)]


@pytest.fixture
def home() -> Iterator[Nursery]:
    made = nursery(f"{__name__}:load")
    yield made
    made.close()


async def test_workers_find_loaded_what_the_nursery_loaded_once(home: Nursery) -> None:
    pools = [Pool(workers=1, home=home), Pool(workers=1, home=home)]
    assert [await pool.run(loaded) for pool in pools] == [["ready"], ["ready"]]
    assert len({await pool.run(worker_id) for pool in pools}) == 2
    assert len({await pool.run(parent_id) for pool in pools}) == 1
    for pool in pools:
        await pool.close()


async def test_a_nursery_that_reads_has_one_thread_only() -> None:
    """What is forked while another thread holds a lock would wait for it for ever."""
    home = nursery("monitor.reader:warm")
    pool = Pool(workers=1, home=home)
    assert await pool.run(threads) == 1
    await pool.close()
    await asyncio.to_thread(home.close)


async def test_a_pool_that_closes_leaves_a_shared_nursery_to_others(home: Nursery) -> None:
    first, second = Pool(workers=1, home=home), Pool(workers=1, home=home)
    gone, stays = await first.run(worker_id), await second.run(worker_id)
    await first.close()
    assert not alive(gone)
    assert await second.run(worker_id) == stays
    await second.close()


async def test_a_killed_nursery_is_replaced(home: Nursery) -> None:
    pool = Pool(workers=2, home=home)
    dead = await pool.run(parent_id)
    os.kill(dead, signal.SIGKILL)
    free, busy = await asyncio.gather(pool.run(worker_id), pool.run(worker_id))
    assert await asyncio.gather(pool.run(worker_id), pool.run(sleep, 0.1))
    os.kill(free, signal.SIGKILL)
    os.kill(busy, signal.SIGKILL)
    await asyncio.sleep(0.1)
    assert await pool.run(parent_id) != dead
    await pool.close()


async def test_a_nursery_that_cannot_get_ready_is_said_to_have_died() -> None:
    from monitor.errors import WorkError

    home = nursery(f"{__name__}:fail")
    pool = Pool(workers=1, home=home)
    with pytest.raises(WorkError):
        await pool.run(worker_id)
    await pool.close()
    await asyncio.to_thread(home.close)


async def test_the_stop_of_the_service_is_not_the_workers_business(home: Nursery) -> None:
    """systemd and a terminal tell the whole group; what a worker is doing is still finished."""
    pool = Pool(workers=1, home=home)
    worker, parent = await pool.run(worker_id), await pool.run(parent_id)
    for name in (signal.SIGINT, signal.SIGTERM):
        os.kill(worker, name)
        os.kill(parent, name)
    assert await pool.run(worker_id) == worker
    await pool.close()


async def test_a_worker_holds_nothing_open_but_its_pipe(home: Nursery) -> None:
    pool = Pool(workers=2, home=home)
    await asyncio.gather(pool.run(sleep, 0.05), pool.run(sleep, 0.05))
    held = [name for name in await pool.run(open_files) if not name.startswith("/proc/")]
    assert [name.partition(":")[0] for name in held] == ["socket"]
    await pool.close()


def test_workers_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    """Even one that is in the midst of a task, and the nursery with them."""
    root = Path(__file__).parents[2]
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )  # fmt: skip
    assert program.stdout is not None
    family = [int(word) for word in program.stdout.readline().split()]
    assert [alive(one) for one in family] == [True, True]
    program.kill()
    program.wait()
    assert eventually(lambda: not any(map(alive, family)))


def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
