"""The queue of several machines: procrastinate on the installation's own PostgreSQL.

A job is a call of one step with one key and may get lost or come twice: what is to be done stands in our tables
(`engine.machines`). That keeps clear of what bites here (LIBRARIES 7):

- `queueing_lock` (one waiting call per step and key) never goes with a retry, which could leave a job "doing" for ever:
  the next hand-out is the retry;
- no `lock`: it is first in, first out, and a dead worker's job would hold it; turns and claims have locks of their own;
- jobs of dead workers are dropped, not tried again;
- calls are made on connections of the queue's own, never inside a transaction of ours that a refused call would abort;
- finished jobs are deleted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import procrastinate
from procrastinate import exceptions
from procrastinate.jobs import Status

from monitor.errors import MonitorError, StoreError

#: kind of worker -> steps it does. A worker without the right to fetch is of kind "read"; pages come to it from "fetch"
KINDS = {
    "io": ("poll",),
    "cpu": ("visit", "read"),
    "deliver": ("deliver",),
    "fetch": ("visit",),
    "read": ("read",),
}
#: steps of which a worker does several side by side; the others only take work up, or keep all cores busy alone
SIDE_BY_SIDE = {"deliver": 8}
#: seconds between two signs of life of a worker, and after which it counts as dead
BEAT, DEAD = 5.0, 20.0
#: seconds that running jobs get at a stop (RELIABILITY D28)
PATIENCE = 20.0
#: seconds between two looks when no call rang
LOOK = 5.0

log = logging.getLogger(__name__)
Step = Callable[[str], Awaitable[object]]


class Queue:
    """Calls for steps, and the worker that answers them; open it inside the event loop that uses it."""

    def __init__(self, address: str, steps: Mapping[str, Step] | None = None) -> None:
        """`address` as libpq reads it; `steps` does the work of each step for a key (workers only)."""
        connector = procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4)
        self._app = procrastinate.App(connector=connector)
        self._stop: asyncio.Task[None] | None = None
        for name, step in (steps or {}).items():
            self._app.task(name=f"monitor.{name}", queue=name)(_job(name, step))

    async def open(self) -> None:
        """Connects; makes the queue's tables when they are missing. Hold the right to make tables."""
        await self._app.open_async()
        found = await self._app.connector.execute_query_one_async("SELECT to_regclass('procrastinate_jobs') AS it")
        if found["it"] is None:
            with contextlib.suppress(exceptions.ConnectorException):  # another machine was quicker
                await self._app.schema_manager.apply_schema_async()

    async def close(self) -> None:
        """Gives the connections back."""
        await self._app.close_async()

    async def call(self, step: str, key: str) -> bool:
        """Puts a call in; False when the same one waits already. Raises StoreError without a database."""
        job = self._app.configure_task(f"monitor.{step}", queue=step, queueing_lock=f"{step}:{key}")
        try:
            await job.defer_async(key=key)
        except exceptions.AlreadyEnqueued:
            return False
        except exceptions.ConnectorException as exc:
            raise StoreError("store.unreachable") from exc
        return True

    async def work(self, step: str, *, name: str) -> None:
        """Answers calls for a step until cancelled; running ones end first."""
        await self._app.run_worker_async(
            queues=[step],
            name=f"{name}-{step}",
            concurrency=SIDE_BY_SIDE.get(step, 1),
            wait=True,
            delete_jobs="always",
            install_signal_handlers=False,
            fetch_job_polling_interval=LOOK,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=DEAD,
            shutdown_graceful_timeout=PATIENCE,
        )

    async def sweep(self) -> int:
        """Drops the jobs of workers that died; how many. Their leases run out, the work is given out again."""
        manager = self._app.job_manager
        dead = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD))
        for job in dead:
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        return len(dead)

    async def waiting(self) -> dict[str, int]:
        """Calls that wait, by step."""
        rows = await self._app.connector.execute_query_all_async(
            "SELECT queue_name, count(*) AS number FROM procrastinate_jobs WHERE status = 'todo' GROUP BY queue_name"
        )
        return {row["queue_name"]: row["number"] for row in rows}


def steps_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """The steps that a worker of these kinds does, sorted."""
    return tuple(sorted({step for kind in kinds for step in KINDS[kind]}))


def _job(name: str, step: Step) -> Callable[..., Any]:
    """A step as a job: an error of ours ends it (the next hand-out tries again), anything else is logged as a bug."""

    async def job(key: str) -> None:
        try:
            await step(key)
        except MonitorError as exc:
            log.warning("job.failed %s %s: %s", name, key, exc.key)
        except Exception:
            log.exception("job.bug %s %s", name, key)

    return job
